"""The settings of Scrapy that Parvis pins, each with its reason. `scrapy.cfg` points here."""

from __future__ import annotations

from typing import Any

from scrapy.settings import default_settings

from parvis.crawl.request import USER_AGENT as _USER_AGENT

BOT_NAME = "parvis"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"

# Honest and anonymous: one name for every request, nothing that a reader's browser would carry from page to page.
USER_AGENT = _USER_AGENT
COOKIES_ENABLED = False  # a meter counts by cookies: ours is always a first visit
REFERER_ENABLED = False  # some walls open for a search engine's referer
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}  # no language

# Nothing listens, nothing is kept beside the archive.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # on by default since 2.19; it executes what is posted to it
HTTPCACHE_ENABLED = False  # would store bodies
JOBDIR = None  # loses the queue at a kill; the frontier is the archive
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the archive knows what was seen
FEEDS: dict[str, Any] = {}
STATS_DUMP = False
LOG_FORMATTER = "parvis.crawl.logs.CrawlLogFormatter"
LOG_LEVEL = "WARNING"
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the archive has it as an outcome
WARN_ON_GENERATOR_RETURN_VALUE = False

# Hostile servers.
DOWNLOAD_HANDLERS = {
    "http": "parvis.crawl.download.BoundedDownloadHandler",
    "https": "parvis.crawl.download.BoundedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_MAXSIZE = 4 * 2**20  # after decompression too; 1 GiB by default. Sitemaps: parvis.crawl.download
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True  # False by default
DOWNLOAD_FAIL_ON_DATALOSS = True
DNS_TIMEOUT = 20
TWISTED_DNS_RESOLVER = "parvis.crawl.address.GuardedResolver"
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # a redirect that only a browser follows
URLLENGTH_LIMIT = 0  # Scrapy drops without a word; the frontier excludes by name
DEPTH_STATS_VERBOSE = False
DEPTH_LIMIT = 1  # no callback makes requests: the frontier does
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 4096  # a crawl takes less than 300, but the kernel counts what its parent held before it was one

# Politeness. AutoThrottle is off: it would lower the delay that robots.txt asks for.
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # an answer ends in one item; Scrapy makes as many tasks for every answer as are allowed here
DOWNLOAD_DELAY = 5
DOWNLOAD_DELAY_JITTER = 0  # half of the time the jitter would go below the delay
if not hasattr(default_settings, "DOWNLOAD_DELAY_JITTER"):  # Scrapy 2.18
    RANDOMIZE_DOWNLOAD_DELAY = False
AUTOTHROTTLE_ENABLED = False
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 make the host wait instead

# Every answer reaches the spider, so that each ends in an outcome.
HTTPERROR_ALLOW_ALL = True
ROBOTSTXT_OBEY = False  # Scrapy's gate opens when robots.txt cannot be had; ours (100 below) closes
HTTPPROXY_ENABLED = False  # reads the environment; ours (750 below) reads one setting
REDIRECT_ENABLED = True
DOWNLOADER_MIDDLEWARES = {
    "parvis.crawl.middleware.AddressGuard": 90,
    "parvis.crawl.middleware.RobotsGate": 100,
    "parvis.crawl.middleware.RightsGate": 105,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the session excludes by name
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no site has a password of ours
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,  # the archive counts
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "parvis.crawl.middleware.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "parvis.crawl.compression.CompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "parvis.crawl.middleware.RedirectMiddleware": 600,
    "parvis.crawl.middleware.ProxyMiddleware": 750,
    "parvis.crawl.middleware.PolitenessMiddleware": 800,  # sees each try that the others repeat
}
ITEM_PIPELINES = {
    "pipelines.read.ReadPipeline": 100,
    "pipelines.rights.RightsPipeline": 150,
    "pipelines.dedupe.DedupePipeline": 180,
    "pipelines.boilerplate.BoilerplatePipeline": 200,
    "pipelines.wall.WallPipeline": 300,
    "pipelines.store.StorePipeline": 900,
}
EXTENSIONS = {
    "parvis.crawl.extension.CrawlExtension": 0,
    # Off by their settings, or without anything to do here: they would be loaded all the same, aiohttp with them.
    **dict.fromkeys(
        [
            "scrapy.extensions.closespider.CloseSpider",
            "scrapy.extensions.feedexport.FeedExporter",
            "scrapy.extensions.memdebug.MemoryDebugger",
            "scrapy.extensions.remote_control.RemoteControl",
            "scrapy.extensions.spiderstate.SpiderState",
            "scrapy.extensions.telnet.TelnetConsole",
            "scrapy.extensions.throttle.AutoThrottle",
        ]
    ),
}
# What would look at every answer and has nothing to say: the frontier gives out the requests, all of them.
SPIDER_MIDDLEWARES = dict.fromkeys(
    [
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
        "scrapy.spidermiddlewares.referer.RefererMiddleware",
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
    ]
)

# Ours.
PARVIS_PROXY: str | None = None  # for `scrapy crawl -s PARVIS_PROXY=...`
PARVIS_ALLOW_LOOPBACK = False
