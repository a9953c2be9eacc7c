"""The weights of signals, with their reasons; data beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from parvis.errors import DataError

__all__ = ["Weights", "check_weights", "load_weights"]

_BASES = frozenset({"prior", "fitted"})
_SOURCES = frozenset({"declared", "labelled", "judgement"})
MOST = 8.0  # log-odds; a single signal that says more would silence all others


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds towards withheld."""

    bias: float
    signal: Mapping[str, float] = field(repr=False)
    measure: Mapping[str, float] = field(repr=False)
    reasons: Mapping[str, str] = field(
        default_factory=dict, repr=False
    )  # of both, by name; `measure.` before the latter

    def key(self, name: str, where: str) -> str | None:
        """Under which name a signal at its place is listed; None where it is not."""
        placed = f"{name}@{where}"
        return placed if placed in self.signal else name if name in self.signal else None


@cache
def load_weights() -> Weights:
    """The weights that Parvis ships. Raises DataError where the file does not hold."""
    return check_weights((resources.files("parvis.page") / "weights.toml").read_text(encoding="utf-8"))


def check_weights(text: str) -> Weights:
    """Read weights; raises DataError with key and remedy."""
    try:
        table = tomllib.loads(text)
        signal, measure = _section(table, "signal"), _section(table, "measure")
        return Weights(float(table["bias"]), signal, measure, dict(_reasons(table)))
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise DataError(f"weights.toml: {error}; it needs `bias`, [signal] and [measure]") from error


def _section(table: dict[str, Any], name: str) -> dict[str, float]:
    weights = {}
    for key, entry in table[name].items():
        if fault := _fault(entry):
            raise DataError(f"weights.toml: {key}: {fault}")
        weights[key] = float(entry["weight"])
    return weights


def _reasons(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """ "Likewise" refers to the reason before it."""
    before = ""
    for prefix, section in (("", "signal"), ("measure.", "measure")):
        for name, entry in table[section].items():
            reason = str(entry["reason"])
            before = before if reason.startswith("Likewise") else reason
            yield f"{prefix}{name}", reason if before == reason else f"{before} {reason}"


def _fault(entry: dict[str, Any]) -> str | None:
    """What is wrong with an entry, and the remedy."""
    if abs(entry.get("weight", MOST + 1)) > MOST:
        return f"give a weight of at most {MOST:g}"
    if entry.get("basis") not in _BASES or entry.get("source") not in _SOURCES:
        return f"give basis ({' or '.join(sorted(_BASES))}) and source ({', '.join(sorted(_SOURCES))})"
    if not entry.get("reason") or not 0 <= entry.get("shut", -1) <= entry.get("seen", -1):
        return "give a reason, and on how many labelled pages it was seen, and of these shut"
    return None
