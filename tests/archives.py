"""A site and an archive with a crawl under way, for the tests of the archive."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from parvis.archive import Applied, Archive
from parvis.archive.events import Discovered, Lease
from parvis.records import Link, Page
from parvis.sites import Site
from parvis.words import Kind
from tests.pages import NOW, day, stored

LEDGER = Site(name="ledger", title="The Harbour Ledger", home="http://ledger.example/", hosts=("ledger.example",))
BASE = "http://ledger.example/news/"
LATER = day(10_000)


@dataclass
class Desk:
    """An archive that is written to, with the crawl that writes."""

    archive: Archive
    crawl_id: int
    held: dict[str, Lease] = field(default_factory=dict)
    site: Site = LEDGER

    def discover(self, *urls: str, kind: Kind = Kind.ARTICLE, at: datetime = NOW) -> Applied:
        return self.discover_links(*(Link(url=url, kind=kind) for url in urls), at=at)

    def discover_links(self, *links: Link, at: datetime = NOW) -> Applied:
        return self.archive.apply([Discovered(site=self.site.name, crawl_id=self.crawl_id, at=at, links=links)])

    def lease(self, *, limit: int = 100, per_host: int = 100, at: datetime = NOW) -> list[Lease]:
        return self.archive.lease(self.crawl_id, sites=[self.site.name], now=at, limit=limit, per_host=per_host)

    def lease_of(self, url: str, *, at: datetime = NOW) -> Lease:
        """The lease of one URL, whatever became of it before."""
        self.discover(url, at=at)
        self._lease_all()
        if url not in self.held:
            self.archive.make_due(sites=[self.site.name], seen_before=LATER, now=at)
            self._lease_all()
        return self.held.pop(url)

    def _lease_all(self) -> None:
        self.held.update({lease.url: lease for lease in self.lease(limit=10_000, per_host=10_000, at=LATER)})

    def store(self, pages: Sequence[Page], *, at: datetime = NOW) -> Applied:
        """Makes the pages' URLs due, leases them and stores the pages. The times may come in any order."""
        return self.archive.apply([stored(self.lease_of(page.url, at=at), page, at=at) for page in pages])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.archive.conn.execute(query, values).fetchall()

    def next_crawl(self, *, at: datetime) -> None:
        self.archive.finish_crawl(self.crawl_id, now=at, reason="finished")
        self.crawl_id = self.archive.begin_crawl(sites=[self.site], command="test", now=at)
        self.held.clear()


def open_desk(path: Path, *, site: Site = LEDGER, at: datetime = NOW) -> Desk:
    archive = Archive.open(path, "w")
    return Desk(archive, archive.begin_crawl(sites=[site], command="test", now=at), site=site)


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """As on a full disk: no file grows beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
