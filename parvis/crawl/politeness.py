"""How long a host is left alone: the site's delay, the wish of its robots.txt, and a Retry-After.

Scrapy's slots keep the gap between two requests of a host; this module only says how long it is, in the slot and in the
settings of slots to come (Scrapy drops a slot that was idle for a minute, and its delay with it).

The gap also holds from one run to the next. What a run that was killed asked for last died with it: its successor takes
every host for one that was asked a moment ago.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader import Slot

from parvis.crawl.address import is_loopback
from parvis.crawl.ending import Interrupted
from parvis.errors import CrawlError

if TYPE_CHECKING:
    from scrapy.core.downloader import Downloader

    from parvis.sites import Site

DELAY = 5.0  # seconds between two requests to a host, unless more is asked for
LONGEST_DELAY = 300.0  # a longer wish of robots.txt is kept at this
LONGEST_WAIT = 24 * 3600.0  # a longer Retry-After is kept at this


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def check_delay(delay: float | None, *, proxy: str | None, targets: list[str]) -> None:
    """Raises CrawlError for a delay below 5 s that would hit somebody else's server."""
    if delay is not None and not isfinite(delay):
        raise CrawlError(f"--delay {delay}: give a number of seconds")
    if delay is None or delay >= DELAY:
        return
    if delay < 0:
        raise CrawlError(f"--delay {delay}: a delay is not negative")
    if not (is_loopback(host_of(proxy)) if proxy else targets and all(is_loopback(host_of(url)) for url in targets)):
        raise CrawlError(f"--delay {delay:g}: below {DELAY:g} s only when the target or the proxy is on this machine")


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (seconds or a date, RFC 9110 10.2.3), 0 to 24 h; None: unreadable.

    >>> parse_retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    """
    text = (value or "").strip()[:64]
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)


class Politeness:
    """The delays and waits of all hosts. Lives on the reactor's thread and counts by the monotonic clock."""

    def __init__(self, *, delay: float | None = None, quiet_for: float | None = None) -> None:
        """`quiet_for`: seconds since the last run ended, 0 when it was killed; None: there was none."""
        self._delay = delay
        self._last_run = None if quiet_for is None else time.monotonic() - max(quiet_for, 0.0)
        self._floors: dict[str, float] = {}
        self._paused: dict[str, float] = {}
        self._downloader: Downloader | None = None

    def attach(self, downloader: Downloader) -> None:
        self._downloader = downloader

    def delay_of(self, site: Site | None) -> float:
        """What site and user ask for. A delay below 5 s was checked at the start: it is for servers of our own."""
        if self._delay is not None and self._delay < DELAY:
            return self._delay
        return max(self._delay or DELAY, (site.delay if site else None) or 0.0)

    def keep(self, host: str, delay: float) -> None:
        """From now on the host is left alone for at least this long between two requests; nothing lowers it."""
        first, floor = host not in self._floors, max(self._floors.get(host, 0.0), min(delay, LONGEST_DELAY))
        self._floors[host] = floor
        if self._downloader is None:
            return
        self._downloader.per_slot_settings[host] = {"concurrency": 1, "delay": floor, "jitter": 0.0}
        if first and self._last_run is not None:
            self._downloader.slots[host] = Slot(1, floor, 0.0)
            self._downloader.slots[host].lastseen = self._last_run
        if slot := self._downloader.slots.get(host):
            slot.delay = floor

    def pause(self, host: str, seconds: float) -> None:
        """The host asked to be left alone; the frontier hands out none of its URLs for so long."""
        until = time.monotonic() + min(seconds, LONGEST_WAIT)
        self._paused[host] = max(self._paused.get(host, 0.0), until)

    def wait_of(self, host: str) -> float:
        """Seconds until the host may be asked again; 0: now."""
        until = self._paused.get(host, 0.0)
        if self._downloader and (slot := self._downloader.slots.get(host)):
            until = max(until, slot.lastseen + slot.delay)
        return max(until - time.monotonic(), 0.0)

    def paused_for(self, host: str) -> float:
        """As `wait_of`, but only what the host asked for by Retry-After."""
        return max(self._paused.get(host, 0.0) - time.monotonic(), 0.0)

    def release(self) -> None:
        """End the requests that wait in a slot for their turn, so that a crawl that was told to stop does."""
        for slot in self._downloader.slots.values() if self._downloader else ():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Interrupted())
