"""What metadata may come from, collected once: meta elements, links, JSON-LD blocks, headings, times, microdata."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

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
# Three times faster than //*[@itemprop]: libxml2 goes from the attributes up.
_MARKED = etree.XPath("//@itemprop/..")


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
    times: list[HtmlElement] = field(default_factory=list, repr=False)
    properties: dict[str, list[HtmlElement]] = field(default_factory=dict, repr=False)  # microdata

    def meta(self, *names: str) -> str | None:
        """The first value of the first name that has one."""
        return next((value for name in names for value in self.values(name)), None)

    def values(self, name: str) -> Iterator[str]:
        """All values of a name, on one line each."""
        for content in self.metas.get(name, ()):
            if value := one_line(content, limit=MAX_VALUE):
                yield value


def gather(root: HtmlElement) -> Harvest:
    """Two searches in C; Python sees only what may matter."""
    harvest = Harvest()
    for element in root.iter(*_BY_TAG):
        _BY_TAG[str(element.tag)](harvest, element)
    for element in _MARKED(root)[: MAX_ELEMENTS * 4]:
        for token in (element.get("itemprop") or "").lower().split()[:4]:
            _add(harvest.properties.setdefault(token, []), element)
    return harvest


def _add(elements: list[HtmlElement], element: HtmlElement) -> None:
    if len(elements) < MAX_ELEMENTS:
        elements.append(element)


def _keep_meta(harvest: Harvest, element: HtmlElement) -> None:
    content = element.get("content")
    if not content or len(harvest.metas) > MAX_METAS:
        return
    for name in {element.get("name"), element.get("property"), element.get("http-equiv")}:
        if name:
            harvest.metas.setdefault(name.strip().lower(), []).append(content)


def _keep_link(harvest: Harvest, element: HtmlElement) -> None:
    href = element.get("href")
    if href and (rel := (element.get("rel") or "").lower()) in {"canonical", "amphtml", "shortlink"}:
        harvest.links.setdefault(rel, []).append(href)


def _keep_script(harvest: Harvest, element: HtmlElement) -> None:
    if "ld+json" in (element.get("type") or "").lower() and len(harvest.scripts) < MAX_SCRIPTS:
        harvest.scripts.append(element.text or "")


_BY_TAG: dict[str, Callable[[Harvest, HtmlElement], None]] = {
    "meta": _keep_meta,
    "link": _keep_link,
    "script": _keep_script,
    "title": lambda harvest, element: _add(harvest.titles, element),
    "h1": lambda harvest, element: _add(harvest.headings, element),
    "time": lambda harvest, element: _add(harvest.times, element),
}


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
