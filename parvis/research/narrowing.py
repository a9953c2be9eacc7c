"""The filters of a query as values that the archive holds: `section:societe` finds Société, `lang:de` de-AT."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from parvis.archive import Archive
from parvis.archive.selection import FIRST_DAY, LAST_DAY, NO_DATE, Selection
from parvis.archive.shelves import held_values
from parvis.errors import NothingFound
from parvis.research.filters import NONE, read_days
from parvis.research.query import Filter, FilterName

__all__ = ["narrow"]

SHOWN = 8  # values named where the one that was asked for is not there


@dataclass(frozen=True, slots=True)
class _Facet:
    """Where the values of a filter stand, and when a held value is one that was asked for."""

    key: str
    column: str
    fits: Callable[[str, str], bool]


def narrow(archive: Archive, filters: Sequence[Filter], *, found: str | None, taken: str | None) -> Selection:
    """Raises NothingFound where the archive has no such value, and names some that it has."""
    values: dict[str, Any] = {
        facet.key: _held(archive, facet, asked)
        for name, facet in _FACETS.items()
        if (asked := [filter_ for filter_ in filters if filter_.name is name])
    }
    first, last = _days([filter_ for filter_ in filters if filter_.name is FilterName.DATE])
    return Selection(found=found, taken=taken, first=first, last=last, **values)


def _held(archive: Archive, facet: _Facet, filters: Sequence[Filter]) -> Collection[str]:
    held = held_values(archive, facet.column)
    wanted = [value for filter_ in filters if not filter_.negated for value in filter_.values]
    unwanted = [value for filter_ in filters if filter_.negated for value in filter_.values]
    kept = {value for asked in wanted for value in _fitting(facet, held, asked)} if wanted else set(held)
    return kept - {value for asked in unwanted for value in _fitting(facet, held, asked)}


def _fitting(facet: _Facet, held: Sequence[str], asked: str) -> set[str]:
    if asked.lower() == NONE:
        return {""}
    fitting = {value for value in held if value and facet.fits(_plain(value), _plain(asked))}
    if not fitting and facet.column != "access":
        some = ", ".join([value for value in held if value][:SHOWN]) or "none"
        raise NothingFound(f"no article has the {facet.column} {asked!r}; there are {some}")
    return fitting


def _plain(text: str) -> str:
    """In small letters, without accents."""
    parted = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


def _same(held: str, asked: str) -> bool:
    return held.startswith(asked.rstrip("*")) if asked.endswith("*") else held == asked


def _same_language(held: str, asked: str) -> bool:
    return held == asked or held.startswith((f"{asked}-", f"{asked}_"))


_FACETS = {
    FilterName.SITE: _Facet("sites", "site", _same),
    FilterName.SECTION: _Facet("sections", "section", _same),
    FilterName.ACCESS: _Facet("access", "access", _same),
    FilterName.LANG: _Facet("languages", "language", _same_language),
    FilterName.VENDOR: _Facet("vendors", "vendor", _same),
}


def _days(filters: Iterable[Filter]) -> tuple[int, int]:
    """The first and the last day, as the catalogue writes them."""
    for filter_ in filters:
        days = read_days(filter_.values[0])
        if days == (date.min, date.min):
            return NO_DATE, NO_DATE
        if days:
            return max(FIRST_DAY, _number(days[0])), min(LAST_DAY, _number(days[1]))
    return NO_DATE, LAST_DAY


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
