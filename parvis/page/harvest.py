"""One pass over the tree that collects what metadata may come from, so that no reader searches the tree again."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from parvis.page.lexicon import Hint, hints_of

__all__ = ["Harvest", "gather", "one_line", "text_of"]

MAX_SCRIPTS = 40  # JSON-LD blocks of a page; the busiest real page seen has 19
MAX_ELEMENTS = 200  # of one kind; a listing page has thousands of dates and bylines, an article a handful
MAX_VALUE = 5_000  # characters of a meta element
MAX_TEXT = 2_000  # characters of a heading, byline or dek

_SPACE = re.compile(r"[\s\u200b\ufeff\u00ad]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NO_TEXT = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "textarea", "select", "button"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Raw material: attribute values and elements in document order."""

    metas: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list), repr=False)
    links: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list), repr=False)
    scripts: list[str] = field(default_factory=list, repr=False)  # JSON-LD blocks
    titles: list[HtmlElement] = field(default_factory=list, repr=False)
    headings: list[HtmlElement] = field(default_factory=list, repr=False)  # h1
    times: list[HtmlElement] = field(default_factory=list, repr=False)
    properties: dict[str, list[HtmlElement]] = field(default_factory=lambda: defaultdict(list), repr=False)  # microdata
    hinted: dict[Hint, list[HtmlElement]] = field(default_factory=lambda: defaultdict(list), repr=False)

    def meta(self, *names: str) -> str | None:
        """The first value of the first name that has one."""
        return next((value for name in names for value in self.metas.get(name, ())), None)


def gather(root: HtmlElement) -> Harvest:
    """Walk the tree once."""
    harvest = Harvest()
    for element in root.iter("*"):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if (keep := _BY_TAG.get(tag)) is not None:
            keep(harvest, element)
        if (name := element.get("itemprop")) is not None:
            for token in name.split()[:4]:
                _add(harvest.properties[token.lower()], element)
        named = element.get("class") or element.get("data-testid") or element.get("id")
        if named and (hints := hints_of(named)):
            for hint in hints:
                _add(harvest.hinted[hint], element)
    return harvest


def _add(elements: list[HtmlElement], element: HtmlElement) -> None:
    if len(elements) < MAX_ELEMENTS:
        elements.append(element)


def _keep_meta(harvest: Harvest, element: HtmlElement) -> None:
    value = one_line(element.get("content") or "", limit=MAX_VALUE)
    if not value:
        return
    for attribute in ("name", "property", "http-equiv"):
        if name := element.get(attribute):
            harvest.metas[name.strip().lower()].append(value)


def _keep_link(harvest: Harvest, element: HtmlElement) -> None:
    href = element.get("href")
    for token in (element.get("rel") or "").lower().split() if href else ():
        harvest.links[token].append(href or "")
        if token == "author" and element.tag == "a":
            _add(harvest.hinted[Hint.BYLINE], element)


def _keep_script(harvest: Harvest, element: HtmlElement) -> None:
    if "ld+json" in (element.get("type") or "").lower() and len(harvest.scripts) < MAX_SCRIPTS:
        harvest.scripts.append(element.text or "")


_BY_TAG = {
    "meta": _keep_meta,
    "link": _keep_link,
    "a": _keep_link,
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
            continue
        if not isinstance(here.tag, str) or here.tag in _NO_TEXT:
            continue
        below: list[HtmlElement | str] = [here.text or ""]
        for child in here:
            below += [child, " " if child.tag in _BREAKING else "", child.tail or ""]
        stack.extend(reversed(below))
    return one_line("".join(parts), limit=limit)


_BREAKING = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "section", "td", "tr", "time"})


def one_line(text: str, *, limit: int = MAX_TEXT) -> str:
    """White space run together, invisible signs and lone surrogates gone, never longer than `limit`."""
    return _SPACE.sub(" ", _SURROGATE.sub("\ufffd", text[: limit * 2])).strip()[:limit].rstrip()
