"""Weights for one site: a signal that stands on every page of a site tells its pages not apart.

A weight is a log-odds ratio: how much more often a signal is seen where text is withheld than where it is not. How
often a site shows the signal where its text is *not* withheld can be counted, on the pages that show all of it. Say
that share is s. However often walled pages have the signal, they cannot have it more often than always, so it can
never weigh more than -ln s: the surprise of seeing it on an open page. On every open page: nothing at all. On none: no
bound. Signals that speak for free text are bounded likewise, by their share of all pages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from parvis.page.facts import FULL, Facts
from parvis.page.weights import Weights, load_weights
from parvis.records import Signal

__all__ = ["FEWEST", "Shares", "calibrate", "count_signals"]

FEWEST = 20  # pages; from fewer nothing is concluded


@dataclass(frozen=True, slots=True)
class Shares:
    """On how many pages of a site each weight's signal is seen."""

    pages: int
    open: int  # pages that show the whole text, or as good as
    seen: Mapping[str, int] = field(repr=False)  # on all pages, by the weight's name
    seen_open: Mapping[str, int] = field(repr=False)


def count_signals(pages: Iterable[Iterable[Signal]], weights: Weights | None = None) -> Shares:
    """Count the signals of a site's pages, in whatever order they come."""
    weights = weights or load_weights()
    total = whole = 0
    seen: Counter[str] = Counter()
    seen_open: Counter[str] = Counter()
    for page in pages:
        facts = Facts.of(page)
        keys = {key for s in facts.signals if (key := weights.key(s.name, s.where)) is not None}
        is_open = facts.count("shown") >= FULL
        total, whole = total + 1, whole + is_open
        seen.update(keys)
        seen_open.update(keys if is_open else ())
    return Shares(total, whole, dict(seen), dict(seen_open))


def calibrate(shares: Shares, weights: Weights | None = None) -> Weights:
    """The weights as they hold on one site; unchanged where too few of its pages are known."""
    weights = weights or load_weights()
    return replace(weights, signal={key: _bounded(key, weight, shares) for key, weight in weights.signal.items()})


def _bounded(key: str, weight: float, shares: Shares) -> float:
    towards_wall = weight > 0
    pages = shares.open if towards_wall else shares.pages
    seen = (shares.seen_open if towards_wall else shares.seen).get(key, 0)
    if pages < FEWEST or not seen:
        return weight
    most = -math.log(seen / pages)
    return min(weight, most) if towards_wall else max(weight, -most)
