"""Figures of the hits, shelf by shelf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from parvis.archive.hits import Hits

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

__all__ = ["Shelf", "hidden", "shelves_of"]


class Shelf(NamedTuple):
    """Hits that share site, year, section, language, access and vendor; the words are sums over them."""

    site: str
    access: str
    section: str
    language: str
    year: str
    vendor: str
    articles: int
    teaser_words: int
    withheld_words: int
    changed: int  # articles with more than one version
    first: int  # day
    last: int


def shelves_of(hits: Hits) -> Iterator[Shelf]:
    return (Shelf(*row) for row in hits.conn.execute(_FIGURES))


def hidden(archive: Archive) -> int:
    """Articles that are kept, and in no list and no number: what says noindex."""
    return int(archive.conn.execute(_HIDDEN).fetchone()[0])


_FIGURES = """
SELECT site.name, shelf.access, shelf.section, shelf.language, CAST(year AS TEXT), shelf.vendor,
    figures.articles, teaser_words, withheld_words, changed, first, last
FROM (
    SELECT shelf_id, count(*) AS articles, sum(teaser_words) AS teaser_words, sum(withheld_words) AS withheld_words,
        sum(EXISTS (SELECT 1 FROM version AS other WHERE other.article_id = hit.article_id AND other.id <> version.id))
            AS changed,
        coalesce(min(nullif(day, 0)), 0) AS first, max(day) AS last
    FROM temp.hit AS hit JOIN version ON version.id = hit.version_id
    GROUP BY shelf_id
) AS figures
JOIN shelf ON shelf.id = figures.shelf_id JOIN site ON site.id = shelf.site_id
"""
_HIDDEN = """
SELECT (SELECT count(*) FROM article WHERE version_id IS NOT NULL) - (SELECT count(*) FROM catalogue)
"""
