"""What waits: looks that are due, leases of crawls that died, and what `--due` finds to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from parvis.archive import queries
from parvis.archive.events import Excluded, Failed, Lease, SourceRead, Unchanged
from parvis.archive.owner import boot_id
from parvis.archive.waiting import WOKEN, Due
from parvis.records import Link
from parvis.words import EventKind, Kind, Reason
from tests.archives import BASE, LATER, Desk, open_desk
from tests.pages import NOW, day, make_fetch, make_page

FEED = "http://ledger.example/feed.xml"
MAP = "http://ledger.example/sitemap.xml"
HOUR = timedelta(hours=1)


def due(desk: Desk, at: datetime) -> Due:
    return desk.archive.due(sites=["ledger"], now=at)


def wake(desk: Desk, until: datetime, *kinds: Kind) -> int:
    return desk.archive.wake(sites=["ledger"], kinds=kinds or tuple(Kind), until=until)


def row(desk: Desk, url: str) -> tuple[Any, ...]:
    [found] = desk.rows("SELECT state, reason, revisit_at, quiet, unread FROM url WHERE url = ?", url)
    return found


def test_what_was_read_keeps_its_state_until_its_time_has_come(desk: Desk) -> None:
    desk.store([make_page(f"{BASE}1", "A line.")])

    assert row(desk, f"{BASE}1")[:3] == ("stored", None, "2026-03-02T09:00:00+00:00")
    assert due(desk, NOW) == Due(next_at=NOW + HOUR)
    assert wake(desk, NOW) == 0
    assert wake(desk, NOW + HOUR) == 1
    assert row(desk, f"{BASE}1")[:3] == ("pending", None, None)
    assert due(desk, NOW + HOUR) == Due(articles=1)
    assert [lease.url for lease in desk.lease(at=NOW + HOUR)] == [f"{BASE}1"]


@pytest.mark.parametrize(("since", "woken"), [(date(2026, 3, 2), 2), (date(2026, 2, 1), 3)])
def test_what_a_crawl_leaves_out_as_too_old_sleeps_on(desk: Desk, since: date, woken: int) -> None:
    dates = {f"{BASE}1": day(-9), f"{BASE}2": day(1), f"{BASE}3": None}
    desk.discover_links(*(Link(url=url, published_at=at) for url, at in dates.items()))
    desk.store([make_page(url, f"Line {'i' * number}.") for number, url in enumerate(dates)])

    assert desk.archive.wake(sites=["ledger"], until=day(2), since=since) == woken


def test_of_two_urls_of_an_article_the_one_that_it_goes_by_is_looked_at_again(desk: Desk) -> None:
    page, url = make_page(f"{BASE}1", "A line."), f"{BASE}1?view=mobile"
    double = replace(page, url=url, requested_url=url)
    desk.store([page, double])

    assert desk.rows("SELECT count(*) FROM article") == [(1,)]
    assert row(desk, f"{BASE}1")[2] is not None
    assert row(desk, url)[2] is None


def test_only_the_kinds_and_sites_that_are_asked_for_wake(desk: Desk) -> None:
    desk.store([make_page(f"{BASE}1", "A line.")])

    assert wake(desk, day(2), Kind.FEED) == 0
    assert desk.archive.wake(sites=["gazette"], until=day(2)) == 0
    assert wake(desk, day(2), Kind.ARTICLE) == 1


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Desk]:
    """Thousands of URLs that have ended, by a stroke of the pen: the higher the number, the longer due."""
    desk = open_desk(tmp_path / "full.db")
    desk.discover(*(f"{BASE}{number}" for number in range(2_000)))
    desk.archive.conn.execute(
        """
        UPDATE url SET state = 'stored', revisit_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', '2026-06-01', -id || ' hours')
        WHERE id > 3
        """
    )
    yield desk
    desk.archive.close()


def test_what_wakes_does_so_in_parts_the_longest_due_first(full: Desk) -> None:
    assert [wake(full, LATER) for _ in range(5)] == [WOKEN, WOKEN, WOKEN, 1_997 - 3 * WOKEN, 0]


def test_the_longest_due_wakes_first(full: Desk) -> None:
    wake(full, LATER)

    assert full.rows("SELECT min(id) FROM url WHERE state = 'pending' AND id > 3") == [(2_001 - WOKEN,)]


def test_what_is_due_is_known_at_a_cost_that_depends_on_what_is_due(full: Desk) -> None:
    steps: list[int] = []
    full.archive.conn.set_progress_handler(lambda: steps.append(1), 1_000)
    found = due(full, NOW)
    full.archive.conn.set_progress_handler(None, 0)

    assert found == Due(articles=3, next_at=datetime(2026, 3, 9, 16, tzinfo=UTC))
    assert len(steps) < 5  # thousands of steps of SQLite's machine


def look_again(desk: Desk, url: str, at: datetime) -> Lease:
    wake(desk, at)
    desk.held |= {lease.url: lease for lease in desk.lease(at=at)}
    return desk.held.pop(url)


def unchanged(lease: Lease, at: datetime) -> Unchanged:
    return Unchanged(lease=lease, at=at, fetch=make_fetch(lease.url, status=304, at=at, etag='"1"'))


def test_answers_without_a_body_are_counted_until_one_of_a_sample_is_asked_for(desk: Desk) -> None:
    urls = [f"{BASE}{number}" for number in range(1, 9)]
    desk.store([make_page(url, f"Line {'i' * number}.") for number, url in enumerate(urls)])
    asked: dict[str, list[str | None]] = {url: [] for url in urls}
    for number in range(2, 7):
        leases = [look_again(desk, url, day(400 * number)) for url in urls]
        for lease in leases:
            asked[lease.url].append(lease.etag)
        desk.archive.apply([unchanged(lease, day(400 * number)) for lease in leases])

    assert [asked[url] for url in urls] == [['"1"'] * 5] * 7 + [['"1"', '"1"', '"1"', None, None]]
    assert row(desk, urls[-1])[3:] == (5, 5)


def test_a_site_that_was_caught_is_asked_in_full_at_every_second_look(desk: Desk) -> None:
    desk.store([make_page(f"{BASE}1", "One."), make_page(f"{BASE}2", "Two.")])
    desk.archive.apply([unchanged(look_again(desk, f"{BASE}2", day(2)), day(2))])
    before = look_again(desk, f"{BASE}2", day(10))
    desk.archive.apply([unchanged(before, day(10))])
    desk.store([make_page(f"{BASE}1", "One, and locked.")], at=day(11))  # under the ETag that it had

    assert before.etag == '"1"'
    assert look_again(desk, f"{BASE}2", day(99)).etag is None
    [event] = queries.status(desk.archive).events
    assert (event.kind, event.detail["url"]) == (EventKind.STALE_VALIDATORS, f"{BASE}1")


def test_a_page_that_is_gone_is_looked_at_once_more(desk: Desk) -> None:
    desk.store([make_page(f"{BASE}1", "A line.")])
    for at, waits in ((day(2), True), (day(9), False)):
        wake(desk, at)
        [lease] = desk.lease(at=at)
        desk.archive.apply(
            [Excluded(lease=lease, at=at, reason=Reason.GONE, fetch=make_fetch(lease.url, status=410, at=at))]
        )
        assert (row(desk, f"{BASE}1")[2] is not None) is waits

    assert desk.rows("SELECT status FROM observation ORDER BY id") == [(200,), (410,), (410,)]
    assert desk.rows("SELECT gone_at FROM article") == [("2026-03-03T08:00:00+00:00",)]


def test_a_wait_that_the_site_asked_for_is_longer_than_the_plan(desk: Desk) -> None:
    desk.discover(f"{BASE}1")
    for number in range(1, 4):
        [lease] = desk.lease(at=day(number))
        retry_at = day(100) if number == 3 else day(number)
        desk.archive.apply([Failed(lease=lease, at=day(number), reason=Reason.RATE_LIMITED, retry_at=retry_at)])

    assert row(desk, f"{BASE}1")[:3] == ("failed", "rate_limited", "2026-06-09T08:00:00+00:00")


def begin_due(desk: Desk, at: datetime) -> None:
    desk.archive.finish_crawl(desk.crawl_id, now=at, reason="finished")
    desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=at, due_only=True)


def read_map(desk: Desk, at: datetime, *children: Link) -> None:
    [lease] = [lease for lease in desk.lease(at=at) if lease.url == MAP]
    desk.archive.apply([SourceRead(lease=lease, at=at, fetch=make_fetch(MAP, at=at), links=children)])


@pytest.mark.parametrize(("modified", "waits"), [(None, False), (day(1), False), (day(4), True)])
def test_a_crawl_of_what_is_due_reads_a_source_that_another_names_when_it_says_that_it_changed(
    desk: Desk, modified: datetime | None, waits: bool
) -> None:
    desk.discover(MAP, kind=Kind.SITEMAP)
    read_map(desk, NOW, Link(url=FEED, kind=Kind.SITEMAP))
    [lease] = desk.lease(at=NOW)
    desk.archive.apply([SourceRead(lease=lease, at=day(2), fetch=make_fetch(FEED, at=day(2)), links=())])
    begin_due(desk, day(5))
    desk.archive.wake(sites=["ledger"], until=NOW + HOUR)
    read_map(desk, day(5), Link(url=FEED, kind=Kind.SITEMAP, modified_at=modified))

    assert (row(desk, FEED)[0] == "pending") is waits


def test_the_owner_of_a_lease_can_be_read_and_what_dead_crawls_held_is_counted(tmp_path: Path) -> None:
    first = open_desk(tmp_path / "archive.db")
    first.discover(f"{BASE}1", f"{BASE}2", f"{BASE}3")
    first.lease(limit=2)
    held = first.rows("SELECT site, url, crawl_id, pid, boot_id FROM leases ORDER BY url")
    found = due(first, NOW)
    first.archive.close()  # without an end, as after a kill
    second = open_desk(tmp_path / "archive.db", at=day(2))

    assert held == [("ledger", f"{BASE}{number}", 1, os.getpid(), boot_id()) for number in (1, 2)]
    assert found == Due(articles=3)
    assert second.rows("SELECT * FROM leases") == []
    assert second.archive.recovered(second.crawl_id) == 2
    assert second.rows("SELECT reason, recovered FROM crawl ORDER BY id") == [("killed", 0), (None, 2)]
    second.archive.close()
