"""Parts of Scrapy that lose a page on its way, each at another place; the path of a URL names where."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.scheduler import Scheduler
from scrapy.exceptions import DropItem, IgnoreRequest
from scrapy.http import Response

from parvis.archive.events import Lease
from parvis.crawl import settings
from spiders.site import SiteSpider


def place(what: Any) -> str:
    """Of a request, an answer, or an item with a lease."""
    url: str = what.lease.url if hasattr(what, "lease") else what.url
    return urlsplit(url).path


class BeforeReading:
    """A pipeline in front of all others."""

    def process_item(self, item: Any) -> Any:
        if place(item) == "/visit-is-dropped":
            raise DropItem("on purpose")
        if place(item) == "/visit-is-swallowed":
            return None
        return item


class BeforeStoring:
    """A pipeline in front of the last one."""

    def process_item(self, item: Any) -> Any:
        if place(item) == "/reading-is-dropped":
            raise DropItem("on purpose")
        if place(item) == "/pipeline-breaks":
            raise KeyError(1)
        return item


class OnTheWay:
    """A downloader middleware."""

    def process_request(self, request: Request) -> None:
        if place(request) == "/request-is-ignored":
            raise IgnoreRequest
        if place(request) == "/request-breaks":
            raise KeyError(1)

    def process_response(self, request: Request, response: Response) -> Response:
        if place(request) == "/answer-is-ignored":
            raise IgnoreRequest
        if place(request) == "/answer-breaks":
            raise KeyError(1)
        return response


class AroundTheSpider:
    """A spider middleware."""

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for request in start:
            if place(request) != "/start-is-filtered":
                yield request

    def process_spider_input(self, response: Response) -> None:
        if place(response) == "/input-breaks":
            raise KeyError(1)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for item in result:
            if place(response) == "/output-breaks":
                raise KeyError(1)
            if place(response) != "/output-is-filtered":
                yield item


class BreakingSpider(SiteSpider):
    name = "site"

    def request(self, lease: Lease) -> Any:
        if urlsplit(lease.url).path == "/request-is-none":
            return None
        return super().request(lease)

    async def parse_article(self, response: Response) -> AsyncIterator[Any]:
        if place(response) == "/callback-breaks":
            raise KeyError(1)
        if place(response) == "/callback-says-nothing":
            return
        async for item in super().parse_article(response):
            yield item
        if place(response) == "/callback-breaks-late":
            raise KeyError(1)


class RefusingScheduler(Scheduler):
    def enqueue_request(self, request: Request) -> bool:
        return place(request) != "/scheduler-refuses" and super().enqueue_request(request)


HERE = "tests.crawl.breakers."
SETTINGS = {
    "ITEM_PIPELINES": {**settings.ITEM_PIPELINES, f"{HERE}BeforeReading": 50, f"{HERE}BeforeStoring": 850},
    "DOWNLOADER_MIDDLEWARES": {**settings.DOWNLOADER_MIDDLEWARES, f"{HERE}OnTheWay": 500},
    "SPIDER_MIDDLEWARES": {f"{HERE}AroundTheSpider": 500},
    "SPIDER_MODULES": ["tests.crawl.breakers"],
    "SCHEDULER": f"{HERE}RefusingScheduler",
}
# What is lost -> what stands in the archive of why.
LOST = {
    "/visit-is-dropped": "DropItem",
    "/visit-is-swallowed": "AttributeError",
    "/reading-is-dropped": "DropItem",
    "/pipeline-breaks": "KeyError",
    "/request-is-ignored": "IgnoreRequest",
    "/request-breaks": "KeyError",
    "/answer-is-ignored": "IgnoreRequest",
    "/answer-breaks": "KeyError",
    "/start-is-filtered": "Lost: the request was lost on its way",
    "/input-breaks": "KeyError",
    "/output-breaks": "KeyError",
    "/output-is-filtered": "Lost: the request was lost on its way",
    "/request-is-none": "Lost: the request was lost on its way",
    "/callback-breaks": "KeyError",
    "/callback-breaks-late": "KeyError",
    "/callback-says-nothing": "Lost: the request was lost on its way",
    "/scheduler-refuses": "Lost: the request was dropped",
}
