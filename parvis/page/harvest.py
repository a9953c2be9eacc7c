"""What metadata may come from, collected once: meta elements, links, JSON-LD blocks, headings, times, microdata."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from parvis.page.markup import Markup

__all__ = ["Harvest", "gather", "one_line", "text_of", "without_tags"]

MAX_SCRIPTS = 40  # JSON-LD blocks of a page; the busiest real page seen has 19
MAX_ELEMENTS = 200  # of one kind; a listing page has thousands of dates, an article a handful
MAX_METAS = 1_000
MAX_VALUE = 5_000  # characters of a meta element
MAX_TEXT = 2_000  # characters of a heading, byline or dek

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,30});")  # "&copy=" in a URL is none
_UNSEEN = re.compile(r"[\u200b\ufeff\u00ad]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_NO_TEXT = frozenset(
    {"script", "style", "template", "noscript", "svg", "iframe", "textarea", "select", "button", "figcaption"}
)
_BREAKING = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "section", "td", "tr", "time", "ul"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Raw material: attribute values and elements in document order, names in lower case."""

    metas: dict[str, list[str]] = field(
        default_factory=dict, repr=False
    )  # as they stand; read them by `meta`, `values`
    links: dict[str, list[str]] = field(default_factory=dict, repr=False)
    scripts: list[str] = field(default_factory=list, repr=False)  # JSON-LD blocks
    titles: list[HtmlElement] = field(default_factory=list, repr=False)
    headings: list[HtmlElement] = field(default_factory=list, repr=False)  # h1
    subheadings: list[HtmlElement] = field(default_factory=list, repr=False)  # h2, then h3
    times: list[HtmlElement] = field(default_factory=list, repr=False)
    properties: dict[str, list[HtmlElement]] = field(default_factory=dict, repr=False)  # microdata

    def meta(self, *names: str) -> str | None:
        """The first value of the first name that has one."""
        for name in names:
            if name in self.metas and (values := self.values(name)):
                return values[0]
        return None

    def values(self, name: str) -> list[str]:
        """All values of a name, on one line each."""
        contents = self.metas.get(name, ())
        return [value for content in contents if (value := one_line(content, limit=MAX_VALUE))] if contents else []


def gather(markup: Markup) -> Harvest:
    """Looks into the index of the tree; no pass of its own."""
    by_tag = markup.by_tag
    return Harvest(
        metas=_metas(by_tag.get("meta", ())),
        links=_links(by_tag.get("link", ())),
        scripts=_scripts(by_tag.get("script", ())),
        titles=by_tag.get("title", [])[:MAX_ELEMENTS],
        headings=by_tag.get("h1", [])[:MAX_ELEMENTS],
        subheadings=[element for tag in ("h2", "h3") for element in by_tag.get(tag, ())[:MAX_ELEMENTS]],
        times=by_tag.get("time", [])[:MAX_ELEMENTS],
        properties=_properties(markup.by_attribute.get("itemprop", ())),
    )


def _metas(elements: Iterable[HtmlElement]) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in islice(elements, MAX_METAS):
        if content := element.get("content"):
            name, other = element.get("name"), element.get("property")
            if name:
                metas.setdefault(_lower(name), []).append(content)
            if other and other != name:
                metas.setdefault(_lower(other), []).append(content)
            if not name and not other and (header := element.get("http-equiv")):
                metas.setdefault(_lower(header), []).append(content)
    return metas


@lru_cache(maxsize=4_096)
def _lower(name: str) -> str:
    return name.strip().lower()


def _links(elements: Iterable[HtmlElement]) -> dict[str, list[str]]:
    links: dict[str, list[str]] = {}
    for element in elements:
        if (rel := (element.get("rel") or "").lower()) in {"canonical", "amphtml", "shortlink"}:
            links.setdefault(rel, []).extend(filter(None, [element.get("href")]))
    return links


def _scripts(elements: Iterable[HtmlElement]) -> list[str]:
    blocks = (e.text or "" for e in elements if (kind := e.get("type")) and "ld+json" in kind.lower())
    return list(islice(blocks, MAX_SCRIPTS))


def _properties(elements: Sequence[HtmlElement]) -> dict[str, list[HtmlElement]]:
    properties: dict[str, list[HtmlElement]] = {}
    for element in elements[: MAX_ELEMENTS * 4]:
        for token in element.get("itemprop", "").lower().split()[:4]:
            properties.setdefault(token, []).append(element)
    return properties


def text_of(element: HtmlElement, *, limit: int = MAX_TEXT) -> str:
    """The text that stands in an element, on one line, without that of scripts, buttons and the like."""
    parts: list[str] = []
    size = 0
    stack: list[HtmlElement | str] = [element]
    while stack and size < limit:
        here = stack.pop()
        if isinstance(here, str):
            parts.append(here)
            size += len(here)
        elif isinstance(here.tag, str) and here.tag not in _NO_TEXT:
            stack.extend(reversed(_inside(here)))
    return one_line("".join(parts), limit=limit)


def _inside(element: HtmlElement) -> list[HtmlElement | str]:
    below: list[HtmlElement | str] = [element.text or ""]
    for child in element:
        below += [" ", child, " "] if child.tag in _BREAKING else [child]
        below.append(child.tail or "")
    return below


def one_line(text: str, *, limit: int = MAX_TEXT) -> str:
    """White space run together, entities read, invisible signs and lone surrogates gone, never longer than `limit`.

    >>> one_line(" Peter &amp; Paul\\n&#8211; a story ")
    'Peter & Paul – a story'
    """
    text = text[: limit * 2]
    if "&" in text:  # encoded twice: a common fault of content systems
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if not text.isascii():
        text = _UNSEEN.sub("", _SURROGATE.sub("\ufffd", text))  # after entities, which may spell both
    return " ".join(text.split())[:limit].rstrip()


def without_tags(text: str) -> str:
    """A text without the HTML tags that content systems leave in attributes and JSON-LD."""
    return one_line(_TAG.sub(" ", text)) if "<" in text else text
