"""What a tree's attributes name, from one walk over it: most selectors can be ruled out without a search of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

__all__ = ["Classed", "Markup", "read_markup"]

_KEPT = frozenset({"subscriptions-section", "amp-access", "data-nosnippet"})
_SIMPLE = re.compile(r"([\w-]*)(?:[.#]([\w-]+)|\[([\w-]+)(?:[*^$~|]?=[\"']?([^\"'\]]+))?)?")


class Classed(NamedTuple):
    """An element with a class or an id."""

    element: HtmlElement
    names: str  # both, blank between


@dataclass(frozen=True, slots=True)
class Markup:
    """All classes, ids, attribute names and tags of a tree."""

    tags: frozenset[str] = field(repr=False)
    attributes: frozenset[str] = field(repr=False)
    tokens: frozenset[str] = field(repr=False)  # classes and ids
    classed: Sequence[Classed] = field(repr=False)  # in document order
    marked: Sequence[HtmlElement] = field(repr=False)  # with an attribute that gates, or microdata's hasPart
    joined: str = field(repr=False)  # all tokens

    def allows(self, selector: str) -> bool:
        """False where what a selector begins with is nowhere in the tree."""
        tag, token, attribute, value = _parts(selector)
        if tag and tag not in self.tags:
            return False
        if token:
            return token in self.tokens
        if not attribute:
            return True
        return attribute in self.attributes and (attribute not in ("id", "class") or (value or "") in self.joined)

    def with_token(self, tokens: Collection[str]) -> list[HtmlElement]:
        """The elements that have one of some classes or ids, compared in lower case."""
        here = {name for name in self.tokens if name.lower() in tokens}
        return [e for e, names in self.classed if not here.isdisjoint(names.split())] if here else []


def read_markup(root: HtmlElement) -> Markup:
    """Walk the tree once."""
    tags: set[str] = set()
    attributes: set[str] = set()
    names: set[str] = set()
    classed: list[Classed] = []
    marked: list[HtmlElement] = []
    for element in root.iter("*"):
        tags.add(str(element.tag))
        keys = element.keys()
        if not keys:
            continue
        attributes.update(keys)
        if "class" in keys or "id" in keys:
            both = f"{element.get('class', '')} {element.get('id', '')}"
            names.add(both)
            classed.append(Classed(element, both))
        if not _KEPT.isdisjoint(keys) or element.get("itemprop") == "hasPart":
            marked.append(element)
    joined = " ".join(names)
    return Markup(frozenset(tags), frozenset(attributes), frozenset(joined.split()), classed, marked, joined)


@lru_cache(maxsize=1024)
def _parts(selector: str) -> tuple[str, str | None, str | None, str | None]:
    found = _SIMPLE.match(selector)
    return (found[1].lower(), found[2], found[3], found[4]) if found else ("", None, None, None)
