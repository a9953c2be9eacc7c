"""Trends: sums over sums, bounds, gaps where no crawl ran, periods that are still running."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.archive import Archive
from parvis.archive.series import Group
from parvis.records import Page
from parvis.research.periods import Every, last_day, name_of, periods
from parvis.research.trend import Point, ShareKind, trend
from parvis.research.wilson import share_of
from parvis.words import Access
from tests.archives import BASE, open_desk
from tests.pages import make_page


def page(number: int, on: str | None, access: Access, text: str) -> Page:
    own = "abcdefghi"[number] * 4  # a line that three articles share would be boilerplate
    built = make_page(f"{BASE}{number}", f"{text} {own}", headline=f"Today {own}", access=access)
    published = datetime.fromisoformat(on).replace(tzinfo=UTC) if on else None
    return replace(built, metadata=replace(built.metadata, published_at=published))


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=8, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Crawls on 2 March (Monday), 3 March and 6 March; none on the 4th and 5th, of which an article is found later."""
    desk = open_desk(tmp_path_factory.mktemp("trend") / "archive.db", at=at("2026-03-02"))
    desk.store([page(1, "2026-03-01", Access.FREE, "A ferry."), page(2, "2026-03-02", Access.LOCKED, "A ferry.")])
    desk.next_crawl(at=at("2026-03-03"))
    desk.store([page(2, "2026-03-02", Access.LOCKED, "A ferry.")], at=at("2026-03-03"))
    desk.next_crawl(at=at("2026-03-06"))
    late = [
        page(3, "2026-03-04", Access.FREE, "A bridge."),
        page(4, "2026-03-06", Access.LOCKED, "A bridge."),
        page(5, "2026-03-06", Access.FREE, "A ferry."),
        page(6, None, Access.FREE, "A ferry."),
        page(7, "1246-01-01", Access.FREE, "A ferry."),
        page(8, "2031-01-01", Access.FREE, "A ferry."),
    ]
    desk.store(late, at=at("2026-03-06"))
    desk.archive.finish_crawl(desk.crawl_id, now=at("2026-03-06"), reason="finished")
    desk.archive.close()
    with Archive.open(desk.archive.path) as archive:
        yield archive


def test_zero_is_a_number_only_where_a_crawl_ran(archive: Archive) -> None:
    found = trend(archive, "", every=Every.DAY)

    assert {point.period[-2:]: point.articles for point in found.points} == {
        "01": 1, "02": 1, "03": 0, "04": 1, "05": None, "06": 2,
    }  # fmt: skip
    assert [point.period[-2:] for point in found.points if point.crawled] == ["02", "03", "06"]
    assert [point.period[-2:] for point in found.points if point.running] == ["06"]


@pytest.mark.parametrize("query", ["", "ferry OR bridge"])
def test_what_has_no_date_or_one_that_cannot_be_is_counted_apart(archive: Archive, query: str) -> None:
    """From the tally and from the hits."""
    found = trend(archive, query, every=Every.MONTH)

    assert (found.total, found.undated, found.misdated) == (8, 1, 2)
    assert [(point.period, point.articles) for point in found.points] == [("2026-03", 5)]


def test_a_date_that_is_asked_for_may_be_any(archive: Archive) -> None:
    found = trend(archive, "date:1246", every=Every.YEAR)

    assert [(point.period, point.articles) for point in found.points] == [("1246", 1)]


def test_a_share_of_a_period_is_a_sum_over_a_sum(archive: Archive) -> None:
    """The mean of the days' shares would be another one."""
    [week] = trend(archive, "date:2026-03-02..", every=Every.WEEK, share=ShareKind.WALLED).points[:1]

    assert week.period == "2026-W10"
    assert week[2:5] == (4, 2, 4)


def test_a_share_of_words_is_of_all_articles_of_the_period(archive: Archive) -> None:
    found = trend(archive, "ferry", every=Every.DAY, share=ShareKind.MATCHING)
    parts = {point.period[-2:]: (point.part, point.whole) for point in found.points}

    assert parts == {"01": (1, 1), "02": (1, 1), "03": (0, 0), "04": (0, 1), "05": (None, None), "06": (1, 2)}


def test_groups_stand_by_themselves(archive: Archive) -> None:
    found = trend(archive, "", every=Every.MONTH, group=Group.ACCESS)

    assert [(point.group, point.articles) for point in found.points] == [("free", 3), ("locked", 2)]


def test_a_site_that_no_crawl_reached_has_a_gap_where_another_has_zero() -> None:
    point = Point("ledger", "2026-03", None, None, None, False, False)

    assert point.share is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_bounds_hold_the_share(part: int, more: int) -> None:
    share = share_of(part, part + more)
    if share is None:
        assert part + more == 0
        return
    assert 0 <= share.low <= share.share <= share.high <= 1
    assert share.low < share.high


def test_bounds_are_those_of_wilson() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263."""
    share = share_of(81, 263)

    assert share
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 800), st.sampled_from(Every))
def test_periods_follow_one_another_without_a_gap(first: date, days: int, every: Every) -> None:
    last = date.fromordinal(first.toordinal() + days)
    ends = list(periods(first, last, every))
    names = [name_of(end, every) for end in ends]

    assert names == sorted(set(names))
    assert {name_of(date.fromordinal(first.toordinal() + step), every) for step in range(days + 1)} == set(names)
    assert all(last_day(end, every) == end for end in ends)
    assert ends[0] >= first
    assert ends[-1] >= last


def test_coverage_is_of_crawls_that_had_something(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db", at=at("2026-03-02"))
    desk.next_crawl(at=at("2026-03-03"))  # the first had nothing
    desk.store([page(1, "2026-03-03", Access.FREE, "A ferry.")], at=at("2026-03-03"))
    desk.archive.finish_crawl(desk.crawl_id, now=at("2026-03-03"), reason="finished")
    rows = desk.rows("SELECT span, crawls FROM coverage ORDER BY span")
    desk.archive.close()

    assert rows == [(202603, 1), (20260303, 1)]
