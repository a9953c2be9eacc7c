"""Days, weeks, months and years, by name and in order. A day is a number, 20260302, as the catalogue has it. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

__all__ = ["Every", "date_of", "day_number", "last_day", "name_of", "periods"]


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"  # of ISO 8601, from Monday: 2026-W10
    MONTH = "month"
    YEAR = "year"


def day_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def date_of(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


@lru_cache(maxsize=16_384)  # a trend names each of its periods again and again
def name_of(day: date, every: Every) -> str:
    """The period that a day is in.

    >>> name_of(date(2026, 1, 1), Every.WEEK), name_of(date(2026, 3, 2), Every.MONTH)
    ('2026-W01', '2026-03')
    """
    match every:
        case Every.DAY:
            return day.isoformat()
        case Every.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
        case Every.MONTH:
            return f"{day:%Y-%m}"
        case Every.YEAR:
            return f"{day.year:04}"


def last_day(day: date, every: Every) -> date:
    """The last day of the period that a day is in."""
    match every:
        case Every.DAY:
            return day
        case Every.WEEK:
            return day + timedelta(7 - day.isoweekday())
        case Every.MONTH:
            return day.replace(day=monthrange(day.year, day.month)[1])
        case Every.YEAR:
            return date(day.year, 12, 31)


def periods(first: date, last: date, every: Every) -> Iterator[date]:
    """The last day of each period between two days, without a gap."""
    end = last_day(first, every)
    while True:
        yield end
        if end >= last:
            return
        end = last_day(end + timedelta(1), every)
