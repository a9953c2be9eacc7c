"""Hits as a person reads them: headline, site, day, access, and the words around what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.archive.hits import Found, Hits, questions
from parvis.archive.values import as_json

__all__ = ["MARK_CLOSE", "MARK_OPEN", "Hit", "among", "describe"]

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
    listed = list(found)
    values = {**among(listed), "open": MARK_OPEN, "close": MARK_CLOSE, "words": WORDS}
    statement = _MARKED if hits.selection.found else _PLAIN
    asked = questions(hits.conn, hits.selection)
    described = {hit.id: hit for each in asked for hit in map(_hit, hits.conn.execute(statement, {**each, **values}))}
    return tuple(described[hit.article_id] for hit in listed)


def among(found: Sequence[Found]) -> dict[str, object]:
    """The versions of some hits, for a statement that goes through the index once instead of once for each of them."""
    ids = [hit.version_id for hit in found]
    return {"ids": as_json(ids), "low": min(ids, default=0), "high": max(ids, default=0)}


_PLAIN = """
SELECT article.id, site.name, version.headline, version.published_on, version.access, article.url, version.teaser,
    version.standfirst, version.headline
FROM catalogue
JOIN version ON version.id = catalogue.version_id
JOIN article ON article.id = catalogue.article_id
JOIN site ON site.id = article.site_id
WHERE catalogue.version_id IN (SELECT value FROM json_each(:ids))
"""
_MARKED = """
SELECT article.id, site.name, version.headline, version.published_on, version.access, article.url, version.teaser,
    version.standfirst,
    highlight(version_fts, 0, :open, :close),
    snippet(version_fts, 2, :open, :close, ' … ', :words),
    snippet(version_fts, 1, :open, :close, ' … ', :words)
FROM version_fts CROSS JOIN catalogue ON catalogue.version_id = version_fts.rowid
JOIN version ON version.id = catalogue.version_id
JOIN article ON article.id = catalogue.article_id
JOIN site ON site.id = article.site_id
WHERE version_fts MATCH :found AND version_fts.rowid BETWEEN :low AND :high
  AND +version_fts.rowid IN (SELECT value FROM json_each(:ids))
  AND (:shelves IS NULL OR shelf_id IN (SELECT value FROM json_each(:shelves)))
"""


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
