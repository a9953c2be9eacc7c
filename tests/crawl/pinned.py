"""Every setting that Parvis pins: its value in a running crawl, and why. And the extension that reads them there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from parvis.crawl.request import USER_AGENT

HANDLER = "parvis.crawl.download.BoundedDownloadHandler"
NOTHING: Any = None
PINNED: dict[str, tuple[Any, str]] = {
    # name -> value, reason
    "BOT_NAME": ("parvis", "the name in Scrapy's log"),
    "SPIDER_MODULES": (["spiders"], "where spiders stand"),
    "NEWSPIDER_MODULE": ("spiders", "likewise"),
    "USER_AGENT": (USER_AGENT, "one honest name"),
    "COOKIES_ENABLED": (False, "a meter counts by cookies"),
    "REFERER_ENABLED": (False, "some walls open for a search engine's referer"),
    "DEFAULT_REQUEST_HEADERS": (
        {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        "no language, nothing of a reader",
    ),
    "TELNETCONSOLE_ENABLED": (False, "it listens"),
    "REMOTE_CONTROL_ENABLED": (False, "on by default since 2.19; it listens, and runs what is posted to it"),
    "HTTPCACHE_ENABLED": (False, "would keep whole pages"),
    "JOBDIR": (NOTHING, "loses the queue at a kill"),
    "DUPEFILTER_CLASS": ("scrapy.dupefilters.BaseDupeFilter", "the archive knows what was seen"),
    "FEEDS": ({}, "nothing is written beside the archive"),
    "STATS_DUMP": (False, "the archive counts"),
    "LOG_FORMATTER": ("parvis.crawl.logs.CrawlLogFormatter", "no page text in logs"),
    "LOG_LEVEL": ("WARNING", "stderr is for what needs a person; a log file gets INFO"),
    "RETRY_GIVE_UP_LOG_LEVEL": ("INFO", "the archive has it as an outcome"),
    "WARN_ON_GENERATOR_RETURN_VALUE": (False, "reads the source of callbacks at run time"),
    "DOWNLOAD_HANDLERS": (
        {"http": HANDLER, "https": HANDLER, "data": None, "file": None, "ftp": None, "s3": None},
        "a redirect to file:// reads nobody's disk; heads are bounded",
    ),
    "DOWNLOAD_MAXSIZE": (4 * 2**20, "1 GiB by default; the largest of 278 real pages has 1.5 MiB"),
    "DOWNLOAD_WARNSIZE": (0, "the limit is enough"),
    "DOWNLOAD_TIMEOUT": (30, "3 minutes by default; of the whole answer, so that nothing drips for longer"),
    "DOWNLOAD_VERIFY_CERTIFICATES": (True, "off by default"),
    "DOWNLOAD_FAIL_ON_DATALOSS": (True, "half a page is no page"),
    "DNS_TIMEOUT": (20, "a minute by default"),
    "TWISTED_DNS_RESOLVER": ("parvis.crawl.address.GuardedResolver", "no address that is not public"),
    "REDIRECT_MAX_TIMES": (5, "20 by default"),
    "METAREFRESH_ENABLED": (False, "a redirect that only a browser follows"),
    "URLLENGTH_LIMIT": (0, "drops without an outcome; parvis.crawl.address.URL_CHARACTERS is 2083"),
    "DEPTH_STATS_VERBOSE": (False, "the frontier counts"),
    "DEPTH_LIMIT": (1, "no callback makes requests"),
    "MEMUSAGE_ENABLED": (True, "what takes more than its memory is stopped"),
    "MEMUSAGE_LIMIT_MB": (4096, "no limit by default; the kernel counts what the parent held as well"),
    "CONCURRENT_REQUESTS": (64, "as many hosts at once"),
    "CONCURRENT_REQUESTS_PER_DOMAIN": (1, "8 by default; one at a time is polite"),
    "CONCURRENT_ITEMS": (1, "100 by default, and as many tasks for every answer; an answer ends in one item"),
    "DOWNLOAD_DELAY": (5.0, "seconds; none by default"),
    "DOWNLOAD_DELAY_JITTER": (0, "half of the time it would go below the delay"),
    "AUTOTHROTTLE_ENABLED": (False, "it would lower what robots.txt asks for"),
    "RETRY_TIMES": (2, "few"),
    "RETRY_HTTP_CODES": ([500, 502, 504, 522, 524, 408], "429 and 503 make the host wait instead"),
    "HTTPERROR_ALLOW_ALL": (True, "every answer ends in an outcome"),
    "ROBOTSTXT_OBEY": (False, "Scrapy's gate opens when robots.txt cannot be had; ours closes"),
    "HTTPPROXY_ENABLED": (False, "takes a proxy from the environment, which would void the guard of addresses"),
    "REDIRECT_ENABLED": (True, "each hop passes every gate"),
    "PARVIS_PROXY": (NOTHING, "the request says it"),
    "PARVIS_ALLOW_LOOPBACK": (False, "the demo's and the tests' servers only"),
}
COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS")  # tested for their order


class SettingsProbe:
    """Writes the settings of the crawler it runs in to the file that PROBE names."""

    def __init__(self, crawler: Crawler) -> None:
        self._settings = crawler.settings
        crawler.signals.connect(self.opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        found = {name: self._settings.get(name) for name in PINNED}
        Path(self._settings["PROBE"]).write_text(json.dumps(found, default=dict), encoding="utf-8")
