"""Which element of lxml's tree a start tag of the source has become, and which texts stand between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml.html import HtmlElement

from parvis.page.tokens import Kind, Token

__all__ = ["Piece", "align", "texts_behind"]

REACH = 60  # tags that one side may have and the other not

_UNIQUE = frozenset({"html", "head", "body"})  # lxml makes one of each, wherever its tag stands


class Piece(NamedTuple):
    """A text of the tree: behind the start tag of an element, or behind its end tag."""

    element: HtmlElement
    is_tail: bool

    @property
    def text(self) -> str:
        """The text itself."""
        return (self.element.tail if self.is_tail else self.element.text) or ""

    @property
    def holder(self) -> HtmlElement:
        """The element that the text stands in."""
        above = self.element.getparent() if self.is_tail else None
        return self.element if above is None else above


def align(tokens: Sequence[Token], root: HtmlElement) -> dict[int, HtmlElement]:
    """The elements by the numbers of their start tags, both in the order of the document.

    lxml makes elements of no tag (`</p>`), and others made of loose text (parvis.page.normalising): these are left
    out, as is all from where the two cannot be brought together.
    """
    numbers = [
        number
        for number, (kind, name) in enumerate(tokens)
        if kind in (Kind.START, Kind.CLOSED) and name not in _UNIQUE
    ]
    elements = [element for element in root.iter() if element.tag not in _UNIQUE and element.sourceline is not None]
    names, tags = [tokens[number][1] for number in numbers], [str(element.tag) for element in elements]
    return {numbers[one]: elements[two] for one, two in _pairs(names, tags)}


def _pairs(names: Sequence[str], tags: Sequence[str]) -> Iterator[tuple[int, int]]:
    one = two = 0
    while one < len(names) and two < len(tags):
        if names[one] == tags[two]:
            yield one, two
            one, two = one + 1, two + 1
        else:
            skipped = _skipped(names[one : one + REACH], tags[two : two + REACH])
            if skipped is None:
                return
            one, two = one + skipped[0], two + skipped[1]


def _skipped(names: Sequence[str], tags: Sequence[str]) -> tuple[int, int] | None:
    """How many are left out on each side, as few as can be, until both are alike again."""
    for total in range(len(names) + len(tags)):
        for one in range(max(0, total - len(tags) + 1), min(total + 1, len(names))):
            if names[one] == tags[total - one]:
                return one, total - one
    return None


def texts_behind(start: HtmlElement, stop: HtmlElement | None) -> Iterator[Piece]:
    """The texts that are more than white space, from the start tag of an element to that of another."""
    here: HtmlElement | None = start
    while here is not None and here is not stop:
        if (here.text or "").strip():
            yield Piece(here, is_tail=False)
        if len(here):
            here = here[0]
            continue
        while here is not None:
            if (here.tail or "").strip():
                yield Piece(here, is_tail=True)
            following = here.getnext()
            if following is not None:
                here = following
                break
            here = here.getparent()
