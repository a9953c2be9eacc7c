"""The robots gate: what an origin's robots.txt says, asked once a day, and closed when it cannot be had.

Scrapy's own middleware lets a page through when robots.txt answers 500, 503 or nothing at all. RFC 9309 section 2.3.1.4
asks for the opposite.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response

from parvis.archive import RobotsRow
from parvis.crawl.address import refusal_of
from parvis.crawl.ending import Ending, Interrupted
from parvis.crawl.outcomes import ROBOTS_AGAIN, name_of
from parvis.records import RobotsCheck
from parvis.rights.origin import origin_of
from parvis.rights.robots import RobotsState, robots_state
from parvis.words import Reason, RobotsVerdict

if TYPE_CHECKING:
    from parvis.archive import Archive
    from parvis.crawl.clock import Clock
    from parvis.crawl.writer import ArchiveWriter

MARK = "parvis_robots"  # meta key of a request for robots.txt, which passes its own gate
AGE = timedelta(hours=24)  # RFC 9309 section 2.4
TRIES = 1  # retries of a request for robots.txt
BODY = 512 * 2**10  # bytes kept; the reader takes 500 KiB

Download = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Known:
    """A robots.txt as it was read, and until when it holds."""

    state: RobotsState
    until: datetime
    since: datetime


class RobotsBook:
    """What is known of each origin: in memory, else in the archive, else by asking, once at a time an origin."""

    def __init__(self, *, clock: Clock, writer: ArchiveWriter) -> None:
        self._clock = clock
        self._writer = writer
        self._known: dict[str, Known] = {}
        self._asked: dict[str, asyncio.Task[RobotsState]] = {}

    async def state(self, url: str, download: Download) -> RobotsState:
        origin = origin_of(url) or ""
        known = self._known.get(origin)
        if known and known.since <= self._clock.now() < known.until:
            return known.state
        if origin not in self._asked:
            self._asked[origin] = asyncio.ensure_future(self._look_up(origin, download))
            self._asked[origin].add_done_callback(lambda _: self._asked.pop(origin))
        return await asyncio.shield(self._asked[origin])

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The Sitemap lines of the URL's origin, as far as they are known."""
        known = self._known.get(origin_of(url) or "")
        return known.state.sitemaps if known else ()

    async def _look_up(self, origin: str, download: Download) -> RobotsState:
        row = await self._writer.call(_stored, origin)
        if row is None or not self._keep(origin, row):
            row = await self._ask(origin, download)
            await self._writer.call(_store, row)
            self._keep(origin, row)
        return robots_state(row.status, row.body or b"", row.problem)

    def _keep(self, origin: str, row: RobotsRow) -> bool:
        """False for a row that is too old, or of the future: a clock that jumped back must not keep it alive."""
        state = robots_state(row.status, row.body or b"", row.problem)
        until = row.fetched_at + (ROBOTS_AGAIN if state.temporary else AGE)
        self._known[origin] = Known(state, until, row.fetched_at)
        return row.fetched_at <= self._clock.now() < until

    async def _ask(self, origin: str, download: Download) -> RobotsRow:
        request = Request(
            f"{origin}/robots.txt", meta={MARK: True, "max_retry_times": TRIES}, dont_filter=True, priority=100
        )
        status, body, problem = None, None, None
        try:
            response = await download(request)
        except Interrupted:
            raise
        except Ending as ending:
            problem = "more than five redirects" if ending.reason is Reason.HTTP else str(ending.reason)
        except Exception as error:  # whatever went wrong, the gate closes
            if refusal := refusal_of(request.url):
                raise Ending(Reason.ADDRESS, refusal) from None
            problem = name_of(error)
        else:
            status, body = response.status, response.body[:BODY]
            problem = "the body may be cut" if "partial" in response.flags and not body else None
        return RobotsRow(origin=origin, fetched_at=self._clock.now(), status=status, body=body, problem=problem)


def gate(state: RobotsState, url: str) -> RobotsCheck:
    """What allows the URL.

    Raises:
        Ending: disallowed, or the origin is closed for now.
    """
    check = state.check(url)
    match check.verdict:
        case RobotsVerdict.CLOSED:
            raise Ending(Reason.ROBOTS_UNAVAILABLE, state.reason, failed=True, again=ROBOTS_AGAIN, robots=check)
        case RobotsVerdict.DISALLOWED:
            raise Ending(Reason.ROBOTS, (check.rule or "")[:200], robots=check)
    return check


def _stored(archive: Archive, origin: str) -> RobotsRow | None:
    return archive.robots(origin)


def _store(archive: Archive, row: RobotsRow) -> None:
    archive.put_robots(row)
