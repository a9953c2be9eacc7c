"""On what it rests that an address is a feed or sitemap of a site, and when it was last known to be good."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from parvis.sites.values import Check, Problems, a_list, a_string, check_day, check_filled, check_url, shown, unknown

__all__ = ["BASES", "Known", "check_known", "make_known"]

BASES = {
    "answer": "it answered `parvis sites check` on that day",
    "page": "a page of the site that was delivered or published on that day names it",
    "list": "a public list names it; the day, if any, is the one on which the list saw it answer",
    "memory": "from memory; nobody has looked",
}
_DATED = ("answer", "page")  # a claim that somebody has looked needs its day
TABLES_MAX = 50
ADDRESSES = ("feeds", "sitemaps", "listings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Why some addresses stand in a definition. `on`: the last day on which they are known to have been good."""

    urls: tuple[str, ...]
    by: str  # one of BASES
    on: datetime.date | None = None
    reason: str = ""


def make_known(tables: Iterable[Mapping[str, Any]]) -> tuple[Known, ...]:
    """The records of tables that `check_known` has no word to say against."""
    return tuple(Known(**{**table, "urls": tuple(table["urls"])}) for table in tables)


def check_known(values: Mapping[str, Any]) -> Problems:
    """What is wrong with the tables of a definition, each problem with the number of its table."""
    tables = values.get("known", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield "known: must be tables; begin each with a line [[known]]"
    elif len(tables) > TABLES_MAX:
        yield f"known: more than {TABLES_MAX} tables; leave some out"
    else:
        addresses = _addresses(values)
        for number, table in enumerate(tables, 1):
            yield from (f"known {number}: {problem}" for problem in _table(table, addresses))


def _addresses(values: Mapping[str, Any]) -> set[str]:
    lists = (values.get(key) for key in ADDRESSES)
    return {url for urls in lists if isinstance(urls, list) for url in urls if isinstance(url, str)}


def _table(table: Mapping[str, Any], addresses: set[str]) -> Problems:
    yield from (f"{key}: missing; add it" for key in ("urls", "by") if key not in table)
    for key, value in table.items():
        check = _CHECKS.get(key)
        yield from (f"{key}: {problem}" for problem in check(value)) if check else [unknown(key, tuple(_CHECKS))]
    urls = table.get("urls")
    for url in urls if isinstance(urls, list) else ():
        if isinstance(url, str) and url not in addresses:
            yield f"urls: {shown(url)} is no feed, sitemap or listing of this definition; add it there, or leave it out"
    if table.get("by") in _DATED and "on" not in table:
        yield f"on: missing; say on which day {BASES[table['by']]}"


def _basis(text: str) -> Problems:
    if text not in BASES:
        yield f"{shown(text)} is none of {', '.join(BASES)}"


_CHECKS: dict[str, Check] = {
    "urls": a_list(a_string(check_url)),
    "by": a_string(_basis),
    "on": check_day,
    "reason": a_string(check_filled),
}
