"""The yardstick: a bare Scrapy spider that downloads what some feeds name, and keeps address and title.

http_proxy=http://127.0.0.1:8811 scrapy runspider bench/plain_spider.py -a feeds=URL,URL -s JOBDIR=jobs -o items.jsonl
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse


class PlainSpider(Spider):
    name = "plain"
    custom_settings = {  # noqa: RUF012  a plain dictionary is what Scrapy asks for
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "LOG_LEVEL": "ERROR",
    }

    def __init__(self, feeds: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.feeds = feeds.split(",")

    async def start(self) -> AsyncIterator[Request]:
        for url in self.feeds:
            yield Request(url, self.parse_feed)

    def parse_feed(self, response: TextResponse) -> Iterator[Request]:
        for url in response.xpath("//item/link/text()").getall():
            yield Request(url, self.parse_page)

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        if response.status == 200:
            yield {"url": response.url, "bytes": len(response.body)}
