"""900: every item ends here as one event of the archive."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler

from parvis.archive.events import Stored
from parvis.crawl.session import Session, session_of
from parvis.crawl.visit import Reading


class StorePipeline:
    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(session_of(crawler))

    async def process_item(self, item: Any) -> Any:
        """Returns before the event is durable; the lease ends in the same transaction, so nothing is lost by it."""
        if isinstance(item, Reading):
            stored = Stored(lease=item.lease, at=item.fetch.fetched_at, fetch=item.fetch, page=item.page)
            self.session.outcomes.end(stored, item.change)
            if self.session.request.on_page:
                self.session.request.on_page(item.page)
        else:
            self.session.outcomes.end(item)
        return item
