"""One signal ends a crawl within seconds, whatever its servers are doing, and the next one goes on."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from parvis.crawl.ending import Interrupted
from parvis.crawl.leash import Leash
from tests.crawl.conftest import crawl, rows, start
from tests.crawl.misbehaviour import over
from tests.crawl.press import Misbehaviour, Press, article, feed

NEVER = 600  # seconds until a request times out: no crawl of these tests ends by that


class Reached:
    """Does something to a request, and remembers that it came."""

    def __init__(self, then: Misbehaviour) -> None:
        self.there = threading.Event()
        self._then = then

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        self.there.set()
        self._then(handler)


def hang(_: BaseHTTPRequestHandler) -> None:
    over.wait(NEVER)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    with suppress(OSError):
        while not over.wait(0.2):
            handler.wfile.write(b"x")
            handler.wfile.flush()


def slow_down(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nCrawl-delay: 300\n")


CASES: dict[str, tuple[str, Misbehaviour]] = {  # host -> where the server does what
    "page-hangs.example": ("/feed.xml", hang),
    "page-drips.example": ("/feed.xml", drip),
    "rights-hang.example": ("/.well-known/tdmrep.json", hang),
    "robots-hang.example": ("/robots.txt", hang),
    "robots-drip.example": ("/robots.txt", drip),
    "in-its-delay.example": ("/robots.txt", slow_down),
}
HEALED = [host for host, (path, _) in CASES.items() if path != "/robots.txt"]


def test_one_signal_is_enough_whatever_the_servers_do(press: Press, tmp_path: Path) -> None:
    """No request times out here: the crawl ends only if the signal ends what is under way."""
    for number, host in enumerate(CASES):
        press.put(f"http://{host}/feed.xml", feed([f"http://{host}/story-1"]))
        press.put(f"http://{host}/story-1", article(number))
    healthy = dict(press.answers)
    reached = {f"http://{host}{path}": Reached(then) for host, (path, then) in CASES.items()}
    for url, misbehaviour in reached.items():
        press.put(url, misbehaviour)
    arguments = {"db": str(tmp_path / "a.db"), "proxy": press.proxy, "delay": 0}

    process = start(**arguments, urls=feeds_of(CASES), pinned={"DOWNLOAD_TIMEOUT": NEVER})
    assert [url for url, misbehaviour in reached.items() if not misbehaviour.there.wait(60)] == []
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)

    assert process.returncode == 0
    assert rows(tmp_path / "a.db", "SELECT reason FROM crawl") == [("interrupted",)]
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM url WHERE state NOT IN ('pending', 'stored')") == [(0,)]

    press.answers.clear()
    press.answers.update(healthy)
    assert crawl(**arguments, urls=feeds_of(HEALED))["reason"] == "finished"
    stored = "SELECT count(*) FROM url WHERE kind = 'article' AND state = 'stored'"
    assert rows(tmp_path / "a.db", stored) == [(len(HEALED),)]


def feeds_of(hosts: Iterable[str]) -> list[str]:
    return [f"http://{host}/feed.xml" for host in hosts]


def test_a_leash_holds_until_it_is_cut() -> None:
    async def forever() -> str:
        await asyncio.Event().wait()
        return "never"

    async def brought() -> str:
        return "a page"

    async def broken() -> str:
        raise ValueError("no page")

    async def holds() -> None:
        leash = Leash()
        assert await leash.hold(brought()) == "a page"
        with pytest.raises(ValueError, match="no page"):
            await leash.hold(broken())
        held = asyncio.ensure_future(leash.hold(forever()))
        await asyncio.sleep(0)
        leash.cut()
        leash.cut()
        with pytest.raises(Interrupted):
            await held
        with pytest.raises(Interrupted):
            await leash.hold(brought())

    asyncio.run(holds())


def test_what_somebody_else_cancels_stays_cancelled() -> None:
    async def cancelled() -> None:
        held = asyncio.ensure_future(Leash().hold(asyncio.sleep(3_600)))
        await asyncio.sleep(0)
        held.cancel()
        with pytest.raises(asyncio.CancelledError):
            await held

    asyncio.run(cancelled())
