"""What the pipelines have in common: an item goes in; an item, or the event that ends it, comes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, Self, TypeVar

from scrapy.crawler import Crawler

from parvis.crawl.ending import Ended
from parvis.crawl.outcomes import broken
from parvis.crawl.session import Session, session_of
from parvis.crawl.visit import Reading, Visit

Taken = TypeVar("Taken", Visit, Reading)


class Stage(ABC, Generic[Taken]):
    """A pipeline over the items of one class; others pass. An exception in it ends the item in one event with the
    exception's class, and is never logged."""

    takes: type[Taken]

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(session_of(crawler))

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, self.takes):
            return item
        try:
            return await self.process(item)
        except Exception as error:  # theirs or ours: the page is quarantined, the crawl goes on
            return broken(item.lease, error, item.fetch.fetched_at, item.fetch)

    @abstractmethod
    async def process(self, item: Taken) -> Reading | Ended: ...
