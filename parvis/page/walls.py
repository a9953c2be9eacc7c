"""Elements that are a wall: by the site's definition, a vendor's signature, or their name; where they are not empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.page.calls import calls
from parvis.page.markup import Markup
from parvis.page.place import Found, Place, Spoken
from parvis.page.selecting import select
from parvis.vendors import Proves, load_lookup
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["find_walls"]

MAX_WALLS = 40  # elements of one kind that are looked into
PROMPT_WORDS = 120  # a prompt has no more
_ELSEWHERE = frozenset({Role.NAVIGATION, Role.FOOTER, Role.RELATED, Role.COMMENTS, Role.SHARE, Role.CAPTION})
_END = r"[-_]?(?:wall|gate|barrier)(?![a-z])"
_NAMED = re.compile(
    r"(?:^|[a-z_ -])(?:pay|reg|register|registration|charge|subscri[a-z]*|login|article|content|meter(?:ing|ed)?)"
    + _END
    + r"|bezahl-?(?:schranke|mauer)|betaal-?muur|betal(?:ings)?-?(?:mur|vegg)|muro?[-_](?:de[-_])?pa(?:go|yant)"
    + r"|^(?:is[-_])?locked$",
    re.IGNORECASE,
)
_HINT = re.compile(r"wall|gate|barrier|bezahl|beta?al|mur|locked", re.IGNORECASE)
_REGISTER = re.compile(rf"reg(?:ister|istration)?{_END}", re.IGNORECASE)


def find_walls(
    markup: Markup, lines: Sequence[Fragment], spoken: Spoken, place: Place, *, site: Site | None = None
) -> Iterator[Found]:
    """Walls of the article, by the fragment with which each begins."""
    known = [(name, chosen, (select(markup, chosen) or ())[:MAX_WALLS]) for name, chosen in _selectors(markup, site)]
    named = markup.with_token(markup.tokens_that(_is_named))[:MAX_WALLS]
    if not named and not any(elements for _, _, elements in known):
        return
    inside = _Inside.of(lines, spoken, place)
    for source, selector, elements in known:
        for element in elements:
            if (index := inside.begin(element)) is not None:
                yield inside.found("wall.element", index, f"{source} {selector}"[:100])
    for element in named:
        if (index := inside.begin(element)) is not None and inside.asks(element):
            yield inside.found("wall.named", index, _wanted(element))


@dataclass(frozen=True, slots=True)
class _Inside:
    """The visible lines, by the element that they stand in."""

    lines: Sequence[Fragment] = field(repr=False)
    spoken: Spoken
    place: Place
    by_element: dict[HtmlElement, list[int]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, lines: Sequence[Fragment], spoken: Spoken, place: Place) -> _Inside:
        inside = cls(lines, spoken, place)
        for index, line in enumerate(lines):
            if line.visible:
                inside.by_element.setdefault(line.element, []).append(index)
        return inside

    def indices(self, element: HtmlElement) -> list[int]:
        """In the order of the lines, which is not that of the elements: a button may stand in a box itself."""
        return sorted(index for e in element.iter() for index in self.by_element.get(e, ()))

    def begin(self, element: HtmlElement) -> int | None:
        """The first line of a wall; None where the element is empty, or is more than a prompt, or stands in a list or
        form."""
        indices = self.indices(element)
        here = [self.lines[i] for i in indices]
        words = sum(line.words for line in here)
        others = [line for line in here if line.role in _ELSEWHERE or line.owner]
        if not here or words > PROMPT_WORDS or here[0] in others or 2 * sum(line.words for line in others) > words:
            return None  # a wall may have a footer of its own, and links
        return indices[0]

    def found(self, name: str, index: int, value: str) -> Found:
        """A signature ends the text from the headline on; a name alone only where text has been."""
        where = self.place.name(index)
        ends = where in ("article", "tail") or (
            name == "wall.element" and where == "head" and index > self.place.headline
        )
        return Found(index, name, where, value, ends)

    def asks(self, element: HtmlElement) -> bool:
        """A name alone is worn by free text too: what it holds must ask for something."""
        if any(map(self.spoken.asks, self.indices(element))):
            return True
        return calls(element)


@lru_cache(maxsize=1 << 14)  # the pages of a site share their classes
def _is_named(token: str) -> bool:
    return _HINT.search(token) is not None and _NAMED.search(token) is not None


def _wanted(element: HtmlElement) -> str:
    """`regwall` or `paywall`: what its name says that it wants."""
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return "regwall" if _REGISTER.search(names) else "paywall"


def _selectors(markup: Markup, site: Site | None) -> Iterator[tuple[str, str]]:
    for selector in site.wall if site else ():
        yield "site", selector
    for mark in markup.possible(load_lookup().by_proof[Proves.WALL]):
        yield mark.vendor, mark.signature.value
