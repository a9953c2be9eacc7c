"""Hits as a person reads them: headline, site, day, access, and the words around what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from parvis.archive.hits import Found, Hits

__all__ = ["MARK_CLOSE", "MARK_OPEN", "Hit", "describe"]

MARK_OPEN, MARK_CLOSE = "\x02", "\x03"  # around a hit in a snippet; never printed
WORDS = 24  # of a snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`snippet` and `marked` hold what was found between MARK_OPEN and MARK_CLOSE."""

    id: int
    site: str
    headline: str
    marked: str  # the headline, marked
    published_on: str | None
    access: str
    url: str
    snippet: str


def describe(hits: Hits, found: Iterable[Found]) -> tuple[Hit, ...]:
    """Each hit with a stretch of its text, whole words around what was found; or else the beginning of its teaser."""
    statement = _MARKED if hits.selection.found else _PLAIN
    values = {"found": hits.selection.found, "open": MARK_OPEN, "close": MARK_CLOSE, "words": WORDS}
    return tuple(_hit(hits.conn.execute(statement, {**values, "id": hit.version_id}).fetchone()) for hit in found)


_ABOUT = """
SELECT article.id, site.name, version.headline, version.published_on, version.access, article.url, version.teaser,
    version.standfirst
"""
_OF = """
JOIN version ON version.id = catalogue.version_id
JOIN article ON article.id = catalogue.article_id
JOIN site ON site.id = article.site_id
"""
_PLAIN = _ABOUT + ", version.headline FROM catalogue" + _OF + "WHERE catalogue.version_id = :id"
_MARKED = (
    _ABOUT
    + """,
    highlight(version_fts, 0, :open, :close),
    snippet(version_fts, 2, :open, :close, ' … ', :words),
    snippet(version_fts, 1, :open, :close, ' … ', :words)
FROM version_fts JOIN catalogue ON catalogue.version_id = version_fts.rowid
"""
    + _OF
    + "WHERE version_fts MATCH :found AND version_fts.rowid = :id"
)


def _hit(row: tuple[Any, ...]) -> Hit:
    article_id, site, headline, published_on, access, url, teaser, standfirst, marked, *places = row
    return Hit(
        id=article_id,
        site=site,
        headline=headline or "",
        marked=marked or "",
        published_on=published_on,
        access=access,
        url=url,
        snippet=next((place for place in places if MARK_OPEN in (place or "")), _beginning(teaser or standfirst or "")),
    )


def _beginning(text: str) -> str:
    words = text.split(maxsplit=WORDS)
    return " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")
