"""The tree of a page as BeautifulSoup sees it, for the selectors of a site that are not matched on the tree itself.

It is made from the tree, not from the source once more: a second parser would build another tree, without what
parvis.page.normalising did, and what it finds could not be told in the first. See ADR 9.
"""

from __future__ import annotations

import soupsieve
from bs4 import BeautifulSoup, Tag
from lxml import etree
from lxml.html import HtmlElement

from parvis.page.markup import Markup
from parvis.page.selecting import select

__all__ = ["MAX_COPIED", "Soup"]

MAX_COPIED = 30_000  # elements; a larger tree is not copied, and its selectors count as unreadable


class Soup:
    """Selects in a tree; copies it when the first selector asks for it."""

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self._copy: BeautifulSoup | None = None
        self._elements: dict[int, HtmlElement] = {}  # by the id of their copies, which live as long as this object

    def select(self, selector: str) -> list[HtmlElement] | None:
        """The elements that a selector matches, in document order; None where it cannot be read on this page."""
        found = select(self._markup, selector)
        return found if found is not None else self._select_in_copy(selector)

    def _select_in_copy(self, selector: str) -> list[HtmlElement] | None:
        if self._copy is None:
            if sum(1 for _ in self._markup.root.iter()) > MAX_COPIED:
                return None
            self._copy = self._copied()
        try:
            tags = soupsieve.select(selector, self._copy)
        except (soupsieve.SelectorSyntaxError, ValueError, RecursionError, NotImplementedError):
            return None
        return [self._elements[id(tag)] for tag in tags]

    def _copied(self) -> BeautifulSoup:
        """The tree told to BeautifulSoup as its parsers tell it: start of a tag, text, end of a tag."""
        soup = BeautifulSoup("", "html.parser")
        for event, element in etree.iterwalk(self._markup.root, events=("start", "end")):
            if event == "start":
                tag = soup.handle_starttag(str(element.tag), None, None, dict(element.attrib))
                if isinstance(tag, Tag):
                    self._elements[id(tag)] = element
                soup.handle_data(element.text or "")
            else:
                soup.handle_endtag(str(element.tag))
                soup.handle_data(element.tail or "")
        soup.endData()
        return soup
