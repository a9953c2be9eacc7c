"""What an article is filed under: its sections and its tags."""

from __future__ import annotations

import re
from typing import Any

from parvis.page.harvest import Harvest
from parvis.page.jsonblock import text_in
from parvis.page.jsonld import JsonLd
from parvis.page.names import fold

__all__ = ["read_sections", "read_tags"]

MAX_LIST = 50
MAX_TAG = 80  # characters
MANY = 2  # tags with a key, from which the keys are those of a machine and not part of the tags

_KEYED = re.compile(r"([\w -]{2,24}):\s?(\S.*)")
_SUBJECTS = frozenset({"tag", "topic", "category", "keyword", "subject", "section"})
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def read_sections(harvest: Harvest, jsonld: JsonLd) -> tuple[str, ...]:
    """The sections as declared, then those of the breadcrumbs."""
    declared = _texts(jsonld.get("articleSection")) or harvest.values("article:section") or harvest.values("section")
    return _distinct([*declared, *jsonld.breadcrumbs[1:-1]])


def read_tags(harvest: Harvest, jsonld: JsonLd) -> tuple[str, ...]:
    """Keywords for readers; what content systems note there for themselves is left out."""
    told = [*_texts(jsonld.get("keywords")), *harvest.values("article:tag"), *harvest.values("news_keywords")]
    parts = [part.strip() for value in told or harvest.values("keywords") for part in value.split(",")]
    return _distinct(_without_keys([part for part in parts if 0 < len(part) <= MAX_TAG and not _UUID.fullmatch(part)]))


def _without_keys(tags: list[str]) -> list[str]:
    """ "Topic: Rivers" is the tag "Rivers"; "Day: Monday" is none. A single tag with a colon is left as it is."""
    keyed = {tag: found for tag in tags if ":" in tag and (found := _KEYED.fullmatch(tag))}
    if len(keyed) < MANY:
        return tags
    kept = (keyed[tag][2] if tag in keyed and keyed[tag][1].lower() in _SUBJECTS else tag for tag in tags)
    return [tag for tag in kept if tag not in keyed]


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := text_in(item))]


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Each once, whatever its case, as first written."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name) or name, name)
    return tuple(kept.values())[:MAX_LIST]
