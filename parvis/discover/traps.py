"""Traps: URLs that a server makes up without end. Which rule names one, and the bounds of each rule.

Depth and repetition are bounded as in Heritrix (`maxPathDepth` 20, `maxRepetitions` 2); the other bounds are several
times what the address of an article has shown in practice. What a rule cuts is counted and keeps the rule's name.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import unquote_plus

from parvis.identity import url_key
from parvis.words import Trap

LONGEST = 2_048  # characters; no browser's address bar is tried so hard by a paper
DEEPEST = 20  # segments of a path
REPEATS = 2  # of a run of segments; the third one is a trap
AHEAD = timedelta(days=366)  # an agenda announces the next year, a calendar page goes on for ever
EARLIEST = 1600  # five years before the first newspaper was printed
FACETS = 16  # sets of query keys under one path; an article's path has one or two
PATHS = 4_096  # of which the sets are remembered, the last ones used

_PATH_DATE = re.compile(r"/(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-\d\d)?|/(?P<number>0?[1-9]|1[0-2]))(?=/|$)")
_VALUE_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-\d\d)?")
_SHORT_NUMBER = re.compile(r"\d{1,2}")
_SESSION_SEGMENT = re.compile(r"(?:/\([SAF]\([0-9a-z]{16,}\)\)|;[a-z_]*s(?:ess(?:ion)?)?_?id=)", re.IGNORECASE)
_SESSION_NAME = re.compile(r"(?:[a-z_.-]*(?:sess|session|sessid|sessionid)(?:[_.-]?id)?|oscsid|zenid)", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z,-]{16,}", re.IGNORECASE)


def trap_of(url: str, today: date) -> Trap | None:
    """The first rule that names the URL a trap, by its text alone; None: no rule does.

    >>> trap_of("https://press.example/agenda/2091/05/", date(2026, 11, 25))
    <Trap.CALENDAR: 'calendar'>
    """
    if len(url) > LONGEST:
        return Trap.LONG
    key = url_key(url)
    if key is None:
        return None
    path, _, query = key.partition("#")[0].partition("?")
    segments = path.split("/")[1:]
    if len(segments) > DEEPEST:
        return Trap.DEPTH
    if _repeats(segments):
        return Trap.REPEAT
    if _names_session(path, query):
        return Trap.SESSION
    return Trap.CALENDAR if any(not _is_plausible(*found, today) for found in _dates(path, query)) else None


def _repeats(segments: list[str]) -> bool:
    """Whether a run of segments stands there three times in a row; the numbers of a date do not count."""
    times = REPEATS + 1
    return any(
        segments[start : start + run] * times == segments[start : start + run * times]
        and not all(_SHORT_NUMBER.fullmatch(segment) for segment in segments[start : start + run])
        for run in range(1, len(segments) // times + 1)
        for start in range(len(segments) - run * times + 1)
    )


def _names_session(path: str, query: str) -> bool:
    """Session ids that are known by name are no part of a key (`identity/tracking.toml`): they make no new URL."""
    return bool(_SESSION_SEGMENT.search(path)) or any(
        _SESSION_NAME.fullmatch(name) and _SESSION_VALUE.fullmatch(value) for name, value in _pairs(query)
    )


def _dates(path: str, query: str) -> Iterator[tuple[int, int]]:
    """Year and month of each date that is a part of its own: in a slug, a date is what an article is about."""
    for found in _PATH_DATE.finditer(path):
        yield int(found["year"]), int(found["month"] or found["number"])
    pairs = list(_pairs(query))
    for _, value in pairs:
        if match := _VALUE_DATE.fullmatch(value):
            yield int(match["year"]), int(match["month"])
    named = {name.lower(): value for name, value in pairs if value.isascii() and value.isdigit() and len(value) < 5}
    if "year" in named and "month" in named:
        yield int(named["year"]), int(named["month"])


def _is_plausible(year: int, month: int, today: date) -> bool:
    last = today + AHEAD
    return year >= EARLIEST and (year, month) <= (last.year, last.month)


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    for pair in query.split("&"):
        name, _, value = unquote_plus(pair).partition("=")
        yield name, value


class Facets:
    """How many sets of query keys each path has been seen with: filters that combine are endless."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, set[frozenset[str]]] = OrderedDict()

    def explode(self, url: str) -> bool:
        """Whether the URL brings one more set of keys than a path may have. Remembers it where it does not."""
        path, mark, query = (url_key(url) or "").partition("#")[0].partition("?")
        if not mark:
            return False
        sets = self._seen.setdefault(path, set())
        self._seen.move_to_end(path)
        if len(self._seen) > PATHS:
            self._seen.popitem(last=False)
        keys = frozenset(name for name, _ in _pairs(query))
        if keys not in sets and len(sets) >= FACETS:
            return True
        sets.add(keys)
        return False
