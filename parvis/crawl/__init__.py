"""Scrapy's side of Parvis: settings, politeness, guards, the one writer, and the frontier that feeds the spiders."""

from parvis.crawl.clock import Clock, ClockAt, RealClock
from parvis.crawl.request import CrawlReport, CrawlRequest, Progress
from parvis.crawl.run import run_crawl

__all__ = ["Clock", "ClockAt", "CrawlReport", "CrawlRequest", "Progress", "RealClock", "run_crawl"]
