"""The elements of a tree by their tags, attributes, classes and ids: most questions about a page are one look here.

One pass in the order of the document. Elements that are made later (parvis.page.normalising) have no attributes and
are not in the lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from parvis.vendors import Mark, Selectors

__all__ = ["Markup", "nearest", "read_markup"]

_NAME = re.compile(r"([.#])((?:[\w-]|[^\x00-\x7f]|\\.)+)")
_Lists = Mapping[str, list[HtmlElement]]


@dataclass(frozen=True, slots=True)
class Markup:
    """An index of a tree. All names of tags and attributes are lower case."""

    root: HtmlElement = field(repr=False)
    by_tag: _Lists = field(repr=False)
    by_attribute: _Lists = field(repr=False)
    by_class: _Lists = field(repr=False)
    by_id: _Lists = field(repr=False)

    @property
    def size(self) -> int:
        """The number of elements."""
        return sum(map(len, self.by_tag.values()))

    def possible(self, selectors: Selectors) -> list[Mark]:
        """The vendors' selectors that may match, in the order of the vendors."""
        marks = selectors.possible(
            classes=self.by_class.keys(),
            ids=self.by_id.keys(),
            attributes=self.by_attribute.keys(),
            elements=self.by_tag.keys(),
        )
        return sorted(marks, key=lambda mark: (mark.vendor, mark.signature.value))

    def has_names(self, selector: str) -> bool:
        """False where a class or id that a selector asks for is nowhere on the page."""
        if "(" in selector or "[" in selector:
            return True
        for sign, name in _NAME.findall(selector):
            if name.replace("\\", "") not in (self.by_class if sign == "." else self.by_id):
                return False
        return True

    def having(self, *attributes: str) -> list[HtmlElement]:
        """The elements that have one of some attributes."""
        return [element for name in attributes for element in self.by_attribute.get(name, ())]

    def tagged(self, *tags: str) -> list[HtmlElement]:
        """The elements of some tags, tag by tag."""
        return [element for tag in tags for element in self.by_tag.get(tag, ())]

    def tokens_that(self, test: Callable[[str], object]) -> set[str]:
        """The classes and ids that pass a test."""
        return {token for tokens in (self.by_class, self.by_id) for token in tokens if test(token)}

    def with_token(self, tokens: Collection[str]) -> list[HtmlElement]:
        """The elements that have one of some classes or ids."""
        lists = (index.get(token, ()) for token in sorted(tokens) for index in (self.by_class, self.by_id))
        return list(dict.fromkeys(element for elements in lists for element in elements))


def nearest(
    element: HtmlElement, among: Collection[HtmlElement], known: dict[HtmlElement, HtmlElement | None]
) -> HtmlElement | None:
    """The nearest of some elements around one; `known` remembers, so that no element above is visited twice."""
    passed: list[HtmlElement] = []
    above = element.getparent()
    while above is not None and above not in known and above not in among:
        passed.append(above)
        above = above.getparent()
    found = above if above is None or above in among else known[above]
    known.update(dict.fromkeys(passed, found))
    return found


def read_markup(root: HtmlElement) -> Markup:
    """Index a tree."""
    by_tag: defaultdict[Any, list[HtmlElement]] = defaultdict(list)
    by_attribute: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for element in root.iter():
        by_tag[element.tag].append(element)
        for name in element.keys():  # noqa: SIM118 - an element is no mapping
            by_attribute[name].append(element)
    by_class = _by_word(by_attribute.get("class", ()))
    by_id: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for element in by_attribute.get("id", ()):
        by_id[element.get("id", "")].append(element)
    return Markup(root, dict(by_tag), dict(by_attribute), by_class, dict(by_id))


def _by_word(elements: Iterable[HtmlElement]) -> dict[str, list[HtmlElement]]:
    found: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for element in elements:
        for word in element.get("class", "").split():
            found[word].append(element)
    return dict(found)
