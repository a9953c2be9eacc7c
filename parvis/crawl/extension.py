"""Watches over a running crawl: nothing may vanish between Scrapy's parts, and a stop must be a stop."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spiders import Spider
from twisted.python.failure import Failure

from parvis.archive.events import Lease
from parvis.crawl.ending import Lost
from parvis.crawl.garbage import collect_seldom
from parvis.crawl.host_book import host_of
from parvis.crawl.leash import GRACE
from parvis.crawl.logs import quiet_the_logs
from parvis.crawl.session import Session, session_of
from parvis.crawl.stall import StallWatch
from parvis.errors import CrawlError

TICK = 0.25  # seconds
LOST_AFTER = 20  # ticks without any work while leases are out


class CrawlExtension:
    def __init__(self, session: Session, crawler: Crawler) -> None:
        self._session = session
        self._crawler = crawler
        self._watch: asyncio.Task[None] | None = None
        self._idle = 0
        self._stopping = 0.0  # seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(session_of(crawler), crawler)
        connect = crawler.signals.connect
        connect(extension.opened, signal=signals.spider_opened)
        connect(extension.closed, signal=signals.spider_closed)
        connect(extension.answered, signal=signals.response_downloaded)
        connect(extension.broken_item, signal=signals.item_error)
        connect(extension.dropped_item, signal=signals.item_dropped)
        connect(extension.broken_spider, signal=signals.spider_error)
        connect(extension.dropped_request, signal=signals.request_dropped)
        return extension

    def opened(self, spider: Spider) -> None:
        quiet_the_logs()
        collect_seldom()
        self._session.politeness.attach(self._crawler.engine.downloader)
        self._watch = asyncio.ensure_future(self._look_again_and_again())

    def closed(self, spider: Spider, reason: str) -> None:
        if self._watch:
            self._watch.cancel()
        if reason != "finished":
            self._session.frontier.stop("interrupted" if reason == "shutdown" else reason)
        self._session.close()

    def answered(self, response: Response, request: Request, spider: Spider) -> None:
        self._session.politeness.answered(host_of(request.url))

    def broken_item(self, item: Any, response: Response | None, spider: Spider, failure: Failure) -> None:
        self._fail(getattr(item, "lease", None), failure.value)

    def dropped_item(self, item: Any, response: Response | None, spider: Spider, exception: BaseException) -> None:
        self._fail(getattr(item, "lease", None), exception)

    def broken_spider(self, failure: Failure, response: Response | Failure | None, spider: Spider) -> None:
        """A callback that broke costs its page; `start` that broke (no response) ends the crawl."""
        if response is None:
            self._session.fail(failure.value or CrawlError("unknown"))
            return
        request = getattr(response, "request", None)
        self._fail(request.meta.get("lease") if request else None, failure.value)

    def dropped_request(self, request: Request, spider: Spider) -> None:
        self._fail(request.meta.get("lease"), Lost("the request was dropped"))

    def _fail(self, lease: object, error: BaseException | None) -> None:
        """Scrapy's own signals carry the lease in the request or the item; one without it is none of ours."""
        if isinstance(lease, Lease):
            self._session.outcomes.fail(lease, error or Lost("unknown"), self._session.clock.now())

    async def _look_again_and_again(self) -> None:
        self._session.stall = StallWatch(TICK)
        while True:
            await asyncio.sleep(TICK)
            self._session.stall.tick()
            self._session.tell()
            if not self._crawler.engine.running:
                self._session.frontier.stop("interrupted")
            if self._session.frontier.stopped:
                self._end_what_is_under_way()
            self._find_the_lost()

    def _end_what_is_under_way(self) -> None:
        """What waits for its turn at once, what a server keeps us waiting for after a little patience."""
        self._session.politeness.release()
        self._stopping += TICK
        if self._stopping >= GRACE:
            self._session.leash.cut()

    def _find_the_lost(self) -> None:
        """A lease that no part of Scrapy works on any more ends as our own fault, or the crawl would wait for ever."""
        engine = self._crawler.engine
        slot, scheduler = engine.scraper.slot, engine.scheduler
        at_work = (
            engine.downloader.active
            or (slot and not slot.is_idle())
            or (scheduler and scheduler.has_pending_requests())
        )
        self._idle = 0 if at_work or not self._session.outcomes.open else self._idle + 1
        if self._idle >= LOST_AFTER:
            for lease in list(self._session.outcomes.open.values()):
                self._fail(lease, Lost("the request was lost on its way"))
