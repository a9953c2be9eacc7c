"""Which elements of a page are not closed by their own end tags, or not by these alone.

An element whose own end tag closes it, with nothing open in it, ends there in every tree. A page of which that is true
throughout needs no other reading of its source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from parvis.page.tags import named
from parvis.page.tokens import Tag

__all__ = ["misnested"]

# Elements that lxml closes at these start tags and browsers do not. Found by parsing every pair of tags with lxml and
# with lexbor; tests/test_disorder.py finds them again.
_HEADING = "fieldset form li p table"
_ESCAPES = {
    "a": "fieldset table",
    "address": "dd dl dt form li ul",
    "b": "center p",
    "big": "p",
    "dir": "dd dl dt form ul",
    "dl": "form li",
    "dt": "dl",
    "font": "center",
    "i": "center p",
    "legend": "fieldset",
    "menu": "dd dl dt form ul",
    "listing": "dd dl dt fieldset form li table ul",
    "ol": "form",
    "p": "title",
    "pre": "dd dl dt fieldset form li table ul",
    "s": "p",
    "small": "p",
    "strike": "p",
    "tt": "p",
    "u": "p",
    "ul": "address form menu pre",
    "h1": _HEADING,
    "h2": _HEADING,
    "h3": _HEADING,
    "h4": _HEADING,
    "h5": _HEADING,
    "h6": _HEADING,
}
_CELL_ESCAPES = ("a", "b", "font", "i", "span", "u")  # at a cell, which browsers ignore where it stands in no table
_STARTS = {outer: frozenset(names.split()) for outer, names in _ESCAPES.items()}
_STARTS |= {outer: _STARTS.get(outer, frozenset()) | {"td", "th"} for outer in _CELL_ESCAPES}
_STARTS["p"] |= named("body caption col colgroup frameset head tbody td tfoot th tr")  # likewise
_STARTS["p"] |= {"table"}  # which stands in a paragraph where there is no doctype
_CLOSING = frozenset[str]().union(*_STARTS.values())
_PASSED = ("p", "thead")  # lxml closes these at such a tag, and then looks at what is around them
_MAX_CLOSED = 50  # elements in one another that one start tag closes
_VOID = named("area base basefont br col embed frame hr image img input keygen link meta param html head body frameset")
_OPEN_IN_LXML = named("bgsound source track wbr")  # void in browsers only


def misnested(tags: Iterable[Tag]) -> frozenset[str]:
    """The names of elements that are left open, closed by another's tag, or closed early by lxml."""
    open_ = _Open()
    inside = open_.inside
    for raw, slash, written, closed in tags:  # what order costs most pages is this loop
        name = (raw or written).lower()
        if not name:
            continue
        if slash:
            if inside and inside[-1] == name:
                inside.pop()
                open_.counts[name] -= 1
            else:
                open_.end(name)
        elif not closed:
            open_.start(name)
        elif name not in _VOID and not open_.counts["svg"] and not open_.counts["math"]:
            open_.found.add(name)  # "/>" closes it for lxml alone
    return frozenset((*open_.found, *inside)) - _OPEN_IN_LXML


class _Open:
    """The elements that are open at one place, and the names of those that were not closed properly."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.counts = Counter[str]()  # of the names inside
        self.found: set[str] = set()
        self._lost = False  # lxml may have closed any element since

    def start(self, name: str) -> None:
        if name in _CLOSING:
            self._close_early(name)
        if name in _VOID:
            return
        if self._lost:
            self.found.add(name)
        self.inside.append(name)
        self.counts[name] += 1

    def end(self, name: str) -> None:
        """An end tag that is not the innermost element's."""
        if self.counts[name]:
            while (closed := self.inside.pop()) != name:
                self.found.add(closed)
                self.counts[closed] -= 1
            self.counts[name] -= 1
        elif name in self.found and not self._lost:  # lxml may have one open around all these
            self.found.update(self.inside)
            self._lost = True

    def _close_early(self, name: str) -> None:
        """Note the open elements that lxml closes at a start tag."""
        if name == "form" and self.counts[name]:
            self.found.add(name)  # browsers ignore the second start tag, and not its end tag
        for outer in self.inside[: -_MAX_CLOSED - 1 : -1]:
            if name in _STARTS.get(outer, ()):
                self.found.add(outer)
            elif outer not in _PASSED:
                return
