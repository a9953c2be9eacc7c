"""What the hits of a query are like, group by group: how many stand behind a wall, how long, how often changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from parvis.archive import Archive
from parvis.archive.figures import Shelf, hidden, shelves_of
from parvis.archive.hits import FACETS
from parvis.records import plain
from parvis.research.filters import WALLED
from parvis.research.hits import Asked, ask, collected
from parvis.research.periods import date_of
from parvis.research.query import Query
from parvis.research.wilson import Share, share_of

__all__ = ["BY", "Row", "Stats", "stats"]

BY = FACETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The articles of a group; words are means an article."""

    value: str  # "" where it is not known
    articles: int
    access: Mapping[str, int]
    walled: Share | None
    teaser_words: float
    withheld_words: float
    changed: int  # articles with more than one version
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    asked: Asked
    by: str
    rows: tuple[Row, ...]  # the largest first
    whole: Row | None  # None: nothing was found
    hidden: int  # articles of the archive that are in no number: what says noindex

    def as_dict(self) -> dict[str, Any]:
        return {
            "query": self.asked.query.typed,
            "by": self.by,
            "rows": [plain(row) for row in self.rows],
            "all": plain(self.whole) if self.whole else None,
            "hidden": self.hidden,
        }


def stats(archive: Archive, query: Query | str, *, by: str = "site", infix: bool = False) -> Stats:
    """Figures of the hits by one of BY."""
    with archive.reading():
        asked = ask(archive, query, infix=infix)
        with collected(archive, asked) as found:
            shelves = list(shelves_of(found))
        unseen = hidden(archive)
    groups: defaultdict[str, list[Shelf]] = defaultdict(list)
    for shelf in shelves:
        groups[getattr(shelf, by)].append(shelf)
    rows = [_row("" if value == "0" else value, group) for value, group in groups.items()]
    return Stats(
        asked=asked,
        by=by,
        rows=tuple(sorted(rows, key=lambda row: (-row.articles, row.value))),
        whole=_row("", shelves) if shelves else None,
        hidden=unseen,
    )


def _row(value: str, shelves: Iterable[Shelf]) -> Row:
    shelves = list(shelves)
    articles = sum(shelf.articles for shelf in shelves)
    access: Counter[str] = Counter()
    for shelf in shelves:
        access[shelf.access] += shelf.articles
    days = [day for shelf in shelves for day in (shelf.first, shelf.last) if day]
    return Row(
        value=value,
        articles=articles,
        access=dict(access.most_common()),
        walled=share_of(sum(access[state] for state in WALLED), articles),
        teaser_words=sum(shelf.teaser_words for shelf in shelves) / articles,
        withheld_words=sum(shelf.withheld_words for shelf in shelves) / articles,
        changed=sum(shelf.changed for shelf in shelves),
        first=date_of(min(days)) if days else None,
        last=date_of(max(days)) if days else None,
    )
