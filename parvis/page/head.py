"""The head of the article: what stands around its headline, told by class names and first words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from parvis.page.lexicon import Hint, hints_of

__all__ = ["Head", "read_head"]

AFTER = 100  # elements looked at after the headline: bylines stand within 60 of it on nine pages of ten
BEFORE = 24
BESIDE = 40
LEVELS = 6  # ancestors whose earlier children are looked at
WITHOUT_HEADING = 600  # elements of a page without a heading

_SKIPPED = frozenset(
    {
        "aside",
        "nav",
        "footer",
        "form",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "figure",
        "select",
        "button",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Elements near the headline, the ones after it first."""

    heading: HtmlElement | None = field(default=None, repr=False)
    deks: tuple[HtmlElement, ...] = field(default=(), repr=False)
    bylines: tuple[HtmlElement, ...] = field(default=(), repr=False)
    dates: tuple[HtmlElement, ...] = field(default=(), repr=False)
    author_links: tuple[HtmlElement, ...] = field(default=(), repr=False)  # rel=author
    near: tuple[HtmlElement, ...] = field(default=(), repr=False)  # all that was looked at
    beside: tuple[HtmlElement, ...] = field(default=(), repr=False)  # of these the nearest; none without a headline


def read_head(root: HtmlElement, heading: HtmlElement | None) -> Head:
    """Look around `heading`; where there is none, at the start of the page."""
    above: list[_Hinted] = []
    if heading is None:
        body = root.find("body")
        looked = list(islice(_forward(root if body is None else body, inside=True), WITHOUT_HEADING))
    else:
        above = list(islice(_backward(heading), BEFORE))
        looked = [*islice(_forward(heading), AFTER), *above]
    found: dict[Hint, list[HtmlElement]] = {hint: [] for hint in Hint}
    for element, hints in looked:
        for hint in hints:
            found[hint].append(element)
    return Head(
        heading=heading,
        deks=tuple(found[Hint.DEK]),
        bylines=tuple(found[Hint.BYLINE]),
        dates=tuple(found[Hint.DATE]),
        author_links=tuple(element for element, _ in looked if element.tag == "a" and element.get("rel") == "author"),
        near=tuple(element for element, _ in looked),
        beside=tuple(element for element, _ in (*above, *looked[:BESIDE])) if heading is not None else (),
    )


_Hinted = tuple[HtmlElement, tuple[Hint, ...]]


def _hints(element: HtmlElement) -> tuple[Hint, ...]:
    """By class, else id or test id; and by microdata."""
    name = element.get("class") or element.get("id") or element.get("data-testid")
    hints = hints_of(name) if name else ()
    marked = element.get("itemprop")
    return hints + hints_of(marked) if marked else hints


def _forward(start: HtmlElement, *, inside: bool = False) -> Iterator[_Hinted]:
    """Elements after `start` in document order, without the parts that speak of other things."""
    here = _next(start, below=inside)
    while here is not None:
        hints = _hints(here)
        skipped = here.tag in _SKIPPED or not isinstance(here.tag, str) or Hint.ASIDE in hints
        if not skipped:
            yield here, hints
        here = _next(here, below=not skipped)


def _next(element: HtmlElement, *, below: bool) -> HtmlElement | None:
    if below and len(element):
        return element[0]
    here: HtmlElement | None = element
    while here is not None:
        if (after := here.getnext()) is not None:
            return after
        here = here.getparent()
    return None


def _backward(heading: HtmlElement) -> Iterator[_Hinted]:
    """Elements before the headline: earlier children of its nearest ancestors, the nearest first."""
    here: HtmlElement | None = heading
    for _ in range(LEVELS):
        if here is None or here.tag == "body":
            return
        for sibling in islice(here.itersiblings(preceding=True), 4):
            if sibling.tag not in _SKIPPED and Hint.ASIDE not in _hints(sibling):
                yield from ((element, _hints(element)) for element in islice(sibling.iter("*"), 15))
        here = here.getparent()
