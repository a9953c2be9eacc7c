"""The policy of revisits, as values: which wait follows from which look."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.archive.revisits import (
    ASLEEP,
    BLOCKED,
    DAY,
    FAILED,
    GONE,
    HOUR,
    INDEX,
    LADDER,
    LIVE,
    MAX_ATTEMPTS,
    REST,
    SLEEPS_AFTER,
    Outcome,
    Past,
    plan,
    wants_body,
)
from parvis.words import Change, Kind, Reason, State
from tests.pages import NOW

QUARTER = timedelta(minutes=15)


def wait_of(past: Past, **outcome: object) -> timedelta | None:
    return plan(past, Outcome(**{"state": State.STORED, "at": NOW, **outcome})).wait  # type: ignore[arg-type]


def article(*, age: timedelta, waited: timedelta, **more: object) -> Past:
    return Past(kind=Kind.ARTICLE, first_at=NOW - age, last_at=NOW - waited, interval=waited, **more)  # type: ignore[arg-type]


def source(*, interval: timedelta, waited: timedelta | None = None, **more: object) -> Past:
    kind = more.pop("kind", Kind.FEED)
    return Past(kind=kind, last_at=NOW - (waited or interval), interval=interval, **more)  # type: ignore[arg-type]


def looks(days: float, *, changes: bool) -> list[timedelta]:
    """The ages at which an article is looked at that always, or never, changes."""
    past, at, ages = Past(kind=Kind.ARTICLE, first_at=NOW), NOW, []
    change = Change.NEW
    while at - NOW <= timedelta(days=days):
        ages.append(at - NOW)
        planned = plan(past, Outcome(state=State.STORED, at=at, change=change))
        assert planned.wait is not None
        past = Past(kind=Kind.ARTICLE, first_at=NOW, last_at=at, interval=planned.wait)
        at, change = at + planned.wait, Change.CHANGED if changes else Change.SAME
    return ages


def test_an_article_that_stays_the_same_climbs_the_ladder_and_then_rests_longer_and_longer() -> None:
    ages = looks(2000, changes=False)
    waits = [late - early for early, late in pairwise(ages[len(LADDER) :])]

    assert ages[: len(LADDER) + 1] == [timedelta(), *LADDER]
    assert waits[:3] == [34.5 * DAY, 51.75 * DAY, 77.625 * DAY]
    assert waits[-1] == REST[1]


def test_an_article_that_always_changes_costs_some_thirty_looks_in_two_months() -> None:
    assert 25 <= len(looks(60, changes=True)) <= 35


@pytest.mark.parametrize(
    ("age", "waited", "wait"),
    [
        (7 * DAY, 6 * DAY, 4.8 * DAY),
        (30 * DAY, 23 * DAY, 18.4 * DAY),
        (200 * DAY, 60 * DAY, 50 * DAY),  # not before a quarter of its age
        (200 * DAY, 30 * DAY, 45 * DAY),  # and not later than without the change
        (HOUR, HOUR, HOUR),
    ],
)
def test_an_article_that_changed_comes_back_sooner(age: timedelta, waited: timedelta, wait: timedelta) -> None:
    assert wait_of(article(age=age, waited=waited), change=Change.CHANGED) == wait


@pytest.mark.parametrize(
    ("age", "rung"), [(5.5 * HOUR, DAY), (5 * HOUR, 6 * HOUR), (DAY, 7 * DAY), (0.9 * HOUR, 6 * HOUR)]
)
def test_a_rung_that_a_late_crawl_has_nearly_reached_is_passed_over(age: timedelta, rung: timedelta) -> None:
    assert wait_of(article(age=age, waited=age)) == rung - age


def test_a_look_that_came_early_says_nothing_of_the_interval() -> None:
    past = Past(kind=Kind.ARTICLE, first_at=NOW - 400 * DAY, last_at=NOW - DAY, interval=90 * DAY)

    assert wait_of(past) == 90 * DAY


@pytest.mark.parametrize(
    ("interval", "outcome", "wait"),
    [
        (4 * HOUR, {"news": 0.1}, 3.2 * HOUR),
        (4 * HOUR, {}, 6 * HOUR),
        (4 * HOUR, {"state": State.UNCHANGED}, 6 * HOUR),
        (QUARTER, {"news": 1.0}, LIVE[0]),
        (DAY, {}, LIVE[1]),
        (DAY, {"is_index": True}, 1.5 * DAY),
        (QUARTER, {"is_index": True, "news": 1.0}, INDEX[0]),
        (2 * HOUR, {"newest_at": NOW - 40 * DAY}, ASLEEP[0]),
        (6 * DAY, {"newest_at": NOW - 40 * DAY}, ASLEEP[1]),
        (6 * DAY, {"newest_at": NOW - DAY, "news": 0.5}, DAY),
    ],
)
def test_a_source_is_read_as_often_as_it_brings_something(
    interval: timedelta, outcome: dict[str, object], wait: timedelta
) -> None:
    assert wait_of(source(interval=interval), **outcome) == wait


def test_a_source_that_was_read_early_keeps_its_interval() -> None:
    assert wait_of(source(interval=6 * HOUR, waited=QUARTER)) == 6 * HOUR


def test_a_source_without_news_for_two_weeks_falls_asleep() -> None:
    assert wait_of(source(interval=DAY, quiet=SLEEPS_AFTER - 2)) == DAY
    assert wait_of(source(interval=DAY, quiet=SLEEPS_AFTER - 1)) == 1.5 * DAY


def test_the_first_look_at_a_source_says_nothing_of_its_pace() -> None:
    assert wait_of(Past(kind=Kind.FEED), news=1.0) == HOUR
    assert wait_of(Past(kind=Kind.SITEMAP), news=1.0, newest_at=NOW - 900 * DAY) == DAY


@pytest.mark.parametrize("mean", [1, 4, 15], ids=lambda mean: f"a link in {mean} h")
def test_the_interval_of_a_source_comes_to_rest_near_the_time_between_two_links(mean: int) -> None:
    chance = random.Random(mean)  # noqa: S311  the same on every machine
    at, past, next_link, waits = NOW, Past(kind=Kind.FEED), NOW, []
    for _ in range(2_000):
        news = float(at >= next_link)
        while at >= next_link:
            next_link += timedelta(hours=chance.expovariate(1 / mean))
        planned = plan(past, Outcome(state=State.STORED, at=at, news=news))
        assert planned.wait is not None
        past = Past(kind=Kind.FEED, last_at=at, interval=planned.wait, quiet=planned.quiet)
        at += planned.wait
        waits.append(planned.wait / HOUR)

    assert 0.8 * mean < sum(waits) / len(waits) < 1.3 * mean


def test_what_is_gone_is_looked_at_once_more() -> None:
    gone = {"state": State.EXCLUDED, "reason": Reason.GONE}

    assert wait_of(article(age=9 * DAY, waited=DAY), **gone) == GONE
    assert wait_of(article(age=9 * DAY, waited=GONE, reason=Reason.GONE), **gone) is None


def test_a_source_that_is_gone_is_asked_for_less_and_less_and_never_given_up() -> None:
    past, waits = source(interval=HOUR), []
    for _ in range(5):
        wait = wait_of(past, state=State.EXCLUDED, reason=Reason.GONE)
        assert wait is not None
        waits.append(wait / DAY)
        past = source(interval=wait)

    assert waits == [7, 14, 28, 30, 30]


def test_a_page_that_robots_txt_closes_is_tried_again_after_months() -> None:
    past = article(age=DAY, waited=DAY)

    assert wait_of(past, state=State.EXCLUDED, reason=Reason.ROBOTS) == BLOCKED[0]
    assert wait_of(past, state=State.EXCLUDED, reason=Reason.NOT_ARTICLE) is None


def failures(past: Past, reason: Reason) -> list[timedelta | None]:
    tries = range(MAX_ATTEMPTS, MAX_ATTEMPTS + 5)
    return [wait_of(past, state=State.FAILED, reason=reason, attempts=number) for number in tries]


def test_an_article_that_was_never_read_is_given_up_and_one_that_was_is_not() -> None:
    unread, read = Past(kind=Kind.ARTICLE), article(age=30 * DAY, waited=DAY)

    assert failures(unread, Reason.TIMEOUT) == [*FAILED, None, None]
    assert failures(unread, Reason.UNREADABLE) == [None] * 5
    assert failures(read, Reason.UNREADABLE) == [*FAILED, FAILED[-1], FAILED[-1]]


def test_a_source_that_fails_backs_off_to_a_week() -> None:
    waits = [wait_of(source(interval=interval * DAY), state=State.FAILED) for interval in (0.1, 1, 2, 4, 7)]

    assert waits == [DAY, 2 * DAY, 4 * DAY, 7 * DAY, 7 * DAY]


@pytest.mark.parametrize(
    ("kind", "number", "is_stale", "full"),
    [
        (Kind.ARTICLE, 8, False, 4),
        (Kind.ARTICLE, 6, False, 24),
        (Kind.ARTICLE, 6, True, 2),
        (Kind.FEED, 6, False, 6),
        (Kind.SITEMAP, 8, False, 6),
        (Kind.FEED, 6, True, 2),
    ],
)
def test_after_some_answers_without_a_body_the_page_is_asked_for_in_full(
    kind: Kind, number: int, is_stale: bool, full: int
) -> None:
    unread, asked = 0, []
    for _ in range(2 * full):
        asked.append(wants_body(kind, number, unread, is_stale=is_stale))
        state = State.STORED if asked[-1] else State.UNCHANGED
        unread = plan(Past(kind=kind, unread=unread), Outcome(state=state, at=NOW)).unread

    assert asked == ([False] * (full - 1) + [True]) * 2


ENDED = (State.STORED, State.UNCHANGED, State.EXCLUDED, State.FAILED)
PASTS = st.builds(
    Past,
    kind=st.sampled_from(Kind),
    first_at=st.none() | st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)),
    last_at=st.none() | st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)),
    interval=st.none() | st.timedeltas(timedelta(), timedelta(days=400)),
    quiet=st.integers(0, 99),
    reason=st.none() | st.sampled_from(Reason),
)
OUTCOMES = st.builds(
    Outcome,
    state=st.sampled_from(ENDED),
    at=st.just(NOW),
    reason=st.sampled_from(Reason),
    attempts=st.integers(0, 30),
    change=st.sampled_from(Change),
    news=st.floats(0, 1),
)


@given(PASTS, OUTCOMES)
def test_whatever_the_clock_did_the_next_look_is_between_minutes_and_half_a_year_away(
    past: Past, outcome: Outcome
) -> None:
    """The looks before may lie in the future."""
    wait = plan(past, outcome).wait

    assert wait is not None or outcome.state not in (State.STORED, State.UNCHANGED)
    assert wait is None or LADDER[0] / 8 <= wait <= REST[1]
