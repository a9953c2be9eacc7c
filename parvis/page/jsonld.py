"""JSON-LD, read through a guarded loader and an allow-list of keys.

The text of an article (`articleBody`, `text`, `transcript`, comments) is dropped while a block is loaded: no other code
sees it, whichever node it stands in. Strings that stay are cut, so that a description cannot smuggle the body in.
A block that is no JSON is not repaired but searched for one word, isAccessibleForFree, which decides too much to be lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.page.harvest import one_line

__all__ = ["Block", "JsonLd", "load_block", "read_jsonld", "truth"]

MAX_BLOCK = 1 << 20  # characters; the largest real block that is no attack has 0.4 MB
MAX_DEPTH = 24  # real graphs have at most 11
MAX_NODES = 5_000
MAX_STRING = 2_000  # characters kept of a string

Node = dict[str, Any]

# Everything else is dropped while loading. Keys are compared in lower case: isAccessibleforFree is found in the wild.
_KEYS = {
    key.lower(): key
    for line in (
        "@graph @id @type @value alternateName alternativeHeadline articleSection author contentUrl creator cssSelector",
        "dateCreated dateModified datePublished description familyName givenName hasPart headline image inLanguage",
        "isAccessibleForFree isPartOf item itemListElement keywords mainEntity mainEntityOfPage name productID publisher",
        "thumbnailUrl uploadDate url wordCount",
    )
    for key in line.split()
}
# A page element's own name or description may be the gated text itself.
_PART_KEYS = frozenset({"@type", "@id", "cssSelector", "isAccessibleForFree", "hasPart"})
_OPENING = re.compile(r"\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?([\w:/.]{1,40})', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One script element."""

    nodes: tuple[Node, ...] = field(default=(), repr=False)
    broken: bool = False
    free: bool | None = None  # of a broken block only: what its text says


def load_block(text: str) -> Block:
    """Read one block; never raises, whatever the text."""
    if len(text) > MAX_BLOCK:
        return Block(broken=True)
    text = _unwrapped(text)
    value = _decode(text)
    if value is _BROKEN and "," in text:
        value = _decode(_TRAILING_COMMA.sub(r"\1", text))
    if value is _BROKEN:
        found = [truth(word) for word in _FREE.findall(text)]
        return Block(broken=True, free=False if False in found else True if True in found else None)
    nodes = value if isinstance(value, list) else [value]
    return Block(nodes=tuple(node for node in nodes if isinstance(node, dict)))


def _unwrapped(text: str) -> str:
    """Without the comment or CDATA section that old templates put around a script."""
    text = text.strip("; \t\r\n\ufeff")
    if not text.startswith(("<", "/")):
        return text
    text = _OPENING.sub("", text, count=1)
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
        if (known := _KEYS.get(key.rpartition(":")[2].lower())) and known not in node and value is not None:
            node[known] = value[:MAX_STRING] if isinstance(value, str) else value
    for part in _listed(node.get("hasPart")):
        if isinstance(part, dict):
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
        return one_line(value, limit=MAX_STRING)
    if depth >= MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {key: _bounded(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_bounded(item, depth + 1) for item in value[:MAX_NODES]]
    return value


def truth(value: object) -> bool | None:
    """Three-valued: true, false, or None for anything that is neither.

    >>> truth("http://schema.org/False"), truth("True"), truth("")
    (False, True, None)
    """
    if isinstance(value, list):
        found = {truth(item) for item in value[:10]}
        return False if False in found else True if True in found else None
    if isinstance(value, Mapping):
        return truth(value.get("@value", value.get("@id")))
    word = str(value).strip().rstrip("/").rpartition("/")[2].rpartition(":")[2].lower()
    return {
        "true": True,
        "1": True,
        "1.0": True,
        "yes": True,
        "false": False,
        "0": False,
        "0.0": False,
        "no": False,
    }.get(word)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLd:
    """What the JSON-LD of a page says of its article. `article` is {} where no node is this article's."""

    article: Node = field(default_factory=dict, repr=False)
    page: Node = field(default_factory=dict, repr=False)  # the WebPage node
    breadcrumbs: tuple[str, ...] = ()
    site_names: tuple[str, ...] = ()
    is_article: bool = False
    broken: int = 0
    broken_free: bool | None = None
    by_id: Mapping[str, Node] = field(default_factory=dict, repr=False)

    def get(self, key: str) -> Any:
        return self.article.get(key)

    def text(self, *keys: str) -> str | None:
        """The first of the keys that holds a text."""
        return next((found for key in keys if (found := text_in(self.article.get(key)))), None)

    def resolve(self, value: Any) -> list[Any]:
        """A value as a list, with references ({"@id": ...}) replaced by the node they name."""
        items = []
        for item in _listed(value)[:100]:
            if isinstance(item, dict) and "name" not in item and isinstance(item.get("@id"), str):
                items.append({**self.by_id.get(item["@id"], {}), **item})
            else:
                items.append(item)
        return items

    def selectors(self, *, free: bool) -> tuple[str, ...]:
        """CSS selectors of the parts that are declared free, or not free."""
        found: dict[str, None] = {}
        for part in self.resolve(self.article.get("hasPart") or self.page.get("hasPart")):
            if isinstance(part, dict) and truth(part.get("isAccessibleForFree")) is free:
                for selector in _listed(part.get("cssSelector")):
                    if isinstance(selector, str) and selector.strip():
                        found[selector.strip()] = None
        return tuple(found)

    def free(self) -> bool | None:
        """isAccessibleForFree of the article, or of the page where the article says nothing."""
        own = truth(self.article.get("isAccessibleForFree"))
        own = truth(self.page.get("isAccessibleForFree")) if own is None else own
        return self.broken_free if own is None else own


def text_in(value: Any) -> str | None:
    """The text of a value that may be a string, a language-tagged value, or a list of them."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_in(item))), None)
    if isinstance(value, dict):
        return text_in(value.get("@value") or value.get("name") or value.get("url") or value.get("@id"))
    if isinstance(value, bool) or value is None:
        return None
    return str(value) or None


def types_of(node: Node) -> list[str]:
    """Types without their prefix, in lower case."""
    return [str(t).rstrip("/").rpartition("/")[2].rpartition(":")[2].lower() for t in _listed(node.get("@type"))[:10]]


# Types that are an article without saying so in their name.
_ARTICLE = frozenset(
    {
        "blogposting",
        "socialmediaposting",
        "report",
        "liveblogposting",
        "review",
        "criticreview",
        "recipe",
        "creativework",
    }
)
_PAGE = frozenset({"webpage", "itempage", "medicalwebpage", "aboutpage"})
_DESCEND = ("@graph", "mainEntity", "mainEntityOfPage", "item")


def is_article_type(name: str) -> bool:
    return name.endswith("article") or name in _ARTICLE


def read_jsonld(scripts: Iterable[str], *, same_page: frozenset[str] = frozenset(), title: str | None = None) -> JsonLd:
    """Find the node of this article: its type, then its URL among `same_page`, then its headline against `title`."""
    blocks = [load_block(script) for script in scripts]
    nodes = list(_walk([node for block in blocks for node in block.nodes]))
    articles = [node for node in nodes if any(map(is_article_type, types_of(node)))]
    pages = [node for node in nodes if any(t in _PAGE for t in types_of(node))]
    best = max(articles, key=lambda node: _fit(node, same_page, title), default={})
    frees = [block.free for block in blocks if block.free is not None]
    return JsonLd(
        article=best,
        page=max(pages, key=lambda node: _fit(node, same_page, title), default={}),
        breadcrumbs=_breadcrumbs(nodes),
        site_names=tuple(_site_names(nodes)),
        is_article=bool(articles),
        broken=sum(block.broken for block in blocks),
        broken_free=False if False in frees else True if frees else None,
        by_id={node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1},
    )


def _walk(roots: list[Any]) -> Iterator[Node]:
    stack = list(reversed(roots))
    count = 0
    while stack and count < MAX_NODES:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            count += 1
            yield node
            stack.extend(node[key] for key in reversed(_DESCEND) if key in node)


def _fit(node: Node, same_page: frozenset[str], title: str | None) -> float:
    urls = [text_in(node.get("url")), text_in(node.get("mainEntityOfPage")), text_in(node.get("@id"))]
    score = 4.0 * any(bare_url(url) in same_page for url in urls if url)
    headline = text_in(node.get("headline")) or text_in(node.get("name"))
    if headline and title:
        score += 4.0 * (headline.casefold() == title.casefold()) + similarity(headline, title)
    score += 1.0 * ("datePublished" in node) + 0.5 * ("author" in node) + 0.5 * bool(headline)
    return score + (1.0 if any(t.endswith("article") for t in types_of(node)) else 0.0)


def bare_url(url: str) -> str:
    """For comparison only: without scheme, www., query, fragment and last slash."""
    url = url.partition("#")[0].partition("?")[0].rstrip("/")
    return url.partition("://")[2].removeprefix("www.") or url


def similarity(a: str, b: str) -> float:
    """Share of words in common, 0 to 1."""
    first, second = set(a.casefold().split()), set(b.casefold().split())
    return len(first & second) / max(1, len(first | second))


def _breadcrumbs(nodes: list[Node]) -> tuple[str, ...]:
    for node in nodes:
        if "breadcrumblist" in types_of(node):
            items = [item for item in _listed(node.get("itemListElement")) if isinstance(item, dict)]
            names = (text_in(item.get("name") or item.get("item")) for item in items)
            return tuple(name for name in names if name and "://" not in name)
    return ()


def _site_names(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if {"website", "organization", "newsmediaorganization"} & set(types_of(node)):
            yield from (
                n for n in (text_in(node.get("name")), text_in(node.get("alternateName"))) if n and "://" not in n
            )
        for publisher in _listed(node.get("publisher")):
            name = text_in(publisher)
            if name and "://" not in name:
                yield name
