"""CSS selectors from pages, sites and vendors, matched in time that grows with the tree and not with its square.

As XPath, `div div` asks for the descendants of every div, which takes minutes on a page that is built for it. Here each
compound is one search in C, and combinators are steps between sets of elements. What would cost more (counting
siblings, looking ahead) is not read at all: an unreadable selector closes the page, see parvis.page.gates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from cssselect import HTMLTranslator, parser
from lxml import etree
from lxml.html import HtmlElement

__all__ = ["is_readable", "select"]

MAX_SELECTOR = 300  # characters
MAX_STEPS = 8  # combinators, and alternatives
_SIMPLE = (parser.Class, parser.Hash, parser.Attrib)


class _Step(NamedTuple):
    """A compound, and how it hangs on the one before it."""

    combinator: str | None
    path: etree.XPath


_Chain = tuple[_Step, ...]


def is_readable(selector: str) -> bool:
    """Whether a selector is CSS that is matched here."""
    return _chains(selector) is not None


def select(root: HtmlElement, selector: str) -> list[HtmlElement] | None:
    """The elements that a selector matches; None where it is not readable."""
    chains = _chains(selector)
    if chains is None:
        return None
    return list(dict.fromkeys(element for chain in chains for element in _matched(root, chain)))


def _matched(root: HtmlElement, chain: _Chain) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for step in chain:
        here = step.path(root)
        found = here if step.combinator is None else _joined(found, step.combinator, here)
    return found


def _joined(before: Iterable[HtmlElement], combinator: str, here: Iterable[HtmlElement]) -> list[HtmlElement]:
    left = set(before)
    match combinator:
        case ">":
            return [e for e in here if e.getparent() in left]
        case "+":
            return [e for e in here if e.getprevious() in left]
        case "~":
            later = _later(left)
            return [e for e in here if e in later]
    below = _below(left)
    return [e for e in here if e in below]


def _below(tops: set[HtmlElement]) -> set[HtmlElement]:
    """All descendants, each visited once."""
    found: set[HtmlElement] = set()
    for top in tops:
        if top not in found and not any(around in tops for around in top.iterancestors()):
            found.update(top.iterdescendants())
    return found


def _later(firsts: set[HtmlElement]) -> set[HtmlElement]:
    """All following siblings, each visited once."""
    found: set[HtmlElement] = set()
    for first in firsts:
        for sibling in first.itersiblings():
            if sibling in found:
                break
            found.add(sibling)
    return found


@lru_cache(maxsize=2048)
def _chains(selector: str) -> tuple[_Chain, ...] | None:
    if not selector.strip() or len(selector) > MAX_SELECTOR:
        return None
    try:
        trees = parser.parse(selector)
        chains = tuple(tuple(_steps(tree.parsed_tree)) for tree in trees if tree.pseudo_element is None)
    except Exception:  # cssselect and lxml raise many kinds on hostile selectors
        return None
    readable = len(chains) == len(trees) and sum(map(len, chains)) <= MAX_STEPS
    return chains if readable else None


def _steps(tree: Any) -> Iterator[_Step]:
    """From the left; raises ValueError for what is not matched here."""
    combinator: str | None = None
    compound = tree
    if isinstance(tree, parser.CombinedSelector):
        yield from _steps(tree.selector)
        combinator, compound = tree.combinator, tree.subselector
    if not _is_cheap(compound):
        raise ValueError("not matched here")
    yield _Step(combinator, etree.XPath(f"descendant-or-self::{HTMLTranslator().xpath(compound)}"))


def _is_cheap(compound: Any) -> bool:
    """Names, classes, ids, attributes, and their negation."""
    if isinstance(compound, parser.Negation):
        return _is_cheap(compound.selector) and _is_cheap(compound.subselector)
    if isinstance(compound, parser.Element):
        return True
    return isinstance(compound, _SIMPLE) and _is_cheap(compound.selector)
