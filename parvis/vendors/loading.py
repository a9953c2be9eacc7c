"""Reading and checking the vendor files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

from parvis.errors import DataError

__all__ = [ "Proves", "Signature", "SignatureKind", "StateKey", "Vendor", "check_states", "check_vendor",
"read_states", "read_vendors", ]  # fmt: skip

STATES = "states.toml"


class SignatureKind(StrEnum):
    HOST = "host"  # suffix of the host of a script or iframe, at a dot
    PATH = "path"  # beginning of the path of a script or style sheet, or of a part of it that begins at a slash
    SELECTOR = "selector"  # CSS
    COOKIE = "cookie"  # name of a cookie that the response sets
    HEADER = "header"  # name of a header of the response


class Proves(StrEnum):
    """What a signature says when it is found."""

    USES = "uses"  # the site uses the vendor; nothing of this article
    SLOT = "slot"  # a container that may be empty or asleep
    WALL = "wall"  # normally there, and not empty, only where text is withheld
    GATE = "gate"  # wraps the withheld text itself
    OPTION = "option"  # a paid refusal in a consent dialog


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    kind: SignatureKind
    value: str
    proves: Proves


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    id: str
    name: str
    roles: tuple[str, ...]
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateKey:
    """A meta element that states access.

    `values`: its value in lower case (`*`: any) to free, metered, registration, locked or paid.
    """

    name: str  # of a meta element in lower case, `*` at the front: any name that ends so; of a key as it is spelt
    values: Mapping[str, str]
    inline: bool = False  # a key of page state or a data attribute, not a meta element


_VENDOR_KEYS = {"id", "name", "roles", "reason", "signature"}
_SIGNATURE_KEYS = {"kind", "value", "proves", "reason"}
_STATE_KEYS = {"name", "free", "metered", "registration", "locked", "paid", "reason"}
_STATES = ("free", "metered", "registration", "locked", "paid")
_VALUE = {
    SignatureKind.HOST: re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+"),
    SignatureKind.PATH: re.compile(r"/[\w./@-]{4,}"),
}


def read_vendors() -> tuple[Vendor, ...]:
    files = (f for f in resources.files("parvis.vendors").iterdir() if f.name.endswith(".toml") and f.name != STATES)
    return tuple(
        check_vendor(file.read_text(encoding="utf-8"), file.name) for file in sorted(files, key=lambda f: f.name)
    )


def read_states() -> tuple[StateKey, ...]:
    return check_states((resources.files("parvis.vendors") / STATES).read_text(encoding="utf-8"), STATES)


def check_vendor(text: str, name: str) -> Vendor:
    """One vendor; raises DataError with file, key and remedy."""
    table = _table(text, name, _VENDOR_KEYS)
    if table.get("id") != name.removesuffix(".toml"):
        raise DataError(f"{name}: `id` differs from the name of the file; make them equal")
    try:
        return Vendor(
            id=table["id"],
            name=table["name"],
            roles=tuple(table["roles"]),
            signatures=tuple(_signature(entry, name) for entry in table["signature"]),
        )
    except (KeyError, TypeError) as error:
        raise DataError(f"{name}: the key {error} is missing; add it") from error


def _signature(entry: dict[str, Any], name: str) -> Signature:
    _known(entry, f"{name}: signature", _SIGNATURE_KEYS)
    try:
        signature = Signature(kind=SignatureKind(entry["kind"]), value=entry["value"], proves=Proves(entry["proves"]))
    except KeyError as error:
        raise DataError(f"{name}: signature: the key {error} is missing; add it") from error
    except ValueError as error:
        raise DataError(f"{name}: signature: {error}; correct the value") from error
    shape = _VALUE.get(signature.kind)
    if shape and not shape.fullmatch(signature.value):
        raise DataError(
            f"{name}: `value` {signature.value!r} is no {signature.kind}; give a whole host, or a path from its slash"
        )
    return signature


def check_states(text: str, name: str) -> tuple[StateKey, ...]:
    """The access states of meta elements and page state; raises DataError with file, key and remedy."""
    table = _table(text, name, {"meta", "inline"})
    return tuple(_state_key(entry, kind, name) for kind in ("meta", "inline") for entry in table.get(kind, ()))


def _state_key(entry: dict[str, Any], kind: str, name: str) -> StateKey:
    _known(entry, f"{name}: {kind}", _STATE_KEYS)
    values = {value: state for state in _STATES for value in entry.get(state, ())}
    if not entry.get("name") or not values:
        raise DataError(
            f"{name}: a [[{kind}]] needs `name` and a list of values for one of {', '.join(_STATES)}; add them"
        )
    inline = kind == "inline"
    return StateKey(name=entry["name"] if inline else entry["name"].lower(), values=values, inline=inline)


def _table(text: str, name: str, known: set[str]) -> dict[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: no TOML ({error}); correct the syntax") from error
    _known(table, name, known)
    return table


def _known(table: dict[str, Any], where: str, known: set[str]) -> None:
    if unknown := table.keys() - known:
        raise DataError(f"{where}: unknown key `{min(unknown)}`; known are {', '.join(sorted(known))}")
