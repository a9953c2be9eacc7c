"""Stop it and run it again: the crawl goes on where it was. What a kill costs is in test_kills.py."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.conftest import attempt, crawl, rows, start
from tests.crawl.misbehaviour import hang
from tests.crawl.press import Press, article, feed

HOSTS = ("a.example", "b.example", "c.example")
EACH = 16
URLS = [f"http://{host}/feed.xml" for host in HOSTS]

CONTENT = """
    SELECT article.key, version.headline, version.teaser, version.access FROM article
    JOIN version ON version.article_id = article.id ORDER BY 1, 2
"""


@pytest.fixture(scope="module")
def full_press(press: Press) -> Press:
    for number, host in enumerate(HOSTS):
        links = [f"http://{host}/story-{n}" for n in range(EACH)]
        press.put(f"http://{host}/robots.txt", b"User-agent: *\nAllow: /\n")
        press.put(f"http://{host}/feed.xml", feed([*links, f"http://{host}/gone"]))
        for story, link in enumerate(links):
            press.put(link, article(number * 1000 + story))
    return press


@pytest.fixture(scope="module")
def unfaulted(full_press: Press, tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("whole") / "archive.db"
    crawl(db=str(db), urls=URLS, proxy=full_press.proxy, delay=0)
    return db


def kill_at(press: Press, request: int, sign: signal.Signals, arguments: dict[str, Any]) -> subprocess.Popen[str]:
    """Start a crawl, send it a signal when its n-th request arrives, and wait for its end."""
    process = start(**arguments)
    press.alarms[len(press.asked) + request] = lambda: os.kill(process.pid, sign)
    process.communicate(timeout=60)
    return process


def test_the_unfaulted_crawl_stored_every_article(unfaulted: Path) -> None:
    assert len(rows(unfaulted, CONTENT)) == len(HOSTS) * EACH


def test_an_interrupt_ends_the_crawl_in_order(full_press: Press, unfaulted: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    arguments = {"db": str(db), "urls": URLS, "proxy": full_press.proxy, "delay": 0}

    process = kill_at(full_press, 12, signal.SIGINT, arguments)
    held = rows(db, "SELECT count(*) FROM url WHERE state = 'leased'")
    reason = rows(db, "SELECT reason FROM crawl")
    crawl(**arguments)

    assert process.returncode == 0
    assert (held, reason) == ([(0,)], [("interrupted",)])
    assert rows(db, CONTENT) == rows(unfaulted, CONTENT)


def test_an_interrupt_does_not_wait_for_a_long_delay(full_press: Press, tmp_path: Path) -> None:
    full_press.put("http://slow.example/robots.txt", b"User-agent: *\nCrawl-delay: 60\n")
    arguments = {"db": str(tmp_path / "a.db"), "urls": ["http://slow.example/"], "proxy": full_press.proxy, "delay": 0}

    process = kill_at(full_press, 1, signal.SIGINT, arguments)  # the page waits a minute in its slot

    assert process.returncode == 0
    assert rows(tmp_path / "a.db", "SELECT state FROM url") == [("pending",)]


def test_a_second_interrupt_does_not_wait_for_a_server_that_hangs(full_press: Press, tmp_path: Path) -> None:
    full_press.put("http://hangs.example/feed.xml", hang)
    urls = ["http://hangs.example/feed.xml"]
    process = start(db=str(tmp_path / "a.db"), urls=urls, proxy=full_press.proxy, delay=0)
    hung = threading.Event()
    full_press.alarms[len(full_press.asked) + 2] = hung.set  # robots.txt, then the feed
    hung.wait(30)

    began = time.monotonic()
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.5)

    assert time.monotonic() - began < 10
    assert (process.communicate(), process.returncode)[1] == 0
    assert rows(tmp_path / "a.db", "SELECT state FROM url") == [("pending",)]
    assert rows(tmp_path / "a.db", "SELECT reason FROM crawl") == [("interrupted",)]


def test_a_second_crawl_of_an_archive_in_use_is_refused(full_press: Press, tmp_path: Path) -> None:
    arguments = {"db": str(tmp_path / "a.db"), "urls": ["http://slow.example/"], "proxy": full_press.proxy, "delay": 0}
    first = start(**arguments)
    seen: list[dict[str, Any]] = []

    def second() -> None:
        seen.append(attempt(**arguments))
        os.kill(first.pid, signal.SIGINT)

    full_press.alarms[len(full_press.asked) + 1] = second
    first.communicate(timeout=60)

    assert seen[0]["error"] == "ArchiveLocked"
