"""One block of JSON-LD, read through a guarded loader and an allow-list of keys.

The text of an article (`articleBody`, `text`, `transcript`, comments) is dropped while a block is loaded: no other code
sees it, whichever node it stands in. Descriptions go too, for some hold the whole text; strings that stay are cut.
A block that is no JSON is not repaired but searched for isAccessibleForFree and cssSelector, which decide too much.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.page.harvest import one_line

__all__ = ["MAX_NODES", "Block", "Node", "listed", "load_block", "text_in", "truth", "types_of", "url_in"]

MAX_BLOCK = 1 << 20  # characters; the largest real block that is no attack has 0.4 MB
MAX_DEPTH = 24  # real graphs have at most 11
MAX_NODES = 5_000
MAX_STRING = 2_000  # characters kept of a string

Node = dict[str, Any]

# Everything else is dropped while loading. Keys are compared in lower case: isAccessibleforFree is found in the wild.
_KEYS = {
    spelling: key
    for line in (
        "@graph @id @type @value alternateName alternativeHeadline articleSection author contentUrl creator",
        "cssSelector dateCreated dateModified datePublished familyName givenName hasPart headline image inLanguage",
        "isAccessibleForFree isPartOf item itemListElement keywords license mainEntity mainEntityOfPage name",
        "productID publisher thumbnailUrl uploadDate url wordCount",
    )
    for key in line.split()
    for spelling in (key, key.lower())
}
# A page element's own name or description may be the gated text itself.
_PART_KEYS = frozenset({"@type", "@id", "cssSelector", "isAccessibleForFree", "hasPart"})
_OPENING = re.compile(r"(?:<!--|(?://|/\*)?\s*+<!\[CDATA\[(?:\s*+\*/)?)")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?([\w:/.]{1,40})', re.IGNORECASE)
_SELECTOR = re.compile(r'"cssSelector"\s*:\s*"([^"\\]{1,200})"', re.IGNORECASE)
_TRUTHS = {"true": True, "yes": True, "1": True, "1.0": True, "false": False, "no": False, "0": False, "0.0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One script element."""

    nodes: tuple[Node, ...] = field(default=(), repr=False)
    has_parts: bool = False
    broken: bool = False
    free: bool | None = None  # of a broken block only: what its text says
    selectors: tuple[str, ...] = ()  # likewise: every cssSelector, for which parts are withheld cannot be told


def load_block(text: str) -> Block:
    """Read one block; never raises, whatever the text."""
    if len(text) > MAX_BLOCK:
        return Block(broken=True)
    text = _unwrapped(text)
    value = _decode(text)
    if value is _BROKEN and "," in text:
        value = _decode(_TRAILING_COMMA.sub(r"\1", text))
    if value is _BROKEN:
        return _salvaged(text)
    nodes = value if isinstance(value, list) else [value]
    return Block(nodes=tuple(node for node in nodes if isinstance(node, dict)), has_parts=_names_parts(text))


def _names_parts(text: str) -> bool:
    """False where no key can be hasPart, in any case or escaped."""
    return "\\u00" in text or b"haspart" in text.encode("utf-8", "replace").lower()  # str.lower is ten times slower


def _salvaged(text: str) -> Block:
    free = truth(_FREE.findall(text)[:MAX_NODES])
    return Block(broken=True, free=free, selectors=tuple(_SELECTOR.findall(text)[:20]) if free is False else ())


def _unwrapped(text: str) -> str:
    """Without the comment or CDATA section that old templates put around a script."""
    text = text.strip("; \t\r\n\ufeff")
    if not text.startswith(("<", "/")):
        return text
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    for closing in ("-->", "*/", "]]>", "//", "/*"):
        text = text.removesuffix(closing).rstrip()
    return text


_BROKEN = object()


def _decode(text: str) -> Any:
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return _BROKEN
    return _bounded(value, 0)


def _pairs(pairs: list[tuple[str, Any]]) -> Node:
    node = {}
    for key, value in pairs:
        known = _KEYS.get(key) or _KEYS.get(key.rpartition(":")[2].rpartition("/")[2].lower())
        if known and known not in node and value is not None:
            node[known] = value[:MAX_STRING] if isinstance(value, str) else value
    for part in (node, *listed(node.get("hasPart"))) if "hasPart" in node else (node,):
        if isinstance(part, dict) and (part is not node or "cssSelector" in part):
            for key in part.keys() - _PART_KEYS:
                del part[key]
    return node


def _integer(text: str) -> int | str:
    return int(text) if len(text) < 19 else text


def _nothing(_: str) -> None:
    return None


# strict=False: raw tabs and line ends inside strings are common and harmless.
_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=_integer, parse_constant=_nothing, strict=False)


def _bounded(value: Any, depth: int) -> Any:
    """Without what lies too deep, and with strings that can be stored."""
    if isinstance(value, str):
        return value if value.isascii() and "&" not in value else one_line(value, limit=MAX_STRING)
    if depth >= MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {key: _bounded(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_bounded(item, depth + 1) for item in value[:MAX_NODES]]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def truth(value: object) -> bool | None:
    """Three-valued: true, false, or None for anything that is neither.

    >>> truth("http://schema.org/False"), truth("True"), truth("")
    (False, True, None)
    """
    if isinstance(value, list):
        found = {truth(item) for item in value}
        return False if False in found else True if True in found else None
    if isinstance(value, Mapping):
        return truth(value.get("@value", value.get("@id")))
    word = str(value).strip().rstrip("/").rpartition("/")[2].rpartition(":")[2].lower()
    return _TRUTHS.get(word)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def text_in(value: Any) -> str | None:
    """The text of a value that may be a string, a language-tagged value, or a list of them."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_in(item))), None)
    if isinstance(value, dict):
        return text_in(value.get("@value") or value.get("name") or value.get("url") or value.get("@id"))
    if isinstance(value, bool) or value is None:
        return None
    return " ".join(str(value).split()) or None


def url_in(value: Any) -> str | None:
    """The URL of a value that may be a string, a node, or a list of them."""
    if isinstance(value, list):
        return next((url for item in value if (url := url_in(item))), None)
    if isinstance(value, dict):
        return url_in(value.get("url") or value.get("@id") or value.get("contentUrl") or value.get("@value"))
    return value.strip() or None if isinstance(value, str) else None


def types_of(node: Node) -> list[str]:
    """Types without their prefix, in lower case."""
    return [str(t).rstrip("/").rpartition("/")[2].rpartition(":")[2].lower() for t in listed(node.get("@type"))[:10]]
