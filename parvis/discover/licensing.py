"""RSL 1.0 in feeds: `content` and `license` elements of its namespace in an item, or in the channel for all items.

What they say becomes a line for each pattern, `/path permits USAGES; prohibits USAGES`; `parvis.rights.rsl` reads it.
Read through a parser without entities, network or document type. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from parvis.identity import join

__all__ = ["FeedTerms", "read_terms"]

NAMESPACE = "rslstandard.org/rsl"
LINES = 50  # of the channel, or of one item
WORDS = 1_000  # characters of one list of usages
PATTERN = 2_000  # characters

_ITEM = frozenset({"item", "entry"})
_KEYS = frozenset({"link", "guid", "id", "origLink"})


@dataclass(frozen=True, slots=True)
class FeedTerms:
    """The lines for all items, and for the items by each of their addresses."""

    channel: str | None = None
    items: Mapping[str, str] = field(default_factory=dict)

    def of(self, url: str) -> str | None:
        """An item's own terms stand above the channel's: they are the more specific."""
        return self.items.get(url) or self.channel


def read_terms(data: bytes, url: str) -> FeedTerms:
    """The terms of a feed whose bytes were found harmless (`parvis.discover.guard`)."""
    if NAMESPACE.encode() not in data:
        return FeedTerms()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return FeedTerms()
    if root is None or not len(root):
        return FeedTerms()
    found = [(_item_of(element), element) for element in root.iter() if _is_terms(element)]
    items: dict[str, list[str]] = {}
    for item, element in found:
        for address in _addresses(item, url) if item is not None else ():
            items.setdefault(address, []).append(_line("/", element))
    channel = [_line(element.get("url", "/"), element) for item, element in found if item is None]
    return FeedTerms(_joined(channel) or None, {address: _joined(lines) for address, lines in items.items()})


def _is_terms(element: etree._Element) -> bool:
    """A `content`, or a `license` that stands in none."""
    if not _is_rsl(element) or _name(element) not in {"content", "license"}:
        return False
    return not any(_is_rsl(above) for above in element.iterancestors())


def _is_rsl(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and NAMESPACE in element.tag.rpartition("}")[0]


def _name(element: etree._Element) -> str:
    """Without its namespace; a broken document may hold names that are none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _item_of(element: etree._Element) -> etree._Element | None:
    return next((above for above in element.iterancestors() if _name(above) in _ITEM), None)


def _addresses(item: etree._Element, url: str) -> Iterator[str]:
    for child in item:
        if _name(child) in _KEYS and not _is_rsl(child):
            told = (child.get("href") or child.text or "").strip()
            if told and (address := join(url, told)):
                yield address


def _line(where: str, element: etree._Element) -> str:
    path = re.sub(r"\s.*", "", re.sub(r"^https?://[^/?#]*", "", where.strip())) or "/"
    permits, prohibits = _usages(element, "permits"), _usages(element, "prohibits")
    return f"{path[:PATTERN]} permits {permits or 'all'}; prohibits {prohibits or 'nothing'}"


def _usages(element: etree._Element, name: str) -> str:
    texts = [
        (found.text or "")[:WORDS].lower()
        for found in element.iterdescendants()
        if _name(found) == name and found.get("type", "usage") == "usage"
    ]
    return " ".join(dict.fromkeys(word for text in texts for word in re.findall(r"[a-z0-9_-]+", text)))[:WORDS]


def _joined(lines: list[str]) -> str:
    return "\n".join(list(dict.fromkeys(lines))[:LINES])
