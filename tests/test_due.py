"""What `parvis crawl --due` finds to do, decided from the archive alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.archive import Archive
from parvis.archive.events import SourceRead
from parvis.archive.waiting import Due
from parvis.cli import main
from parvis.crawl import ClockAt, CrawlRequest
from parvis.crawl.due import keep_due
from parvis.records import Link
from parvis.sites import Site, adhoc_site
from parvis.words import Kind
from tests.archives import Desk, open_desk
from tests.pages import NOW, make_fetch, make_page

PAPER = replace(adhoc_site("http://paper.example/"), feeds=("http://paper.example/feed.xml",))
HOUR = timedelta(hours=1)


def make(path: Path, at: datetime = NOW) -> None:
    """An archive whose feed and only article were read at a time."""
    desk = open_desk(path, site=PAPER, at=at)
    desk.store([make_page("http://paper.example/news/1", "A line.", site=PAPER.name)], at=at)
    read_feed(desk, at)
    desk.archive.finish_crawl(desk.crawl_id, now=at, reason="finished")
    desk.archive.close()


def read_feed(desk: Desk, at: datetime) -> None:
    desk.discover(PAPER.feeds[0], kind=Kind.FEED, at=at)
    [lease] = desk.lease(at=at)
    links = (Link(url="http://paper.example/news/1"),)
    desk.archive.apply([SourceRead(lease=lease, at=at, fetch=make_fetch(lease.url, at=at), links=links)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make(tmp_path / "archive.db")
    return tmp_path / "archive.db"


def ask(path: Path, *sites: Site, at: datetime, **more: object) -> tuple[list[str], Due]:
    """The sites that are kept, and what is due."""
    request = CrawlRequest(archive=path, sites=sites, clock=ClockAt(at), **more)  # type: ignore[arg-type]
    kept, due = keep_due(request)
    return [site.name for site in kept.sites] if kept else [], due


def test_before_its_time_nothing_is_due(path: Path) -> None:
    assert ask(path, PAPER, at=NOW + HOUR / 2) == ([], Due(next_at=NOW + HOUR))


def test_when_its_time_has_come_source_and_article_are_due(path: Path) -> None:
    assert ask(path, PAPER, at=NOW + HOUR) == ([PAPER.name], Due(articles=1, sources=1))


def test_a_source_that_its_definition_names_anew_is_due(path: Path) -> None:
    wider = replace(PAPER, sitemaps=("http://paper.example/news.xml",))

    assert ask(path, wider, at=NOW)[0] == [PAPER.name]


def test_a_site_that_was_never_crawled_is_due_and_the_others_stay_away(path: Path) -> None:
    other = adhoc_site("http://other.example/")

    assert ask(path, PAPER, other, at=NOW)[0] == [other.name]


def test_an_address_given_by_hand_is_kept_with_its_site(path: Path) -> None:
    request = CrawlRequest(
        archive=path, sites=(), urls=("http://paper.example/feed.xml", "http://new.example/"), clock=ClockAt(NOW)
    )
    kept, _ = keep_due(request)

    assert kept is not None
    assert kept.urls == ("http://new.example/",)


def test_a_revisit_and_an_archive_that_is_not_there_are_due_at_once(path: Path, tmp_path: Path) -> None:
    assert ask(path, PAPER, at=NOW, revisit=HOUR)[0] == [PAPER.name]
    assert ask(tmp_path / "new.db", PAPER, at=NOW)[0] == [PAPER.name]


def test_what_a_killed_crawl_held_is_due(path: Path) -> None:
    with Archive.open(path, "w") as archive:
        crawl_id = archive.begin_crawl(sites=[PAPER], command="test", now=NOW)
        archive.wake(sites=[PAPER.name], until=NOW + HOUR)
        archive.lease(crawl_id, sites=[PAPER.name], now=NOW + HOUR, limit=9, per_host=9)

    assert ask(path, PAPER, at=NOW) == ([PAPER.name], Due(articles=1, sources=1))


def test_the_command_says_when_the_next_is_and_leaves_no_trace(tmp_path: Path) -> None:
    path, now = tmp_path / "archive.db", datetime.now(UTC)
    make(path, now)
    before = path.read_bytes()
    result = CliRunner().invoke(main, ["--db", str(path), "crawl", "--due"])

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"nothing is due; next at {now + HOUR:%Y-%m-%d %H:%M} UTC\n"
    assert path.read_bytes() == before


def test_the_status_counts_what_is_due(path: Path, tmp_path: Path) -> None:
    """In March, the time of these tests, both were due within the hour."""
    make(tmp_path / "new.db", datetime.now(UTC))
    late = CliRunner().invoke(main, ["--db", str(path), "status"])
    early = CliRunner().invoke(main, ["--db", str(tmp_path / "new.db"), "status"])

    assert "Due: 1 article and 1 source now\n" in late.stdout
    assert "Due: nothing now; the next at " in early.stdout
