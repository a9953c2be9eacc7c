"""Who wrote the article: JSON-LD, meta elements, microdata and links, then the printed byline.

Persons are preferred over the desk, the agency or the paper, wherever they are named; where no person is, what the
publisher declares is kept as published.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from parvis.page.harvest import Harvest, text_of
from parvis.page.head import Head
from parvis.page.jsonblock import text_in
from parvis.page.jsonld import JsonLd
from parvis.page.names import distinct, fold, is_agency, is_generic, split_names, told_names, without_by

__all__ = ["read_authors"]

# In the order of trust; article:author is a profile's URL as often as a name.
_METAS = (
    "author", "article:author", "article:author_name", "og:article:author", "byl", "byline", "parsely-author",
    "sailthru.author", "dc.creator", "dcterms.creator", "cxenseparse:author", "citation_author", "authors",
    "article.author", "dcsext.author", "mrf:authors", "vr:author", "og:author", "creator", "dc.contributor",
)  # fmt: skip
_REPEATED = frozenset({"citation_author", "dc.creator", "author", "cxenseparse:author", "article:author"})
MAX_BYLINE = 200  # characters; a longer one is a biography
MAX_BYLINES = 12
MAX_NAMED = 100
MAX_UNMARKED = 120  # elements near the headline that are read for a line without a class
MAX_UNMARKED_TEXT = 160
_LINES = frozenset({"p", "div", "span", "li", "a", "address", "em", "strong", "b", "i", "h2", "h3", "h4", "h5"})
_PROFILE = re.compile(r"author|autor|auteur|byline|/profil|/redakt|/journalist|/by/|/people/|/staff/")


@dataclass(slots=True)
class _Found:
    people: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # desks, agencies, the paper itself


def read_authors(harvest: Harvest, jsonld: JsonLd, head: Head, *, known: Collection[str]) -> tuple[str, ...]:
    """The first source that names a person; else the first that names anything. `known`: folded names of the site."""
    others: list[str] = []
    for names in _sources(harvest, jsonld):
        found = _sorted(names, known)
        if found.people:
            return tuple(distinct(_with_linked(found.people, head)))
        others = others or found.others
    return tuple(distinct(_printed(head, known) or others))


def _sources(harvest: Harvest, jsonld: JsonLd) -> Iterator[Iterator[str]]:
    yield _declared(jsonld)
    for name in _METAS:
        if name in harvest.metas:
            values = islice(harvest.values(name), MAX_NAMED if name in _REPEATED else 1)
            yield (one for value in values for one in _told(value))
    yield _marked(harvest)


def _with_linked(people: list[str], head: Head) -> list[str]:
    """Declarations that name the first author only are completed from links near the headline that name all."""
    linked = _linked(head, known=())
    return linked if {fold(name) for name in people} < {fold(name) for name in linked} else people


def _sorted(names: Iterator[str], known: Collection[str]) -> _Found:
    found = _Found()
    agencies: list[str] = []
    for name in names:
        kind = (
            found.others if fold(name) in known or is_generic(name) else agencies if is_agency(name) else found.people
        )
        kind.append(name)
    if found.people:  # an agency beside a person is a co-author
        found.people += agencies
    else:
        found.others = agencies + found.others
    return found


def _declared(jsonld: JsonLd) -> Iterator[str]:
    for author in jsonld.resolve(jsonld.get("author") or jsonld.get("creator"))[:MAX_NAMED]:
        yield from _person(author)


def _person(author: Any) -> Iterator[str]:
    if isinstance(author, str):
        yield from _told(author)
    elif isinstance(author, dict):
        name = author.get("name")
        if name is None and author.get("familyName"):
            name = f"{text_in(author.get('givenName')) or ''} {text_in(author['familyName'])}"
        for one in name if isinstance(name, list) else [name]:
            yield from _told(text_in(one) or "")


def _told(text: str) -> list[str]:
    """Names in a field for names; a profile's URL or handle is none."""
    return [] if "://" in text[:12] or text.startswith(("www.", "/", "#", "_:", "@")) else told_names(text)


def _marked(harvest: Harvest) -> Iterator[str]:
    """Microdata."""
    names = harvest.properties.get("name", ())
    for element in harvest.properties.get("author", ())[:10]:
        inside = [name for name in names if name is element or element in name.iterancestors()]
        for one in inside or [element]:
            yield from _told(without_by(one.get("content") or text_of(one, limit=MAX_BYLINE)))


def _printed(head: Head, known: Collection[str]) -> list[str]:
    for element in head.bylines[:MAX_BYLINES]:
        if names := _byline(element, known):
            return names
    for element in head.near[:MAX_UNMARKED]:
        if names := _unmarked(element, known):
            return names
    return _linked(head, known=known)


def _linked(head: Head, *, known: Collection[str]) -> list[str]:
    """Names of several words in links with rel=author."""
    texts = (text_of(link, limit=80) for link in head.author_links[:8])
    return [name for text in texts for name in split_names(text, known=known) if " " in name]


def _byline(element: HtmlElement, known: Collection[str]) -> list[str]:
    """Names in an element that its class calls a byline."""
    text = text_of(element, limit=MAX_BYLINE + 1)
    if not text or len(text) > MAX_BYLINE:
        return []
    said = without_by(text) != text
    links = [
        link for link in (element, *element.iterdescendants("a")) if link.tag == "a" and (said or _to_author(link))
    ]
    names = [name for link in links for name in split_names(text_of(link, limit=80), known=known)]
    if names:
        return names
    names = split_names(text, known=known)
    whole = fold(text) == fold(" ".join(names)) and (text.lower() != text.upper() or len(text) < 20)
    return names if whole or said or (names and all(" " in name for name in names) and len(text) < 100) else []


def _to_author(link: HtmlElement) -> bool:
    return link.get("rel") == "author" or bool(_PROFILE.search(f"{link.get('href')} {link.get('class')}".lower()))


def _starts_with_by(element: HtmlElement) -> bool:
    """Cheap: reads the first text only, which may stand in the first child."""
    first = (element.text or "").strip() or (element[0].text or "" if len(element) else "").strip()
    return 0 < len(first) <= MAX_UNMARKED_TEXT and without_by(f"{first} X") != f"{first} X"


def _unmarked(element: HtmlElement, known: Collection[str]) -> list[str]:
    """Names in a short line that begins with a word for "by"."""
    if len(element) > 6 or element.tag not in _LINES or not _starts_with_by(element):
        return []
    text = text_of(element, limit=MAX_UNMARKED_TEXT + 1)
    rest = without_by(text) if 4 < len(text) <= MAX_UNMARKED_TEXT else text
    names = split_names(rest, known=known) if rest != text else []
    return names if names and 2 <= len(names[0].split()) <= 4 else []
