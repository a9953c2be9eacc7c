"""Which article a page is: its own URL's key, or the one it claims, by the rules of DESIGN.md section 6."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from parvis.identity.url import host_of, registrable_domain, url_key
from parvis.records import Page

__all__ = ["Claim", "Identity", "Relation", "Ruling", "canonical_for"]


class Relation(StrEnum):
    """How an article's key follows from the page."""

    OWN = "own"  # the key of the URL that was read
    CANONICAL = "canonical"  # a URL that the page claims, within its registrable domain


class Ruling(StrEnum):
    """What became of a claim."""

    SAME = "same"  # says what the page's own URL says
    FOLLOWED = "followed"
    SECOND = "second"  # another claim came first
    SYNDICATED = "syndicated"  # leads to another registrable domain: a relation, never a merger
    FRONT = "front"  # the home page or a section front: a template's mistake
    UNREADABLE = "unreadable"  # no http(s) URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A URL that the page gives for itself, and what became of it."""

    source: str  # canonical, og:url, jsonld
    url: str
    ruling: Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The article that a page is."""

    key: str
    relation: Relation = Relation.OWN
    syndicated_from: str | None = None  # key on another registrable domain
    evidence: tuple[Claim, ...] = ()


def canonical_for(page: Page) -> Identity:
    """The article of a page. Never raises: a URL without a key stands for itself."""
    own = url_key(page.url)
    if own is None:
        return Identity(key=page.url)
    followed = syndicated = None
    evidence = []
    for source, url in _claims(page):
        key = url_key(url)
        ruling = _rule(key, own)
        if ruling is Ruling.FOLLOWED and followed not in (None, key):
            ruling = Ruling.SECOND
        elif ruling in (Ruling.SAME, Ruling.FOLLOWED):
            followed = followed or key
        elif ruling is Ruling.SYNDICATED:
            syndicated = syndicated or key
        evidence.append(Claim(source=source, url=url, ruling=ruling))
    relation = Relation.CANONICAL if followed not in (None, own) else Relation.OWN
    return Identity(key=followed or own, relation=relation, syndicated_from=syndicated, evidence=tuple(evidence))


def _claims(page: Page) -> Iterator[tuple[str, str]]:
    """The claims, the best source first."""
    if page.metadata.canonical_url:
        yield "canonical", page.metadata.canonical_url
    yield from (claim for claim in page.metadata.claimed_urls if claim != ("canonical", page.metadata.canonical_url))


def _rule(key: str | None, own: str) -> Ruling:
    if key is None:
        return Ruling.UNREADABLE
    if key == own:
        return Ruling.SAME
    if registrable_domain(host_of(key)) != registrable_domain(host_of(own)):
        return Ruling.SYNDICATED
    return Ruling.FRONT if _is_front(key, own) else Ruling.FOLLOWED


def _is_front(key: str, own: str) -> bool:
    segments, own_segments = _segments(key), _segments(own)
    if not segments:
        return "?" not in key
    return len(segments) == 1 < len(own_segments) and segments == own_segments[:1]


def _segments(key: str) -> list[str]:
    return key.partition("?")[0].split("/")[1:]
