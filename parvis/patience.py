"""How long a host is left alone, by what it has answered so far. Pure: the moment and the chance come from the caller.

A host that names a time is left alone until then, and longer where it still refuses afterwards. One that refuses
without a time is left alone for a minute, and for twice as long each time it refuses again; every other answer halves
that. One that does not answer several times in a row is down, and is tried again after ten minutes, twenty, forty ...
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from parvis.words import Wait

JITTER = 0.25  # of a delay, upwards only
FIRST_WAIT = 60.0  # seconds after a first 429 or 503 that names no time
LONGEST_WAIT = 24 * 3600.0  # whatever the host asks for
DOWN_AFTER = 5  # requests in a row without an answer, repeated tries of one not counted
FIRST_DOWN = 600.0
LONGEST_DOWN = 6 * 3600.0  # a machine that was offline for a day shall not miss the next one
CLOSED = 3600.0  # after a robots.txt that could not be had
_DOUBLINGS = 20  # no wait needs more


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is remembered of a host from one run to the next."""

    host: str
    noted_at: datetime
    until: datetime | None = None  # it is not asked before
    why: Wait | None = None
    failures: int = 0  # requests in a row that brought no answer
    refusals: int = 0  # how far the waits have grown
    answered_at: datetime | None = None  # the last answer that was none of 429 and 503


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (seconds or a date, RFC 9110 10.2.3), 0 to 24 h; None: unreadable.

    >>> parse_retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    """
    text = (value or "").strip()[:64]
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)


def with_jitter(floor: float, chance: float) -> float:
    """Seconds between two requests: never less than the floor. `chance` lies between 0 and 1.

    >>> with_jitter(5.0, 0.0), with_jitter(5.0, 1.0)
    (5.0, 6.25)
    """
    return floor * (1 + JITTER * chance)


def after_answer(state: HostState, now: datetime) -> HostState:
    """It answered. A time that it has asked for still holds."""
    asked = state.why in {Wait.ASKED, Wait.REFUSING} and state.until is not None and state.until > now
    until, why = (state.until, state.why) if asked else (None, None)
    refusals = max(state.refusals - 1, 0)
    return replace(state, noted_at=now, until=until, why=why, failures=0, refusals=refusals, answered_at=now)


def after_refusal(state: HostState, now: datetime, asked: float | None) -> HostState:
    """It said 429 or 503, and to come back in so many seconds."""
    refusals = state.refusals + 1
    grown = _doubled(FIRST_WAIT, refusals - (1 if asked is None else 2))
    why = Wait.REFUSING if asked is None or grown > asked else Wait.ASKED
    waiting = replace(state, failures=0, refusals=refusals)
    return _wait(waiting, now, min(max(grown, asked or 0.0), LONGEST_WAIT), why)


def after_silence(state: HostState, now: datetime) -> HostState:
    """It could not be reached, or was too slow to answer."""
    failures = state.failures + 1
    silent = replace(state, noted_at=now, failures=failures)
    if failures < DOWN_AFTER:
        return silent
    return _wait(silent, now, min(_doubled(FIRST_DOWN, failures - DOWN_AFTER), LONGEST_DOWN), Wait.DOWN)


def when_closed(state: HostState, now: datetime) -> HostState:
    """Its robots.txt could not be had."""
    return _wait(state, now, CLOSED, Wait.CLOSED)


def remaining(state: HostState, now: datetime) -> float:
    """Seconds until the host may be asked. A clock that was set back makes no wait longer than it was."""
    if state.until is None:
        return 0.0
    start = max(now, state.noted_at)
    return min(max((state.until - start).total_seconds(), 0.0), LONGEST_WAIT)


def taken_up(state: HostState, now: datetime) -> HostState:
    """The state as a run that begins now goes on with it: what a later clock has written is dated anew."""
    if state.noted_at <= now:
        return state
    until = now + timedelta(seconds=remaining(state, now)) if state.until else None
    return replace(state, noted_at=now, until=until, answered_at=min(state.answered_at or now, now))


def _wait(state: HostState, now: datetime, seconds: float, why: Wait) -> HostState:
    """A shorter wait does not end a longer one."""
    until = now + timedelta(seconds=seconds)
    if state.until is not None and state.until >= until:
        return replace(state, noted_at=now)
    return replace(state, noted_at=now, until=until, why=why)


def _doubled(first: float, times: int) -> float:
    return first * 2.0 ** min(times, _DOUBLINGS) if times >= 0 else 0.0
