"""What the signals of a page do to what is kept of it: the table policy.toml, applied."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files

from parvis.records import Rights
from parvis.words import Profile

__all__ = ["Binding", "Effect", "Rule", "bindings", "effects", "load_rules"]


class Effect(StrEnum):
    """What a signal does. Several may hold at once."""

    RECORD = "record"
    CUT = "cut"  # read_page does it
    NO_TEASER = "no_teaser"
    NO_TEXT = "no_text"
    NO_SEARCH = "no_search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    signal: str
    where: str  # how it is said, as Markdown
    effects: Mapping[Profile, tuple[Effect, ...]]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A signal that a page gives, and what follows from it under a profile."""

    signal: str
    value: str
    effects: tuple[Effect, ...]
    why: str


@cache
def load_rules() -> tuple[Rule, ...]:
    """The table in its order."""
    text = files("parvis.rights").joinpath("policy.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            signal=entry["signal"],
            where=entry["where"],
            effects={profile: tuple(map(Effect, entry[profile])) for profile in Profile},
            why=entry["why"],
        )
        for entry in tomllib.loads(text)["rule"]
    )


def bindings(rights: Rights, profile: Profile, at: datetime | None) -> tuple[Binding, ...]:
    """The signals that a page gives at a moment, in the table's order."""
    found = ((rule, _SIGNALS[rule.signal](rights)) for rule in load_rules())
    return tuple(
        Binding(signal=rule.signal, value=value, effects=_due(rule, rights, profile, at), why=rule.why)
        for rule, value in found
        if value
    )


def effects(rights: Rights, profile: Profile, at: datetime | None) -> frozenset[Effect]:
    """All that follows from what a page says."""
    return frozenset(effect for binding in bindings(rights, profile, at) for effect in binding.effects)


def _due(rule: Rule, rights: Rights, profile: Profile, at: datetime | None) -> tuple[Effect, ...]:
    """A day that has not come yet is only recorded."""
    end = rights.unavailable_after
    if rule.signal == "unavailable_after" and (at is None or end is None or at < end):
        return (Effect.RECORD,)
    return rule.effects[profile]


def _usage(rights: Rights) -> str:
    return ", ".join(f"{label}={value}" for label, value in rights.usage)


_SIGNALS: Mapping[str, Callable[[Rights], str]] = {
    "noindex": lambda rights: "yes" if rights.noindex else "",
    "noarchive": lambda rights: "yes" if rights.noarchive else "",
    "nosnippet": lambda rights: "yes" if rights.nosnippet else "",
    "max-snippet": lambda rights: "" if rights.max_snippet is None else str(rights.max_snippet),
    "data-nosnippet": lambda rights: f"{rights.nosnippet_elements} elements" if rights.nosnippet_elements else "",
    "unavailable_after": lambda rights: rights.unavailable_after.isoformat() if rights.unavailable_after else "",
    "tdm-reserved": lambda rights: ", ".join(rights.reserved_by) or "yes" if rights.tdm_reserved else "",
    "tdm-unknown": lambda rights: "yes" if rights.tdm_unknown and rights.tdm_reserved is None else "",
    "usage": _usage,
    "rsl": lambda rights: rights.rsl or "",
    "licence": lambda rights: rights.license or "",
    "declaration": lambda rights: "; ".join(f"{name} {value}" for name, value in rights.declarations),
}
