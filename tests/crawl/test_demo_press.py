"""The three invented newspapers, crawled on both of their days by the whole program."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parvis.archive import Archive
from parvis.archive.queries import status
from parvis.crawl.request import USER_AGENT
from parvis.demo import DEMO_DAYS, PAPERS, DemoPress, canaries, demo_sites, stories
from parvis.rights.detours import detour_of
from tests.crawl.conftest import ROOT, balance, crawl, rows

DEMO = ROOT / "parvis" / "demo" / "sites"


class Days:
    """An archive after a crawl of each day, and what was asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder, folder / "archive.db"
        with DemoPress(day=1) as press:
            self.first = self.crawl(press, 0)
            self.after_first = rows(self.db, "SELECT key FROM article ORDER BY 1")
            press.day = 2
            self.second = self.crawl(press, 1, revisit=0)
            self.asked = press.requests

    def crawl(self, press: DemoPress, day: int, **more: Any) -> dict[str, Any]:
        return crawl(
            db=str(self.db),
            sites=str(DEMO),
            names=list(PAPERS),
            proxy=press.proxy,
            delay=0,
            start=DEMO_DAYS[day].isoformat(),
            log=str(self.folder / f"day-{day}.log"),
            level="DEBUG",
            **more,
        )


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    return Days(tmp_path_factory.mktemp("demo"))


def test_the_first_day_stores_every_article(days: Days) -> None:
    printed = sum(len(stories(name, 1)) for name in PAPERS)

    assert days.first["stored"] == {"new": printed}
    assert days.first["failed"] == {}
    assert days.first["excluded"] == {"robots": len(PAPERS)}
    assert len(days.after_first) == printed


def test_the_second_day_brings_what_changed_and_nothing_else(days: Days) -> None:
    fresh = {item.path for name in PAPERS for item in stories(name, 2)}
    fresh -= {item.path for name in PAPERS for item in stories(name, 1)}

    assert days.second["stored"]["new"] == len(fresh)
    assert days.second["stored"]["changed"] >= 2 * len(PAPERS)  # an edited one, and one that was locked over night
    assert days.second["excluded"]["gone"] == len(PAPERS)
    assert days.second["unchanged"] > len(PAPERS)
    assert days.second["failed"] == {}


def test_the_archive_balances_after_both_days(days: Days) -> None:
    with Archive.open(days.db) as archive:
        found = status(archive)

    assert (found.articles.balance, found.sources.balance) == (0, 0)
    assert balance(days.db) == 0


def forms(canary: str) -> Iterator[bytes]:
    """A canary as it might lie in a file."""
    yield canary.encode()
    yield canary.encode("utf-16-le")
    yield "".join(f"%{byte:02X}" for byte in canary.encode()).encode()
    yield from (base64.b64encode(bytes(shift) + canary.encode())[4:-4] for shift in range(3))


def test_no_byte_of_the_folder_holds_a_word_from_behind_a_wall(days: Days) -> None:
    everything = b"".join(path.read_bytes() for path in days.folder.rglob("*") if path.is_file())

    assert len(everything) > 100_000
    assert [canary for canary in canaries() for form in forms(canary) if form in everything] == []


def test_the_log_speaks_of_pages_and_never_quotes_one(days: Days) -> None:
    log = (days.folder / "day-0.log").read_text(encoding="utf-8")

    assert "Crawled (200)" in log
    assert "Traceback" not in log
    assert not [item for name in PAPERS for item in stories(name, 1) if item.standfirst in log]


def test_what_the_press_keeps_to_itself_is_never_asked_for(days: Days) -> None:
    assert not [asked for asked in days.asked if asked.path.startswith("/intern/")]


def test_every_request_is_honest_and_anonymous(days: Days) -> None:
    names = {name.lower() for asked in days.asked for name in asked.headers}

    assert {asked.headers["User-Agent"] for asked in days.asked} == {USER_AGENT}
    assert not names & {"cookie", "referer", "authorization", "x-forwarded-for", "accept-language"}


def test_no_way_around_a_wall_is_taken(days: Days) -> None:
    asked = [one for one in days.asked if not one.path.startswith(("/.well-known/", "/feed"))]

    assert not [one for one in asked if detour_of(f"http://{one.host}{one.path}", article=True)]


def test_each_article_is_asked_for_once_a_day(days: Days) -> None:
    asked = [(one.host, one.path) for one in days.asked]

    assert max(map(asked.count, set(asked))) <= 2


def test_scrapy_crawl_runs_a_spider_from_a_bare_checkout(tmp_path: Path) -> None:
    url = demo_sites()[PAPERS[0]].listings[0]
    with DemoPress(day=1) as press:
        options = ["-a", f"url={url}", "-a", "delay=0", "-a", "max_pages=2", "-s", f"PARVIS_PROXY={press.proxy}"]
        command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "scrapy", "crawl", "listing", *options]
        environment = {**os.environ, "PARVIS_DB": str(tmp_path / "archive.db")}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    assert (done.returncode, done.stderr) == (0, "")
    assert rows(tmp_path / "archive.db", "SELECT kind FROM url WHERE kind <> 'article'") == [("listing",)]
    assert rows(tmp_path / "archive.db", "SELECT count(*) FROM article") == [(2,)]
