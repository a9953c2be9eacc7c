"""The rows of the hits, for whoever takes them away: the view `articles`, by the number of the article."""

from __future__ import annotations

import sqlite3

from parvis.archive.hits import Hits

__all__ = ["columns_of_articles", "rows_of", "units_of"]

_ROWS = """
SELECT articles.* FROM temp.hit CROSS JOIN articles ON articles.id = temp.hit.article_id ORDER BY temp.hit.article_id
"""
_NO_ROWS = "SELECT * FROM articles WHERE false"


def columns_of_articles(hits: Hits) -> tuple[str, ...]:
    """The columns of a row, in their order."""
    return tuple(column[0] for column in hits.conn.execute(_NO_ROWS).description)


def rows_of(hits: Hits) -> sqlite3.Cursor:
    """One row after the other. Whoever leaves early closes it, before the hits are let go."""
    return hits.conn.execute(_ROWS)


_UNITS = """
SELECT articles.id, site, section, access, published_on, headline, url
FROM temp.hit CROSS JOIN articles ON articles.id = temp.hit.article_id ORDER BY temp.hit.article_id
"""


def units_of(hits: Hits) -> list[tuple[int, str, str | None, str, str | None, str | None, str]]:
    """Number, site, section, access, day, headline and address of each hit."""
    return hits.conn.execute(_UNITS).fetchall()
