"""The weights of the score, read once from weights.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from parvis.errors import DataError
from parvis.words import Role

__all__ = ["Weights", "load_weights", "read_weights"]


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
    """The weights that Parvis ships."""
    return read_weights(files("parvis.ledger").joinpath("weights.toml").read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """The weights of a TOML text. Raises DataError where it does not hold."""
    try:
        return _read(tomllib.loads(text))
    except KeyError as missing:
        raise DataError(f"ledger/weights.toml: no {missing}; add it, with a reason") from missing
    except (TypeError, ValueError) as problem:  # not TOML, not a number, not a role
        raise DataError(f"ledger/weights.toml: {problem}; compare the file with the one of the release") from problem


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
