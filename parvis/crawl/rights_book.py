"""What each origin says of the use of its content, asked before its first page: the protocols want it so.

tdmrep.json and the licences of robots.txt are asked for once a day; ai.txt and trust.txt, which bind nobody, once a
week and never for a single article. None of it closes an origin: what could not be had is noted as unknown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scrapy import Request

from parvis.archive import RightsFile
from parvis.crawl.ending import Ending, Interrupted
from parvis.crawl.outcomes import name_of
from parvis.crawl.robots import Download
from parvis.rights.origin import PATHS, FileKind, OriginTerms, licence_urls, origin_of, read_origin
from parvis.words import Reason

if TYPE_CHECKING:
    from parvis.archive import Archive
    from parvis.crawl.clock import Clock
    from parvis.crawl.writer import ArchiveWriter
    from parvis.rights.robots import RobotsState

MARK = "parvis_rights"  # meta key of a request for such a file, which does not wait for itself
AGE = {kind: timedelta(days=7) for kind in FileKind} | {
    FileKind.TDMREP: timedelta(hours=24),
    FileKind.LICENCE: timedelta(hours=24),
}
AGAIN = timedelta(hours=1)  # after an answer that says nothing
BODY = 512 * 2**10  # bytes kept
NOTHING = OriginTerms()


class RightsBook:
    """What is known of each origin: in memory, else in the archive, else by asking, once at a time an origin."""

    def __init__(self, *, clock: Clock, writer: ArchiveWriter, declarations: bool) -> None:
        """`declarations`: ask for ai.txt and trust.txt as well."""
        self._clock = clock
        self._writer = writer
        self._kinds = [FileKind.TDMREP, *([FileKind.AI, FileKind.TRUST] if declarations else [])]
        self._known: dict[str, tuple[OriginTerms, datetime]] = {}
        self._asked: dict[str, asyncio.Task[OriginTerms]] = {}

    def known(self, url: str) -> OriginTerms:
        """What was found when the page was asked for."""
        terms, _ = self._known.get(origin_of(url) or "", (NOTHING, None))
        return terms

    async def learn(self, url: str, robots: RobotsState, download: Download) -> OriginTerms:
        origin = origin_of(url) or ""
        terms, until = self._known.get(origin, (NOTHING, None))
        if until and until - AGE[FileKind.TDMREP] <= self._clock.now() < until:
            return terms
        if origin not in self._asked:
            self._asked[origin] = asyncio.ensure_future(self._look_up(origin, robots, download))
            self._asked[origin].add_done_callback(lambda _: self._asked.pop(origin))
        return await asyncio.shield(self._asked[origin])

    async def _look_up(self, origin: str, robots: RobotsState, download: Download) -> OriginTerms:
        stored = {row.url: row for row in await self._writer.call(_stored, origin)}
        rows = []
        for kind, url in self._wanted(origin, robots):
            row = stored.get(url)
            if row is None or not self._is_fresh(row):
                row = await self._ask(origin, kind, url, download)
                await self._writer.call(_store, row)
            rows.append(row)
        terms = read_origin(robots, rows)
        self._known[origin] = terms, min(_until(row) for row in rows)
        return terms

    def _wanted(self, origin: str, robots: RobotsState) -> Iterable[tuple[FileKind, str]]:
        yield from ((kind, origin + PATHS[kind]) for kind in self._kinds)
        yield from ((FileKind.LICENCE, url) for url in licence_urls(robots))

    def _is_fresh(self, row: RightsFile) -> bool:
        return row.fetched_at <= self._clock.now() < _until(row)

    async def _ask(self, origin: str, kind: FileKind, url: str, download: Download) -> RightsFile:
        status, body, problem = None, None, None
        try:
            request = Request(url, meta={MARK: True, "max_retry_times": 0}, dont_filter=True, priority=100)
            response = await download(request)
        except Interrupted:
            raise
        except Ending as ending:  # a file that robots.txt keeps from us, or that leads in circles, says nothing
            silent = ending.reason in {Reason.ROBOTS, Reason.HTTP, Reason.ADDRESS, Reason.BAD_URL}
            status, problem = (404, None) if silent else (None, str(ending.reason))
        except Exception as error:  # whatever went wrong: it is unknown
            problem = name_of(error)
        else:
            status = response.status
            body = response.body[:BODY] if status < 300 else None
        now = self._clock.now()
        return RightsFile(origin=origin, kind=kind, url=url, fetched_at=now, status=status, body=body, problem=problem)


def _until(row: RightsFile) -> datetime:
    return row.fetched_at + (AGAIN if row.is_unknown else AGE[FileKind(row.kind)])


def _stored(archive: Archive, origin: str) -> tuple[RightsFile, ...]:
    return archive.rights_files(origin)


def _store(archive: Archive, row: RightsFile) -> None:
    archive.put_rights_file(row)
