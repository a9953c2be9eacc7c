"""The `[[layout]]` tables of a definition held against the rules, and made into records."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from parvis.sites.layout import SELECTORS, SiteLayout
from parvis.sites.values import PATTERN_MAX, Check, Problems, a_list, a_string, check_day, check_selector, unknown

LAYOUTS_MAX = 20
_DAYS = ("valid_from", "valid_until")
_KEYS = (*_DAYS, *SELECTORS)
_ONE_DAY = datetime.timedelta(days=1)


def make_layouts(tables: Iterable[Mapping[str, Any]]) -> tuple[SiteLayout, ...]:
    """The records of tables that `check_layouts` has no word to say against."""
    rows: list[dict[str, Any]] = [
        {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()} for table in tables
    ]
    return tuple(SiteLayout(**row) for row in rows)


def check_layouts(tables: Any) -> Problems:
    """What is wrong with the tables, each problem with the number of its table."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield "layout: must be tables; begin each with a line [[layout]]"
    elif len(tables) > LAYOUTS_MAX:
        yield f"layout: more than {LAYOUTS_MAX} tables; leave some out"
    else:
        for number, table in enumerate(tables, 1):
            yield from (f"layout {number}: {problem}" for problem in _table(table))
        yield from _overlaps(tables)


def _table(table: Mapping[str, Any]) -> Problems:
    for key, value in table.items():
        check = _CHECKS.get(key)
        yield from (f"{key}: {problem}" for problem in check(value)) if check else [unknown(key, _KEYS)]
    if not any(key in SELECTORS for key in table):
        yield f"no selector; add one of {', '.join(SELECTORS)}, or leave the table out"
    first, last = _days(table)
    if first > last:
        yield f"valid_until: {last} is before valid_from, {first}; exchange them"


def _overlaps(tables: Sequence[Mapping[str, Any]]) -> Problems:
    """Two layouts of one day would leave it to chance which is taken."""
    for (one, first), (other, second) in combinations(enumerate(tables, 1), 2):
        (from_one, until_one), (from_other, until_other) = _days(first), _days(second)
        if max(from_one, from_other) <= min(until_one, until_other):
            yield f"layout {other}: its days are those of layout {one}, too; {_remedy(first, second, one)}"


def _remedy(first: Mapping[str, Any], second: Mapping[str, Any], one: int) -> str:
    (_, until_one), (from_other, _) = _days(first), _days(second)
    if until_one < datetime.date.max:
        return f"let it begin after {until_one} with valid_from = {until_one + _ONE_DAY}"
    if from_other > datetime.date.min:
        return f"let layout {one} end before {from_other} with valid_until = {from_other - _ONE_DAY}"
    return f"give layout {one} a valid_until, and this one a valid_from after it"


def _days(table: Mapping[str, Any]) -> tuple[datetime.date, datetime.date]:
    """The first and the last day; without limit where none is given, or none that is a day."""
    first, last = (table.get(key) for key in _DAYS)
    return (
        datetime.date.min if first is None or any(check_day(first)) else first,
        datetime.date.max if last is None or any(check_day(last)) else last,
    )


_CHECKS: dict[str, Check] = {
    **dict.fromkeys(_DAYS, check_day),
    **dict.fromkeys(SELECTORS, a_list(a_string(check_selector, longest=PATTERN_MAX))),
}
