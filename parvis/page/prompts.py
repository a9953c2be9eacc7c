"""Wall prompts: the lines that say that the text ends here for an anonymous reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.page.document import Document
from parvis.page.selecting import Names, select
from parvis.phrases import LONGEST, Hit, PhraseKind, Scope, Strength, load_phrases, normalise
from parvis.vendors import Proves, vendor_selectors
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["Found", "Place", "find_prompts"]

TAIL = 10  # fragments after the article's region in which its prompt may stand
HEAD = 3  # fragments around the headline that speak of it
PROMPT_WORDS = 120  # a prompt has no more
_ELSEWHERE = frozenset({Role.NAVIGATION, Role.FOOTER, Role.RELATED, Role.COMMENTS, Role.SHARE, Role.CAPTION})
_NAMES = re.compile(
    r"(?:^|[-_\s])(?:pay|reg|register|registration|subscri\w*|login|meter)-?_?(?:wall|gate|barrier)", re.IGNORECASE
)
_WALL_KINDS = frozenset({PhraseKind.REMAINING, PhraseKind.WALL, PhraseKind.REGISTRATION})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article stands among the fragments."""

    headline: int
    first: int  # paragraph
    last: int  # fragment of the article

    @classmethod
    def of(cls, fragments: Sequence[Fragment]) -> Place | None:
        inside = [i for i, f in enumerate(fragments) if f.in_article]
        if not inside:
            return None
        headline = next((i for i in inside if fragments[i].role is Role.HEADLINE), inside[0])
        first = next((i for i in inside if fragments[i].is_paragraph and fragments[i].role is Role.BODY), inside[-1])
        return cls(headline, first, inside[-1])

    def name(self, index: int) -> str:
        """head, article, tail or page: the scope of a fragment."""
        if index <= self.headline + HEAD and index < self.first:
            return "head" if index >= self.headline - HEAD else "page"
        return "article" if index <= self.last else "tail" if index <= self.last + TAIL else "page"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase or element that speaks of access."""

    index: int  # of the fragment
    name: str  # of the signal: phrase.wall, wall.element ...
    place: str
    value: str
    ends: bool  # the public text ends here
    percent: float | None = None
    start: int | None = None  # in the normalised text of a long fragment
    element: HtmlElement | None = field(default=None, repr=False)


def find_prompts(
    document: Document, fragments: Sequence[Fragment], *, names: Names, site: Site | None = None
) -> tuple[Found, ...]:
    """What visible lines and elements say of access, in document order."""
    place = Place.of(fragments)
    if place is None:
        return ()
    found = [*_phrases(fragments, place), *_elements(document, fragments, place, tuple(_selectors(names, site)))]
    return tuple(sorted(found, key=lambda f: f.index))


def _phrases(fragments: Sequence[Fragment], place: Place) -> Iterator[Found]:
    indices = [i for i, f in enumerate(fragments) if f.visible and f.words <= LONGEST and not _elsewhere(f)]
    texts = [normalise(fragments[i].text) for i in indices]
    for hit in load_phrases().find(texts):
        index = indices[hit.index]
        where = place.name(index)
        if hit.phrase.strength is not Strength.BOILERPLATE and hit.phrase.kind is not PhraseKind.PROMO:
            value = hit.phrase.id if hit.percent is None else f"{hit.phrase.id} {hit.percent:g}"
            yield Found(
                index, f"phrase.{hit.phrase.kind}.{hit.phrase.strength}", where, value, _ends(hit, where), hit.percent
            )


def _elsewhere(fragment: Fragment) -> bool:
    return fragment.role in _ELSEWHERE or fragment.owner is not None


def _ends(hit: Hit, where: str) -> bool:
    """Whether a phrase is a prompt after which no article text is public."""
    phrase = hit.phrase
    if phrase.kind not in _WALL_KINDS or where == "page":
        return False
    if phrase.strength is Strength.STRONG:
        return True
    return phrase.strength is Strength.MEDIUM and where != "head" and phrase.scope is not Scope.OVERLAY


def _elements(
    document: Document, fragments: Sequence[Fragment], place: Place, selectors: Sequence[tuple[str, str]]
) -> Iterator[Found]:
    """Elements that the site's definition or a vendor's signature calls a wall, where they are not empty."""
    if not selectors:
        return
    by_element: dict[HtmlElement, int] = {}
    for index, fragment in enumerate(fragments):
        if fragment.visible:
            by_element.setdefault(fragment.element, index)
    for source, selector in selectors:
        for element in select(document.root, selector) or ():
            inside = [by_element[e] for e in element.iter() if e in by_element]
            if inside and (words := sum(fragments[i].words for i in inside)) <= PROMPT_WORDS:
                where = place.name(min(inside))
                yield Found(
                    min(inside),
                    "wall.element",
                    where,
                    f"{source} {selector} {words}"[:100],
                    where != "page",
                    element=element,
                )


def _selectors(names: Names, site: Site | None) -> Iterator[tuple[str, str]]:
    for selector in site.wall if site else ():
        yield "site", selector
    for vendor, selector in vendor_selectors(Proves.WALL):
        if names.allow(selector):
            yield vendor, selector
