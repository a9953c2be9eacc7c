"""Reading and checking the vendor files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from typing import Any

from parvis.errors import DataError

__all__ = ["EVIDENCE", "ROLES", "STATES", "Proves", "Signature", "SignatureKind", "Vendor", "check_vendor",
"read_table", "read_vendors", "refuse_unknown"]  # fmt: skip

STATES = "states.toml"  # beside the vendors, and none of them


class SignatureKind(StrEnum):
    """Where a signature is looked for."""

    HOST = "host"  # of a script, frame or style sheet, from a dot on; `name.*`: its first part; a path may follow
    PATH = "path"  # the same's path, or a part of it that begins at a slash
    SELECTOR = "selector"  # CSS, in the tree
    GLOBAL = "global"  # a name at the beginning of an inline script
    META = "meta"  # a meta element's name, `*` at the end: any that begin so; `=` and how its content begins may follow
    COOKIE = "cookie"  # a cookie that the response sets
    HEADER = "header"  # a header of the response; `=` and how its value begins may follow
    PAGE = "page"  # the path of the page itself, or a part of it that begins at a slash


class Proves(StrEnum):
    """What a signature says when it is found."""

    USES = "uses"  # the site uses the vendor; nothing of this article
    SLOT = "slot"  # a container that may be empty or asleep
    WALL = "wall"  # normally there, and not empty, only where text is withheld
    GATE = "gate"  # wraps the withheld text itself
    STATE = "state"  # marks an article as paid, maybe another one than this
    OPTION = "option"  # a paid refusal in a consent dialog


ROLES: Mapping[str, str] = {
    "paywall": "asks for money in place of text",
    "regwall": "asks for an account or an address in place of text",
    "meter": "counts articles",
    "membership": "sells memberships, in place of text or not",
    "micropayment": "sells single articles",
    "dynamic": "decides for each visitor",
    "contribution": "asks for money and withholds nothing",
    "newsletter_wall": "asks for a subscription to a newsletter in place of text",
    "adblock_wall": "asks to see advertisements",
    "rewarded_wall": "trades text for an advertisement",
    "consent_or_pay": "asks to be tracked or to pay",
    "bot_paywall": "asks crawlers for money; readers never see it",
    "cmp": "asks for consent",
    "analytics": "measures readers",
    "subscriptions": "keeps and bills subscriptions, behind the site",
    "identity": "keeps accounts",
    "newsletter": "asks for an address for a newsletter",
    "comments": "comments of readers",
    "donation": "takes voluntary payments",
    "push_prompt": "asks for permission to send notices",
    "tag_manager": "brings in other scripts",
    "cms": "content management",
    "replica": "electronic edition",
    "in_house": "a publisher's own system",
}

EVIDENCE: Mapping[str, str] = {
    "AC": "rules of the autoconsent project",
    "BIB": "BibBot's list of sites",
    "BPC": "names listed in the public source of browser extensions about paywalls; facts about markers only",
    "CAL": "calibre's news recipes",
    "CODE": "public source code that holds the exact string",
    "COM": "rules of the Consent-O-Matic project",
    "DOC": "the vendor's documentation",
    "FIX": "seen in some 3,100 public test pages of 1,763 hosts",
    "FTR": "site rules of the fivefilters project",
    "FUN": "publisher parsers of the fundus project",
    "KNOW": "own knowledge, not seen again: check before relying on it",
    "NSP": "source of the Newspack plug-in",
    "OPH": "Ophirofox's content scripts",
    "PAPER": "a paper on consent-or-pay walls (IMC 2023)",
    "RSSB": "RSS-Bridge",
    "SWG": "source of swg.js",
    "TDB": "the tracker database of Ghostery",
    "WA": "technology list of the webappanalyzer project",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    kind: SignatureKind
    value: str
    proves: Proves
    evidence: tuple[str, ...] = ()  # keys of EVIDENCE
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    id: str
    name: str
    roles: tuple[str, ...]  # keys of ROLES, the first one first
    regions: tuple[str, ...] = ()  # countries where it is met
    reason: str = field(default="", repr=False)
    signatures: tuple[Signature, ...] = ()  # none where only its states are read, or nothing in a page shows it


_VENDOR_KEYS = frozenset({"id", "name", "roles", "regions", "reason", "signature"})
_SIGNATURE_KEYS = frozenset({"kind", "value", "proves", "evidence", "reason"})
_HOST = r"[a-z0-9-]+(?:\.(?:[a-z0-9-]+))+|[a-z0-9-]+\.\*"
_VALUE = {
    SignatureKind.HOST: re.compile(rf"(?:{_HOST})(?:/[\w./-]*)?"),
    SignatureKind.PATH: re.compile(r"/[\w./@-]{4,}"),
    SignatureKind.PAGE: re.compile(r"/[\w-]{4,}/"),
    SignatureKind.META: re.compile(r"[a-z][a-z0-9:._-]+\*?(?:=[a-z0-9]+)?"),
    SignatureKind.HEADER: re.compile(r"[a-z0-9-]{4,}(?:=[a-z0-9]+)?"),
    SignatureKind.COOKIE: re.compile(r"[\w-]{6,}"),
    SignatureKind.GLOBAL: re.compile(r"\w[\w.('-]{3,}"),
}


def read_vendors() -> tuple[Vendor, ...]:
    files = (f for f in resources.files("parvis.vendors").iterdir() if f.name.endswith(".toml") and f.name != STATES)
    return tuple(
        check_vendor(file.read_text(encoding="utf-8"), file.name) for file in sorted(files, key=lambda f: f.name)
    )


def check_vendor(text: str, name: str) -> Vendor:
    """One vendor; raises DataError with file, key and remedy."""
    table = read_table(text, name, _VENDOR_KEYS)
    if table.get("id") != name.removesuffix(".toml"):
        raise DataError(f"{name}: `id` differs from the name of the file; make them equal")
    try:
        return Vendor(
            id=table["id"],
            name=table["name"],
            roles=_known(table["roles"], ROLES, f"{name}: roles"),
            regions=tuple(table["regions"]),
            reason=table["reason"],
            signatures=tuple(_signature(entry, name) for entry in table.get("signature", ())),
        )
    except (KeyError, TypeError) as error:
        raise DataError(f"{name}: the key {error} is missing; add it") from error


def _signature(entry: dict[str, Any], name: str) -> Signature:
    where = f"{name}: signature"
    refuse_unknown(entry, where, _SIGNATURE_KEYS)
    try:
        signature = Signature(
            kind=SignatureKind(entry["kind"]),
            value=entry["value"],
            proves=Proves(entry["proves"]),
            evidence=_known(entry["evidence"], EVIDENCE, f"{where}: evidence"),
            reason=entry["reason"],
        )
    except KeyError as error:
        raise DataError(f"{where}: the key {error} is missing; add it") from error
    except ValueError as error:
        raise DataError(f"{where}: {error}; correct the value") from error
    shape = _VALUE.get(signature.kind)
    if shape and not shape.fullmatch(signature.value):
        raise DataError(
            f"{name}: `value` {signature.value!r} is no {signature.kind}; give a whole host, a path from its slash, "
            "or a whole name"
        )
    return signature


def _known(words: list[str], table: Mapping[str, str], where: str) -> tuple[str, ...]:
    if unknown := [word for word in words if word not in table]:
        raise DataError(f"{where}: unknown `{unknown[0]}`; known are {', '.join(sorted(table))}")
    return tuple(words)


def read_table(text: str, name: str, known: frozenset[str]) -> dict[str, Any]:
    """A TOML file's table; raises DataError where it is none, or holds unknown keys."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: no TOML ({error}); correct the syntax") from error
    refuse_unknown(table, name, known)
    return table


def refuse_unknown(table: dict[str, Any], where: str, known: frozenset[str]) -> None:
    """Raise DataError for a key that nothing reads."""
    if unknown := table.keys() - known:
        raise DataError(f"{where}: unknown key `{min(unknown)}`; known are {', '.join(sorted(known))}")
