"""One way from a query to its hits, behind every list, count, facet, trend, chart and export.

    with hits(archive, read_query("ferry site:harbour")) as found:
        found.count, found.facets(), found.page(order=Order.NEWEST), list(found.walk())

A hit is an article by its current version: what it said before is found by `changes`, not here. What says noindex, and
what was forgotten, is in no list and no number (docs/policy.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import cache

from parvis.archive import Archive
from parvis.archive.hits import Hits, collect
from parvis.archive.hits import count as count_selected
from parvis.archive.selection import Selection
from parvis.archive.vocabulary import index_words, words_like
from parvis.errors import QueryError
from parvis.research.matching import Spelt, match, resolve
from parvis.research.narrowing import narrow
from parvis.research.parsing import read_query
from parvis.research.query import Query, Reach, Remark, Term, terms
from parvis.research.spelling import spellings

__all__ = ["Asked", "ask", "collected", "count", "hits"]

MOST_WORDS = 2_000  # of the archive that one part of a word may stand for
_KNOWN = 0x250  # letters before this are known to every version of the index


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query as it is asked of an archive; `spelt` and `notes` are shown to the person."""

    query: Query
    selection: Selection
    spelt: tuple[Spelt, ...]
    notes: tuple[Remark, ...]


@contextmanager
def hits(archive: Archive, query: Query | str, *, infix: bool = False, scored: bool = False) -> Iterator[Hits]:
    """The articles that a query finds, all of the same moment. `scored` ranks them, for `Order.BEST`.

    Raises QueryError, with the place, where the query has a problem; NothingFound where the archive lacks a value.
    """
    with archive.reading(), collected(archive, ask(archive, query, infix=infix), scored=scored) as found:
        yield found


def collected(archive: Archive, asked: Asked, *, scored: bool = False) -> AbstractContextManager[Hits]:
    """The hits of a query that has been asked already."""
    return collect(archive, asked.selection, scored=scored)


def count(archive: Archive, query: Query | str, *, infix: bool = False) -> int:
    """How many articles `hits` finds."""
    with archive.reading():
        return count_selected(archive, ask(archive, query, infix=infix).selection)


def ask(archive: Archive, query: Query | str, *, infix: bool = False) -> Asked:
    """Turns a query into what is asked of the catalogue: spellings, words of the archive, values of filters."""
    query = read_query(query) if isinstance(query, str) else query
    if query.problems:
        raise QueryError(_pointed(query, query.problems))
    notes = list(query.notes)
    with archive.reading():
        _check_letters(archive, query)
        look_up = cache(_lookup(archive, query, notes))
        found, elsewhere = (
            match(query.words, resolve(query.words, infix=infix, lookup=look_up, umlauts=umlauts))
            for umlauts in (True, False)
        )
        selection = replace(
            narrow(archive, query.filters, found=found.found, taken=found.taken),
            splits=(found.found, found.taken) != (elsewhere.found, elsewhere.taken),
            found_elsewhere=elsewhere.found,
            taken_elsewhere=elsewhere.taken,
        )
    return Asked(query=query, selection=selection, spelt=found.spelt, notes=tuple(notes))


def _pointed(query: Query, problems: Sequence[Remark]) -> str:
    """Each problem under the place that it speaks of."""
    shown = "".join(sign if sign.isprintable() else " " for sign in query.typed)
    lines = [f"{problem.text}\n  {shown}\n  {' ' * problem.place}^" for problem in problems]
    return "\n".join(lines)


def _check_letters(archive: Archive, query: Query) -> None:
    """Letters that are younger than SQLite's tables are none to the index: told, since it would find nothing."""
    odd = [term for term in terms(query.words) if any(ord(sign) >= _KNOWN for sign in term.text)]
    known = index_words(archive.conn, [term.text for term in odd]) if odd else []
    lost = [
        Remark(place=term.place, text=f"{term.text!r} has no letter that the index knows: leave it out")
        for term, words in zip(odd, known, strict=True)
        if not words
    ]
    if lost:
        raise QueryError(_pointed(query, lost))


def _lookup(archive: Archive, query: Query, notes: list[Remark]) -> Callable[[Term], Sequence[str]]:
    """Gives the function that finds the words of the archive which hold a part, or end with it."""

    def look_up(term: Term) -> Sequence[str]:
        [parts] = index_words(archive.conn, [term.text])
        if len(parts) != 1:
            notes.append(Remark(place=term.place, text=f"{term.text!r} is several words: looked for as a phrase"))
            return spellings(term.text)
        found = words_like(archive.conn, parts[0], at_end=term.reach is Reach.END, limit=MOST_WORDS)
        if len(found) > MOST_WORDS:
            many = Remark(place=term.place, text=f"more than {MOST_WORDS:,} words hold {parts[0]!r}: write more of it")
            raise QueryError(_pointed(query, [many]))
        if not found:
            notes.append(Remark(place=term.place, text=f"no word of the archive holds {parts[0]!r}"))
        return found

    return look_up
