"""CSS selectors from pages, sites and vendors, matched in time that grows with the tree and not with its square.

As XPath, `div div` asks for the descendants of every div, which takes minutes on a page that is built for it. Here each
compound is one look into the index of the tree, and combinators are steps between sets of elements. What costs more
(counting siblings, looking ahead) is read on request only, for style sheets; whoever asks looks first how far it may
`reach`. Elsewhere an unreadable selector closes the page, see parvis.page.gates.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from string import ascii_lowercase, ascii_uppercase
from typing import Any, NamedTuple, TypeAlias

from cssselect import HTMLTranslator, parser
from lxml import etree
from lxml.html import HtmlElement

from parvis.page.markup import Markup, nearest

__all__ = ["is_readable", "reach", "select"]

MAX_SELECTOR, MAX_COSTLY = 300, 2_000  # characters; of a selector that may cost more
MAX_STEPS, MAX_COSTLY_STEPS = 8, 40  # combinators, and alternatives
MANY_LOOKS = 20  # siblings that are counted, or descendants looked through, in the time of one test

_FOLDED = str.maketrans(ascii_uppercase, ascii_lowercase)  # the letters that CSS may take for equal
_Test = Callable[[HtmlElement], bool]
# How an attribute is compared, by the operators of Selectors Level 4, section 6 (and "!=", which cssselect reads).
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda own, value: own == value,
    "~=": lambda own, value: value in own.split() and value.split() == [value],
    "|=": lambda own, value: own == value or own.startswith(value + "-"),
    "^=": lambda own, value: value != "" and own.startswith(value),
    "$=": lambda own, value: value != "" and own.endswith(value),
    "*=": lambda own, value: value != "" and value in own,
}


_Chain: TypeAlias = "tuple[_Step, ...]"


class _Compound(NamedTuple):
    """What one element must be; `keys`: where the index lists all that come into question."""

    keys: tuple[tuple[str, str], ...]
    tests: tuple[_Test, ...]
    costly: bool = False  # counts siblings, or looks into the element
    negated: tuple[_Chain, ...] = ()  # what it must not be, where that looks around it


class _Step(NamedTuple):
    """A compound, and how it hangs on the one before it."""

    combinator: str | None
    compound: _Compound


def is_readable(selector: str, *, costly: bool = False) -> bool:
    """Whether a selector is CSS that is matched here."""
    return _chains(selector, costly) is not None


def reach(markup: Markup, selector: str) -> int:
    """About how many elements are tested for a costly selector; 0 where it is not readable."""
    return sum(_reach(markup, chain) for chain in _chains(selector, True) or ())


def _reach(markup: Markup, chain: _Chain) -> int:
    found = 0
    for _, compound in chain:
        tested = len(_candidates(markup, compound))
        if not tested:
            break
        found += tested * (markup.size // MANY_LOOKS + 1) if compound.costly else tested
        found += sum(_reach(markup, negated) for negated in compound.negated)
    return found


def select(markup: Markup, selector: str, *, costly: bool = False) -> list[HtmlElement] | None:
    """The elements that a selector matches; None where it is not readable."""
    chains = _chains(selector, costly)
    if chains is None:
        return None
    return list(dict.fromkeys(element for chain in chains for element in _matched(markup, chain)))


def _matched(markup: Markup, chain: _Chain) -> Collection[HtmlElement]:
    found: Collection[HtmlElement] = ()
    for step in chain:
        here = _fitting(markup, step.compound)
        found = here if step.combinator is None else _joined(found, step.combinator, here)
        if not found:
            break
    return found


def _fitting(markup: Markup, compound: _Compound) -> list[HtmlElement]:
    """The elements of the shortest list that pass all tests."""
    candidates = _candidates(markup, compound)
    fitting = [element for element in candidates if all(test(element) for test in compound.tests)]
    for chain in compound.negated if fitting else ():
        negated = set(_matched(markup, chain))
        fitting = [element for element in fitting if element not in negated]
    return fitting


def _candidates(markup: Markup, compound: _Compound) -> Sequence[HtmlElement]:
    lists: list[Sequence[HtmlElement]] = [getattr(markup, index).get(key, ()) for index, key in compound.keys]
    return min(lists, key=len) if lists else list(markup.root.iter())


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
    known: dict[HtmlElement, HtmlElement | None] = {}
    return [e for e in here if nearest(e, left, known) is not None]


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
def _chains(selector: str, costly: bool = False) -> tuple[_Chain, ...] | None:
    if len(selector) > (MAX_COSTLY if costly else MAX_SELECTOR):
        return None
    try:
        trees = parser.parse(selector)
        chains = tuple(tuple(_steps(tree.parsed_tree, costly)) for tree in trees if tree.pseudo_element is None)
    except Exception:  # cssselect raises many kinds on hostile selectors
        return None
    readable = len(chains) == len(trees) and sum(map(len, chains)) <= (MAX_COSTLY_STEPS if costly else MAX_STEPS)
    return chains if readable else None


def _steps(tree: Any, costly: bool) -> Iterator[_Step]:
    """From the left; raises ValueError for what is not matched here."""
    combinator: str | None = None
    compound = tree
    if isinstance(tree, parser.CombinedSelector):
        yield from _steps(tree.selector, costly)
        combinator, compound = tree.combinator, tree.subselector
    yield _Step(combinator, _compound(compound, costly))


def _compound(tree: Any, costly: bool) -> _Compound:
    """Names, classes, ids, attributes, and their negation; all else by XPath from the element, where it may cost."""
    keys: list[tuple[str, str]] = []
    tests: list[_Test] = []
    negated: list[_Chain] = []
    searched = False
    while not isinstance(tree, parser.Element):
        if isinstance(tree, parser.Class):
            keys.append(("by_class", tree.class_name))
            tests.append(partial(_has_class, tree.class_name))
        elif isinstance(tree, parser.Hash):
            keys.append(("by_id", tree.id))
            tests.append(partial(_has_id, tree.id))
        elif isinstance(tree, parser.Attrib):
            name, test = _attribute(tree)
            keys += [("by_attribute", name)] if tree.operator != "!=" else []
            tests.append(test)
        elif isinstance(tree, parser.Negation):
            inner = tuple(_steps(tree.subselector, costly))
            if len(inner) == 1 and not inner[0].compound.negated:
                tests.append(partial(_fails, inner[0].compound.tests))
                searched = searched or inner[0].compound.costly
            elif costly:
                negated.append(inner)
            else:
                raise ValueError(tree)
        elif costly:
            tests.append(_search(tree))
            searched = True
        else:
            raise ValueError(tree)
        tree = tree.selector
    if tree.namespace:
        raise ValueError(tree)
    if tree.element:
        keys.append(("by_tag", tree.element.lower()))
        tests.append(partial(_is_tag, tree.element.lower()))
    return _Compound(tuple(keys), tuple(tests), searched, tuple(negated))


def _search(tree: Any) -> _Test:
    """A compound as XPath, tried once: some errors show when it is used only."""
    path = etree.XPath(f"boolean(self::{HTMLTranslator().xpath(tree)})")
    path(etree.Element("p"))
    return path


def _attribute(tree: Any) -> tuple[str, _Test]:
    """The name that an attribute selector asks for, and the test of its value."""
    if tree.namespace:
        raise ValueError(tree)
    name, value = tree.attrib.lower(), tree.value.value if tree.value is not None else ""
    folds = tree.flag == "i"
    return name, partial(_has_attribute, name, tree.operator, value.translate(_FOLDED) if folds else value, folds)


def _is_tag(tag: str, element: HtmlElement) -> bool:
    return bool(element.tag == tag)


def _has_class(name: str, element: HtmlElement) -> bool:
    return name in element.get("class", "").split()


def _has_id(name: str, element: HtmlElement) -> bool:
    return bool(element.get("id") == name)


def _has_attribute(name: str, operator: str, value: str, folds: bool, element: HtmlElement) -> bool:
    own = element.get(name)
    if operator == "!=":
        return own != value
    if own is None:
        return False
    return operator == "exists" or _OPERATORS[operator](own.translate(_FOLDED) if folds else own, value)


def _fails(tests: tuple[_Test, ...], element: HtmlElement) -> bool:
    return not all(test(element) for test in tests)
