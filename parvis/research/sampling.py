"""Samples for coding by hand: the same seed and archive give the same articles, in whatever order they were found.

Random, proportionate by strata, or constructed weeks: for each week one random Monday, one Tuesday and so on, and all
that was published on these days, so that no day of the week weighs more than another (Riffe, Aust and Lacy 1993; six
weeks stand for a year of an online paper, Luke, Caburnay and Cohen 2011). Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

__all__ = ["Share", "Unit", "constructed_weeks", "dealt", "random_sample", "stratified_sample"]

DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An article that may be drawn. `day`: of publication, as far as it is known."""

    article: int
    site: str
    section: str = ""
    access: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a coder gets. `shared` are coded by everybody: by them the agreement is measured."""

    coder: int  # from 1 on
    shared: tuple[Unit, ...]
    own: tuple[Unit, ...]


def random_sample(units: Iterable[Unit], size: int, seed: int) -> tuple[Unit, ...]:
    """So many units, or all where there are fewer; each is as likely as any other."""
    population = sorted(units, key=_article)
    return tuple(sorted(_random(seed).sample(population, min(size, len(population))), key=_article))


def stratified_sample(
    units: Iterable[Unit], size: int, seed: int, *, by: Callable[[Unit], Hashable]
) -> tuple[Unit, ...]:
    """As many of each stratum as its share of the whole, by largest remainder, drawn at random within it."""
    strata: dict[str, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=_article):
        strata[repr(by(unit))].append(unit)
    sizes = _apportioned({name: len(members) for name, members in strata.items()}, size)
    random = _random(seed)
    return tuple(
        sorted((unit for name in sorted(strata) for unit in random.sample(strata[name], sizes[name])), key=_article)
    )


def _apportioned(sizes: Mapping[str, int], seats: int) -> dict[str, int]:
    """Seats in proportion to sizes (Hamilton's method); no stratum gets more than it has."""
    total = sum(sizes.values())
    seats = min(seats, total)
    exact = {name: divmod(size * seats, total) for name, size in sizes.items()} if total else {}
    given = {name: whole for name, (whole, _) in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (-exact[name][1], name))
    for name in by_remainder[: seats - sum(given.values())]:
        given[name] += 1
    return given


def constructed_weeks(units: Iterable[Unit], weeks: int, seed: int) -> tuple[tuple[date, ...], tuple[Unit, ...]]:
    """The days that were drawn, and all units of these days.

    A day may be drawn from the first to the last on which anything was published, days without articles too. Units of
    an unknown day cannot be drawn.

    Raises:
        ValueError: there are not so many weeks between the first day and the last.
    """
    dated = sorted((unit for unit in units if unit.day is not None), key=_article)
    days = _span([unit.day for unit in dated if unit.day])
    of_weekday = [[day for day in days if day.weekday() == number] for number in range(DAYS)]
    if min(map(len, of_weekday), default=0) < weeks:
        raise ValueError(f"{weeks} constructed weeks need as many of each weekday; there are {len(days)} days")
    random = _random(seed)
    drawn = tuple(sorted(day for same in of_weekday for day in random.sample(same, weeks)))
    return drawn, tuple(unit for unit in dated if unit.day in drawn)


def _span(days: Sequence[date]) -> list[date]:
    if not days:
        return []
    first, last = min(days), max(days)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def dealt(sample: Sequence[Unit], coders: int, overlap: int, seed: int) -> tuple[Share, ...]:
    """A share a coder, in an order of its own: `overlap` units that all get, the others dealt out evenly."""
    random = _random(seed)
    shuffled = random.sample(sorted(sample, key=_article), len(sample))
    shared, rest = shuffled[:overlap], shuffled[overlap:]
    return tuple(
        Share(
            coder=number + 1,
            shared=tuple(random.sample(shared, len(shared))),
            own=tuple(rest[number::coders]),
        )
        for number in range(coders)
    )


def _random(seed: int) -> Random:
    return Random(seed)  # noqa: S311  a seed that can be told is the point


def _article(unit: Unit) -> int:
    return unit.article
