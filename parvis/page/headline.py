"""The headline and the standfirst under it."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml.html import HtmlElement

from parvis.page.harvest import Harvest, one_line, text_of
from parvis.page.jsonld import JsonLd, similarity
from parvis.page.names import fold

__all__ = ["page_title", "read_headline"]

MAX_HEADLINE = 400  # characters

_SUFFIX = re.compile(r"\s+[|\-–—·•»:]\s+")
_TAG = re.compile(r"<[^<>]{1,200}>")


def page_title(harvest: Harvest) -> str | None:
    """The title element of the page, not the title of a drawing."""
    for element in harvest.titles:
        parent = element.getparent()
        if (parent is None or parent.tag != "svg") and (text := one_line(element.text or "", limit=MAX_HEADLINE)):
            return text
    return None


def read_headline(harvest: Harvest, jsonld: JsonLd, *, known: Collection[str]) -> str | None:
    """The candidate that the others agree with most."""
    candidates = [
        (3.0, jsonld.text("headline")),
        *((3.0, text) for text in _headings(harvest)[:5]),
        (2.5, harvest.meta("og:title")),
        (2.0, harvest.meta("twitter:title", "dc.title", "title")),
        (1.5, jsonld.text("name")),
        (1.0, page_title(harvest)),
    ]
    cleaned = [(weight, without_suffix(_plain(text), known)) for weight, text in candidates if text]
    named = [(weight, text) for weight, text in cleaned if text and fold(text) not in known]
    best = max(named, key=lambda one: one[0] + sum(w * similarity(one[1], text) for w, text in named), default=None)
    return best[1] if best else None


def _headings(harvest: Harvest) -> list[str]:
    return [text for element in harvest.headings if (text := text_of(element, limit=MAX_HEADLINE))]


def _plain(text: str) -> str:
    return one_line(_TAG.sub("", text), limit=MAX_HEADLINE)


def without_suffix(text: str, known: Collection[str]) -> str:
    """A title without the site's name at its end or start."""
    parts = [(found.start(), found.end()) for found in _SUFFIX.finditer(text)]
    for start, end in reversed(parts):
        if fold(text[end:]) in known:
            return text[:start].strip()
    for start, end in parts:
        if fold(text[:start]) in known:
            return text[end:].strip()
    return text
