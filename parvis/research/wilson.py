"""How sure a share is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

__all__ = ["Share", "share_of"]

Z = 1.959964  # of 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """Some of all, with the bounds between which the true share lies in 95 of 100 cases (Wilson's interval)."""

    part: int
    whole: int
    share: float
    low: float
    high: float


def share_of(part: int, whole: int) -> Share | None:
    """None: of nothing there is no share.

    >>> found = share_of(5, 10)
    >>> f"{found.share:.0%} {found.low:.1%} {found.high:.1%}"
    '50% 23.7% 76.3%'
    """
    if not whole:
        return None
    share, square = part / whole, Z * Z / whole
    middle = (share + square / 2) / (1 + square)
    reach = Z * sqrt(share * (1 - share) / whole + square / whole / 4) / (1 + square)
    low, high = (0.0 if not part else middle - reach), (1.0 if part == whole else middle + reach)
    return Share(part, whole, share, low, high)
