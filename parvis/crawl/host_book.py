"""What each host has answered, in this run and the ones before, and until when it is left alone for it.

Waits are counted by the monotonic clock, so that a clock that jumps ends none early; what is kept for the next run is
dated by the crawl's clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parvis.archive.events import Failed
from parvis.crawl.ending import Ended
from parvis.patience import (
    DOWN_AFTER,
    HostState,
    after_answer,
    after_refusal,
    after_silence,
    remaining,
    taken_up,
    when_closed,
)
from parvis.words import Reason

if TYPE_CHECKING:
    from parvis.crawl.clock import Clock

REFUSED = {429, 503}
SEEN = timedelta(hours=1)  # how exactly it is known when a host last answered


@lru_cache(maxsize=512)  # of a request it is asked a dozen times
def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")


class HostBook:
    """Lives on the reactor's thread."""

    def __init__(self, states: Iterable[HostState] = (), *, clock: Clock) -> None:
        self._clock = clock
        self._states: dict[str, HostState] = {}
        self._paused: dict[str, float] = {}  # until when, by the monotonic clock
        self._changed: dict[str, HostState] = {}
        now = clock.now()
        for state in states:
            taken = taken_up(state, now)
            self._remember(taken, now)
            if taken != state:
                self._changed[state.host] = taken

    def note_answer(self, host: str, status: int, retry_after: float | None) -> None:
        before, now = self._state(host), self._clock.now()
        if status in REFUSED:
            self._note(after_refusal(before, now, retry_after))
        elif _is_news(before, after := after_answer(before, now)):
            self._note(after)

    def note_silence(self, host: str) -> None:
        self._note(after_silence(self._state(host), self._clock.now()))

    def note_closed(self, host: str) -> None:
        self._note(when_closed(self._state(host), self._clock.now()))

    def wait_of(self, host: str) -> float:
        """Seconds for which the host is left alone."""
        return max(self._paused.get(host, 0.0) - time.monotonic(), 0.0)

    def waiting(self, patience: float) -> frozenset[str]:
        """The hosts that are left alone for longer than that."""
        return frozenset(host for host in self._paused if self.wait_of(host) > patience)

    def settle(self, event: Ended) -> Ended:
        """The event with what hosts have answered since the last one, to be stored in one transaction with it. A try
        that failed for its host's sake costs the URL nothing."""
        if isinstance(event, Failed):
            state = self._state(host_of(event.fetch.url if event.fetch else event.lease.url))
            if _is_to_blame(state, event.reason):
                until = max(event.retry_at or event.at, state.until or event.at)
                event = replace(event, tried=False, retry_at=until)
        changed = self.changed()
        return replace(event, hosts=changed) if changed else event

    def changed(self) -> tuple[HostState, ...]:
        """The states that were not stored yet; they are the caller's to store."""
        changed, self._changed = self._changed, {}
        return tuple(changed.values())

    def _state(self, host: str) -> HostState:
        return self._states.get(host) or HostState(host=host, noted_at=self._clock.now())

    def _note(self, state: HostState) -> None:
        self._changed[state.host] = state
        self._remember(state, self._clock.now())

    def _remember(self, state: HostState, now: datetime) -> None:
        self._states[state.host] = state
        self._paused[state.host] = time.monotonic() + remaining(state, now)


def _is_news(before: HostState, after: HostState) -> bool:
    """Whether an answer changes more than the minute of the last one."""
    if (before.why, before.failures, before.refusals) != (after.why, after.failures, after.refusals):
        return True
    seen, now = before.answered_at, after.answered_at
    return seen is None or now is None or abs(now - seen) >= SEEN


def _is_to_blame(state: HostState, reason: Reason) -> bool:
    """Whether the host has failed, not the URL: by its robots.txt, by silence several times, by refusing twice."""
    match reason:
        case Reason.ROBOTS_UNAVAILABLE:
            return True
        case Reason.TIMEOUT | Reason.NETWORK:
            return state.failures >= DOWN_AFTER
        case Reason.RATE_LIMITED:
            return state.refusals > 1
    return False
