"""How a middleware ends a request."""

from __future__ import annotations

from datetime import datetime, timedelta

from scrapy.exceptions import IgnoreRequest

from parvis.archive.events import Excluded, Failed, Lease, PutOff, SourceRead, Stored, Unchanged
from parvis.errors import CrawlError
from parvis.records import RobotsCheck
from parvis.words import Reason

Ended = Stored | SourceRead | Unchanged | Excluded | Failed | PutOff  # the events that end a lease


class Interrupted(IgnoreRequest):
    """Raised by the crawl's own end: no outcome, the lease goes back to pending."""


class Lost(CrawlError):
    """A part of Scrapy, or one that was added to it, let go of a page without a word."""

    reason = Reason.PROGRAM


class Waiting(Interrupted):
    """Raised before a request whose host is left alone: no outcome, the URL is due again later."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"for {wait}")
        self.wait = wait

    def event(self, lease: Lease, at: datetime) -> PutOff:
        return PutOff(lease=lease, at=at, until=at + self.wait + timedelta(seconds=1))  # kept to the second


class Ending(IgnoreRequest):
    """Raised by a downloader middleware: the request ends here, for this reason. `detail` is ours, never a page's."""

    def __init__(
        self,
        reason: Reason,
        detail: str = "",
        *,
        failed: bool = False,
        again: timedelta | None = None,
        robots: RobotsCheck | None = None,
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.failed = failed
        self.again = again
        self.robots = robots

    def event(self, lease: Lease, at: datetime) -> Ended:
        if not self.failed:
            return Excluded(lease=lease, at=at, reason=self.reason, detail=self.detail, robots=self.robots)
        retry_at = at + self.again if self.again else None
        return Failed(lease=lease, at=at, reason=self.reason, detail=self.detail, retry_at=retry_at, robots=self.robots)
