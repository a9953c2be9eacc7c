"""How long it takes from one request of a host to the next: the site's delay, the wish of its robots.txt, some chance.

Scrapy's slots keep the gap; this module makes the slots and says how long it is. Scrapy's own jitter is not used: half
of the time it would go below the delay (`DOWNLOAD_DELAY_JITTER`, `RANDOMIZE_DOWNLOAD_DELAY` before Scrapy 2.19).

The gap also holds from one run to the next, and between runs of one machine (`turns`). Where nothing is known of the
last requests of a run that was killed, its successor takes every host for one that was asked a moment ago.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import timedelta
from math import inf, isfinite
from typing import TYPE_CHECKING

from scrapy.core.downloader import Slot

from parvis.crawl.address import is_loopback
from parvis.crawl.ending import Interrupted, Waiting
from parvis.crawl.host_book import HostBook, host_of
from parvis.crawl.turns import Turns
from parvis.errors import CrawlError
from parvis.patience import with_jitter

if TYPE_CHECKING:
    from scrapy.core.downloader import Downloader

    from parvis.sites import Site

DELAY = 5.0  # seconds between two requests to a host, unless more is asked for
LONGEST_DELAY = 300.0  # a longer wish of robots.txt is kept at this
BUDGET = 10_000  # requests to a host in one run: 14 hours at 5 s, more than any paper prints
PUT_OFF = timedelta(hours=1)  # for what leads to a host whose budget is spent


def check_delay(delay: float | None, *, proxy: str | None, targets: list[str]) -> None:
    """Raises CrawlError for a delay below 5 s that would hit somebody else's server."""
    if delay is not None and not isfinite(delay):
        raise CrawlError(f"--delay {delay}: give a number of seconds")
    if delay is None or delay >= DELAY:
        return
    if delay < 0:
        raise CrawlError(f"--delay {delay}: a delay is not negative")
    if not (is_loopback(host_of(proxy)) if proxy else targets and all(is_loopback(host_of(url)) for url in targets)):
        raise CrawlError(f"--delay {delay:g}: below {DELAY:g} s only when the target or the proxy is on this machine")


class Politeness:
    """Whose turn it is, and when. Lives on the reactor's thread and counts by the monotonic clock."""

    def __init__(
        self,
        hosts: HostBook,
        delay: float | None = None,
        *,
        turns: Turns | None = None,
        quiet_for: float | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`quiet_for`: seconds since the last run ended, 0 when it was killed; None: there was none."""
        self._hosts = hosts
        self._delay = delay
        self._turns = turns or Turns(None)
        self._last_run = 0.0 if quiet_for is None else time.monotonic() - max(quiet_for, 0.0)
        self._chance = chance
        self._floors: dict[str, float] = {}
        self._asked: dict[str, int] = {}
        self._budgets: dict[str, float] = {}
        self._downloader: Downloader | None = None

    def attach(self, downloader: Downloader) -> None:
        self._downloader = downloader

    def delay_of(self, site: Site | None) -> float:
        """What site and user ask for. A delay below 5 s was checked at the start: it is for servers of our own."""
        if self._delay is not None and self._delay < DELAY:
            return self._delay
        return max(self._delay or DELAY, (site.delay if site else None) or 0.0)

    def budget_of(self, site: Site | None) -> float:
        """The requests to a host in one run; of servers of our own as many as there are."""
        if site and site.max_requests is not None:
            return site.max_requests
        return inf if self._delay is not None and self._delay < DELAY else BUDGET

    def keep(self, host: str, delay: float) -> None:
        """From now on the host is left alone for at least this long between two requests; nothing lowers it."""
        floor = self._floors[host] = max(self._floors.get(host, 0.0), min(delay, LONGEST_DELAY))
        if slot := self._slot(host):
            slot.delay = max(slot.delay, floor)

    def turn(self, host: str, budget: float | None = None) -> None:
        """The host is about to be asked: its slot is told from when on.

        Raises:
            Waiting: it is left alone.
        """
        if budget is not None:
            self._budgets[host] = min(budget, self._budgets.get(host, inf))
        if self._is_spent(host):
            raise Waiting(PUT_OFF)
        if wait := self._hosts.wait_of(host):
            raise Waiting(timedelta(seconds=wait))
        self._asked[host] = self._asked.get(host, 0) + 1
        if slot := self._slot(host):
            slot.delay = with_jitter(self._floors.get(host, 0.0), self._chance())
            slot.lastseen = max(slot.lastseen, self._turns.take(host, slot.delay, time.monotonic()))

    def answered(self, host: str) -> None:
        """The gap counts from the end of an answer. Scrapy counts from when it means to ask, which on a busy machine is
        some time before the server hears of it; the next request would come too soon by that."""
        if self._downloader and (slot := self._downloader.slots.get(host)):
            slot.lastseen = max(slot.lastseen, time.monotonic())

    def _slot(self, host: str) -> Slot | None:
        """The host's slot; it is made here, so that none ever begins with another delay."""
        if self._downloader is None:
            return None
        slots = self._downloader.slots
        if host not in slots:
            slots[host] = Slot(1, self._floors.get(host, 0.0), 0)  # one at a time, no jitter, in 2.18 as in 2.19
            slots[host].lastseen = self._last_run
        return slots[host]

    def wait_of(self, host: str) -> float:
        """Seconds until the host may be asked again; 0: now, infinite: not in this run."""
        if self._is_spent(host):
            return inf
        wait = self._hosts.wait_of(host)
        if self._downloader and (slot := self._downloader.slots.get(host)):
            wait = max(wait, slot.lastseen + slot.delay - time.monotonic())
        return wait

    def left_alone(self, patience: float) -> frozenset[str]:
        """The hosts that are not asked for longer than that."""
        return self.spent | self._hosts.waiting(patience)

    @property
    def spent(self) -> frozenset[str]:
        """The hosts that were asked as often as one run may."""
        return frozenset(filter(self._is_spent, self._asked))

    def _is_spent(self, host: str) -> bool:
        return self._asked.get(host, 0) >= self._budgets.get(host, inf)

    def release(self) -> None:
        """End the requests that wait in a slot for their turn, so that a crawl that was told to stop does."""
        for slot in self._downloader.slots.values() if self._downloader else ():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Interrupted())
