"""Hits as text: with what was found in them marked, or plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from parvis.archive.hits import Found, Hits, questions
from parvis.archive.search import MARK_CLOSE, MARK_OPEN, among
from parvis.archive.selection import Selection

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

__all__ = ["Passage", "Texts", "passages", "texts"]


class Passage(NamedTuple):
    """What an article says, each hit between MARK_OPEN and MARK_CLOSE."""

    article_id: int
    site: str
    day: int  # 20260302, or NO_DATE
    headline: str
    standfirst: str
    teaser: str


class Texts(NamedTuple):
    article_id: int
    language: str
    texts: str


def passages(archive: Archive, selection: Selection, found: Iterable[Found]) -> Iterator[Passage]:
    """The texts of some hits of a selection, marked, by the number of their version."""
    values = {**among(list(found)), "open": MARK_OPEN, "close": MARK_CLOSE}
    for asked in questions(archive.conn, selection):
        yield from map(Passage._make, archive.conn.execute(_MARKED, {**asked, **values}))


def texts(hits: Hits) -> Iterator[Texts]:
    """Headline, standfirst and teaser of every hit, a line each, by the number of the article."""
    return (Texts(*row) for row in hits.conn.execute(_TEXTS))


_MARKED = """
SELECT article_id, site.name, day,
    coalesce(highlight(version_fts, 0, :open, :close), ''), coalesce(highlight(version_fts, 1, :open, :close), ''),
    highlight(version_fts, 2, :open, :close)
FROM version_fts CROSS JOIN catalogue ON catalogue.version_id = version_fts.rowid
JOIN shelf ON shelf.id = shelf_id
JOIN site ON site.id = shelf.site_id
WHERE version_fts MATCH :found AND version_fts.rowid BETWEEN :low AND :high
  AND +version_fts.rowid IN (SELECT value FROM json_each(:ids))
  AND (:shelves IS NULL OR shelf_id IN (SELECT value FROM json_each(:shelves)))
"""
_TEXTS = """
SELECT hit.article_id, coalesce(version.language, ''),
    coalesce(headline, '') || char(10) || coalesce(standfirst, '') || char(10) || teaser
FROM temp.hit AS hit JOIN version ON version.id = hit.version_id
ORDER BY hit.article_id
"""
