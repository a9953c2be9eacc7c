"""The filters of the search language: names, values, days. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from parvis.research.query import Filter, FilterName, Remark
from parvis.words import Access

__all__ = ["NONE", "WALLED", "read_days", "read_filter"]

NONE = "none"  # articles of which a value is not known
WALLED = (Access.METERED, Access.REGISTRATION, Access.LOCKED, Access.CONSENT)
_GROUPS = {"walled": tuple(map(str, WALLED))}
_VALUE = re.compile(r"""[^",“”„«»]*["“„«]([^"“”„«»]*)["”“»]|([^,]+)""")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_HOW = "write 2026, 2026-03, 2026-03-02, or from..to"


def read_filter(name: str, written: str, *, place: int, negated: bool = False) -> Filter | Remark:
    """`harbour,ledger`, `"Local news"`, `walled`, `2026-03..2026-05`; or what is wrong with it."""
    values = tuple(value for quoted, bare in _VALUE.findall(written) if (value := (quoted or bare).strip()))
    problem = None
    if not values:
        problem = f"{name}: has no value"
    elif name == FilterName.ACCESS:
        values = tuple(known for value in values for known in _GROUPS.get(value.lower(), (value.lower(),)))
        problem = _unknown_access(values)
    elif name == FilterName.DATE:
        problem = _wrong_date(values, negated=negated)
    if problem:
        return Remark(place=place, text=problem)
    return Filter(name=FilterName(name), values=values, place=place, negated=negated)


def _unknown_access(values: Sequence[str]) -> str | None:
    unknown = [value for value in values if value not in set(Access)]
    return f"no access {unknown[0]!r}: it is {', '.join(Access)}, or walled" if unknown else None


def _wrong_date(values: Sequence[str], *, negated: bool) -> str | None:
    if negated:
        return "date: cannot be taken away; name the days that are wanted"
    if len(values) > 1:
        return f"one date: only; {_HOW}"
    days = read_days(values[0])
    if days is None:
        return f"{values[0]!r} is no date: {_HOW}"
    return f"{values[0]!r} ends before it begins" if days[0] > days[1] else None


def read_days(written: str) -> tuple[date, date] | None:
    """The first and the last day; `none`, for articles without a date, is both the first day that there is.

    >>> read_days("2026-02..2026-03-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 3, 2))
    """
    if written.lower() == NONE:
        return date.min, date.min
    first, dots, last = written.partition("..")
    begin = _ends(first)[0] if first else date(1, 1, 2)
    end = _ends(last if dots else first)[1] if (last if dots else first) else date.max
    return (begin, end) if begin and end and written.strip(".") else None


def _ends(written: str) -> tuple[date, date] | tuple[None, None]:
    """A year, month or day, as its first and last day."""
    found = _DAY.fullmatch(written)
    if not found:
        return None, None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(year or 0, month or 12, day or monthrange(first.year, month or 12)[1])
    except ValueError:
        return None, None
    return first, last
