"""Signatures by what is looked at on a page, so that a page is looked at once and not once a signature."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, KeysView, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from parvis.vendors.loading import Proves, Signature, SignatureKind, Vendor

__all__ = ["Lookup", "Mark", "Selectors", "make_lookup"]

_PROBE = re.compile(r"([a-z][\w-]*)?(?:([.#])([\w-]+)|\[([\w-]+)(?:([*^$~|]?)=[\"']?([^\"'\]]+))?)?")


class Mark(NamedTuple):
    """A signature, and whose it is."""

    vendor: str
    signature: Signature
    rest: str = ""  # what must follow: a path after a host, the beginning of a content or value


Marks = Mapping[str, tuple[Mark, ...]]


@dataclass(frozen=True, slots=True)
class Selectors:
    """Selectors, by what they begin with."""

    classes: Marks = field(repr=False)
    ids: Marks = field(repr=False)
    parts: Marks = field(repr=False)  # of an id
    attributes: Marks = field(repr=False)
    elements: Marks = field(repr=False)

    def possible(
        self, *, classes: KeysView[str], ids: KeysView[str], attributes: KeysView[str], elements: KeysView[str]
    ) -> Iterator[Mark]:
        """The selectors that may match on a page with these names."""
        for known, there in (
            (self.classes, classes),
            (self.ids, ids),
            (self.attributes, attributes),
            (self.elements, elements),
        ):
            for name in known.keys() & there:
                yield from known[name]
        if self.parts:
            joined = "\n".join(ids)
            for part, marks in self.parts.items():
                if part in joined:
                    yield from marks


@dataclass(frozen=True, slots=True)
class Lookup:
    """All signatures."""

    hosts: Marks = field(repr=False)  # by suffix
    fronts: Marks = field(repr=False)  # by the first part of a host
    paths: Marks = field(repr=False)
    pages: Marks = field(repr=False)
    globals: Marks = field(repr=False)
    metas: Marks = field(repr=False)  # by name, or how it begins and `*`
    sent: Marks = field(repr=False)  # headers and cookies, in lower case
    selectors: Selectors
    by_proof: Mapping[Proves, Selectors] = field(repr=False)


def make_lookup(vendors: Iterable[Vendor]) -> Lookup:
    """The signatures of some vendors."""
    tables: dict[SignatureKind, list[Mark]] = defaultdict(list)
    for vendor in vendors:
        for signature in vendor.signatures:
            tables[signature.kind].append(Mark(vendor.id, signature))
    selectors = tables[SignatureKind.SELECTOR]
    fronts, hosts = _parted(_split(mark, "/") for mark in tables[SignatureKind.HOST])
    return Lookup(
        hosts=_grouped(hosts),
        fronts=_grouped((host.removesuffix(".*"), mark) for host, mark in fronts),
        paths=_grouped((mark.signature.value, mark) for mark in tables[SignatureKind.PATH]),
        pages=_grouped((mark.signature.value, mark) for mark in tables[SignatureKind.PAGE]),
        globals=_grouped((mark.signature.value, mark) for mark in tables[SignatureKind.GLOBAL]),
        metas=_grouped(_split(mark, "=") for mark in tables[SignatureKind.META]),
        sent=_grouped(_split(mark, "=") for k in (SignatureKind.HEADER, SignatureKind.COOKIE) for mark in tables[k]),
        selectors=_selectors(selectors),
        by_proof={proof: _selectors([m for m in selectors if m.signature.proves is proof]) for proof in Proves},
    )


def _split(mark: Mark, sign: str) -> tuple[str, Mark]:
    key, found, rest = mark.signature.value.partition(sign)
    return key.lower(), mark._replace(rest=f"/{rest}" if found == "/" else rest)


def _parted(pairs: Iterable[tuple[str, Mark]]) -> tuple[list[tuple[str, Mark]], list[tuple[str, Mark]]]:
    fronts: list[tuple[str, Mark]] = []
    hosts: list[tuple[str, Mark]] = []
    for pair in pairs:
        (fronts if pair[0].endswith(".*") else hosts).append(pair)
    return fronts, hosts


def _selectors(marks: Iterable[Mark]) -> Selectors:
    tables: dict[str, list[tuple[str, Mark]]] = {name: [] for name in Selectors.__slots__}
    for mark in marks:
        kind, key = _key(mark.signature.value)
        tables[kind].append((key, mark))
    return Selectors(**{kind: _grouped(pairs) for kind, pairs in tables.items()})


def _key(selector: str) -> tuple[str, str]:
    """What must be on the page where a selector matches."""
    found = _PROBE.match(selector)  # always: every part may be missing
    element, sign, token, attribute, operator, value = found.groups() if found else ()
    if token:
        return ("classes" if sign == "." else "ids"), token
    if attribute == "id" and operator:
        return "parts", value
    return ("attributes", attribute) if attribute else ("elements", element)


def _grouped(pairs: Iterable[tuple[str, Mark]]) -> dict[str, tuple[Mark, ...]]:
    groups: dict[str, list[Mark]] = defaultdict(list)
    for key, mark in pairs:
        groups[key].append(mark)
    return {key: tuple(marks) for key, marks in groups.items()}
