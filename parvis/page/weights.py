"""The weights of signals, with their reasons; data beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from parvis.errors import DataError

__all__ = ["Weights", "check_weights", "load_weights"]

_BASES = frozenset({"prior", "fitted"})
MOST = 8.0  # log-odds; a single signal that says more would silence all others


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds towards withheld."""

    bias: float
    signal: Mapping[str, float] = field(repr=False)
    measure: Mapping[str, float] = field(repr=False)

    def of(self, name: str, where: str) -> float:
        """The weight of a signal at its place; 0 where none is listed."""
        return self.signal.get(f"{name}@{where}", self.signal.get(name, 0.0))


@cache
def load_weights() -> Weights:
    """The weights that Parvis ships. Raises DataError where the file does not hold."""
    return check_weights((resources.files("parvis.page") / "weights.toml").read_text(encoding="utf-8"))


def check_weights(text: str) -> Weights:
    """Read weights; raises DataError with key and remedy."""
    try:
        table = tomllib.loads(text)
        return Weights(float(table["bias"]), _section(table, "signal"), _section(table, "measure"))
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise DataError(f"weights.toml: {error}; it needs `bias`, [signal] and [measure]") from error


def _section(table: dict[str, Any], name: str) -> dict[str, float]:
    weights = {}
    for key, entry in table[name].items():
        if entry.get("basis") not in _BASES or not entry.get("reason") or abs(entry.get("weight", MOST + 1)) > MOST:
            raise DataError(f"weights.toml: {key}: give weight (at most {MOST:g}), basis (prior or fitted) and reason")
        weights[key] = float(entry["weight"])
    return weights
