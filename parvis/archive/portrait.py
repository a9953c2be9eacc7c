"""What the pages of the hits are made of, who wrote them, and how each site was visited day by day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from parvis.archive.hits import Hits
from parvis.archive.selection import Selection

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

__all__ = ["Author", "Visits", "Words", "authors_of", "visits", "words_of"]


class Words(NamedTuple):
    """The words of one role in the pages of a site's hits, as a sum: what the ledger says, or else the page alone."""

    site: str
    role: str
    removed: bool
    words: int


class Author(NamedTuple):
    name: str
    articles: int
    walled: int


class Visits(NamedTuple):
    """The fetches of a site on a day."""

    site: str
    day: str
    answered: int  # stored or unchanged
    failed: int
    excluded: int


def words_of(hits: Hits) -> Iterator[Words]:
    """Reads the anatomy of every hit."""
    rows = hits.conn.execute(_WORDS)
    return (Words(site, role, bool(removed), words) for site, role, removed, words in rows)


def authors_of(hits: Hits, *, at_least: int) -> Iterator[Author]:
    """Who wrote so many of the hits, the most first."""
    return (Author(*row) for row in hits.conn.execute(_AUTHORS, (at_least,)))


def visits(archive: Archive, selection: Selection) -> Iterator[Visits]:
    return (Visits(*row) for row in archive.conn.execute(_VISITS, selection.parameters()))


_WORDS = """
SELECT site.name, coalesce(block.kind, sight.role), block.kind IS NOT NULL, sum(sight.words)
FROM temp.hit AS hit
JOIN version ON version.id = hit.version_id
JOIN anatomy ON anatomy.id = version.anatomy_id
JOIN json_each(anatomy.blocks) AS item
JOIN sight ON sight.id = item.value
LEFT JOIN block ON block.id = sight.block_id
JOIN shelf ON shelf.id = hit.shelf_id JOIN site ON site.id = shelf.site_id
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_AUTHORS = """
SELECT author.value, count(*) AS articles,
    count(*) FILTER (WHERE version.access IN ('metered', 'registration', 'locked', 'consent'))
FROM temp.hit AS hit
JOIN version ON version.id = hit.version_id
JOIN json_each(version.authors) AS author
GROUP BY 1 HAVING articles >= ? ORDER BY 2 DESC, 1
"""
_VISITS = """
SELECT site.name, substr(fetch.at, 1, 10), count(*) FILTER (WHERE fetch.outcome IN ('stored', 'unchanged')),
    count(*) FILTER (WHERE fetch.outcome = 'failed'), count(*) FILTER (WHERE fetch.outcome = 'excluded')
FROM fetch JOIN url ON url.id = fetch.url_id JOIN site ON site.id = url.site_id
WHERE :sites IS NULL OR site.name IN (SELECT value FROM json_each(:sites))
GROUP BY 1, 2 ORDER BY 1, 2
"""
