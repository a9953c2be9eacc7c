"""What the facts of a page weigh: each listed signal once, and what the counts of words say."""

from __future__ import annotations

from collections.abc import Iterator

from parvis.page.facts import FULL, READABLE, Facts
from parvis.page.weights import Weights
from parvis.records import Evidence

__all__ = ["weigh"]

SOME, FEW = 120, 80  # words of the article that are shown
SHORT, WHOLE = 0.6, 0.85  # share of the declared words that is shown
DECLARED = 100  # words; a smaller count is that of something else
HIDDEN = 60


def weigh(facts: Facts, weights: Weights) -> tuple[Evidence, ...]:
    """The evidence for and against withholding; its sum and the bias are the log-odds.

    A signal counts once, however many places of the page show it: two parts of one template are one declaration.
    """
    return (*_signals(facts, weights), *_measures(facts, weights))


def _signals(facts: Facts, weights: Weights) -> Iterator[Evidence]:
    seen: set[str] = set()
    for signal in facts.signals:
        key = weights.key(signal.name, signal.where)
        if key is not None and key not in seen and (weight := weights.signal[key]):
            seen.add(key)
            yield Evidence(signal=signal.name, where=signal.where, value=signal.value, weight=weight)


def _measures(facts: Facts, weights: Weights) -> Iterator[Evidence]:
    for name, value in _measured(facts):
        yield Evidence(signal=f"measure.{name}", where="article", value=value, weight=weights.measure[name])


def _measured(facts: Facts) -> Iterator[tuple[str, str]]:
    shown, hidden, declared = facts.count("shown"), facts.count("hidden"), facts.count("declared")
    if shown >= FULL:
        yield "full", str(shown)
    elif shown >= SOME:
        yield "some", str(shown)
    elif shown < FEW and facts.restricted:
        yield "few", str(shown)
    # A page of which nothing at all is seen is more often one that a script shows than one that is walled.
    seen = shown >= READABLE or facts.restricted
    if hidden >= HIDDEN and hidden > shown and seen:
        yield "hidden", f"{hidden} of {hidden + shown}"
    if declared >= DECLARED and shown < SHORT * declared and seen:
        yield "short", f"{shown} of {declared}"
    elif declared >= DECLARED and shown > WHOLE * declared:
        yield "whole", f"{shown} of {declared}"
    if facts.restricted or facts.asking:
        yield from _ended(facts)


def _ended(facts: Facts) -> Iterator[tuple[str, str]]:
    """How a text ends that may go on elsewhere; a free column may well end in an ellipsis."""
    ends = {s.value for s in facts.signals if s.name == "text.cut"}
    if "ellipsis" in ends:
        yield "cut", "ellipsis"
    elif ends:
        yield "unfinished", min(ends)
