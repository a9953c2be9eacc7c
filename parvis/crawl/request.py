"""What a crawl is asked to do, and what it reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from parvis.archive import Applied
from parvis.archive.alarms import Alarm
from parvis.archive.hosts import HostWait
from parvis.crawl.clock import Clock, RealClock
from parvis.crawl.ending import Ended
from parvis.errors import INTERRUPTED, SITES_FAILED
from parvis.records import Page
from parvis.sites import Site
from parvis.words import Change, Profile, Reason

VERSION = "0.1.0"


def user_agent(contact: str | None) -> str:
    """One honest name for every request of a crawl, with the address of whoever runs it: a site can write to them.

    >>> user_agent("mailto:archive@library.example")
    'Parvis/0.1.0 (archives public article metadata; +mailto:archive@library.example)'
    """
    shown = "".join(c for c in contact or "" if c.isprintable() and c not in "()")[:200].strip()
    return f"Parvis/{VERSION} (archives public article metadata{f'; +{shown}' if shown else ''})"


USER_AGENT = user_agent(os.environ.get("PARVIS_CONTACT"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a running crawl is. Counts are of this run, sources apart from articles."""

    seconds: float
    discovered: int  # URLs not known before
    stored: Mapping[Change, int]
    unchanged: int  # 304
    excluded: Mapping[Reason, int]
    failed: Mapping[Reason, int]
    sources: int  # feeds, sitemaps, listings read
    hosts: tuple[str, ...]  # in work at this moment


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRequest:
    """A crawl to run. Paths and settings are the caller's; nothing is read from the environment."""

    archive: Path
    sites: tuple[Site, ...]
    urls: tuple[str, ...] = ()  # home pages, feeds or sitemaps given by hand
    articles: tuple[str, ...] = ()  # single articles given by hand
    since: date | None = None  # articles published before are excluded (unknown dates are fetched)
    max_pages: int | None = None  # article fetches of the whole run; the rest stays pending
    delay: float | None = None  # seconds between two requests to a host; below 5 on loopback only
    proxy: str | None = None  # http://[user:password@]host:port, for every request of the run, robots.txt included
    profile: Profile = Profile.RESEARCH  # what a reservation does to what is kept
    revisit: timedelta | None = None  # every article not seen for this long becomes due; None: no
    due_only: bool = False  # sources too are read only when their time has come
    clock: Clock = field(default_factory=RealClock)
    on_progress: Callable[[Progress], None] | None = None  # at most five times a second
    on_page: Callable[[Page], None] | None = None  # every page that is stored
    on_source: Callable[[Ended], None] | None = None  # what became of each source; none that a source names is asked
    on_alarm: str | None = None  # a command that is told of every alarm
    command: str = ""  # what the user typed, for the crawl's row
    allow_loopback: bool = False  # the demo's and the tests' servers
    state: Path | None = None  # where crawls of one machine leave word for one another; None: for servers of our own
    log: Path | None = None  # INFO and above go here; None: warnings to stderr


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """What a crawl did."""

    crawl_id: int
    counts: Applied  # as the archive counted them
    progress: Progress  # as the run counted them, with reasons
    recovered: int  # URLs that killed crawls held, due again
    failed_sites: Mapping[str, str]  # name -> why; not empty: exit code 4
    left_out: Mapping[str, str]  # name -> whose crawl is at the site
    waits: tuple[HostWait, ...]  # hosts that are left alone while URLs of these sites wait for them
    reason: str  # "finished", "interrupted", "page budget", "hosts ask to wait"
    seconds: float
    alarms: tuple[Alarm, ...]  # raised by this crawl
    untold: tuple[str, ...]  # why the operator's command did not take an alarm, each time
    longest_stall: float  # seconds in which nothing at all was crawled

    @property
    def exit_code(self) -> int:
        return exit_code_of(self.failed_sites, self.reason)


def exit_code_of(failed_sites: Mapping[str, str], reason: str) -> int:
    """What a crawl that came to its end ends the program with."""
    if failed_sites:
        return SITES_FAILED
    return INTERRUPTED if reason == "interrupted" else 0
