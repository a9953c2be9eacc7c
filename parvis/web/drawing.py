"""Shapes: the bands of a page, bars and spark lines, as numbers that an SVG takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from parvis.archive.anatomies import Part
from parvis.words import Role

__all__ = ["Band", "Slice", "Tick", "bands_of", "slices", "ticks"]

STRIP = 640.0  # the height of a page
LEAST = 5.0  # of a band: something can be seen of one word, too
# Shown as a count: they lead elsewhere, say who is who, or belong to somebody else.
COUNT_ONLY = frozenset({Role.RELATED, Role.NAVIGATION, Role.ADVERT, Role.SHARE, Role.COMMENTS, Role.WITHHELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Blocks that follow one another in one role; `top` and `height` in the strip."""

    number: int
    role: Role
    removed: bool
    words: int
    parts: tuple[Part, ...]
    top: float
    height: float

    @property
    def told(self) -> bool:
        """Whether its text is shown, and not its length alone."""
        return self.role not in COUNT_ONLY and any(part.text for part in self.parts)


def bands_of(parts: Sequence[Part]) -> tuple[Band, ...]:
    """The bands of a page in reading order, together as high as the strip."""
    groups = [tuple(group) for _, group in groupby(parts, key=lambda part: (part.role, part.removed))]
    words = [sum(part.words for part in group) for group in groups]
    heights = _heights(words)
    tops = [sum(heights[:number]) for number in range(len(groups))]
    return tuple(
        Band(
            number=number,
            role=group[0].role,
            removed=group[0].removed,
            words=words[number],
            parts=group,
            top=round(tops[number], 1),
            height=round(heights[number], 1),
        )
        for number, group in enumerate(groups)
    )


def _heights(words: Sequence[int]) -> list[float]:
    """In proportion, but none below the least that can be seen."""
    total = sum(words) or 1
    raw = [max(LEAST, STRIP * count / total) for count in words]
    scale = STRIP / sum(raw) if raw else 1.0
    return [height * scale for height in raw]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a bar of 100."""

    name: str
    value: float
    share: float
    left: float
    width: float


def slices(values: Iterable[tuple[str, float]]) -> tuple[Slice, ...]:
    """A bar of parts; nothing where all are nothing."""
    named = list(values)
    total = sum(value for _, value in named)
    found: list[Slice] = []
    left = 0.0
    for name, value in named:
        if total and value:
            width = 100 * value / total
            found.append(Slice(name, value, value / total, round(left, 2), round(width, 2)))
            left += width
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Tick:
    """A month of a spark line; `height` of 20, None in a gap."""

    period: str
    left: float
    height: float | None
    label: str


def ticks(points: Iterable[tuple[str, float | None, str]], *, width: float = 6.0) -> tuple[Tick, ...]:
    """Periods with shares between 0 and 1. A share of nothing is a line that can be seen; a gap is none."""
    return tuple(
        Tick(period, round(place * width, 1), None if share is None else round(max(1.0, 20 * share), 1), label)
        for place, (period, share, label) in enumerate(points)
    )
