"""Scrapy's side of Parvis: settings, politeness, guards, the one writer, and the frontier that feeds the spiders.

The names are loaded when they are first used: the worker processes need `parvis.crawl.tasks` and not Scrapy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parvis.crawl.clock import Clock, ClockAt, RealClock
    from parvis.crawl.request import CrawlReport, CrawlRequest, Progress
    from parvis.crawl.run import run_crawl
    from parvis.crawl.site_locks import state_for

__all__ = ["Clock", "ClockAt", "CrawlReport", "CrawlRequest", "Progress", "RealClock", "run_crawl", "state_for"]

_HOMES = {
    "clock": ("Clock", "ClockAt", "RealClock"),
    "request": ("CrawlReport", "CrawlRequest", "Progress"),
    "run": ("run_crawl",),
    "site_locks": ("state_for",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"parvis.crawl.{home}"), name)
    raise AttributeError(f"module 'parvis.crawl' has no attribute {name!r}")
