"""A site and an archive with a crawl under way, for the tests of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from parvis.archive import Applied, Archive
from parvis.archive.events import Discovered, Lease
from parvis.records import Link, Page
from parvis.sites import Site
from parvis.words import Kind
from tests.pages import NOW, stored

LEDGER = Site(name="ledger", title="The Harbour Ledger", home="http://ledger.example/", hosts=("ledger.example",))
BASE = "http://ledger.example/news/"


@dataclass
class Desk:
    """An archive that is written to, with the crawl that writes."""

    archive: Archive
    crawl_id: int

    def discover(self, *urls: str, kind: Kind = Kind.ARTICLE, at: datetime = NOW) -> Applied:
        links = tuple(Link(url=url, kind=kind) for url in urls)
        return self.archive.apply([Discovered(site="ledger", crawl_id=self.crawl_id, at=at, links=links)])

    def lease(self, *, limit: int = 100, per_host: int = 100, at: datetime = NOW) -> list[Lease]:
        return self.archive.lease(self.crawl_id, sites=["ledger"], now=at, limit=limit, per_host=per_host)

    def store(self, pages: Sequence[Page], *, at: datetime = NOW) -> Applied:
        """Makes the pages' URLs due, leases them and stores the pages."""
        self.discover(*(page.url for page in pages), at=at)
        self.archive.make_due(sites=["ledger"], seen_before=at, now=at)
        by_url = {page.url: page for page in pages}
        leases = [lease for lease in self.lease(at=at) if lease.url in by_url]
        return self.archive.apply([stored(lease, by_url[lease.url], at=at) for lease in leases])


def open_desk(path: Path, *, site: Site = LEDGER, at: datetime = NOW) -> Desk:
    archive = Archive.open(path, "w")
    return Desk(archive, archive.begin_crawl(sites=[site], command="test", now=at))
