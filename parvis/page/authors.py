"""Who wrote the article: JSON-LD, meta elements, links and microdata, then the visible byline."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from lxml.html import HtmlElement

from parvis.page.harvest import Harvest, text_of
from parvis.page.jsonld import JsonLd, text_in
from parvis.page.lexicon import Hint
from parvis.page.names import distinct, fold, is_generic, split_names, without_by

__all__ = ["read_authors"]

# In the order of trust; article:author is a profile's URL as often as a name.
_METAS = (
    "author", "article:author", "article:author_name", "og:article:author", "byl", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "dc.contributor", "cxenseparse:author", "citation_author", "authors", "article.author", "dcsext.author",
    "mrf:authors", "vr:author", "og:author", "twitter:data1",
)  # fmt: skip
MAX_BYLINE = 200  # characters; a longer one is a biography


def read_authors(harvest: Harvest, jsonld: JsonLd, *, known: Collection[str]) -> tuple[str, ...]:
    """The first source that names a person; else the first that names anything. `known`: folded names of the site."""
    fallback: list[str] = []
    for source in (_declared(jsonld, known), _metas(harvest, known), _marked(harvest, known), _visible(harvest, known)):
        names = distinct(source)
        people = [name for name in names if not is_generic(name)]
        if people:
            return tuple(people)
        fallback = fallback or names
    return tuple(fallback)


def _declared(jsonld: JsonLd, known: Collection[str]) -> Iterator[str]:
    for author in jsonld.resolve(jsonld.get("author") or jsonld.get("creator")):
        yield from _person(author, known)


def _person(author: Any, known: Collection[str]) -> Iterator[str]:
    if isinstance(author, dict):
        name = author.get("name")
        if name is None and author.get("familyName"):
            name = f"{text_in(author.get('givenName')) or ''} {text_in(author['familyName'])}"
        for one in name if isinstance(name, list) else [name]:
            if isinstance(one, (str, dict)):
                yield from _split(text_in(one) or "", known)
    elif isinstance(author, str):
        yield from _split(author, known)


def _split(text: str, known: Collection[str]) -> list[str]:
    return [] if "://" in text[:12] or text.startswith(("www.", "/", "#")) else split_names(text, known=known)


def _metas(harvest: Harvest, known: Collection[str]) -> Iterator[str]:
    for name in _METAS:
        found = [one for value in harvest.metas.get(name, ()) for one in _split(value, known)]
        if name == "twitter:data1" and "by" not in (harvest.meta("twitter:label1") or "").lower():
            continue
        yield from found
        if any(not is_generic(one) for one in found):
            return


def _marked(harvest: Harvest, known: Collection[str]) -> Iterator[str]:
    """Microdata."""
    for element in harvest.properties.get("author", ())[:10]:
        named = [e for e in harvest.properties.get("name", ()) if e is element or element in e.iterancestors()]
        for one in named or [element]:
            yield from _split(one.get("content") or text_of(one, limit=MAX_BYLINE), known)


def _visible(harvest: Harvest, known: Collection[str]) -> Iterator[str]:
    for element in harvest.hinted.get(Hint.BYLINE, ()):
        if names := _byline(element, known):
            yield from names
            return


def _byline(element: HtmlElement, known: Collection[str]) -> list[str]:
    text = text_of(element, limit=MAX_BYLINE + 1)
    if not text or len(text) > MAX_BYLINE:
        return []
    links = [text_of(link, limit=80) for link in element.iter("a")]
    names = [name for link in links for name in _split(link, known) if len(name.split()) > 1]
    if names:
        return distinct(names)
    names = split_names(text, known=known)
    return names if without_by(text) != text or all(1 < len(name.split()) < 5 for name in names) else []
