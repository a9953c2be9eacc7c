"""The sum behind a verdict, term by term: what every signal weighs, and why."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

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
    name = term.signal.removeprefix("measure.")
    reasons = _reasons()
    return reasons.get(f"{term.signal}@{term.where}") or reasons.get(term.signal) or reasons.get(f"measure {name}", "")


@cache
def _reasons() -> Mapping[str, str]:
    table = tomllib.loads((resources.files("parvis.page") / "weights.toml").read_text(encoding="utf-8"))
    signals = dict(_spelt_out((name, str(entry["reason"])) for name, entry in table["signal"].items()))
    return signals | {f"measure {name}": str(entry["reason"]) for name, entry in table["measure"].items()}


def _spelt_out(reasons: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """ "Likewise" refers to the reason before it."""
    before = ""
    for name, reason in reasons:
        if reason.startswith("Likewise"):
            yield name, f"{before} {reason}"
        else:
            yield name, reason
            before = reason
