"""What follows from a host's answers, in time and across clocks that jump."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.patience import (
    DOWN_AFTER,
    FIRST_DOWN,
    FIRST_WAIT,
    LONGEST_DOWN,
    LONGEST_WAIT,
    HostState,
    after_answer,
    after_refusal,
    after_silence,
    remaining,
    taken_up,
    when_closed,
)
from parvis.words import Wait

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NEW = HostState(host="press.example", noted_at=NOW)
HOUR = timedelta(hours=1)


def refused(times: int, asked: float | None = None) -> HostState:
    state = NEW
    for _ in range(times):
        state = after_refusal(replace(state, until=None), NOW, asked)
    return state


def silent(times: int) -> HostState:
    state = NEW
    for _ in range(times):
        state = after_silence(replace(state, until=None), NOW)
    return state


def test_a_time_that_a_host_names_is_kept_to_the_second() -> None:
    state = after_refusal(NEW, NOW, 7200.0)

    assert (state.why, state.until) == (Wait.ASKED, NOW + 2 * HOUR)
    assert remaining(state, NOW + 2 * HOUR - timedelta(seconds=1)) == 1
    assert remaining(state, NOW + 2 * HOUR) == 0


@pytest.mark.parametrize(("times", "seconds"), [(1, 60), (2, 120), (3, 240), (11, 61_440), (12, 86_400), (99, 86_400)])
def test_waits_double_up_to_a_day_where_no_time_is_named(times: int, seconds: float) -> None:
    assert remaining(refused(times), NOW) == seconds
    assert refused(times).why is Wait.REFUSING


@pytest.mark.parametrize(("times", "seconds"), [(1, 1), (2, 60), (3, 120)])
def test_a_host_that_refuses_after_its_own_time_waits_longer_than_it_asks(times: int, seconds: float) -> None:
    assert remaining(refused(times, 1.0), NOW) == seconds


def test_every_other_answer_halves_the_next_wait() -> None:
    state = after_answer(replace(refused(3), until=None), NOW)

    assert remaining(after_refusal(state, NOW, None), NOW) == 240
    for _ in range(5):
        state = after_answer(state, NOW)
    assert remaining(after_refusal(state, NOW, None), NOW) == FIRST_WAIT


def test_an_answer_ends_no_time_that_was_named() -> None:
    asked = after_refusal(NEW, NOW, 7200.0)

    assert remaining(after_answer(asked, NOW), NOW) == 7200
    assert after_answer(asked, NOW + 3 * HOUR).until is None


@pytest.mark.parametrize("times", range(DOWN_AFTER))
def test_a_few_requests_without_an_answer_are_no_reason(times: int) -> None:
    assert (silent(times).why, remaining(silent(times), NOW)) == (None, 0)


@pytest.mark.parametrize(
    ("more", "seconds"), [(0, FIRST_DOWN), (1, 2 * FIRST_DOWN), (9, LONGEST_DOWN), (999, LONGEST_DOWN)]
)
def test_a_host_that_is_down_is_tried_ever_less_often(more: int, seconds: float) -> None:
    state = silent(DOWN_AFTER + more)

    assert (state.why, remaining(state, NOW)) == (Wait.DOWN, seconds)
    assert remaining(after_answer(state, NOW), NOW) == after_answer(state, NOW).failures == 0


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    asked = after_refusal(NEW, NOW, 7200.0)

    assert when_closed(asked, NOW).until == asked.until
    assert remaining(when_closed(NEW, NOW), NOW) == 3600


@pytest.mark.parametrize("jump", [timedelta(days=365), HOUR, timedelta(minutes=1)])
def test_a_clock_that_was_set_back_makes_no_wait_longer(jump: timedelta) -> None:
    before = NOW - jump
    state = taken_up(after_refusal(NEW, NOW, 7200.0), before)

    assert state.until == before + 2 * HOUR
    assert remaining(state, before + HOUR) == 3600
    assert remaining(state, before + 2 * HOUR) == 0


def test_a_clock_that_goes_on_changes_nothing() -> None:
    state = after_refusal(NEW, NOW, 7200.0)

    assert taken_up(state, NOW + HOUR) == state
    assert remaining(state, NOW + timedelta(days=365)) == 0


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
Answer = tuple[str, float, datetime]
ANSWERS = st.lists(st.tuples(st.sampled_from(["answer", "refusal", "silence", "closed"]), st.floats(0, 1e9), MOMENTS))


@given(ANSWERS, MOMENTS)
def test_whatever_happens_no_wait_is_longer_than_a_day(answers: list[Answer], now: datetime) -> None:
    state = NEW
    for kind, asked, at in answers:
        match kind:
            case "answer":
                state = after_answer(state, at)
            case "refusal":
                state = after_refusal(state, at, asked if asked > 1 else None)
            case "silence":
                state = after_silence(state, at)
            case _:
                state = when_closed(state, at)

    assert 0 <= remaining(state, now) <= LONGEST_WAIT
    assert remaining(taken_up(state, now), now) == remaining(state, now)
