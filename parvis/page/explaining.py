"""The sum behind a verdict, term by term: what every signal weighs, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from parvis.page.facts import Facts
from parvis.page.weighing import weigh
from parvis.page.weights import Weights, load_weights
from parvis.records import Evidence, Signal

__all__ = ["AccessSum", "reason_for", "sum_signals"]


@dataclass(frozen=True, slots=True)
class AccessSum:
    """Log-odds towards withheld. What decides before the sum (a refusal, a consent dialog) has no term in it."""

    bias: float
    terms: tuple[Evidence, ...]

    @property
    def total(self) -> float:
        return self.bias + math.fsum(term.weight for term in self.terms)

    @property
    def chance(self) -> float:
        """That the text is withheld, 0 to 1."""
        return 1 / (1 + math.exp(-self.total))


def sum_signals(signals: Iterable[Signal], *, weights: Weights | None = None) -> AccessSum:
    """The sum that `judge_access` forms of the same signals, the heaviest terms first."""
    weights = weights or load_weights()
    terms = weigh(Facts.of(signals), weights)
    ordered = sorted(terms, key=lambda term: (-abs(term.weight), term.signal, term.where, term.value))
    return AccessSum(weights.bias, tuple(ordered))


def reason_for(term: Evidence) -> str:
    """Why a term weighs what it does, as the file of the weights gives it."""
    reasons = load_weights().reasons
    return reasons.get(f"{term.signal}@{term.where}") or reasons.get(term.signal, "")
