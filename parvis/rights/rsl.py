"""RSL 1.0: a licence as XML, named by `License:` in robots.txt, a link element or a Link header, or within a feed.

Read through a parser without entities, network or document type, and only up to 64 KiB: what an attribute costs grows
with their number in one tag. Never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from parvis.rights.rules import url_matches

__all__ = ["Terms", "read_lines", "read_rsl", "terms_of"]

FILE_BYTES = 64 * 2**10
CONTENTS = 500

_TRAINING = frozenset({"all", "ai-all", "ai-train"})
_SEARCH = frozenset({"all", "search"})
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a licence says of the content under a URL pattern. Usages in the words of RSL: all, ai-train, search ..."""

    content: str
    permits: tuple[str, ...] = ()
    prohibits: tuple[str, ...] = ()

    @property
    def reserves_training(self) -> bool:
        return self._withholds(_TRAINING)

    @property
    def reserves_search(self) -> bool:
        return self._withholds(_SEARCH)

    def _withholds(self, usages: frozenset[str]) -> bool:
        """A prohibition goes before a permission; where some usages are permitted, the others are not."""
        return bool(usages.intersection(self.prohibits)) or bool(self.permits and not usages.intersection(self.permits))


def read_rsl(body: bytes) -> tuple[Terms, ...] | None:
    """The terms of each content element in order; None for what is no RSL."""
    if len(body) > FILE_BYTES or _DOCTYPE.search(body):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _name(root) != "rsl":
        return None
    return tuple(_terms(element) for element in root.iterchildren() if _name(element) == "content")[:CONTENTS]


_LINE = re.compile(r"(\S+) permits ([^;]*); prohibits ([^;]*)")


def read_lines(text: str) -> tuple[Terms, ...]:
    """What a feed said of a URL, as `parvis.discover` wrote it down."""
    found = filter(None, map(_LINE.fullmatch, text.splitlines()))
    return tuple(Terms(line[1], _words(line[2], "all"), _words(line[3], "nothing")) for line in found)


def _words(text: str, default: str) -> tuple[str, ...]:
    return () if text == default else tuple(text.split())


def terms_of(terms: tuple[Terms, ...], url: str) -> Terms | None:
    """The terms of the most specific pattern that matches a URL."""
    matching = [item for item in terms if url_matches(item.content, url)]
    return max(matching, key=lambda item: len(item.content), default=None)


def _terms(content: etree._Element) -> Terms:
    where = content.get("url", "/")
    path = re.sub(r"^https?://[^/?#]*", "", where) or "/"
    return Terms(path[:2_000], _usages(content, "permits"), _usages(content, "prohibits"))


def _usages(content: etree._Element, name: str) -> tuple[str, ...]:
    texts = [
        element.text or ""
        for element in content.iterdescendants()
        if _name(element) == name and element.get("type", "usage") == "usage"
    ]
    return tuple(dict.fromkeys(word for text in texts for word in re.split(r"[\s,]+", text.lower()[:1_000]) if word))


def _name(element: etree._Element) -> str:
    """Without its namespace; a broken document may hold names that are none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
