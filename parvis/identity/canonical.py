"""Which article a page is: its own URL's key, or the one it claims, by the rules of DESIGN.md section 6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from parvis.identity.host import registrable_domain
from parvis.identity.url import host_of, url_key
from parvis.records import Page

__all__ = ["Claim", "Identity", "Relation", "Ruling", "canonical_for"]

_NUMBERED = re.compile(r"\d{4}")  # an id, or a date
_SLUG = 4  # words of a path segment that can be a title


class Relation(StrEnum):
    """How an article's key follows from its page."""

    OWN = "own"  # the key of the URL that was read
    CANONICAL = "canonical"  # a URL that the page claims, within its registrable domain
    ARTICLE_ID = "article_id"  # a URL with the id of an article that is known
    PARAMETER = "parameter"  # a URL that differs in what its site ignores


class Ruling(StrEnum):
    """What became of a claim."""

    SAME = "same"  # says what the page's own URL says
    FOLLOWED = "followed"
    SECOND = "second"  # a better source says something else
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
    syndicated_from: str | None = None  # key on another registrable domain, when no better source names this one
    evidence: tuple[Claim, ...] = ()


def canonical_for(page: Page) -> Identity:
    """The article of a page. Never raises: a URL without a key stands for itself.

    Within one registrable domain the page's own word counts; whether the titles agree is for the archive to see, which
    knows both pages.
    """
    own = url_key(page.url)
    if own is None:
        return Identity(key=page.url)
    key = source_key = None
    evidence = []
    for source, url in _claims(page):
        ruling = _rule(url_key(url), own)
        if ruling in (Ruling.SAME, Ruling.FOLLOWED):
            key = key or url_key(url)
            ruling = ruling if url_key(url) == key else Ruling.SECOND
        elif ruling is Ruling.SYNDICATED and key is None:
            source_key = source_key or url_key(url)
        evidence.append(Claim(source=source, url=url, ruling=ruling))
    return Identity(
        key=key or own,
        relation=Relation.OWN if key in (None, own) else Relation.CANONICAL,
        syndicated_from=source_key,
        evidence=tuple(evidence),
    )


def _claims(page: Page) -> Iterator[tuple[str, str]]:
    """The claims, the best source first, each URL of a source once."""
    about = page.metadata
    first = (("canonical", about.canonical_url),) if about.canonical_url else ()
    seen = set()
    for source, url in (*first, *about.claimed_urls):
        if (source, url) not in seen:
            seen.add((source, url))
            yield source, url


def _rule(key: str | None, own: str) -> Ruling:
    if key is None:
        return Ruling.UNREADABLE
    if key == own:
        return Ruling.SAME
    if registrable_domain(host_of(key)) != registrable_domain(host_of(own)):
        return Ruling.SYNDICATED
    return Ruling.FRONT if _is_front(key, own) else Ruling.FOLLOWED


def _is_front(key: str, own: str) -> bool:
    """Whether a claim names the home page, or a page above this one that is no article itself.

    The second part of an article, `/long-read-1234/2`, claims `/long-read-1234`: a number or a slug names an article.
    """
    segments, own_segments = _segments(key), _segments(own)
    if not segments:
        return "?" not in key and "#" not in key
    if segments != own_segments[: len(segments)] or len(segments) == len(own_segments):
        return False
    return not (_NUMBERED.search(segments[-1]) or len(re.split(r"[-_]", segments[-1])) >= _SLUG)


def _segments(key: str) -> list[str]:
    return [segment for segment in re.split(r"[?#]", key, maxsplit=1)[0].split("/")[1:] if segment]
