"""What is usual is learnt from a site alone; what is ordinary raises nothing, what is new is told within 20 pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.health import Arrivals, Figures, Finding, Look, Watch, find_delay, find_silence, judge, learn, tell
from parvis.health.usual import CHANCE, too_many
from parvis.words import AlarmKind
from tests.health_press import ordinary_looks
from tests.pages import NOW

LOOK = Look(teaser=True, walled=False, words=300, dated=True, titled=True, signed=True, layout="usual")
BROKEN = Look(teaser=False, walled=False, words=3, dated=False, titled=False, signed=False, layout="new")


def told(watch: Watch) -> list[Finding]:
    found = list(watch.findings())
    for finding in found:
        watch.silence(finding.kind)
    return found


def day_of(watch: Watch, looks: Iterator[Look] | list[Look]) -> list[Finding]:
    found = []
    watch.note_fetch(source=True)
    for look in looks:
        watch.note_page(look)
        watch.note_fetch(source=False)
        found += told(watch)
    return found


def month(seed: int, *, pages: int, days: int = 30) -> tuple[list[Figures], list[tuple[int, Finding]]]:
    """The figures of a month, the newest first, and its alarms with their days."""
    chance = random.Random(seed)  # noqa: S311  the same on every machine
    crawls: list[Figures] = []
    alarms: list[tuple[int, Finding]] = []
    for day in range(days):
        usual = learn(crawls)
        watch = Watch(usual, layouts={"usual"})
        count = round(pages * (0.5 if day % 7 >= 5 else 1) * chance.uniform(0.7, 1.3))
        alarms += ((day, finding) for finding in day_of(watch, list(ordinary_looks(chance, day, count))))
        crawls.insert(0, watch.figures)
        alarms += ((day, finding) for finding in judge(crawls, usual))
    return crawls, alarms


@pytest.mark.parametrize("pages", [6, 40, 200])
def test_thirty_ordinary_days_raise_nothing(pages: int) -> None:
    assert month(1, pages=pages)[1] == []


@pytest.mark.soak
@pytest.mark.parametrize("pages", [6, 40, 200])
def test_hundreds_of_ordinary_months_raise_next_to_nothing(pages: int) -> None:
    false = [seed for seed in range(200) if month(seed, pages=pages)[1]]

    assert len(false) <= 2


@pytest.mark.parametrize("seed", range(5))
def test_a_redesign_is_told_within_twenty_pages(seed: int) -> None:
    crawls, _ = month(seed, pages=40)
    watch = Watch(learn(crawls), layouts={"usual"})
    chance = random.Random(seed)  # noqa: S311
    day_of(watch, list(ordinary_looks(chance, 30, 30)))

    found = day_of(watch, [BROKEN] * 20)

    kinds = {finding.kind for finding in found}
    assert kinds == {
        AlarmKind.TEASER_EMPTY, AlarmKind.WORDS, AlarmKind.DATES, AlarmKind.HEADLINE, AlarmKind.LAYOUT_DRIFT,
    }  # fmt: skip
    assert len(found) == len(kinds)


def test_what_always_was_so_is_no_alarm() -> None:
    """A paper that gives no dates is as healthy as ever."""
    undated = Look(teaser=True, walled=True, words=40, dated=False, titled=True, signed=False, layout="usual")
    watch = Watch(learn([]), layouts={"usual"})
    day_of(watch, [undated] * 80)

    assert day_of(Watch(learn([watch.figures] * 4), layouts={"usual"}), [undated] * 80) == []


def test_too_little_known_is_no_alarm() -> None:
    assert day_of(Watch(learn([Figures(pages=500)] * 2)), [BROKEN] * 60) == []


@given(st.integers(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_share_never_makes_an_alarm_easier(pages: int, one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert too_many(pages, low) <= too_many(pages, high) <= pages + 1


@pytest.mark.parametrize(("pages", "share"), [(10, 0.2), (20, 0.2), (20, 0.5), (400, 0.3)])
def test_the_bound_is_where_chance_ends(pages: int, share: float) -> None:
    bound = too_many(pages, share)
    chance = random.Random(5)  # noqa: S311
    hits = sum(sum(chance.random() < share for _ in range(pages)) >= bound for _ in range(2_000))

    assert share * pages < bound <= pages
    assert hits <= 2_000 * CHANCE + 1


def test_walls_are_counted_at_the_end_and_both_ways() -> None:
    crawls = [Figures(pages=50, walled=25, fetches=50) for _ in range(5)]
    none, all_ = Figures(pages=50, walled=0, fetches=50), Figures(pages=50, walled=50, fetches=50)

    kinds = [[finding.kind for finding in judge([now, *crawls], learn(crawls))] for now in (none, all_, crawls[0])]

    assert kinds == [[AlarmKind.WALL_SHARE], [AlarmKind.WALL_SHARE], []]


def test_a_site_with_one_feed_is_blocked_after_three_crawls() -> None:
    refused = Figures(fetches=1, sources=1, failed=1, blocked=1)

    found = [[finding.kind for finding in judge([refused] * crawls, learn([]))] for crawls in (1, 2, 3)]

    assert found == [[], [], [AlarmKind.BLOCKED]]


def test_five_refusals_in_a_row_are_told_at_once() -> None:
    watch = Watch(learn([]))
    for _ in range(5):
        assert told(watch) == []
        watch.note_fetch(source=False, failed=True, blocked=True)

    assert [finding.kind for finding in told(watch)] == [AlarmKind.BLOCKED]
    assert told(watch) == []


def hourly(days: int, *, night: range = range(23, 24)) -> list[Arrivals]:
    """Crawls by the hour, the newest first; nothing comes at night."""
    hours = (NOW + timedelta(hours=number) for number in range(24 * days))
    return [Arrivals(at=at, new_articles=0 if at.hour in night else 2) for at in hours][::-1]


def silent(since: datetime, hours: int) -> list[Arrivals]:
    return [Arrivals(at=since + timedelta(hours=number), new_articles=0) for number in range(1, hours + 1)][::-1]


def test_an_outage_of_a_day_and_a_half_is_found() -> None:
    crawls = hourly(30, night=range(6))

    found = find_silence(silent(crawls[0].at, 38) + crawls)

    assert found is not None
    assert (found.kind, found.detail["usual_hours"], found.detail["crawls"]) == (AlarmKind.FRESHNESS, 1.0, 38)


@pytest.mark.parametrize("night", [range(0), range(6), range(12)])
def test_no_night_is_an_outage(night: range) -> None:
    crawls = hourly(30, night=night)

    assert [number for number in range(len(crawls)) if find_silence(crawls[number:])] == []


def test_a_weekend_is_no_outage_and_a_week_is() -> None:
    days = [NOW + timedelta(days=number) for number in range(28)]
    crawls = [Arrivals(at=at, new_articles=3 * (at.weekday() < 5)) for at in days][::-1]
    week = [Arrivals(at=days[-1] + timedelta(days=number), new_articles=0) for number in range(1, 8)][::-1]

    assert [number for number in range(len(crawls)) if find_silence(crawls[number:])] == []
    assert find_silence(week + crawls) is not None


def test_a_crawl_that_never_starts_is_found_out() -> None:
    crawls = [NOW - timedelta(days=number) for number in range(20)]

    assert find_delay(crawls, NOW + timedelta(days=2)) is None
    delay = find_delay(crawls, NOW + timedelta(days=5))
    assert delay is not None
    assert tell(delay.kind, delay.detail) == "last crawled 5 days ago; usually every 24 hours"
