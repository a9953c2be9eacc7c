"""What is known, what is due, and who may fetch it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import queries
from parvis.archive.events import Discovered, Excluded, Failed, SourceRead
from parvis.records import Link
from parvis.words import Kind, Reason
from tests.archives import BASE, Desk, open_desk
from tests.pages import day, make_fetch, make_page, stored

FEED = "http://ledger.example/feed.xml"
MAP = "http://ledger.example/sitemap.xml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "archive.db")
    yield desk
    desk.archive.close()


def source_read(desk: Desk, url: str, *links: Link, number: int = 1) -> None:
    [lease] = [lease for lease in desk.lease(at=day(number)) if lease.url == url]
    fetch = make_fetch(url, at=day(number))
    desk.archive.apply([SourceRead(lease=lease, at=day(number), fetch=fetch, links=links)])


def leased(desk: Desk, *, number: int = 1) -> list[str]:
    return [lease.url for lease in desk.lease(at=day(number))]


def test_a_url_is_leased_once(desk: Desk) -> None:
    desk.discover(f"{BASE}1", f"{BASE}1?utm_source=mail")

    assert leased(desk) == [f"{BASE}1"]
    assert leased(desk) == []


def test_sources_come_before_articles_and_the_newest_article_first(desk: Desk) -> None:
    dated = [Link(url=f"{BASE}{number}", published_at=day(number)) for number in (2, 9, 4)]
    desk.discover_links(*dated, Link(url=FEED, kind=Kind.FEED))

    assert leased(desk) == [FEED, f"{BASE}9", f"{BASE}4", f"{BASE}2"]


def test_hosts_take_turns(desk: Desk) -> None:
    links = [Link(url=f"http://{host}.example/{n}", published_at=day(n)) for host in "abc" for n in range(1, 100)]
    desk.discover_links(*links)

    assert Counter(lease.url[7] for lease in desk.lease(limit=9)) == {"a": 3, "b": 3, "c": 3}


def test_no_host_holds_more_than_its_share(desk: Desk) -> None:
    desk.discover(*(f"http://{host}.example/{number}" for host in "ab" for number in range(10)))
    first, second = desk.lease(per_host=3), desk.lease(per_host=4)

    assert Counter(lease.url[7] for lease in first) == {"a": 3, "b": 3}
    assert Counter(lease.url[7] for lease in second) == {"a": 1, "b": 1}


def test_only_the_kinds_and_sites_asked_for_are_leased(desk: Desk) -> None:
    desk.discover(f"{BASE}1")
    desk.discover(FEED, kind=Kind.FEED)
    ask = {"now": day(1), "limit": 9, "per_host": 9}

    assert desk.archive.lease(desk.crawl_id, sites=["gazette"], **ask) == []  # type: ignore[arg-type]  # the same for all
    [lease] = desk.archive.lease(desk.crawl_id, sites=["ledger"], kinds=[Kind.FEED], **ask)  # type: ignore[arg-type]
    assert lease.url == FEED


def test_a_link_brings_what_its_source_says(desk: Desk) -> None:
    said = {"title": "A bridge", "news_access": "subscription", "section": "City", "found_on": FEED}
    desk.discover(f"{BASE}1")
    desk.discover_links(Link(url=f"{BASE}1", published_at=day(1), found_in=Kind.FEED, **said))  # type: ignore[arg-type]

    [lease] = desk.lease()
    assert lease.link == Link(url=f"{BASE}1", published_at=day(1), found_in=Kind.FEED, **said)  # type: ignore[arg-type]


def test_a_try_that_failed_is_due_at_its_time(desk: Desk) -> None:
    desk.discover(f"{BASE}1")
    [lease] = desk.lease()
    desk.archive.apply([Failed(lease=lease, at=day(1), reason=Reason.TIMEOUT, retry_at=day(3))])

    assert leased(desk, number=2) == []
    assert desk.archive.next_due(sites=["ledger"]) == day(3)
    assert desk.archive.pending(sites=["ledger"], now=day(3)) == 1
    assert [lease.attempts for lease in desk.lease(at=day(3))] == [1]


def test_a_source_is_due_in_every_crawl_but_once_in_each(desk: Desk) -> None:
    desk.discover(FEED, kind=Kind.FEED)
    source_read(desk, FEED)
    desk.discover(FEED, kind=Kind.FEED)
    again_in_this_crawl = leased(desk)
    desk.next_crawl(at=day(2))
    desk.discover(FEED, kind=Kind.FEED, at=day(2))

    assert again_in_this_crawl == []
    assert leased(desk, number=2) == [FEED]


def test_sitemaps_that_name_each_other_do_not_keep_a_crawl_going(desk: Desk) -> None:
    desk.discover(FEED, MAP, kind=Kind.SITEMAP)
    source_read(desk, FEED, Link(url=MAP, kind=Kind.SITEMAP))
    desk.next_crawl(at=day(2))
    desk.discover(FEED, kind=Kind.SITEMAP, at=day(2))
    source_read(desk, FEED, Link(url=MAP, kind=Kind.SITEMAP), number=2)

    assert leased(desk, number=2) == []


@pytest.mark.parametrize(("modified", "due"), [(None, []), (day(1), []), (day(3), [f"{BASE}1"])])
def test_an_article_is_due_again_when_its_source_says_it_changed(desk: Desk, modified: object, due: list[str]) -> None:
    desk.store([make_page(f"{BASE}1", "A line.")], at=day(2))
    desk.next_crawl(at=day(4))
    desk.discover_links(Link(url=f"{BASE}1", modified_at=modified), at=day(4))  # type: ignore[arg-type]

    assert leased(desk, number=4) == due


def test_a_revisit_makes_due_what_was_not_seen_since(desk: Desk) -> None:
    desk.store([make_page(f"{BASE}1", "One.")], at=day(1))
    desk.store([make_page(f"{BASE}2", "Two.")], at=day(5))
    desk.discover(f"{BASE}3")
    desk.next_crawl(at=day(6))
    made = desk.archive.make_due(sites=["ledger"], seen_before=day(4), now=day(6))

    assert made == 1
    assert set(leased(desk, number=6)) == {f"{BASE}1", f"{BASE}3"}


@pytest.mark.parametrize("reason", [Reason.ROBOTS, Reason.GONE, Reason.TOO_OLD])
def test_what_is_excluded_is_not_revisited(desk: Desk, reason: Reason) -> None:
    desk.store([make_page(f"{BASE}1", "One.")])
    lease = desk.lease_of(f"{BASE}1")
    desk.archive.apply([Excluded(lease=lease, at=day(2), reason=reason)])

    assert desk.archive.make_due(sites=["ledger"], seen_before=day(9), now=day(9)) == 0


def test_leases_of_a_crawl_that_ended_are_due_again(desk: Desk) -> None:
    desk.discover(f"{BASE}1")
    [lease] = desk.lease()
    desk.next_crawl(at=day(2))
    counts = desk.archive.apply([stored(lease, make_page(f"{BASE}1", "Too late."))])

    assert counts.dropped == 1
    assert leased(desk, number=2) == [f"{BASE}1"]


def test_every_ended_lease_leaves_a_fetch(desk: Desk) -> None:
    desk.discover(f"{BASE}1", f"{BASE}2")
    one, two = desk.lease()
    desk.archive.apply(
        [
            Excluded(lease=one, at=day(1), reason=Reason.ROBOTS, detail="Disallow: /news/"),
            Failed(lease=two, at=day(1), reason=Reason.EMPTY, detail="EmptyPage: no bytes", fetch=make_fetch(two.url)),
        ]
    )

    assert desk.rows("SELECT outcome, reason, detail, status FROM fetch ORDER BY id") == [
        ("excluded", "robots", "Disallow: /news/", None),
        ("failed", "empty", "EmptyPage: no bytes", 200),
    ]
    assert desk.rows("SELECT url, reason, detail FROM quarantine") == [(two.url, "empty", "EmptyPage: no bytes")]


@settings(max_examples=20)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30), min_size=1), st.integers(1, 40), st.integers(1, 5)
)
def test_leases_fill_up_fairly_until_nothing_is_due(hosts: dict[str, int], limit: int, per_host: int) -> None:
    with TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "archive.db").archive) as archive:
        desk = Desk(archive, 1)
        desk.discover(*(f"http://{host}.example/{number}" for host, count in hosts.items() for number in range(count)))
        taken = Counter(lease.url[7] for lease in desk.lease(limit=limit, per_host=per_host))
        rest = Counter(lease.url[7] for lease in desk.lease(limit=999, per_host=999))

    room = {host: min(per_host, count) for host, count in hosts.items()}
    assert sum(taken.values()) == min(limit, sum(room.values()))
    assert all(taken[a] + 1 >= min(taken[b], room[a]) for a in hosts for b in hosts)
    assert taken + rest == Counter(hosts)


def test_a_large_frontier_is_leased_from_in_no_time(desk: Desk) -> None:
    """The time depends on the hosts, not on what waits: through the index of the queue."""
    links = tuple(Link(url=f"http://h{n % 20}.example/{n}") for n in range(5_000))
    desk.archive.apply([Discovered(site="ledger", crawl_id=desk.crawl_id, at=day(1), links=links)])
    steps = []
    desk.archive.conn.set_progress_handler(lambda: steps.append(1), 1_000)
    desk.lease(limit=20, per_host=1)
    desk.archive.conn.set_progress_handler(None, 0)

    assert len(steps) < 40  # thousands of steps of SQLite's machine; a scan of the frontier takes hundreds
    assert queries.status(desk.archive).articles.balance == 0


def test_what_comes_late_in_the_day_waits_its_turn(desk: Desk) -> None:
    desk.discover(f"{BASE}1", at=day(1) + timedelta(hours=6))

    assert leased(desk, number=1) == []
    assert leased(desk, number=2) == [f"{BASE}1"]
