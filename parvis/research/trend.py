"""Articles over time, and shares of them, with what is not known: gaps, running periods, articles without a date.

A share of a period is a sum over a sum, never a mean of shares. A zero is a number only where a crawl had something of
the site in that period; else nothing was looked at, and there is a gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from parvis.archive import Archive
from parvis.archive.selection import LAST_DAY, NO_DATE, Selection
from parvis.archive.series import Group, Number, by_day, can_tally, covered, last_covered, tallied
from parvis.research.hits import Asked, ask, collected
from parvis.research.periods import Every, date_of, day_number, name_of, periods
from parvis.research.query import Query
from parvis.research.wilson import Share, share_of

__all__ = ["Point", "ShareKind", "Trend", "trend"]

EARLIEST = 19_900_101  # what is dated before there were news sites has a wrong date; it is counted apart


class ShareKind(StrEnum):
    """Of what a share is taken."""

    WALLED = "walled"  # of the hits, those behind a wall
    MATCHING = "matching"  # of all articles of the period and group, the hits


class Point(NamedTuple):
    """A period of a group. `articles` is None in a gap; the share, where one is asked for, is `part` of `whole`."""

    group: str
    period: str
    articles: int | None
    part: int | None
    whole: int | None
    crawled: bool  # a crawl had something of the site in the period
    running: bool  # no crawl has come after the period: more may follow

    @property
    def share(self) -> Share | None:
        return share_of(self.part, self.whole) if self.part is not None and self.whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """`undated` and `misdated` articles are hits that no period has; with those of the points they are `total`."""

    asked: Asked
    every: Every
    group: Group | None
    share: ShareKind | None
    total: int
    undated: int
    misdated: int
    points: tuple[Point, ...]  # by group, the largest first; in the order of time

    def as_dict(self) -> dict[str, Any]:
        return {
            "query": self.asked.query.typed,
            "by": str(self.every),
            "group": str(self.group) if self.group else None,
            "share": str(self.share) if self.share else None,
            "total": self.total,
            "undated": self.undated,
            "misdated": self.misdated,
            "points": [_point_as_dict(point) for point in self.points],
        }


def _point_as_dict(point: Point) -> dict[str, Any]:
    share = point.share
    bounds = {"share": share.share, "low": share.low, "high": share.high} if share else {}
    return {**point._asdict(), **bounds}


Counts = Mapping[tuple[str, str], tuple[int, int]]  # articles and walled, by group and period
_NONE = (0, 0)


def trend(
    archive: Archive,
    query: Query | str,
    *,
    every: Every = Every.MONTH,
    group: Group | None = None,
    share: ShareKind | None = None,
    infix: bool = False,
) -> Trend:
    """Counts the hits of a query by their day of publication."""
    with archive.reading():
        asked = ask(archive, query, infix=infix)
        numbers = list(_numbers(archive, asked, group, every))
        whole = list(_numbers(archive, _without_words(asked), group, every)) if share is ShareKind.MATCHING else []
        months = every in {Every.MONTH, Every.YEAR}
        last = last_covered(archive, asked.selection)
        cover = _Cover(covered(archive, asked.selection, months=months), every, last)
    return _drawn(asked, numbers, whole, cover, every=every, group=group, share=share)


def _drawn(
    asked: Asked,
    numbers: Sequence[Number],
    whole: Sequence[Number],
    cover: _Cover,
    *,
    every: Every,
    group: Group | None,
    share: ShareKind | None,
) -> Trend:
    earliest, latest = _possible(asked.selection, cover, every)
    spans = {number.span for number in numbers}
    possible = {span for span in spans if earliest <= _span(span, every) <= latest}
    dated = [number for number in numbers if number.span in possible]
    total, undated = sum(n.articles for n in numbers), sum(n.articles for n in numbers if n.span == NO_DATE)
    counts, wholes = _counted(dated, every), _counted(whole, every)
    series = _Series(
        counts=counts if group else _of_all(counts),
        wholes=wholes if group else _of_all(wholes),
        cover=cover,
        names=_every_period(dated, cover, asked.selection, every),
        by=group,
        share=share,
    )
    return Trend(
        asked=asked,
        every=every,
        group=group,
        share=share,
        total=total,
        undated=undated,
        misdated=total - undated - sum(number.articles for number in dated),
        points=tuple(series.points()),
    )


def _numbers(archive: Archive, asked: Asked, group: Group | None, every: Every) -> Iterable[Number]:
    """From the tally where it has them, else from the hits."""
    selection = asked.selection
    if can_tally(selection, group):
        months = every in {Every.MONTH, Every.YEAR} and not selection.is_dated
        return tallied(archive, selection, group, months=months)
    with collected(archive, asked) as found:
        return list(by_day(found, group))


def _without_words(asked: Asked) -> Asked:
    return replace(asked, selection=replace(asked.selection, found=None, taken=None, splits=False))


class _Cover:
    """The periods in which crawls had something, of each site and of any."""

    def __init__(self, spans: Iterable[tuple[int, str]], every: Every, last: int | None) -> None:
        self.last_day = date_of(last) if last else None
        self._by_site: defaultdict[str, set[str]] = defaultdict(set)
        names = _Names(every)
        for span, site in spans:
            self._by_site[site].add(names[span])
        self._any = set().union(*self._by_site.values())

    def of(self, group: str, by: Group | None) -> set[str]:
        return self._by_site[group] if by is Group.SITE else self._any


class _Names(dict[int, str]):
    """The period of a span, worked out once."""

    def __init__(self, every: Every) -> None:
        super().__init__()
        self._every = every

    def __missing__(self, span: int) -> str:
        self[span] = name = name_of(_day(span), self._every)
        return name


def _day(span: int) -> date:
    """A day, or the first of a month."""
    return date_of(span if span >= 1_000_000 else span * 100 + 1)


def _possible(selection: Selection, cover: _Cover, every: Every) -> tuple[int, int]:
    """The spans that can be: not before there were news sites, nor after the last crawl, unless they are asked for.

    The day after the last crawl has begun somewhere.
    """
    if selection.is_dated:
        return _span(max(selection.first, 1), every), _span(selection.last, every)
    latest = day_number(cover.last_day + timedelta(1)) if cover.last_day else LAST_DAY
    return _span(EARLIEST, every), _span(latest, every)


def _span(span: int, every: Every) -> int:
    """Days as days; for months and years, days and months as months. What has no date stays 0, before all."""
    return span // 100 if span >= 1_000_000 and every in {Every.MONTH, Every.YEAR} else span


def _counted(numbers: Iterable[Number], every: Every) -> Counts:
    names = _Names(every)
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for span, group, articles, walled in numbers:
        if span:
            key = group, names[span]
            before = counts.get(key, _NONE)
            counts[key] = before[0] + articles, before[1] + walled
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """What the points of a trend are made of."""

    counts: Counts
    wholes: Counts
    cover: _Cover
    names: Sequence[str]  # of every period from the first to the last
    by: Group | None
    share: ShareKind | None

    def points(self) -> Iterator[Point]:
        sums: defaultdict[str, int] = defaultdict(int)
        for (group, _), (articles, _) in self.counts.items():
            sums[group] += articles
        for group in sorted(sums, key=lambda name: (-sums[name], name)):
            crawled = self.cover.of(group, self.by)
            latest = max(crawled, default="~")
            for name in self.names:
                yield self._point(group, name, name in crawled, name >= latest)

    def _point(self, group: str, name: str, crawled: bool, running: bool) -> Point:
        articles, walled = self.counts.get((group, name), _NONE)
        if self.share is ShareKind.MATCHING:
            part, whole = articles, self.wholes.get((group, name), _NONE)[0]
        else:
            part, whole = walled, articles
        if self.share and (whole or crawled):
            return Point(group, name, articles, part, whole, crawled, running)
        return Point(group, name, articles if articles or crawled else None, None, None, crawled, running)


def _of_all(counts: Counts) -> Counts:
    """Groups taken together."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for (_, period), (articles, walled) in counts.items():
        before = sums.get(("", period), _NONE)
        sums["", period] = before[0] + articles, before[1] + walled
    return sums


def _every_period(numbers: Sequence[Number], cover: _Cover, selection: Selection, every: Every) -> list[str]:
    """From the first article to the last, or to the last crawl where that is later; none outside of the dates asked."""
    if not numbers:
        return []
    spans = {number.span for number in numbers}
    first, last = _day(min(spans)), _day(max(spans))
    if cover.last_day and day_number(cover.last_day) <= selection.last:
        last = max(last, cover.last_day)
    return [name_of(day, every) for day in periods(first, last, every)]
