"""Where an archive has looked, and where not: sites by periods, as few periods as a page has room for. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from parvis.archive.portrait import Visits
from parvis.research.periods import Every, last_day, name_of, periods

__all__ = ["Cell", "Coverage", "coverage_of"]

MOST_COLUMNS = 31
SHADES = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A site in a period; `shade` from 1 to SHADES where something answered, 0 elsewhere."""

    answered: int
    failed: int
    shade: int

    @property
    def state(self) -> str:
        if self.answered:
            return "seen"
        return "failed" if self.failed else "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    every: Every
    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]  # by site

    @property
    def gaps(self) -> int:
        return sum(cell.state != "seen" for _, cells in self.rows for cell in cells)


def coverage_of(visits: Iterable[Visits], sites: Sequence[str]) -> Coverage:
    """From the first fetch of any of the sites to the last."""
    seen = [visit for visit in visits if visit.site in set(sites)]
    days = sorted(date.fromisoformat(visit.day) for visit in seen)
    every = _every(days[0], days[-1]) if days else Every.WEEK
    names = [name_of(day, every) for day in periods(days[0], days[-1], every)] if days else []
    answered, failed = _summed(seen, every)
    most = max(answered.values(), default=0)
    rows = [(site, tuple(_cell(answered[site, name], failed[site, name], most) for name in names)) for site in sites]
    return Coverage(every=every, periods=tuple(names), rows=tuple(rows))


def _every(first: date, last: date) -> Every:
    """The shortest periods of which a page has room for all."""
    for every in (Every.DAY, Every.WEEK, Every.MONTH):
        days = (last_day(last, every) - first).days + 1
        if days <= MOST_COLUMNS * {Every.DAY: 1, Every.WEEK: 7, Every.MONTH: 30}[every]:
            return every
    return Every.YEAR


def _summed(seen: Iterable[Visits], every: Every) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    answered: Counter[tuple[str, str]] = Counter()
    failed: Counter[tuple[str, str]] = Counter()
    for visit in seen:
        key = visit.site, name_of(date.fromisoformat(visit.day), every)
        answered[key] += visit.answered
        failed[key] += visit.failed
    return answered, failed


def _cell(answered: int, failed: int, most: int) -> Cell:
    return Cell(answered, failed, -(-SHADES * answered // most) if answered else 0)
