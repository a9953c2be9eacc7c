"""The archive at a glance: what each site has by access, what its average page is made of, how its crawls ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

__all__ = ["Crawls", "Holding", "Makeup", "changed_articles", "crawls_of", "holdings", "makeup", "tombstones"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A site with its articles by access; those that are in no list (noindex) are in no number."""

    site: str
    title: str
    access: Mapping[str, int]

    @property
    def articles(self) -> int:
        return sum(self.access.values())


class Makeup(NamedTuple):
    """Words of the pages of a site, as sums over its current versions."""

    site: str
    pages: int
    public: int
    withheld: int
    boilerplate: int


class Crawls(NamedTuple):
    started: int
    finished: int  # by themselves
    last_at: str | None


def holdings(archive: Archive) -> tuple[Holding, ...]:
    """Every site, by name."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for site, title, access, articles in archive.conn.execute(_HOLDINGS):
        counts = found[site, title]
        if access is not None and articles:
            counts[access] = articles
    return tuple(Holding(site=site, title=title, access=access) for (site, title), access in found.items())


def makeup(archive: Archive) -> tuple[Makeup, ...]:
    """Reads every current version: who asks often keeps the answer."""
    return tuple(Makeup(*row) for row in archive.conn.execute(_MAKEUP))


def changed_articles(archive: Archive) -> int:
    """How many of the articles in the catalogue have more than one version. Reads an index of all versions."""
    return int(archive.conn.execute(_CHANGED).fetchone()[0])


def crawls_of(archive: Archive) -> Crawls:
    return Crawls(*archive.conn.execute(_CRAWLS).fetchone())


def tombstones(archive: Archive) -> int:
    """Grows with everything that is forgotten."""
    return int(archive.conn.execute(_TOMBSTONES).fetchone()[0])


_HOLDINGS = """
SELECT site.name, site.title, shelf.access, sum(shelf.articles)
FROM site LEFT JOIN shelf ON shelf.site_id = site.id GROUP BY site.id, shelf.access ORDER BY site.name, shelf.access
"""
_MAKEUP = """
SELECT site.name, count(*), sum(public_words), sum(withheld_words), sum(boilerplate_words)
FROM catalogue JOIN shelf ON shelf.id = catalogue.shelf_id JOIN site ON site.id = shelf.site_id
JOIN version ON version.id = catalogue.version_id GROUP BY site.id ORDER BY site.name
"""
_CHANGED = """
SELECT count(*) FROM (SELECT article_id FROM version GROUP BY article_id HAVING count(*) > 1) AS changed
JOIN article ON article.id = changed.article_id
JOIN catalogue ON catalogue.version_id = article.version_id
"""
_CRAWLS = "SELECT count(*), count(*) FILTER (WHERE reason = 'finished'), max(started_at) FROM crawl"
_TOMBSTONES = "SELECT coalesce(max(id), 0) FROM tombstone"
