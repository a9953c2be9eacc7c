"""Which query parameters name no article; the list is data, in tracking.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import unquote_plus

__all__ = ["is_tracking"]


@dataclass(frozen=True, slots=True)
class _Tracking:
    names: frozenset[str]
    prefixes: tuple[str, ...]
    values: frozenset[str]


def is_tracking(pair: str) -> bool:
    """Whether `name=value` of a query string says nothing of the article that is meant."""
    listed = _tracking()
    pair = unquote_plus(pair).strip().casefold()
    name = pair.partition("=")[0]
    return name in listed.names or name.startswith(listed.prefixes) or pair in listed.values


@cache
def _tracking() -> _Tracking:
    tables = tomllib.loads(files("parvis.identity").joinpath("tracking.toml").read_text(encoding="utf-8")).values()
    return _Tracking(
        names=frozenset(name for table in tables for name in table.get("names", ())),
        prefixes=tuple(prefix for table in tables for prefix in table.get("prefixes", ())),
        values=frozenset(value for table in tables for value in table.get("values", ())),
    )
