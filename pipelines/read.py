"""100: from the capture to the page, in a worker process that may be killed."""

from __future__ import annotations

from parvis.archive.events import Excluded
from parvis.crawl.stage import Stage
from parvis.crawl.tasks import page_of
from parvis.crawl.visit import Reading, Visit
from parvis.words import Kind, Reason


class ReadPipeline(Stage[Visit]):
    takes = Visit

    async def process(self, item: Visit) -> Reading | Excluded:
        page = await self.session.readers.run(page_of, item.capture, self.session.sites[item.lease.site])
        if page.metadata.is_article is False and item.lease.link.found_in is Kind.LISTING:
            return _no_article(item)
        return Reading(lease=item.lease, fetch=item.fetch, page=page, shown=page)


def _no_article(item: Visit) -> Excluded:
    """A link of a listing is a guess; feeds and sitemaps are believed."""
    at, detail = item.fetch.fetched_at, "by its metadata"
    return Excluded(lease=item.lease, at=at, reason=Reason.NOT_ARTICLE, detail=detail, fetch=item.fetch)
