"""A page of hits with what a person wants to know beside it: how many there are, of which kinds, how it was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from parvis.archive import Archive
from parvis.archive.hits import RANKED, Hits, Order
from parvis.archive.search import MARK_CLOSE, MARK_OPEN, Hit, describe
from parvis.errors import NothingFound
from parvis.records import plain
from parvis.research.hits import Asked, ask, collected, count
from parvis.research.query import All, Node, Query, Remark, Term

__all__ = ["Listing", "list_hits"]

HINTS = 6  # words whose own hits are told where all together have none


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`facets` are empty unless they were asked for."""

    asked: Asked
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    next_after: int | None  # where the next page begins

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values; what was found stands between asterisks in `snippet` and `marked`."""
        return {
            "query": self.asked.query.typed,
            "total": self.total,
            "next": self.next_after,
            "also": {spelt.typed: list(spelt.also) for spelt in self.asked.spelt},
            "notes": [plain(note) for note in self.asked.notes],
            "facets": {name: dict(counts) for name, counts in self.facets.items()},
            "articles": [_starred(hit) for hit in self.hits],
        }


def _starred(hit: Hit) -> dict[str, Any]:
    texts = {name: getattr(hit, name).translate(_STARS) for name in ("snippet", "marked")}
    return {**plain(hit), **texts}


_STARS = str.maketrans({MARK_OPEN: "*", MARK_CLOSE: "*"})


def list_hits(
    archive: Archive,
    query: Query | str,
    *,
    infix: bool = False,
    order: Order | None = None,
    after: int | None = None,
    limit: int = 20,
    facets: bool = False,
) -> Listing:
    """A page of hits: the best first, without words the newest. Raises NothingFound where there is none."""
    with archive.reading():
        asked = ask(archive, query, infix=infix)
        order = order or (Order.BEST if asked.selection.found else Order.NEWEST)
        with collected(archive, asked, scored=order is Order.BEST) as found:
            shown = found.page(order=order, after=after, limit=limit + 1)
            listing = Listing(
                asked=_told_of_ranking(asked, found),
                total=found.count,
                hits=describe(found, shown[:limit]),
                facets=found.facets() if facets else {},
                next_after=shown[limit - 1].article_id if len(shown) > limit else None,
            )
        if not listing.total:
            raise NothingFound(_hint(archive, asked))
    return listing


def _told_of_ranking(asked: Asked, found: Hits) -> Asked:
    if not asked.selection.found or not found.scored or found.count <= RANKED:
        return asked
    text = f"of {found.count:,} articles the {RANKED:,} stored last are ranked; the others follow, the newest first"
    return replace(asked, notes=(*asked.notes, Remark(place=0, text=text)))


def _hint(archive: Archive, asked: Asked) -> str:
    """What would find more: words without filters, each word alone."""
    query = asked.query
    said = f"no article holds {query.typed!r}" if query.typed else "the archive holds no article"
    if query.filters and query.words and (more := count(archive, _without_filters(query))):
        return f"{said}; {more:,} without the filters"
    alone = [(term.text, count(archive, _only(query, term))) for term in _joined(query.words)]
    if len(alone) > 1:
        return f"{said}; one by one: {', '.join(f'{text} {number:,}' for text, number in alone[:HINTS])}"
    return f"{said}; try another word, a beginning ({query.typed.split()[0]}*), or --infix" if query.words else said


def _without_filters(query: Query) -> Query:
    return Query(typed=query.typed, words=query.words)


def _only(query: Query, term: Term) -> Query:
    return Query(typed=query.typed, words=term)


def _joined(words: Node | None) -> Iterator[Term]:
    """The words that all have to be there."""
    if isinstance(words, All):
        yield from (part for part in words.parts if isinstance(part, Term))
