"""Hands the URLs of the archive to the spider: one at a time a host, all hosts at once, until nothing is due.

Leases are taken in small batches, so that a crawl that dies holds little, and so that new links come into their order.
A URL that a rule excludes ends here, without a request.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial

from parvis.archive import Archive
from parvis.archive.events import Excluded, Lease
from parvis.archive.leasing import put_back
from parvis.crawl.ending import Interrupted
from parvis.crawl.host_book import host_of
from parvis.crawl.outcomes import Outcomes
from parvis.crawl.politeness import Politeness
from parvis.crawl.writer import ArchiveWriter
from parvis.words import Kind

FEW, SOME, MANY = 8, 32, 512  # URLs leased a site at a time: few, some where they are soon read, many where none is
SOON = timedelta(seconds=2)
PATIENCE = 300.0  # seconds a run waits for a host that asked for it when nothing else is left
GATHER = 0.03  # seconds in which outcomes gather before the next lease
HEARTBEAT = 5.0  # seconds between two looks when nothing happens

Screen = Callable[[Lease], Excluded | None]


class Frontier:
    """Lives on the reactor's thread. `leases` is consumed once, by the spider's `start`."""

    def __init__(
        self,
        *,
        crawl_id: int,
        sites: Sequence[str],
        writer: ArchiveWriter,
        outcomes: Outcomes,
        politeness: Politeness,
        screen: Screen,
        now: Callable[[], datetime],
        max_pages: int | None,
        since: date | None = None,
    ) -> None:
        self._since = since
        self._began = now()  # what comes due later is for the next crawl: this one must end
        self.ended_by = "finished"
        self._crawl_id = crawl_id
        self._writer = writer
        self._outcomes = outcomes
        self._politeness = politeness
        self._screen = screen
        self._now = now
        self._max_pages = max_pages
        self._sites = tuple(sites)
        self._dirty = set(sites)  # sites whose frontier may hold something that was not looked at
        self._batch = dict.fromkeys(sites, FEW)
        self._leased = dict.fromkeys(sites, self._began)
        self._waiting: dict[str, deque[Lease]] = {}  # by host
        self._busy: dict[str, Lease] = {}  # by host
        self._woken = asyncio.Event()
        self._stopped = False
        outcomes.on_end.append(self._ended)

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(self._busy)

    @property
    def stopped(self) -> bool:
        return self._stopped

    def stop(self, reason: str) -> None:
        """Hand out nothing more; what waits goes back to pending when the crawl is finished."""
        if not self._stopped:
            self._stopped, self.ended_by = True, reason
            self._woken.set()

    async def leases(self, kinds: Collection[Kind]) -> AsyncIterator[Lease]:
        with suppress(Interrupted):  # the archive failed: who started the crawl is told
            while not self._stopped:
                if lease := self._next():
                    self._busy[host_of(lease.url)] = lease
                    self._outcomes.begin(lease)
                    yield lease
                elif not await self._refill(kinds) and not self._next_exists() and await self._is_over(kinds):
                    return

    def _next(self) -> Lease | None:
        for host, queue in self._waiting.items():
            if queue and host not in self._busy and self._politeness.wait_of(host) <= 0:
                return queue.popleft()
        return None

    def _next_exists(self) -> bool:
        return any(q and h not in self._busy and self._politeness.wait_of(h) <= 0 for h, q in self._waiting.items())

    async def _is_over(self, kinds: Collection[Kind]) -> bool:
        """Wait for something to happen; True when nothing can any more."""
        if not self._busy and not any(self._waiting.values()):
            await self._writer.flush()
            self._dirty.update(self._sites)
            return not await self._refill(kinds)
        with suppress(TimeoutError):
            async with asyncio.timeout(min(self._shortest_wait(), HEARTBEAT)):
                await self._woken.wait()
                await asyncio.sleep(GATHER)
        self._woken.clear()
        return False

    def _shortest_wait(self) -> float:
        free = [host for host, queue in self._waiting.items() if queue and host not in self._busy]
        return max(min((self._politeness.wait_of(host) for host in free), default=HEARTBEAT), 0.001)

    async def _refill(self, kinds: Collection[Kind]) -> bool:
        """Take leases for the sites that have none waiting; False when there was nothing to take."""
        await self._let_go()
        held = {lease.site for queue in self._waiting.values() for lease in queue}
        wanted = {site: self._batch[site] for site in self._dirty if site not in held}
        room = self._room()
        if room <= 0:
            self.ended_by = "page budget"
            kinds = [kind for kind in kinds if kind is not Kind.ARTICLE]
        if not wanted or self._stopped:
            return False
        self._dirty -= wanted.keys()
        await self._writer.flush()
        wake = partial(Archive.wake, until=self._began, since=self._since)
        leases = await self._writer.call(
            _lease,
            self._crawl_id,
            wake,
            wanted=wanted,
            now=self._now(),
            room=room,
            kinds=kinds,
            without=self._politeness.left_alone(PATIENCE),
        )
        for lease in leases:
            self._place(lease)
        for site in wanted:
            self._adjust(site, [lease for lease in leases if lease.site == site])
            self._leased[site] = self._now()
        return bool(leases)

    async def _let_go(self) -> None:
        """Give back what waits for hosts that are left alone for longer than the run waits: their sites go on."""
        late = self._politeness.left_alone(PATIENCE) & self._waiting.keys()
        if leases := [lease for host in late for lease in self._waiting.pop(host)]:
            await self._writer.call(put_back, leases)

    def _room(self) -> int:
        """Article fetches that the budget still allows beside those that are under way."""
        if self._max_pages is None:
            return MANY
        waiting = [lease for queue in self._waiting.values() for lease in queue]
        under_way = sum(lease.kind is Kind.ARTICLE for lease in (*waiting, *self._busy.values()))
        return self._max_pages - self._outcomes.fetched_articles - under_way

    def _place(self, lease: Lease) -> None:
        if excluded := self._screen(lease):
            self._outcomes.begin(lease)
            self._outcomes.end(excluded)
        else:
            self._waiting.setdefault(host_of(lease.url), deque()).append(lease)

    def _adjust(self, site: str, leases: list[Lease]) -> None:
        """A site whose every URL was excluded gives them away by the hundred, one that is read fast by the dozen; one
        that gave all it has rests."""
        if leases:
            self._dirty.add(site)
        kept = any(lease.site == site for queue in self._waiting.values() for lease in queue)
        if leases and not kept:
            self._batch[site] = min(self._batch[site] * 4, MANY)
        else:
            self._batch[site] = SOME if kept and self._now() - self._leased[site] < SOON else FEW

    def _ended(self, lease: Lease) -> None:
        host = host_of(lease.url)
        if self._busy.get(host) is lease:
            del self._busy[host]
        self._dirty.add(lease.site)
        self._woken.set()


def _lease(
    archive: Archive,
    crawl_id: int,
    wake: Callable[..., int],
    *,
    wanted: dict[str, int],
    now: datetime,
    room: int,
    kinds: Collection[Kind],
    without: Collection[str],
) -> list[Lease]:
    leases: list[Lease] = []
    for site, batch in wanted.items():
        taken = sum(lease.kind is Kind.ARTICLE for lease in leases)
        some = [kind for kind in kinds if kind is not Kind.ARTICLE] if room <= taken else kinds
        limit = min(batch, max(room - taken, 1))
        wake(archive, sites=[site], kinds=some)
        leases += archive.lease(
            crawl_id, sites=[site], now=now, limit=limit, per_host=limit, kinds=some, without=without
        )
    return leases
