"""Dates as publishers write them.

A moment keeps the offset it was written with: the day that a publisher prints is the day that researchers count.
A time without a zone is read in the site's zone; where that is unknown the time is dropped and the day kept, so that no
day ever shifts. Every expression is linear and works on at most 64 characters (300 of visible text).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parvis.page.datewords import month_named, writes_month_first
from parvis.page.timeofday import time_in
from parvis.words import DateQuality

__all__ = ["MAX_DATE", "Calendar", "Stamp", "date_in_url"]

MAX_DATE = 64  # characters of a declared date; longer ones are attacks or prose
MAX_VISIBLE = 300
FIRST_YEAR = 1990  # no news site is older
LAST_YEAR = 2100  # also where nobody says when the page was fetched
MAX_OFFSET = timedelta(hours=14)  # the zones of the earth lie between -12 and +14
AHEAD = timedelta(days=2)  # of the fetch: time zones, and clocks that are wrong


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment and how it is known."""

    at: datetime
    quality: DateQuality


_MONTH = r"[^\W\d_][^\s\d.,/:_-]{1,13}"  # not only \w: the vowel signs of Hindi are none
_ISO = re.compile(
    r"(?<!\d)(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\. ?(\d{1,2})\. ?(\d{1,2})|(\d\d)(\d\d))(?!\d)"
)
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d\d)(?![\d])")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er|º|°|st|nd|rd|th|\.)?[ -]*(?:de |of |d['’])?"
    rf"({_MONTH})\.?,?[ -]*(?:de |del )?(\d{{4}})(?!\d)"
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (?:[\d:]{{5,8}} (?:[A-Z]{{3,4}} )?)?(\d{{4}})(?!\d)"
)
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})\. ({_MONTH}) (\d{{1,2}})\.")  # Hungarian
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_URL = re.compile(
    r"[/_-]((?:19|20)\d\d)(?:[/_-])?(0[1-9]|1[0-2])(?:[/_-])?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\d{0,6}(?:$|[/_.?-]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How a page writes its dates: language, the site's zone, and the last moment that makes sense."""

    language: str | None = None  # BCP 47, lower case
    zone: str | None = None  # IANA name
    not_after: datetime | None = None

    def declared(self, text: str | None) -> Stamp | None:
        """A date out of an attribute or JSON-LD: any spelling, at most 64 characters."""
        if not text or len(text := text.strip()) > MAX_DATE:
            return None
        if found := _EPOCH.fullmatch(text):
            return self._kept(datetime.fromtimestamp(int(found[1]), UTC), DateQuality.EXACT)
        return self._read(text)

    def is_impossible(self, text: str | None) -> bool:
        """Whether a day is written that no article has: the 31st of February, the year 1246, next year."""
        text = (text or "").strip()
        return 0 < len(text) <= MAX_DATE and self._day(text) is not None and self.declared(text) is None

    def localised(self, stamp: Stamp) -> Stamp:
        """A moment that is declared in UTC, in the zone of the site: there its day is the printed one."""
        local = _local(self.zone) if self.zone is not None and not stamp.at.utcoffset() else None
        if local is None or stamp.quality is not DateQuality.EXACT:
            return stamp
        at = stamp.at.astimezone(local)
        return Stamp(at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0))), stamp.quality)

    def may_shift(self, stamp: Stamp) -> bool:
        """Whether a stamp is a moment in UTC: its day may be another where it is printed."""
        return stamp.quality is DateQuality.EXACT and not stamp.at.utcoffset()

    def as_printed(self, stamp: Stamp, line: str) -> Stamp:
        """A moment declared in UTC, with the offset that a printed time of another day tells; else unchanged."""
        printed = replace(self, zone="UTC").visible(line)
        if printed is None or not self.may_shift(stamp):
            return stamp
        offset = timedelta(minutes=15 * round((printed.at - stamp.at) / timedelta(minutes=15)))
        other_day = abs((printed.at.date() - stamp.at.date()).days) == 1
        if not other_day or printed.at.time() == time(0) or abs(offset) > MAX_OFFSET:
            return stamp
        return Stamp(stamp.at.astimezone(timezone(offset)), stamp.quality)

    def visible(self, text: str | None) -> Stamp | None:
        """A date within printed text; the first one counts."""
        stamp = self._read(text[:MAX_VISIBLE]) if text else None
        return Stamp(stamp.at, DateQuality.VISIBLE) if stamp else None

    def _read(self, text: str) -> Stamp | None:
        found = self._day(text)
        if found is None:
            return None
        year, month, day, rest = found
        try:
            at = datetime(year, month, day)
        except ValueError:
            return None
        return self._timed(at, rest)

    def _day(self, text: str) -> tuple[int, int, int, str] | None:
        """Year, month, day, and the text around it, where the time may stand."""
        for pattern in (_ISO, _CJK):
            if found := pattern.search(text):
                year, month, day = (int(group) for group in found.groups() if group)
                return year, month, day, _around(text, found)
        if named := self._named_month(text):
            return named
        if found := _NUMERIC.search(text):
            return (*self._numeric(int(found[1]), int(found[3]), found[4], found[2]), _around(text, found))
        return None

    def _named_month(self, text: str) -> tuple[int, int, int, str] | None:
        for pattern, name, number, year in ((_DAY_FIRST, 2, 1, 3), (_MONTH_FIRST, 1, 2, 3), (_YEAR_FIRST, 2, 3, 1)):
            for found in pattern.finditer(text):
                if (month := month_named(found[name], self.language)) is not None:
                    inside = found[0] if ":" in found[0] else ""  # "Nov 15 10:00:00 CET 2022"
                    return int(found[year]), month, int(found[number]), f"{inside} {_around(text, found)}".lstrip()
        return None

    def _numeric(self, first: int, second: int, year: str, sign: str) -> tuple[int, int, int]:
        """Day and month in the order of the language; the number above twelve is the day."""
        full = int(year) if len(year) == 4 else 2000 + int(year)
        month_first = sign == "/" and writes_month_first(self.language)
        if (month_first and second <= 31 and first <= 12) or second > 12:
            return full, first, second
        return full, second, first

    def _timed(self, day: datetime, rest: str) -> Stamp | None:
        clock = time_in(rest)
        if clock is None:
            return self._kept(day.replace(tzinfo=UTC), DateQuality.DAY)
        hour, minute, second, zone = clock
        at = day.replace(hour=hour, minute=minute, second=second)
        if zone is not None:
            return self._kept(at.replace(tzinfo=zone), DateQuality.EXACT)
        if self.zone is not None and (local := _local(self.zone)) is not None:
            return self._kept(at.replace(tzinfo=local), DateQuality.LOCAL)
        return self._kept(day.replace(tzinfo=UTC), DateQuality.DAY)

    def _kept(self, at: datetime, quality: DateQuality) -> Stamp | None:
        """None outside 1990 to two days from the fetch."""
        if at.year < FIRST_YEAR or at.year > LAST_YEAR:
            return None
        if self.not_after is not None and at > _aware(self.not_after) + AHEAD:
            return None
        return Stamp(at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0))), quality)


def _around(text: str, found: re.Match[str]) -> str:
    """What stands after a day, then what stands before: where its time may be."""
    return f"{text[found.end() :]}  {text[: found.start()]}" if found.start() else text[found.end() :]


@cache
def _local(name: str) -> tzinfo | None:
    """None for a zone that this machine does not know: the day is kept, the time is not guessed."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def date_in_url(url: str, calendar: Calendar) -> Stamp | None:
    """The day that stands in a path such as /2022/11/15/ or /20221115."""
    path = url.partition("://")[2].partition("?")[0].partition("#")[0]
    found = _URL.search(path)
    stamp = calendar.declared("-".join(found.groups())) if found else None
    return Stamp(stamp.at, DateQuality.URL) if stamp else None
