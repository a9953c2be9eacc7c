"""The names that a tree's classes and ids use: by them most selectors are ruled out without a search."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from parvis.page.document import Document

__all__ = ["Markup", "read_markup"]

_CLASSES = etree.XPath("//@class", smart_strings=False)
_IDS = etree.XPath("//@id", smart_strings=False)
_CLASSED = etree.XPath("//@class/.. | //@id/..")
# One search each: libxml2 is slow over unions and over tests of many attributes.
_MARKED = [
    etree.XPath(f"//@{name}/..")
    for name in ("subscriptions-section", "amp-access", "data-nosnippet", "itemprop[. = 'hasPart']")
]
_SIMPLE = re.compile(r"([\w-]*)(?:[.#]([\w-]+)|\[([\w-]+)(?:[*^$~|]?=[\"']?([^\"'\]]+))?)?")


@dataclass(frozen=True, slots=True)
class Markup:
    """All classes and ids of a tree."""

    root: HtmlElement = field(repr=False)
    source: bytes = field(repr=False)  # of the whole page in lower case, in which attribute names are looked for
    tokens: frozenset[str] = field(repr=False)  # classes and ids
    joined: str = field(repr=False)  # the same as one text
    marked: Sequence[HtmlElement] = field(repr=False)  # with an attribute that gates, or microdata's hasPart
    _index: dict[str, list[HtmlElement]] = field(default_factory=dict, repr=False)  # made when it is first asked for

    def allows(self, selector: str) -> bool:
        """False where what a selector begins with is nowhere on the page."""
        tag, token, attribute, value = _parts(selector)
        if token:
            return token in self.tokens
        if attribute in ("id", "class"):
            return (value or "") in self.joined
        return (attribute or tag).encode() in self.source

    def tokens_that(self, test: Callable[[str], object]) -> set[str]:
        """The classes and ids that pass a test."""
        return {token for token in self.tokens if test(token)}

    def with_token(self, tokens: Collection[str]) -> list[HtmlElement]:
        """The elements that have one of some classes or ids."""
        if not tokens:
            return []
        if not self._index:
            for element in _CLASSED(self.root):
                for token in {*element.get("class", "").split(), *element.get("id", "").split()}:
                    self._index.setdefault(token, []).append(element)
        return list(dict.fromkeys(element for token in sorted(tokens) for element in self._index.get(token, ())))


def read_markup(document: Document) -> Markup:
    """Collect the names of a page."""
    joined = " ".join({*_CLASSES(document.root), *_IDS(document.root)})
    return Markup(
        document.root,
        document.source.lower(),
        frozenset(joined.split()),
        joined,
        [e for find in _MARKED for e in find(document.root)],
    )


@lru_cache(maxsize=1024)
def _parts(selector: str) -> tuple[str, str | None, str | None, str | None]:
    found = _SIMPLE.match(selector)
    return (found[1].lower(), found[2], found[3], found[4]) if found else ("", None, None, None)
