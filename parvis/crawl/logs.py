"""Logs that never quote a page, and no secret of a URL: no items, and of exceptions only the class and the place."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.log import get_scrapy_root_handler
from twisted.python.failure import Failure

from parvis.identity import redact


class CrawlLogFormatter(LogFormatter):
    """Scrapy logs the repr of an item that is scraped, dropped or broken; here its class is enough."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        return _line(logging.DEBUG, "Scraped %(item)s", item)

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        return _line(logging.WARNING, "Dropped %(item)s", item)

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        return _line(logging.ERROR, "Error processing %(item)s", item)


class WithoutMessages(logging.Filter):
    """Writes of an exception its class and its frames; a message can hold what a parser choked on. Masks URLs."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        if isinstance(record.exc_info, tuple) and record.exc_info[0] is not None:
            kind, _, frames = record.exc_info
            record.exc_text = "".join(traceback.format_tb(frames)) + f"{kind.__module__}.{kind.__qualname__}"
            record.exc_info = None
        return True


OF_SETTINGS = "scrapy.crawler"
TOLD_ELSEWHERE = (  # warn of bodies that are too large or cut, which the archive has as an outcome
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.httpcompression",
)
TALKATIVE = ("scrapy.core.engine", "scrapy.core.scraper")  # make a line of every page, whether it is written or not


def quiet_the_logs() -> None:
    """Put the filter on Scrapy's handler, and where it logs settings, a proxy's password among them, with a handler of
    its own; once, however often it is asked."""
    for name in TOLD_ELSEWHERE:
        logging.getLogger(name).setLevel(logging.ERROR)
    handler = get_scrapy_root_handler()
    if handler is not None:
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(handler.level)
    speakers = [handler, logging.getLogger(OF_SETTINGS)]
    for speaker in speakers:
        if speaker is not None and not any(isinstance(one, WithoutMessages) for one in speaker.filters):
            speaker.addFilter(WithoutMessages())


def _line(level: int, message: str, item: Any) -> LogFormatterResult:
    return {"level": level, "msg": message, "args": {"item": type(item).__name__}}
