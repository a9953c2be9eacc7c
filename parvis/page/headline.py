"""The headline.

A reader's headline is the h1: what search engines and social networks are told may be another wording. But a page has
h1 elements that are logos, sections or other stories; the one that agrees with what the page declares is taken, and the
declarations themselves where none does. Many papers reword the h1 for search engines too: then it is the headline in
the JSON-LD that the editors wrote, if another declaration repeats it and the title element does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

from parvis.page.harvest import Harvest, one_line, text_of, without_tags
from parvis.page.jsonld import JsonLd
from parvis.page.names import fold

__all__ = ["Headline", "page_title", "read_headline"]

MAX_HEADLINE = 400  # characters
MAX_HEADINGS = 12  # h1 elements looked at
MAX_SMALLER = 40  # h2 and h3 elements looked at where no h1 is the headline
ENOUGH = 0.3  # share of letter pairs in common from which two wordings are of one story
SAME = 15  # letters from which a wording that begins or ends another one is the same
LONE_WORDS = 3  # a single h1 of so many words is a headline whatever the page declares

_SIGNS = re.compile(r"[|\-–—·•»:｜]+")


@dataclass(frozen=True, slots=True)
class Headline:
    """The text, and the heading that shows it."""

    text: str | None = field(default=None, repr=False)
    element: HtmlElement | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Declared:
    source: str
    trust: float
    text: str


def page_title(harvest: Harvest) -> str | None:
    """The title element of the page, not the title of a drawing."""
    for element in harvest.titles:
        parent = element.getparent()
        if (parent is None or parent.tag in {"head", "html", "body"}) and (
            text := text_of(element, limit=MAX_HEADLINE)
        ):
            return text
    return None


def read_headline(harvest: Harvest, jsonld: JsonLd, *, known: Collection[str]) -> Headline:
    """`known`: folded names of the site, which are no headline and are cut off the end of one."""
    declared = _declared(harvest, jsonld, known)
    shown = _shown(harvest, declared, known)
    if shown.text is None:
        text = _most_agreed(declared)
        return Headline(text, _heading_of(text, harvest) if text else None)
    return Headline(_edited(shown.text, declared, jsonld) or shown.text, shown.element)


def _shown(harvest: Harvest, declared: Sequence[_Declared], known: Collection[str]) -> Headline:
    """The h1 that agrees best with what is declared."""
    shown = [(element, text) for element, text in _headings(harvest, known) if fold(text) not in known]
    rated = [(max((_alike(text, one.text) for one in declared), default=0.0), text, element) for element, text in shown]
    likeness, text, element = max(rated, key=lambda one: one[0], default=(0.0, "", None))
    lone = len(shown) == 1 and len(text.split()) >= LONE_WORDS and not any(one.source == "headline" for one in declared)
    return Headline(text, element) if text and (likeness >= ENOUGH or lone or not declared) else Headline()


def _heading_of(text: str, harvest: Harvest) -> HtmlElement | None:
    """Where a page shows its headline if not in an h1."""
    smaller = harvest.subheadings[:MAX_SMALLER]
    return next((element for element in smaller if _same(text_of(element, limit=MAX_HEADLINE), text)), None)


def _edited(shown: str, declared: Sequence[_Declared], jsonld: JsonLd) -> str | None:
    """The headline in the JSON-LD where it is another wording than the h1, and none made for search engines."""
    own = next((one.text for one in declared if one.source == "headline"), None)
    if own is None or own.endswith(("…", "...")) or _same(own, shown):
        return None
    others = [one for one in declared if one.source != "headline" and _same(one.text, own)]
    if any(one.source == "title" for one in others):
        return None
    alternative = jsonld.text("alternativeHeadline")
    confirmed = any(one.source == "social" for one in others) or (alternative and _same(alternative, own))
    return own if confirmed else None


def _declared(harvest: Harvest, jsonld: JsonLd, known: Collection[str]) -> list[_Declared]:
    """What the page says elsewhere, with the trust it deserves alone."""
    candidates = (
        ("headline", 3.0, jsonld.text("headline")),
        ("social", 2.6, harvest.meta("og:title")),
        ("social", 2.0, harvest.meta("twitter:title")),
        ("name", 1.8, jsonld.text("name")),
        ("meta", 1.5, harvest.meta("dc.title", "dcterms.title", "parsely-title", "title")),
        ("title", 1.0, page_title(harvest)),
    )
    plain = {text: without_suffix(_plain(text), known) for _, _, text in candidates if text}
    found = [_Declared(source, trust, plain[text]) for source, trust, text in candidates if text]
    return [one for one in found if one.text and fold(one.text) not in known]


def _headings(harvest: Harvest, known: Collection[str]) -> list[tuple[HtmlElement, str]]:
    found = [(element, text_of(element, limit=MAX_HEADLINE)) for element in harvest.headings[:MAX_HEADINGS]]
    return [(element, without_suffix(text, known)) for element, text in found if len(text) > 1]


def _most_agreed(declared: Sequence[_Declared]) -> str | None:
    def weight(candidate: _Declared) -> float:
        return candidate.trust + sum(one.trust * _alike(candidate.text, one.text) for one in declared)

    return max(declared, key=weight).text if declared else None


def _same(one: str, other: str) -> bool:
    """Whether two wordings differ in signs only, or one has a kicker or a site's name in addition."""
    short, long = sorted((fold(one).replace(" ", ""), fold(other).replace(" ", "")), key=len)
    return short == long or (len(short) >= SAME and (long.startswith(short) or long.endswith(short)))


def _alike(one: str, other: str) -> float:
    """Share of letter pairs in common, 0 to 1."""
    if one == other or fold(one) == fold(other):
        return 1.0
    first, second = _pairs(fold(one)), _pairs(fold(other))
    return len(first & second) / max(1, len(first | second))


@lru_cache(maxsize=64)
def _pairs(folded: str) -> frozenset[str]:
    """Pairs of neighbouring letters: works in scripts without spaces."""
    squeezed = folded.replace(" ", "")
    return frozenset(map("".join, pairwise(squeezed)))


def _plain(text: str) -> str:
    return one_line(without_tags(text), limit=MAX_HEADLINE)


def without_suffix(text: str, known: Collection[str]) -> str:
    """A title without the site's name at its end or start.

    >>> without_suffix("Bridge closed - Region | The Gazette", {"the gazette"})
    'Bridge closed - Region'
    """
    cuts = [(found.start(), found.end()) for found in _SIGNS.finditer(text) if _parts(text, found)]
    for start, end in reversed(cuts):
        if text[:start].strip() and _is_site(text[end:], known):
            return text[:start].strip()
    for start, end in cuts[:1]:
        if _is_site(text[:start], known) and text[end:].strip():
            return text[end:].strip()
    return text


def _parts(text: str, found: re.Match[str]) -> bool:
    """Whether signs part a title: bars do, others with a space on both sides."""
    around = f"{text[found.start() - 1 : found.start()]}{text[found.end() : found.end() + 1]}"
    return (len(around) == 2 and around.isspace()) or not found[0].strip("|｜")


def _is_site(text: str, known: Collection[str]) -> bool:
    folded = fold(text)
    return folded in known or (
        len(squeezed := folded.replace(" ", "")) > 3 and any(squeezed == k.replace(" ", "") for k in known)
    )
