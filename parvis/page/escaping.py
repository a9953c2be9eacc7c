"""What stands behind an element in lxml's tree, and in it in a browser's: parvis.page.normalising tells when."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from parvis.page.document import Document
from parvis.page.normalising import FORMATTING, escapes_from, escapes_of, wrap_tail

__all__ = ["escaped"]


def escaped(document: Document, tops: Collection[HtmlElement]) -> set[HtmlElement]:
    """What follows the elements that lxml may have closed too early; all of it, for their end is not known."""
    found: set[HtmlElement] = set()
    known: dict[tuple[str, frozenset[str]], bool] = {}
    for top in tops:
        tag = str(top.tag)
        if (tag in FORMATTING or escapes_of(tag)) and _may_escape(top, tag):
            names = frozenset(map(str, top.keys()))
            if (tag, names) not in known:
                known[tag, names] = escapes_from(document.source, tag, attributes=names)
            if known[tag, names]:
                found.update(_following(top, tag))
    return found


def _may_escape(top: HtmlElement, tag: str) -> bool:
    following = top.getnext()
    if following is None:
        return tag in FORMATTING and not (top.tail or "").strip()
    return not (top.tail or "").strip() and following.tag in escapes_of(tag).split()


def _following(top: HtmlElement, tag: str) -> Iterator[HtmlElement]:
    """All that follows, in the same parent or, for an element that browsers open again, to the end of the page."""
    for element in (top, *top.iterancestors()) if tag in FORMATTING else (top,):
        wrap_tail(element)
        yield from element.itersiblings()
