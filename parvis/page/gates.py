"""The parts of a page that are declared or marked as withheld: the first half of G(R), design section 4."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from parvis.page.document import Document
from parvis.page.escaping import escaped
from parvis.page.markup import Markup, nearest
from parvis.page.parts import UNREADABLE, declared_parts
from parvis.page.selecting import select
from parvis.page.tags import INLINE
from parvis.records import Metadata
from parvis.vendors import Proves, load_lookup

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["Gate", "Gates", "find_gates", "inside_of"]

_CLASS = re.compile(r"([.#])([\w-]+)")
MAX_SELECTORS = 50  # a page that names more parts than that is gated as a whole

_FREE, _SELECTOR = "isAccessibleForFree", "cssSelector"
_PROMPTS = ("not ", "not(", "!")


@dataclass(frozen=True, slots=True)
class Gate:
    """One way in which the page, its site or its vendor marks a withheld part."""

    source: str  # jsonld, microdata, amp, site, or the vendor's id
    selector: str
    elements: tuple[HtmlElement, ...] = field(repr=False)
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Gates:
    """All gates, and the elements inside them."""

    all: tuple[Gate, ...]
    inside: Collection[HtmlElement] = field(repr=False)
    muted: Collection[HtmlElement] = field(repr=False)  # inside data-nosnippet

    @property
    def readable(self) -> bool:
        """False: a selector could not be read, so that any text may be withheld."""
        return all(gate.readable for gate in self.all)


def find_gates(document: Document, metadata: Metadata, *, site: Site | None = None) -> Gates:
    """Every gate of a page. An unreadable selector is a gate that is not readable."""
    gates = tuple(_gates(document.markup, metadata, site))
    tops = dict.fromkeys(element for gate in gates for element in gate.elements)
    inside = inside_of((*tops, *escaped(document, tops)))
    return Gates(gates, inside, inside_of(document.markup.having("data-nosnippet")))


def _gates(markup: Markup, metadata: Metadata, site: Site | None) -> Iterator[Gate]:
    declared = dict.fromkeys((*metadata.withheld_selectors, *declared_parts(markup)))
    for number, selector in enumerate(declared):
        yield _gate(markup, "jsonld", selector if number < MAX_SELECTORS else UNREADABLE)
    yield from _microdata(markup)
    yield from _amp(markup)
    for selector in site.withheld if site else ():
        yield _gate(markup, "site", selector)
    for mark in markup.possible(load_lookup().by_proof[Proves.GATE]):
        if (gate := _gate(markup, mark.vendor, mark.signature.value)).elements:
            yield gate


def _gate(markup: Markup, source: str, selector: str) -> Gate:
    simple = _CLASS.fullmatch(selector)
    if simple and source in ("jsonld", "microdata"):
        own = simple[2].lower()  # a page in quirks mode does not tell case apart
        attribute = "class" if simple[1] == "." else "id"
        tokens = markup.tokens_that(lambda token: token.lower() == own)
        found: list[HtmlElement] | None = [
            element for element in markup.with_token(tokens) if own in element.get(attribute, "").lower().split()
        ]
    else:
        found = select(markup, selector)
    return Gate(source, selector[:100], tuple(found or ()), found is not None)


def _microdata(markup: Markup) -> Iterator[Gate]:
    """hasPart as microdata: the element itself is the part, or names it by a selector."""
    parts = {part: said for part, said in _parts(markup).items() if said.get(_FREE, "").lower().endswith("false")}
    named = dict.fromkeys(said[_SELECTOR] for said in parts.values() if said.get(_SELECTOR))
    for number, selector in enumerate(named):
        yield _gate(markup, "microdata", selector if number < MAX_SELECTORS else UNREADABLE)
    itself = tuple(part for part, said in parts.items() if not said.get(_SELECTOR))
    if itself:
        yield Gate("microdata", "hasPart", itself)


def _parts(markup: Markup) -> dict[HtmlElement, dict[str, str]]:
    """What each hasPart says: the values inside it, but outside any other that stands in it."""
    parts: dict[HtmlElement, dict[str, str]] = {e: {} for e in markup.having("itemprop") if _property(e) == "hasPart"}
    known: dict[HtmlElement, HtmlElement | None] = {}
    for element in markup.having("itemprop") if parts else ():
        if _property(element) in (_FREE, _SELECTOR) and (part := nearest(element, parts, known)) is not None:
            said = element.get("content") or element.get("href") or element.text or ""
            parts[part][_property(element)] = said.strip()
    return parts


def _property(element: HtmlElement) -> str:
    return element.get("itemprop", "")


def _amp(markup: Markup) -> Iterator[Gate]:
    """Sections for readers with access; those for readers without are prompts."""
    found: dict[str, list[HtmlElement]] = {}
    for element in dict.fromkeys(markup.having("subscriptions-section", "amp-access")):
        section = element.get("subscriptions-section", "").strip().lower()
        expression = element.get("amp-access", "").strip().lower()
        if section == "content" or (expression and not expression.startswith(_PROMPTS)):
            found.setdefault("content" if section == "content" else "amp-access", []).append(element)
    yield from (Gate("amp", name, tuple(elements)) for name, elements in found.items())


def inside_of(tops: Iterable[HtmlElement]) -> frozenset[HtmlElement]:
    """The elements below, and the boxes whose own lines an inline element is part of.

    In the order of the document nothing is visited twice.
    """
    found: set[HtmlElement] = set()
    for top in tops:
        if top in found:
            continue
        found.update(top.iter())
        box: HtmlElement | None = top
        while box is not None and box.tag in INLINE:
            box = box.getparent()
            if box is not None:
                found.add(box)
    return frozenset(found)
