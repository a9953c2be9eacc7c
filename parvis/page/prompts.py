"""Wall prompts: the lines that say that the text ends here for an anonymous reader, and the lines that only ask for something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.page.document import Document
from parvis.page.selecting import Names, select
from parvis.phrases import LONGEST, Hit, PhraseKind, Scope, Strength, load_phrases, normalise
from parvis.vendors import Proves, vendor_selectors
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["Found", "Place", "Spoken", "find_prompts", "read_phrases"]

TAIL = 16  # fragments after the article's region in which its prompt may stand
HEAD = 3  # fragments in front of the headline that speak of it
PROMPT_WORDS = 120  # a prompt has no more
_ELSEWHERE = frozenset({Role.NAVIGATION, Role.FOOTER, Role.RELATED, Role.COMMENTS, Role.SHARE, Role.CAPTION})
_WALL_KINDS = frozenset({PhraseKind.REMAINING, PhraseKind.WALL, PhraseKind.REGISTRATION, PhraseKind.LIMIT})
_MUTE = frozenset(
    {
        PhraseKind.PROMO,
        PhraseKind.LOGIN,
        PhraseKind.NEWSLETTER,
        PhraseKind.OFFER,
        PhraseKind.DONATION,
        PhraseKind.CONSENT,
    }
)
_ASKING = frozenset({*_WALL_KINDS, PhraseKind.LOGIN, PhraseKind.OFFER, PhraseKind.PROMO, PhraseKind.BADGE})
_NAMED = re.compile(
    r"(?:^|[a-z_-])(?:pay|reg|register|registration|charge|subscri[a-z]*|login|article|content|meter(?:ing|ed)?)[-_]?(?:wall|gate|barrier)(?![a-z])",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"subscri|register|regist|sign-?(?:in|up)|log-?in|abo(?:nne|nnement)?\b|account|plans|offers?\b|checkout",
    re.IGNORECASE,
)
_MARKED = etree.XPath("//*[@class or @id]")


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
        paragraphs = (
            i for i in inside if i >= headline and fragments[i].is_paragraph and fragments[i].role is Role.BODY
        )
        return cls(headline, next(paragraphs, inside[-1]), inside[-1])

    def name(self, index: int) -> str:
        """head, article, tail or page: the scope of a fragment."""
        if index < self.first:
            return "head" if index >= self.headline - HEAD else "page"
        return "article" if index <= self.last else "tail" if index <= self.last + TAIL else "page"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The phrases in the short visible lines of a page."""

    hits: Mapping[int, tuple[Hit, ...]] = field(repr=False)  # by fragment

    def asks(self, index: int) -> bool:
        """Whether a line asks for money, an account or a login."""
        return any(hit.phrase.kind in _ASKING for hit in self.hits.get(index, ()))


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase or element that speaks of access."""

    index: int  # of the fragment
    name: str  # of the signal: phrase.wall.strong, wall.element ...
    place: str
    value: str
    ends: bool  # the public text ends here
    element: HtmlElement | None = field(default=None, repr=False)


def read_phrases(fragments: Sequence[Fragment]) -> Spoken:
    """Look for every phrase in every short visible line."""
    indices = [i for i, f in enumerate(fragments) if f.visible and f.words < LONGEST]
    hits: dict[int, tuple[Hit, ...]] = {}
    for hit in load_phrases().find([normalise(fragments[i].text) for i in indices]):
        index = indices[hit.index]
        hits[index] = (*hits.get(index, ()), hit)
    return Spoken(hits)


def find_prompts(
    document: Document, fragments: Sequence[Fragment], spoken: Spoken, *, names: Names, site: Site | None = None
) -> tuple[Found, ...]:
    """What visible lines and elements say of access, in document order."""
    place = Place.of(fragments)
    if place is None:
        return ()
    found = [*_phrases(fragments, spoken, place), *_elements(document.root, fragments, spoken, place, names, site)]
    return tuple(sorted(found, key=lambda f: (f.index, f.name, f.value)))


def _phrases(fragments: Sequence[Fragment], spoken: Spoken, place: Place) -> Iterator[Found]:
    for index, hits in spoken.hits.items():
        fragment, where = fragments[index], place.name(index)
        if fragment.owner is not None or fragment.role in _ELSEWHERE - {Role.RELATED}:
            continue
        for hit in hits:
            # A prompt is often a link, and links in a row look like a list of other articles.
            if hit.phrase.kind not in _MUTE and (
                fragment.role is not Role.RELATED or hit.phrase.strength is Strength.STRONG
            ):
                value = hit.phrase.id if hit.percent is None else f"{hit.phrase.id} {hit.percent:g}"
                name = f"phrase.{hit.phrase.kind}.{hit.phrase.strength}"
                yield Found(index, name, where, value, _ends(hit, where))


def _ends(hit: Hit, where: str) -> bool:
    """Whether a phrase is a prompt after which no article text is public."""
    phrase = hit.phrase
    if phrase.kind not in _WALL_KINDS or where == "page":
        return False
    if phrase.strength is Strength.STRONG:
        return True
    return phrase.strength is Strength.MEDIUM and where != "head" and phrase.scope is not Scope.OVERLAY


def _elements(
    root: HtmlElement, fragments: Sequence[Fragment], spoken: Spoken, place: Place, names: Names, site: Site | None
) -> Iterator[Found]:
    """Elements that are a wall by the site's definition, a vendor's signature or their name, where they are not empty."""
    known = [(name, selector, select(root, selector) or ()) for name, selector in _selectors(names, site)]
    named = (
        [element for element in _MARKED(root) if _is_named(element)] if any(map(_NAMED.search, names.tokens)) else []
    )
    if not named and not any(elements for _, _, elements in known):
        return
    by_element: dict[HtmlElement, list[int]] = {}
    for index, fragment in enumerate(fragments):
        if fragment.visible:
            by_element.setdefault(fragment.element, []).append(index)
    for source, selector, elements in known:
        for element in elements:
            if (found := _wall(element, by_element, fragments, place, f"{source} {selector}")) is not None:
                yield found
    for element in named:
        found = _wall(element, by_element, fragments, place, "named")
        if found is not None and _is_asking(element, by_element, spoken):
            yield Found(
                found.index, "wall.named", found.place, _wall_name(element), found.place in ("article", "tail"), element
            )


def _wall(
    element: HtmlElement,
    by_element: Mapping[HtmlElement, list[int]],
    fragments: Sequence[Fragment],
    place: Place,
    value: str,
) -> Found | None:
    inside = [index for e in element.iter() for index in by_element.get(e, ())]
    words = sum(fragments[i].words for i in inside)
    if not inside or words > PROMPT_WORDS or any(fragments[i].role in _ELSEWHERE or fragments[i].owner for i in inside):
        return None
    where = place.name(min(inside))
    return Found(min(inside), "wall.element", where, f"{value} {words}"[:100], where in ("article", "tail"), element)


def _wall_name(element: HtmlElement) -> str:
    """`regwall` or `paywall`: what its name says that it wants."""
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return (
        "regwall"
        if re.search(r"reg(?:ister|istration)?[-_]?(?:wall|gate|barrier)", names, re.IGNORECASE)
        else "paywall"
    )


def _is_named(element: HtmlElement) -> bool:
    return any(_NAMED.search(token) for token in (element.get("id") or "", *(element.get("class") or "").split()))


def _is_asking(element: HtmlElement, by_element: Mapping[HtmlElement, list[int]], spoken: Spoken) -> bool:
    """A name alone is worn by free text too: what it holds must ask for something."""
    if any(spoken.asks(index) for e in element.iter() for index in by_element.get(e, ())):
        return True
    return any(_CALLS.search(e.get("href") or "") for e in element.iter("a"))


def _selectors(names: Names, site: Site | None) -> Iterator[tuple[str, str]]:
    for selector in site.wall if site else ():
        yield "site", selector
    for vendor, selector in vendor_selectors(Proves.WALL):
        if names.allow(selector):
            yield vendor, selector
