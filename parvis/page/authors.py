"""Who wrote the article: JSON-LD, meta elements, microdata and links, then the printed byline.

Persons are preferred over the desk, the agency or the paper, wherever they are named; where no person is, what the
publisher declares is kept as published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from parvis.page.byline import MAX_BYLINE, linked_names, read_byline, read_desk
from parvis.page.harvest import Harvest, text_of
from parvis.page.head import Head
from parvis.page.jsonblock import text_in
from parvis.page.jsonld import JsonLd
from parvis.page.names import distinct, fold, is_agency, is_generic, told_names, without_by

__all__ = ["read_authors"]

# In the order of trust; article:author is a profile's URL as often as a name.
_METAS = (
    "author", "article:author", "article:author_name", "og:article:author", "byl", "byline", "parsely-author",
    "sailthru.author", "dc.creator", "dcterms.creator", "cxenseparse:author", "citation_author", "authors",
    "article.author", "dcsext.author", "mrf:authors", "vr:author", "og:author", "creator", "dc.contributor",
)  # fmt: skip
_REPEATED = frozenset({"citation_author", "dc.creator", "author", "cxenseparse:author", "article:author"})
MAX_NAMED = 100


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
    return tuple(distinct(read_byline(head, known=known) or others or read_desk(head)))


def _sources(harvest: Harvest, jsonld: JsonLd) -> Iterator[Iterator[str]]:
    yield _declared(jsonld)
    for name in _METAS:
        if name in harvest.metas:
            values = islice(harvest.values(name), MAX_NAMED if name in _REPEATED else 1)
            yield (one for value in values for one in _told(value))
    yield _marked(harvest)


def _with_linked(people: list[str], head: Head) -> list[str]:
    """Declarations that name the first author only are completed from links near the headline that name all."""
    linked = linked_names(head, known=())
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
