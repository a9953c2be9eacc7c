"""Bars of block characters, and shares with the bounds that they are known to."""

from __future__ import annotations

from collections.abc import Iterable

from parvis.research.wilson import Share

__all__ = ["bar", "bounds", "percent", "spark"]

EIGHTHS = " ▏▎▍▌▋▊▉█"
STEPS = "▁▂▃▄▅▆▇█"
GAP = "·"  # nothing is known


def bar(value: float, most: float, *, width: int = 24) -> str:
    """As long as the value is beside the most that there is; something that is not zero is never shown as nothing.

    >>> bar(3, 4, width=2)
    '█▌'
    """
    if not value or not most:
        return ""
    eighths = max(1, round(8 * width * value / most))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def spark(values: Iterable[float | None], most: float) -> str:
    """A sign for each value; None is a gap, which is no zero."""
    top = len(STEPS) - 1
    return "".join(GAP if value is None else STEPS[round(top * value / most) if most else 0] for value in values)


def percent(share: Share | None) -> str:
    return f"{share.share:.0%}".replace("%", " %") if share else "-"


def bounds(share: Share | None) -> str:
    """Of 95 %.

    >>> from parvis.research.wilson import share_of
    >>> bounds(share_of(5, 10))
    '24-76'
    """
    return f"{100 * share.low:.0f}-{100 * share.high:.0f}" if share else ""
