"""Every request ends in exactly one event: which one, and that it is one.

What an answer or an error means is a pure function of it; `Outcomes` holds the leases that are out.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionClosed

from parvis.archive.events import Event, Excluded, Failed, Lease, PutOff, SourceRead, Stored, Unchanged
from parvis.crawl.address import refusal_of
from parvis.crawl.ending import Ended, Ending
from parvis.crawl.place import ReaderBroken, describe
from parvis.errors import ParvisError
from parvis.records import Fetch
from parvis.words import Change, Reason

AGAIN = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))  # after the 1st, 2nd ... failure
ROBOTS_AGAIN = timedelta(hours=1)
PATIENCE = timedelta(minutes=1)  # after a 429 or 503 that names no time

_GONE = {404, 410}
_REFUSED = {401, 402, 403, 451}
_WAIT = {429, 503}
_NETWORK = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
    TunnelError,
    ConnectError,
    ConnectionClosed,
)


def judge_answer(lease: Lease, fetch: Fetch) -> Ended | None:
    """The outcome that the status alone decides; None: there is a body to read."""
    at, status = fetch.fetched_at, fetch.status
    if status == 304 and (lease.etag or lease.last_modified):
        return Unchanged(lease=lease, at=at, fetch=fetch)
    if status in {200, 203}:
        return None
    detail = f"status {status}"
    if status in _GONE:
        return Excluded(lease=lease, at=at, reason=Reason.GONE, detail=detail, fetch=fetch)
    if status in _WAIT:
        wait = timedelta(seconds=fetch.retry_after) if fetch.retry_after is not None else PATIENCE * 2**lease.attempts
        retry_at = at + min(wait, timedelta(days=1))
        return Failed(lease=lease, at=at, reason=Reason.RATE_LIMITED, detail=detail, fetch=fetch, retry_at=retry_at)
    if status in _REFUSED:
        return Failed(lease=lease, at=at, reason=Reason.REFUSED, detail=detail, fetch=fetch)
    again = next_try(lease, at) if status >= 500 or status == 408 else None
    return Failed(lease=lease, at=at, reason=Reason.HTTP, detail=detail, fetch=fetch, retry_at=again)


def judge_error(lease: Lease, error: BaseException, at: datetime, *, url: str) -> Ended:
    """The outcome of a request that brought no answer; `url` is that of the last redirect."""
    if isinstance(error, Ending):
        return error.event(lease, at)
    if isinstance(error, CannotResolveHostError) and (refusal := refusal_of(url)):
        return Excluded(lease=lease, at=at, reason=Reason.ADDRESS, detail=refusal)
    if isinstance(error, DownloadTimeoutError):
        return _failed(lease, error, at, Reason.TIMEOUT)
    if isinstance(error, _NETWORK):
        return _failed(lease, error, at, Reason.NETWORK)
    if isinstance(error, DownloadCancelledError):  # the limit, on the wire
        return Failed(lease=lease, at=at, reason=Reason.TOO_LARGE, detail=name_of(error))
    if isinstance(error, OSError | EOFError | zlib.error):  # a body that its own encoding does not fit
        return Failed(lease=lease, at=at, reason=Reason.UNREADABLE, detail=name_of(error))
    return broken(lease, error, at)


def broken(lease: Lease, error: BaseException, at: datetime, fetch: Fetch | None = None) -> Failed:
    """The outcome of a page, source or program that broke. Of errors that are not ours only the class is kept."""
    reason = getattr(error, "reason", Reason.UNREADABLE if isinstance(error, ParvisError) else Reason.PROGRAM)
    detail = _told(error) if isinstance(error, ParvisError) else describe(error)
    return Failed(lease=lease, at=at, reason=Reason(reason), detail=detail[:300], fetch=fetch)


def next_try(lease: Lease, at: datetime) -> datetime | None:
    """When to try again; None after the last of the tries."""
    return at + AGAIN[lease.attempts] if lease.attempts < len(AGAIN) else None


def _told(error: ParvisError) -> str:
    return str(error) if isinstance(error, ReaderBroken) else f"{name_of(error)}: {error}"


def name_of(error: BaseException) -> str:
    return type(error).__name__


def _failed(lease: Lease, error: BaseException, at: datetime, reason: Reason) -> Failed:
    return Failed(lease=lease, at=at, reason=reason, detail=name_of(error), retry_at=next_try(lease, at))


class Outcomes:
    """The leases that are out, and what became of the others. Lives on the reactor's thread."""

    def __init__(self, write: Callable[[Event], None], settle: Callable[[Ended], Ended] = lambda event: event) -> None:
        """`settle` adds what is stored together with an event."""
        self.open: dict[int, Lease] = {}
        self.fetched_articles = 0
        self.stored: Counter[Change] = Counter()
        self.excluded: Counter[Reason] = Counter()
        self.failed: Counter[Reason] = Counter()
        self.unchanged = 0
        self.sources = 0
        self.sites: dict[str, Counter[str]] = {}  # site -> what became of its sources
        self.on_end: list[Callable[[Lease], None]] = []
        self.on_event: list[Callable[[Ended], None]] = []
        self._write = write
        self._settle = settle

    def begin(self, lease: Lease) -> None:
        self.open[lease.url_id] = lease

    def end(self, event: Ended, change: Change | None = None) -> bool:
        """Write the event that ends a lease; False, and nothing is written, when the lease has ended before."""
        if self.open.pop(event.lease.url_id, None) is None:
            return False
        self._count(event, change)
        self._write(self._settle(event))
        for tell in self.on_end:
            tell(event.lease)
        for show in self.on_event:
            show(event)
        return True

    def fail(self, lease: Lease, error: BaseException, at: datetime) -> None:
        self.end(broken(lease, error, at))

    def _count(self, event: Ended, change: Change | None) -> None:
        if isinstance(event, PutOff):
            return
        if event.lease.kind != "article":
            self.sites.setdefault(event.lease.site, Counter())[_ending(event)] += 1
        elif not isinstance(event, Excluded) or event.fetch is not None:
            self.fetched_articles += 1
        match event:
            case Stored():
                self.stored[change or Change.NEW] += 1
            case SourceRead():
                self.sources += 1
            case Unchanged():
                self.unchanged += 1
            case Excluded():
                self.excluded[event.reason] += 1
            case Failed():
                self.failed[event.reason] += 1


def _ending(event: Ended) -> str:
    return str(event.reason) if isinstance(event, Excluded | Failed) else "read"
