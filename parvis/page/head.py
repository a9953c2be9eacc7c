"""The head of the article: what stands around its headline, told by class names and first words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from lxml.html import HtmlElement

from parvis.page.lexicon import Hint, hints_of

__all__ = ["Head", "read_head"]

AFTER = 60  # elements looked at after the headline; all that is read on 278 real pages stands within 35
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


@dataclass(frozen=True, kw_only=True)
class Head:
    """Elements near the headline, the ones after it first."""

    heading: HtmlElement | None = field(default=None, repr=False)
    deks: tuple[HtmlElement, ...] = field(default=(), repr=False)
    bylines: tuple[HtmlElement, ...] = field(default=(), repr=False)
    dates: tuple[HtmlElement, ...] = field(default=(), repr=False)
    near: tuple[HtmlElement, ...] = field(default=(), repr=False)  # all that was looked at
    beside: tuple[HtmlElement, ...] = field(default=(), repr=False)  # of these the nearest; none without a headline

    @cached_property
    def author_links(self) -> tuple[HtmlElement, ...]:
        """Links with rel=author."""
        return tuple([element for element in self.near if element.tag == "a" and element.get("rel") == "author"])

    @cached_property
    def times(self) -> tuple[HtmlElement, ...]:
        return tuple([element for element in self.near if element.tag == "time"])


def read_head(root: HtmlElement, heading: HtmlElement | None) -> Head:
    """Look around `heading`; where there is none, at the start of the page."""
    above: list[_Hinted] = []
    if heading is None:
        body = root.find("body")
        looked = _forward(root if body is None else body, WITHOUT_HEADING, inside=True)
    else:
        above = list(islice(_backward(heading), BEFORE))
        looked = _forward(heading, AFTER) + above
    hinted = [one for one in looked if one[1]]
    return Head(
        heading=heading,
        deks=_called(Hint.DEK, hinted),
        bylines=_called(Hint.BYLINE, hinted),
        dates=_called(Hint.DATE, hinted),
        near=tuple([element for element, _ in looked]),
        beside=tuple([element for element, _ in (*above, *looked[:BESIDE])]) if heading is not None else (),
    )


_Hinted = tuple[HtmlElement, tuple[Hint, ...]]


def _called(hint: Hint, hinted: Sequence[_Hinted]) -> tuple[HtmlElement, ...]:
    return tuple([element for element, hints in hinted if hint in hints])


def _hints(element: HtmlElement) -> tuple[Hint, ...]:
    """By class, else id or test id; and by microdata."""
    get = element.get
    name = get("class") or get("id") or get("data-testid")
    hints = hints_of(name) if name else ()
    return hints + hints_of(marked) if (marked := get("itemprop")) else hints


def _forward(start: HtmlElement, limit: int, *, inside: bool = False) -> list[_Hinted]:
    """Elements after `start` in document order, without the parts that speak of other things."""
    found: list[_Hinted] = []
    here, below = start, inside
    while len(found) < limit:
        after = here[0] if below and len(here) else here.getnext()
        while after is None:
            above = here.getparent()
            if above is None:
                return found
            here, after = above, above.getnext()
        here = after
        below = here.tag not in _SKIPPED and Hint.ASIDE not in (hints := _hints(here))
        if below:
            found.append((here, hints))
    return found


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
