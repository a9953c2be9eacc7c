"""Which query parameters name no article; the list is data, in tracking.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote_plus

__all__ = ["is_tracking"]


@dataclass(frozen=True, slots=True)
class _Tracking:
    names: frozenset[str]
    prefixes: tuple[str, ...]
    tokens: frozenset[str]
    token_length: int
    pairs: frozenset[str]


def is_tracking(pair: str) -> bool:
    """Whether `name=value` of a query string says nothing of the article that is meant."""
    listed = _tracking()
    pair = unquote_plus(pair).strip().casefold()
    name, _, value = pair.partition("=")
    if name in listed.names or pair in listed.pairs or name.startswith(listed.prefixes):
        return True
    return name in listed.tokens and len(value) >= listed.token_length


@cache
def _tracking() -> _Tracking:
    tables = tomllib.loads(files("parvis.identity").joinpath("tracking.toml").read_text(encoding="utf-8"))
    return _Tracking(
        names=frozenset(_listed(tables, "names")),
        prefixes=tuple(_listed(tables, "prefixes")),
        tokens=frozenset(_listed(tables, "tokens")),
        token_length=tables["sessions"]["token_length"],
        pairs=frozenset(_listed(tables, "pairs")),
    )


def _listed(tables: dict[str, Any], field: str) -> list[str]:
    return [item for table in tables.values() for item in table.get(field, ())]
