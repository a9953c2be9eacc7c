"""The weights of the score, read once from weights.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from parvis.errors import DataError
from parvis.words import Role

__all__ = ["Weights", "load_weights"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each kind of evidence weighs, in bits."""

    bits_per_doubling: float
    most: float
    relief: float
    diverse_words: int
    diverse_bits: float
    offset: float
    label_words: int
    label_diversity: float
    roles: dict[Role, float]


@cache
def load_weights() -> Weights:
    """The weights of the shipped file. Raises DataError where the file does not hold."""
    text = files("parvis.ledger").joinpath("weights.toml").read_text(encoding="utf-8")
    try:
        return _read(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as problem:
        raise DataError(f"parvis/ledger/weights.toml: {problem}; install Parvis again") from problem


def _read(data: dict[str, dict[str, float]]) -> Weights:
    articles, diversity, label = data["articles"], data["diversity"], data["label"]
    return Weights(
        bits_per_doubling=articles["bits_per_doubling"],
        most=articles["most"],
        relief=diversity["relief"],
        diverse_words=int(diversity["words"]),
        diverse_bits=diversity["bits"],
        offset=diversity["offset"],
        label_words=int(label["words"]),
        label_diversity=label["diversity"],
        roles={Role(name): bits for name, bits in data["role"].items() if name != "reason"},
    )
