"""What can happen to a URL of the frontier, as records. `Archive.apply` stores a batch of them in one transaction.

Each event but `Discovered` ends one lease, so that a URL is done only in the transaction that stores its outcome; with
it goes what the hosts that were asked have answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parvis.patience import HostState
from parvis.records import Fetch, Link, Page, RobotsCheck
from parvis.words import Kind, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to fetch one URL, held by one crawl until an event ends it."""

    url_id: int
    crawl_id: int
    site: str
    url: str
    kind: Kind
    link: Link
    etag: str | None = None
    last_modified: str | None = None
    attempts: int = 0  # failed tries so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """Links found without a lease: the sources of a site at the start of a crawl, URLs given by hand."""

    site: str
    crawl_id: int
    at: datetime
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A page was read: an observation, and a version if its public content is new."""

    lease: Lease
    at: datetime
    fetch: Fetch
    page: Page
    hosts: tuple[HostState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRead:
    """A feed, sitemap or listing was read; `links` holds articles and child sources alike."""

    lease: Lease
    at: datetime
    fetch: Fetch
    links: tuple[Link, ...]
    hosts: tuple[HostState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """304: an observation of the version that is known."""

    lease: Lease
    at: datetime
    fetch: Fetch
    hosts: tuple[HostState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Not read, by rule. `Reason.GONE` also closes the article that the URL led to."""

    lease: Lease
    at: datetime
    reason: Reason
    detail: str = ""  # never text of a page
    fetch: Fetch | None = None
    robots: RobotsCheck | None = None  # what kept the request from being sent
    hosts: tuple[HostState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Tried without success. With `retry_at` the URL is pending again from then on."""

    lease: Lease
    at: datetime
    reason: Reason
    detail: str = ""  # exception class and message of ours; never text of a page
    fetch: Fetch | None = None
    retry_at: datetime | None = None
    tried: bool = True  # False: it failed for its host's sake, which costs the URL none of its tries
    robots: RobotsCheck | None = None
    hosts: tuple[HostState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """Not asked for yet: its host, or the one that it leads to, is left alone until then. No outcome."""

    lease: Lease
    at: datetime
    until: datetime
    hosts: tuple[HostState, ...] = ()


Event = Discovered | Stored | SourceRead | Unchanged | Excluded | Failed | PutOff
