"""Reading and checking states.toml: what pages say of the access of an article in words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

from parvis.errors import DataError
from parvis.vendors.loading import STATES, read_table, refuse_unknown

__all__ = ["StateKey", "StateKind", "States", "check_states", "read_states"]


class StateKind(StrEnum):
    """Where a key stands."""

    META = "meta"  # a meta element
    INLINE = "inline"  # page state and data layers
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateKey:
    """A key that states access.

    `values`: its value in lower case (`*`: any) to free, metered, registration, locked or paid.
    """

    kind: StateKind
    name: str  # of a meta element in lower case, with one `*` for anything; of other keys as it is spelt
    values: Mapping[str, str]
    vendor: str = ""  # whose key it is, where it is one vendor's
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """All keys, and the rarer letters by which those of page state are announced."""

    keys: tuple[StateKey, ...]
    stems: tuple[str, ...]  # one of them stands in every inline key
    reader: tuple[str, ...]  # keys of the reader's state, which are never read

    def of(self, kind: StateKind) -> tuple[StateKey, ...]:
        return tuple(key for key in self.keys if key.kind is kind)


_VALUES = ("free", "metered", "registration", "locked", "paid")
_KEYS = frozenset({"name", "vendor", "reason", *_VALUES})
_TABLES = frozenset({"stems", "reader", *StateKind})


def read_states() -> States:
    return check_states((resources.files("parvis.vendors") / STATES).read_text(encoding="utf-8"), STATES)


def check_states(text: str, name: str) -> States:
    """The access states of pages; raises DataError with file, key and remedy."""
    table = read_table(text, name, _TABLES)
    keys = tuple(_key(entry, kind, name) for kind in StateKind for entry in table.get(kind, ()))
    stems, reader = tuple(table.get("stems", ())), tuple(table.get("reader", ()))
    for key in keys:
        if key.name in reader:
            raise DataError(f"{name}: `{key.name}` is listed as the reader's; take it out of one of the lists")
        if key.kind is StateKind.INLINE and not any(stem in key.name for stem in stems):
            raise DataError(f"{name}: no stem is part of `{key.name}`; add one to `stems`")
    return States(keys=keys, stems=stems, reader=reader)


def _key(entry: dict[str, Any], kind: StateKind, name: str) -> StateKey:
    refuse_unknown(entry, f"{name}: {kind}", _KEYS)
    values = {value: state for state in _VALUES for value in entry.get(state, ())}
    if not entry.get("name") or not values:
        raise DataError(
            f"{name}: a [[{kind}]] needs `name` and a list of values for one of {', '.join(_VALUES)}; add them"
        )
    return StateKey(
        kind=kind,
        name=entry["name"].lower() if kind is StateKind.META else entry["name"],
        values=values,
        vendor=entry.get("vendor", ""),
        reason=entry.get("reason", ""),
    )
