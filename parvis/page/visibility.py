"""What a reader sees: V(R) of the design, section 4, judged by the page's own attributes and style rules.

Only the elements that hide by their own doing are found (`tops`); whoever walks the tree carries the flag down. A
doubt hides: the cascade is not computed (parvis.page.css), and where lxml's tree may have closed a hidden element
before a browser would, what follows it is hidden too. Names of elements and attributes are lower case here, for lxml's
parser folds them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from lxml.html import HtmlElement

from parvis.page.css import hides
from parvis.page.document import Document
from parvis.page.escaping import escaped
from parvis.page.markup import Markup
from parvis.page.selecting import is_readable, reach, select
from parvis.page.stylesheet import Room, hiding_selectors
from parvis.page.tags import NEVER_TEXT, named
from parvis.page.widening import widened

__all__ = ["NEVER_TEXT", "Visibility", "read_visibility"]

# Those of NEVER_TEXT in which elements can be left open: in the others, all up to the end tag is text, or nothing is.
_HOLDING = named("applet audio canvas datalist map math meter object optgroup option portal progress select svg video")
MAX_TESTS = 2_000_000  # of elements against selectors; of 270 real pages none takes half of it
MAX_LENGTH = 2_000  # characters of a selector
MAX_SELECTORS = 1_000  # of one page that are matched; with more, everything is hidden

_SIMPLE = re.compile(r"\.([\w-]+)")
# What nobody sees or does who only reads: pseudo-elements are no elements.
_UNSEEN = re.compile(
    r"::|:(?:before|after|first-l|hover|focus|active|visited|target|host|-webkit(?!-any\()|-moz(?!-any\()|-ms)"
)
_NO_STATE = re.compile(r":not\((?:[^()]++|\([^()]*+\))*+\)|\[[^\]]*+\]|\\.")  # where such a name says nothing
_IDLE = re.compile(r":not\(\s*:(?:hover|focus|focus-within|focus-visible|active|visited|target)\s*\)")  # always true


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which elements are hidden by their own doing; all below them are hidden too."""

    tops: frozenset[HtmlElement] = field(repr=False)

    def hidden(self, element: HtmlElement) -> bool:
        """Whether the element or one it stands in is hidden, or is never rendered as text."""
        here: HtmlElement | None = element
        while here is not None:
            if here in self.tops or here.tag in NEVER_TEXT:
                return True
            here = here.getparent()
        return False


def read_visibility(document: Document) -> Visibility:
    """Find the elements of the page that hide what is in them."""
    markup = document.markup
    tops = set(markup.having("hidden", "popover"))
    tops.update(e for e in markup.having("aria-hidden") if e.get("aria-hidden", "").strip().lower() == "true")
    tops.update(e for e in markup.having("style") if hides(e.get("style", "")))
    tops.update(_closed(markup))
    tops.update(_shadowed(markup))
    tops.update(_matched(markup))
    tops.update(escaped(document, (*tops, *markup.tagged(*_HOLDING), *_folded(markup))))
    return Visibility(frozenset(tops))


def _closed(markup: Markup) -> Iterator[HtmlElement]:
    """Dialogs and details that are not open; of details, the first summary is seen."""
    yield from (dialog for dialog in markup.tagged("dialog") if dialog.get("open") is None)
    for details in _folded(markup):
        summary = details.find("summary")
        yield from (child for child in details if child is not summary)


def _folded(markup: Markup) -> Iterator[HtmlElement]:
    return (details for details in markup.tagged("details") if details.get("open") is None)


def _shadowed(markup: Markup) -> Iterator[HtmlElement]:
    """The children of elements with a shadow root that has no place for them."""
    hosts: dict[Any, None] = {}
    for template in markup.tagged("template"):
        if template.get("shadowrootmode") is not None and template.find("slot") is None:
            hosts[template.getparent()] = None
    yield from (child for host in hosts for child in host)


def _matched(markup: Markup) -> Iterator[HtmlElement]:
    """What the rules of the page's style elements hide; what cannot be read even when widened hides nothing."""
    selectors: dict[str, tuple[str, ...]] = {}
    room = Room()
    for style in markup.tagged("style"):
        if _applies(style):
            selectors.update(hiding_selectors(style.text or "", may_match=partial(_may_match, markup), room=room))
    effort = _Effort()
    if len(selectors) > MAX_SELECTORS:
        yield markup.root
    else:
        for selector, undoing in selectors.items():
            yield from _without(markup, _matches(markup, selector, effort), undoing, effort)


@dataclass(slots=True)
class _Effort:
    """How many tests matching may still cost on this page."""

    left: int = MAX_TESTS

    def allows(self, markup: Markup, selector: str) -> bool:
        """Spend what a selector costs, if there is as much left."""
        if len(selector) > MAX_LENGTH:
            return False
        self.left -= reach(markup, selector)
        return self.left > 0


def _may_match(markup: Markup, selector: str) -> bool:
    """Whether a selector could match an element of the page that a reader looks at."""
    return markup.has_names(selector) and not _UNSEEN.search(_NO_STATE.sub("", selector))


def _matches(markup: Markup, selector: str, effort: _Effort) -> Sequence[HtmlElement]:
    """The elements that match, the whole page where that would cost too much."""
    simple = _SIMPLE.fullmatch(selector)
    if simple:
        return markup.by_class.get(simple[1], ())
    selector = _IDLE.sub(":not(none)", selector)
    unread = len(selector) <= MAX_LENGTH and not is_readable(selector, costly=True)
    parts = widened(selector) if unread else (selector,)
    if not all(effort.allows(markup, part) for part in parts):
        return [markup.root]
    return [element for part in parts for element in _selected(markup, part)]


def _without(
    markup: Markup, found: Sequence[HtmlElement], undoing: Sequence[str], effort: _Effort
) -> Collection[HtmlElement]:
    """The elements but those that a more specific rule shows, as far as matching such rules is not too much."""
    left = set(found)
    for selector in undoing:
        if effort.allows(markup, selector):
            left.difference_update(_selected(markup, selector))
    return left


def _selected(markup: Markup, selector: str) -> Sequence[HtmlElement]:
    return select(markup, selector, costly=True) or ()


def _applies(style: HtmlElement) -> bool:
    if next(style.iterancestors("noscript"), None) is not None:
        return False  # as little rendered as the text in there
    kind, media = style.get("type", "").strip().lower(), style.get("media", "").strip().lower()
    return kind in ("", "text/css") and media not in ("print", "speech")
