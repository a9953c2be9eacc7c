"""Ways around a wall that Parvis never takes; the list is data, in detours.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import unquote_plus

from parvis.identity.whatwg import Parts, parse

__all__ = ["detour_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detour:
    says: str
    hosts: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()  # the first of a host's names
    paths: tuple[re.Pattern[str], ...] = ()
    query: frozenset[str] = frozenset()

    def leads(self, parts: Parts, *, article: bool) -> bool:
        host = parts.host.rstrip(".")
        if any(host == other or host.endswith(f".{other}") for other in self.hosts):
            return True
        return article and self._is_rendering(host, parts)

    def _is_rendering(self, host: str, parts: Parts) -> bool:
        if host.partition(".")[0] in self.labels or any(path.search(parts.path.lower()) for path in self.paths):
            return True
        pairs = {unquote_plus(pair).strip().lower() for pair in (parts.query or "").split("&")}
        return not self.query.isdisjoint(pairs)


def detour_of(url: str, *, article: bool) -> str | None:
    """What kind of detour the URL is; None: it is none, as far as it tells. For a source only its host counts.

    >>> detour_of("https://press.example/story/amp", article=True)
    'another rendering of a page: AMP'
    """
    parts = parse(url)
    if parts is None:
        return None
    return next((detour.says for detour in _detours() if detour.leads(parts, article=article)), None)


@cache
def _detours() -> tuple[Detour, ...]:
    tables = tomllib.loads(files("parvis.rights").joinpath("detours.toml").read_text(encoding="utf-8"))
    return tuple(
        Detour(
            says=table["says"],
            hosts=tuple(table.get("hosts", ())),
            labels=frozenset(table.get("labels", ())),
            paths=tuple(re.compile(path) for path in table.get("paths", ())),
            query=frozenset(table.get("query", ())),
        )
        for table in tables.values()
    )
