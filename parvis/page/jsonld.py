"""What the JSON-LD of a page says of its article: the right node among many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parvis.page.jsonblock import MAX_NODES, Node, listed, load_block, text_in, truth, types_of, url_in

__all__ = ["JsonLd", "bare_url", "read_jsonld"]


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
    withheld: tuple[str, ...] = ()  # selectors of the parts that any node of the page declares not free
    open: tuple[str, ...] = ()  # of those it declares free
    by_id: Mapping[str, Node] = field(default_factory=dict, repr=False)

    def get(self, key: str) -> Any:
        return self.article.get(key)

    def text(self, *keys: str) -> str | None:
        """The first of the keys that holds a text."""
        return next((found for key in keys if (found := text_in(self.article.get(key)))), None)

    def resolve(self, value: Any) -> list[Any]:
        """A value as a list, with references ({"@id": ...}) replaced by the node they name."""
        items = []
        for item in listed(value)[:100]:
            if isinstance(item, dict) and "name" not in item and isinstance(item.get("@id"), str):
                items.append({**self.by_id.get(item["@id"], {}), **item})
            else:
                items.append(item)
        return items

    def free(self) -> bool | None:
        """isAccessibleForFree of the article, or of the page where the article says nothing."""
        own = truth(self.article.get("isAccessibleForFree"))
        own = truth(self.page.get("isAccessibleForFree")) if own is None else own
        return self.broken_free if own is None else own


# Types that are an article without saying so in their name.
_ARTICLE = frozenset(
    [
        "blogposting",
        "socialmediaposting",
        "report",
        "liveblogposting",
        "review",
        "criticreview",
        "recipe",
        "creativework",
    ]
)
_PAGE = frozenset({"webpage", "itempage", "medicalwebpage", "aboutpage"})
_SITE = frozenset({"website", "organization", "newsmediaorganization"})
_DESCEND = ("@graph", "mainEntity", "mainEntityOfPage", "item")


def is_article_type(name: str) -> bool:
    return name.endswith("article") or name in _ARTICLE


def read_jsonld(scripts: Iterable[str], *, same_page: frozenset[str] = frozenset(), title: str | None = None) -> JsonLd:
    """Find the node of this article: its type, then its URL among `same_page`, then its headline against `title`."""
    blocks = [load_block(script) for script in scripts]
    roots = [node for block in blocks for node in block.nodes]
    typed = [(node, types_of(node)) for node in _walk(roots, _DESCEND)]
    articles = [(node, types) for node, types in typed if any(map(is_article_type, types))]
    pages = [(node, types) for node, types in typed if not _PAGE.isdisjoint(types)]
    by_id: dict[str, Node] = {}
    for node, _ in typed:
        if isinstance(key := node.get("@id"), str) and len(node) > len(by_id.get(key, ())):
            by_id[key] = node
    parts = _parts([node for block in blocks if block.has_parts for node in block.nodes], by_id)
    return JsonLd(
        article=_fittest(articles, same_page, title),
        page=_fittest(pages, same_page, title),
        breadcrumbs=_breadcrumbs(typed),
        site_names=tuple(_site_names(typed)),
        is_article=bool(articles),
        broken=sum(block.broken for block in blocks),
        broken_free=truth([block.free for block in blocks]),
        withheld=(*parts[False], *(one for block in blocks for one in block.selectors)),
        open=(*parts[True],),
        by_id=by_id,
    )


_Typed = tuple[Node, list[str]]


def _parts(roots: list[Node], by_id: Mapping[str, Node]) -> dict[bool, dict[str, None]]:
    """Selectors of the parts that are free and of those that are not, from every node: a part that the wrong node
    declares withheld is withheld all the same.
    """
    found: dict[bool, dict[str, None]] = {False: {}, True: {}}
    for node in _walk(roots, None):
        for item in listed(node.get("hasPart")):
            part = by_id.get(str(item.get("@id")), item) if isinstance(item, dict) and len(item) == 1 else item
            if isinstance(part, dict) and (free := truth(part.get("isAccessibleForFree"))) is not None:
                chosen = (text_in(one) for one in listed(part.get("cssSelector")))
                found[free].update((one.strip(), None) for one in chosen if one and one.strip())
    return found


def _walk(roots: Sequence[Any], keys: tuple[str, ...] | None) -> Iterator[Node]:
    """Nodes in document order, below `keys` only; below every key when None."""
    stack = list(reversed(roots))
    count = 0
    while stack and count < MAX_NODES:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            count += 1
            yield node
            below = node.values() if keys is None else [node[key] for key in keys if key in node]
            stack.extend(value for value in reversed(list(below)) if isinstance(value, (dict, list)))


def _fittest(candidates: list[_Typed], same_page: frozenset[str], title: str | None) -> Node:
    if len(candidates) < 2:
        return candidates[0][0] if candidates else {}
    return max(candidates, key=lambda one: _fit(one[0], one[1], same_page, title))[0]


def _fit(node: Node, types: list[str], same_page: frozenset[str], title: str | None) -> float:
    urls = [url_in(node.get(key)) for key in ("url", "mainEntityOfPage", "@id")]
    score = 4.0 * any(bare_url(url) in same_page for url in urls if url)
    headline = text_in(node.get("headline")) or text_in(node.get("name"))
    if headline and title:
        score += 4.0 * (headline.casefold() == title.casefold()) + similarity(headline, title)
    score += 1.0 * ("datePublished" in node) + 0.5 * ("author" in node) + 0.5 * bool(headline)
    return score + (1.0 if any(t.endswith("article") for t in types) else 0.0)


def bare_url(url: str) -> str:
    """For comparison only: without scheme, www., query, fragment and last slash."""
    url = url.partition("#")[0].partition("?")[0].rstrip("/")
    return url.partition("://")[2].removeprefix("www.") or url


def similarity(a: str, b: str) -> float:
    """Share of words in common, 0 to 1."""
    first, second = set(a.casefold().split()), set(b.casefold().split())
    return len(first & second) / max(1, len(first | second))


def _breadcrumbs(typed: list[_Typed]) -> tuple[str, ...]:
    for node, types in typed:
        if "breadcrumblist" in types:
            items = [item for item in listed(node.get("itemListElement")) if isinstance(item, dict)]
            names = (text_in(item.get("name") or item.get("item")) for item in items)
            return tuple(name for name in names if name and "://" not in name)
    return ()


def _site_names(typed: list[_Typed]) -> Iterator[str]:
    for node, types in typed:
        named = [node.get("name"), node.get("alternateName")] if not _SITE.isdisjoint(types) else []
        for name in map(text_in, [*named, *listed(node.get("publisher"))]):
            if name and "://" not in name:
                yield name
