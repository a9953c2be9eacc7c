"""Asks for URLs with nothing but the guarded resolver between Scrapy and the network; prints what came of them."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

SETTINGS = {
    "TWISTED_DNS_RESOLVER": "parvis.crawl.address.GuardedResolver",
    "RETRY_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "HTTPPROXY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_ENABLED": False,
}
counts = {"answers": 0, "errors": 0}


class Probe(Spider):
    name = "probe"
    urls: list[str]

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield Request(url, self.parse, errback=self.fail, dont_filter=True)

    def parse(self, response: Response, **kwargs: Any) -> None:
        counts["answers"] += 1

    def fail(self, failure: Failure) -> None:
        counts["errors"] += 1


if __name__ == "__main__":
    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(Probe, urls=json.loads(sys.argv[1]))
    process.start()
    sys.stdout.write(json.dumps(counts))
