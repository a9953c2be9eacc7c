"""What a server sees of a crawl: when it is asked, and when it is left alone."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from parvis.crawl.site_locks import SiteLocks
from parvis.sites import adhoc_site
from tests.crawl.conftest import attempt, balance, crawl, rows, start
from tests.crawl.misbehaviour import redirect, reset
from tests.crawl.press import Answer, Press, article, feed

STORIES = 12
MAX_REQUESTS = 6
SHORT = 0.4  # seconds between two requests
EARLY = "2026-03-01T06:00:00+00:00"
SOON = "2026-03-01T06:02:00+00:00"  # a host that is down is tried again at ten past, and a run waits five minutes
EIGHT = "Sun, 01 Mar 2026 08:00:00 GMT"
LATER = "2026-03-01T08:01:00+00:00"


def publish(press: Press, host: str, answer: Any = None, *, stories: int = STORIES) -> str:
    """A paper with one feed, and one answer for all its stories. Returns the URL of the feed."""
    links = [f"http://{host}/story-{n}" for n in range(stories)]
    for number, link in enumerate(links):
        press.put(link, answer or article(number))
    press.put(f"http://{host}/feed.xml", feed(links))
    return f"http://{host}/feed.xml"


def define(folder: Path, name: str, host: str, *more: str) -> None:
    folder.mkdir(exist_ok=True)
    lines = (f'name = "{name}"', f'title = "{name}"', f'home = "http://{host}/"', f'hosts = ["{host}"]', *more)
    (folder / f"{name}.toml").write_text("\n".join(lines), encoding="utf-8")


class Runs:
    """Three runs into one archive: at six, two minutes later, and two hours later."""

    def __init__(self, press: Press, folder: Path) -> None:
        self.press, self.db = press, folder / "archive.db"
        define(folder / "sites", "spent", "spent.example", f"max_requests = {MAX_REQUESTS}", 'feeds = ["FEED"]')
        toml = folder / "sites" / "spent.toml"
        toml.write_text(toml.read_text().replace("FEED", publish(press, "spent.example")))
        self.urls = [
            publish(press, "seconds.example", Answer(status=429, headers={"Retry-After": "7200"})),
            publish(press, "date.example", Answer(status=503, headers={"Retry-After": EIGHT})),
            publish(press, "down.example", reset),
            publish(press, "shut.example"),
        ]
        press.put("http://shut.example/robots.txt", Answer(status=500))
        press.put("http://leads.example/feed.xml", redirect("http://seconds.example/feed.xml"))
        self.sites = str(folder / "sites")
        self.first, self.at_first = self.run(EARLY)
        self.second, self.at_second = self.run(SOON, "http://leads.example/feed.xml")
        self.tried = self.attempts("down.example")
        self.leading = rows(self.db, "SELECT state, attempts, due_at FROM url WHERE host = 'leads.example'")
        for host in ("seconds.example", "date.example", "down.example"):
            publish(press, host)  # all is well again
        press.put("http://shut.example/robots.txt", b"User-agent: *\nAllow: /\n")
        self.third, self.at_third = self.run(LATER)

    def run(self, start: str, *more: str) -> tuple[dict[str, Any], list[str]]:
        """The report, and the hosts as they were asked."""
        before, options = len(self.press.asked), {"sites": self.sites, "names": ["spent"], "start": start}
        urls = [*self.urls, *more]
        report = crawl(db=str(self.db), urls=urls, proxy=self.press.proxy, delay=0, **options)
        return report, [asked.host for asked in self.press.asked[before:]]

    def attempts(self, host: str) -> list[int]:
        query = f"SELECT attempts FROM url WHERE kind = 'article' AND host = '{host}' ORDER BY 1"  # noqa: S608
        return [row[0] for row in rows(self.db, query)]


@pytest.fixture(scope="module")
def runs(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(press, tmp_path_factory.mktemp("runs"))


@pytest.mark.parametrize("host", ["seconds.example", "date.example", "down.example", "shut.example"])
def test_a_host_is_not_asked_before_its_time_in_whatever_run(runs: Runs, host: str) -> None:
    assert host in runs.at_first
    assert runs.at_second.count(host) == 0
    assert host in runs.at_third


@pytest.mark.parametrize(
    ("host", "why", "urls"),
    [
        ("seconds.example", "asked", STORIES),
        ("date.example", "asked", STORIES),
        ("down.example", "down", STORIES - 4),  # four were tried before, and wait for themselves
        ("shut.example", "closed", 1),
        (
            "spent.example",
            "spent",
            STORIES - MAX_REQUESTS + 5,
        ),  # robots.txt, feed, three of rights
    ],
)
def test_the_report_says_who_is_left_alone_and_what_waits(runs: Runs, host: str, why: str, urls: int) -> None:
    assert runs.first["waits"][host] == [why, urls]
    assert runs.first["reason"] == "hosts ask to wait"


def test_a_host_that_is_down_costs_no_url_its_tries(runs: Runs) -> None:
    assert (
        runs.at_first.count("down.example") == 5 + 4 * 3 + 1
    )  # robots.txt, feed, rights; four stories thrice, one once
    assert runs.tried == [0] * (STORIES - 4) + [1] * 4


def test_a_redirect_to_a_host_that_is_left_alone_is_put_off(runs: Runs) -> None:
    assert runs.at_second.count("leads.example") == 2  # robots.txt and the feed
    [(state, attempts, due)] = runs.leading
    assert (state, attempts) == ("pending", 0)
    assert due >= "2026-03-01T08:00:00"


def test_a_budget_is_for_one_run(runs: Runs) -> None:
    assert [asked.count("spent.example") for asked in (runs.at_first, runs.at_second)] == [MAX_REQUESTS] * 2
    assert runs.second["code"] == 0


def test_what_waited_is_read_when_its_time_has_come(runs: Runs) -> None:
    read = "SELECT host, count(*) FROM url WHERE kind = 'article' AND article_id IS NOT NULL GROUP BY 1"
    found = dict(rows(runs.db, read))

    assert [found[f"{name}.example"] for name in ("date", "seconds", "shut", "down")] == [STORIES] * 4


def test_nothing_is_lost(runs: Runs) -> None:
    assert balance(runs.db) == 0
    assert rows(runs.db, "SELECT count(*) FROM url WHERE state = 'leased'") == [(0,)]


def gaps(press: Press, host: str) -> list[float]:
    times = [asked.at for asked in press.asked if asked.host == host]
    return [late - early for early, late in pairwise(times)]


def test_the_gap_is_kept_under_retries_and_redirects(press: Press, tmp_path: Path) -> None:
    url = publish(press, "gap.example", stories=2)
    press.put("http://gap.example/story-0", Answer(status=500))
    press.put("http://gap.example/story-1", redirect("/moved"))
    press.put("http://gap.example/moved", article(3))
    crawl(db=str(tmp_path / "a.db"), urls=[url], proxy=press.proxy, delay=SHORT)

    assert press.paths("gap.example").count("/story-0") == 3
    assert min(gaps(press, "gap.example")) >= SHORT - 0.05


def test_the_gap_is_kept_from_one_crawl_to_the_next(press: Press, tmp_path: Path) -> None:
    """Whatever crawl asked last, and whichever archive it wrote to: here one that asks three seconds from now."""
    url, turn = publish(press, "again.example", stories=0), time.monotonic() + 3
    (tmp_path / "hosts").mkdir()
    (tmp_path / "hosts" / "again.example").write_text(f"{turn:.3f}")
    crawl(db=str(tmp_path / "a.db"), urls=[url], proxy=press.proxy, delay=SHORT, state=str(tmp_path))

    assert min(asked.at for asked in press.asked if asked.host == "again.example") >= turn + SHORT - 0.05


def test_two_crawls_share_the_turns_of_a_host(press: Press, tmp_path: Path) -> None:
    """Two papers whose feeds stand at one host, crawled at once into two archives."""
    crawls = []
    for name in ("one", "two"):
        publish(press, f"{name}.example", stories=1)
        urls = [f"http://feeds.example/{name}-{number}.xml" for number in range(3)]
        for url in urls:
            press.put(url, feed([f"http://{name}.example/story-0"]))
        define(tmp_path / "sites", name, f"{name}.example", f"feeds = {urls}")
        arguments = {"sites": str(tmp_path / "sites"), "names": [name], "state": str(tmp_path), "delay": SHORT}
        crawls.append(start(db=str(tmp_path / f"{name}.db"), proxy=press.proxy, **arguments))
    for process in crawls:
        process.communicate(timeout=60)

    assert len(press.paths("feeds.example")) == 2 * 4
    assert min(gaps(press, "feeds.example")) >= SHORT - 0.05


def test_a_site_is_crawled_once_at_a_time(press: Press, tmp_path: Path) -> None:
    """The other crawl is this process, which holds the lock of its site."""
    held, free = publish(press, "held.example", stories=1), publish(press, "free.example", stories=1)
    options = {"proxy": press.proxy, "delay": 0, "state": str(tmp_path)}
    locks = SiteLocks(tmp_path)
    locks.take(adhoc_site(held), archive=tmp_path / "a.db", now=datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    alone = attempt(db=str(tmp_path / "b.db"), urls=[held], **options)
    beside = attempt(db=str(tmp_path / "c.db"), urls=[held, free], **options)
    locks.release()
    owner = f"process {os.getpid()}, into {tmp_path / 'a.db'}, since 2026-11-25 12:00 UTC"

    assert (alone["error"], alone["code"]) == ("SitesBusy", 4)
    assert f"held-example: {owner}" in alone["message"]
    assert beside["left_out"] == {"held-example": owner}
    assert (beside["code"], beside["stored"]) == (0, {"new": 1})
    assert press.paths("held.example") == []
