"""`run_crawl`: one crawl from its request to its report, in this process."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.reactor import is_reactor_installed

from parvis.crawl.request import CrawlReport, CrawlRequest
from parvis.crawl.session import Session
from parvis.errors import CrawlError, ParvisError

SPIDER = "site"
LOG_LEVEL = "INFO"  # in a log file; the settings say what goes to stderr


def run_crawl(request: CrawlRequest) -> CrawlReport:
    """Crawl until nothing is due, the budget is spent or somebody interrupts. Blocks; once a process.

    A first Ctrl-C lets the requests in flight finish, a second one does not; neither loses a URL.

    Raises:
        ParvisError: the crawl cannot start (the archive, a site, a delay), or the archive failed on the way.
    """
    if is_reactor_installed():
        raise CrawlError("a crawl has run in this process already; start another process for the next")
    session = Session.open(request)
    try:
        process = AsyncCrawlerProcess(crawl_settings(request))
        process.crawl(SPIDER, session=session)
        process.start()
    finally:
        if session.is_open:  # a second Ctrl-C: Scrapy did not come to its end
            session.frontier.stop("interrupted")
            session.close()
    if isinstance(session.error, ParvisError):
        raise session.error
    if session.error:
        raise CrawlError(f"the crawl broke off: {type(session.error).__name__}; run it again") from session.error
    return session.report()


def crawl_settings(request: CrawlRequest) -> Settings:
    """The pinned settings, and what the request adds. The proxy's password stays out of them: Scrapy logs settings."""
    settings = Settings()
    settings.setmodule("parvis.crawl.settings", priority="project")
    settings.setdict(_own(request), priority="cmdline")
    return settings


def _own(request: CrawlRequest) -> dict[str, Any]:
    own: dict[str, Any] = {
        "PARVIS_PROXY_HOST": urlsplit(request.proxy).hostname if request.proxy else None,
        "PARVIS_ALLOW_LOOPBACK": request.allow_loopback,
        "DOWNLOAD_DELAY": 5.0 if request.delay is None else request.delay,
    }
    if request.log:
        own |= {"LOG_FILE": os.fspath(request.log), "LOG_LEVEL": LOG_LEVEL}
    return own
