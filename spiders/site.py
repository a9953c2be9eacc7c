"""The spider `site`: everything that a site's feeds, sitemaps and listings name, and the base of its sisters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from parvis.archive.events import Failed, Lease, SourceRead
from parvis.crawl.answer import capture_of, fetch_of, judge_body
from parvis.crawl.arguments import session_from
from parvis.crawl.download import largest_body
from parvis.crawl.ending import Ended, Interrupted, Waiting
from parvis.crawl.outcomes import broken, judge_answer, judge_error
from parvis.crawl.session import Session, lease_of
from parvis.crawl.tasks import links_of
from parvis.crawl.visit import Visit
from parvis.words import Kind


class SiteSpider(Spider):
    """Asks for the URLs that the frontier leases; yields a `Visit` for an article, an event for everything else."""

    name = "site"
    kinds: ClassVar[frozenset[Kind]] = frozenset(Kind)  # what this spider asks for

    session: Session

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, session: Session | None = None, **kwargs: Any) -> Self:
        """`session` comes from `run_crawl`; `scrapy crawl site -a site=NAME` opens its own."""
        spider = super().from_crawler(crawler, *args)
        spider.session = session or session_from(crawler.settings, kinds=cls.kinds, arguments=kwargs)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        async for lease in self.session.frontier.leases(self.kinds):
            yield self.request(lease)

    def request(self, lease: Lease) -> Request | Failed:
        parse = self.parse_article if lease.kind is Kind.ARTICLE else self.parse_source
        validators = {"If-None-Match": lease.etag, "If-Modified-Since": lease.last_modified}
        headers = {name: value for name, value in validators.items() if value}
        try:
            meta = {"lease": lease, **largest_body(lease.kind)}
            return Request(lease.url, parse, errback=self.end, headers=headers, meta=meta, dont_filter=True)
        except ValueError as error:
            return broken(lease, error, self.now())

    async def parse_article(self, response: Response) -> AsyncIterator[Visit | Ended]:
        lease, fetch = lease_of(response), fetch_of(response, self.now())
        ending = judge_answer(lease, fetch) or judge_body(lease, fetch, response)
        try:
            ending = ending or await self.session.duplicate(lease, fetch.url, fetch.fetched_at)
        except Interrupted:  # the archive failed: the lease goes back
            return
        yield ending or Visit(lease=lease, capture=capture_of(response, fetch))

    async def parse_source(self, response: Response) -> AsyncIterator[Ended]:
        lease, fetch = lease_of(response), fetch_of(response, self.now())
        if ending := judge_answer(lease, fetch):
            yield ending
            return
        site, explore = self.session.sites[lease.site], self.session.explores(lease)
        try:
            links = await self.session.readers.run(
                links_of, response.body, fetch.url, kind=lease.kind, site=site, explore=explore
            )
        except Exception as error:  # a stranger's bytes: whatever they do to a parser ends as this source's outcome
            yield broken(lease, error, fetch.fetched_at, fetch)
        else:
            links = (*links, *self.session.sitemaps_of(lease))
            self.session.screen.note_children(lease, links)
            yield SourceRead(lease=lease, at=fetch.fetched_at, fetch=fetch, links=links)

    def end(self, failure: Failure) -> Ended | None:
        """The errback: a request that brought no answer. One that the crawl's end took back has no outcome; one whose
        host is left alone is put off."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        error = failure.value or RuntimeError()
        if isinstance(error, Waiting):
            return error.event(request.meta["lease"], self.now())
        if isinstance(error, Interrupted):
            return None
        return judge_error(request.meta["lease"], error, self.now(), url=request.url)

    def now(self) -> datetime:
        return self.session.clock.now()
