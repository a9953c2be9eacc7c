"""Key word in context: every place where a query is found, with the words on both sides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.archive import Archive
from parvis.archive.hits import count, newest
from parvis.archive.passages import Passage, passages
from parvis.archive.search import MARK_CLOSE, MARK_OPEN
from parvis.archive.selection import NO_DATE
from parvis.errors import NothingFound, QueryError
from parvis.records import plain
from parvis.research.hits import Asked, ask
from parvis.research.periods import date_of
from parvis.research.query import Query

__all__ = ["Concordance", "Place", "SortBy", "kwic"]


class SortBy(StrEnum):
    """What the lines of a concordance are sorted by: what stands beside the word, outwards, or the article."""

    LEFT = "left"
    RIGHT = "right"
    DATE = "date"
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`left` and `right` are as long as the text has them, up to the width that was asked for, in whole words."""

    article_id: int
    site: str
    published_on: str | None
    field: str
    left: str
    word: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """The places in the first `articles` of `total` articles."""

    asked: Asked
    total: int
    articles: int
    places: tuple[Place, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "query": self.asked.query.typed,
            "total": self.total,
            "articles": self.articles,
            "places": [plain(place) for place in self.places],
        }


def kwic(
    archive: Archive,
    query: Query | str,
    *,
    width: int = 40,
    sort: SortBy = SortBy.DATE,
    limit: int = 1_000,
    infix: bool = False,
) -> Concordance:
    """The places of a query's words in the newest `limit` of its articles."""
    with archive.reading():
        asked = ask(archive, query, infix=infix)
        if not asked.selection.found:
            raise QueryError("name a word to look for: parvis kwic budget")
        total = count(archive, asked.selection)
        shown = newest(archive, asked.selection, limit)
        places = [place for found in passages(archive, asked.selection, shown) for place in _places(found, width)]
    if not total:
        raise NothingFound(f"no article holds {asked.query.typed!r}")
    places.sort(key=_KEYS[sort])
    return Concordance(asked=asked, total=total, articles=len(shown), places=tuple(places))


_MARKED = re.compile(f"{MARK_OPEN}([^{MARK_CLOSE}]*){MARK_CLOSE}")
_FIELDS = ("headline", "standfirst", "teaser")


def _places(passage: Passage, width: int) -> Iterator[Place]:
    day = date_of(passage.day).isoformat() if passage.day != NO_DATE else None
    for field, text in zip(_FIELDS, passage[3:], strict=True):
        if MARK_OPEN not in text:
            continue
        line = text.replace("\n", " ")
        for found in _MARKED.finditer(line):
            start, end = found.span()
            yield Place(
                article_id=passage.article_id,
                site=passage.site,
                published_on=day,
                field=field,
                left=_last_words(_unmarked(line[max(0, start - 2 * width) : start]), width),
                word=found[1],
                right=_first_words(_unmarked(line[end : end + 2 * width]), width),
            )


def _unmarked(text: str) -> str:
    return text.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")


def _first_words(text: str, width: int) -> str:
    """As much as fits, without the beginning of a word that does not."""
    if len(text) <= width:
        return text
    return text[:width] if text[width].isspace() else text[: text.rfind(" ", 0, width) + 1].rstrip() or text[:width]


def _last_words(text: str, width: int) -> str:
    return _first_words(text[::-1], width)[::-1]


def _folded(text: str) -> list[str]:
    """Words to sort by: without accents and punctuation."""
    parted = unicodedata.normalize("NFD", text.casefold())
    return re.findall(r"\w+", "".join(sign for sign in parted if not unicodedata.combining(sign)))


_KEYS = {
    SortBy.LEFT: lambda place: (_folded(place.left)[::-1], _folded(place.right), place.article_id),
    SortBy.RIGHT: lambda place: (_folded(place.right), _folded(place.left)[::-1], place.article_id),
    SortBy.DATE: lambda place: (place.published_on or "", place.article_id),
    SortBy.SITE: lambda place: (place.site, place.published_on or "", place.article_id),
}
