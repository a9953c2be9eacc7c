"""Freshness: how long a site has brought nothing new, and how long that may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from parvis.health.judging import Finding
from parvis.words import AlarmKind

TIMES = 3  # the usual interval
LONG_TIMES = 2  # the longest pause but one: nights and weekends are no news, one odd pause blunts nothing
LEAST = 8  # arrivals that are known
SPAN = timedelta(days=14)  # that they cover: two weekends
REMEMBERED = timedelta(days=60)
EMPTY_CRAWLS = 2  # that brought nothing: one may have come a minute too early


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """A crawl that asked for a site's sources: when, and how many new articles it brought."""

    at: datetime
    new_articles: int


def find_silence(crawls: Sequence[Arrivals]) -> Finding | None:
    """The alarm of a site that brings nothing new; the crawls are given the newest first."""
    arrivals = [crawl.at for crawl in crawls if crawl.new_articles and crawls[0].at - crawl.at <= REMEMBERED]
    empty = sum(1 for crawl in crawls if not arrivals or crawl.at > arrivals[0])
    limit = longest_silence(arrivals)
    if limit is None or empty < EMPTY_CRAWLS or crawls[0].at - arrivals[0] <= limit:
        return None
    detail = {
        "hours": _hours(crawls[0].at - arrivals[0]),
        "usual_hours": _hours(_median(arrivals)),
        "limit_hours": _hours(limit),
        "crawls": empty,
        "last_new_at": arrivals[0].isoformat(),
    }
    return Finding(kind=AlarmKind.FRESHNESS, detail=detail)


def find_delay(crawls: Sequence[datetime], now: datetime) -> Finding | None:
    """The alarm of a site that is not crawled any more, by when it was, the newest first."""
    limit = longest_silence([at for at in crawls if now - at <= REMEMBERED])
    if limit is None or now - crawls[0] <= limit:
        return None
    hours = {"hours": now - crawls[0], "usual_hours": _median(crawls), "limit_hours": limit}
    return Finding(kind=AlarmKind.OVERDUE, detail={name: _hours(value) for name, value in hours.items()})


def longest_silence(arrivals: Sequence[datetime]) -> timedelta | None:
    """How long a site may bring nothing, by when it brought something, the newest first; None: too little is known."""
    if len(arrivals) < LEAST or arrivals[0] - arrivals[-1] < SPAN:
        return None
    pauses = sorted(later - earlier for later, earlier in pairwise(arrivals))
    return max(TIMES * _median(arrivals), LONG_TIMES * pauses[-2])


def _median(arrivals: Sequence[datetime]) -> timedelta:
    return timedelta(seconds=median((later - earlier).total_seconds() for later, earlier in pairwise(arrivals)))


def _hours(span: timedelta) -> float:
    return round(span.total_seconds() / 3600, 1)
