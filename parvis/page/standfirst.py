"""The standfirst: the visible lines between headline and text that say what the article is about.

It is public text by the rules of DESIGN.md section 4, so it is taken only where it is seen, outside every part that the
page declares withheld, and near the headline.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from lxml.html import HtmlElement

from parvis.page.harvest import text_of
from parvis.page.head import Head
from parvis.page.markup import Markup
from parvis.page.names import fold
from parvis.page.selecting import select

__all__ = ["read_standfirst"]

MIN_WORDS = 4
MIN_HEADING = 6  # words of an h2 right under the headline; shorter ones name a section
MAX_WORDS = 100  # longer: the article's text
MAX_TEXT = 1_000
MAX_SELECTORS = 20
MAX_STEPS = 4  # words of a selector; the longest seen on real pages has 2
MAX_PARAGRAPHS = 2  # of the text before a standfirst
LONG_PARAGRAPH = 120  # characters
_TAGS = frozenset({"p", "div", "h2", "h3", "span", "section", "strong", "header"})
_GATES = ("subscriptions-section", "amp-access", "data-nosnippet")


def read_standfirst(
    markup: Markup,
    head: Head,
    *,
    headline: str | None,
    description: str | None,
    withheld: Sequence[str],
    hidden: Callable[[HtmlElement], bool],
) -> str | None:
    """The first element near the headline that is called a dek, or that repeats the page's own description."""
    gated = _gated(markup, withheld)
    if gated is None:
        return None
    for element in _candidates(head, description):
        text = text_of(element, limit=MAX_TEXT)
        if not MIN_WORDS <= _words(text) <= MAX_WORDS or len(text) >= MAX_TEXT or fold(text) == fold(headline or ""):
            continue
        if not hidden(element) and not _within(element, gated):
            return text
    return None


def _candidates(head: Head, description: str | None) -> Iterator[HtmlElement]:
    """In document order, until the article's text has begun: a lead further down may be behind a wall."""
    start = description[:20] if description and len(description) > 20 else None
    deks = set(head.deks)
    paragraphs = 0
    for position, element in enumerate(head.near):
        own = (element.text or "").lstrip()
        repeats = start is not None and own.startswith(start)
        if element.tag in _TAGS and (
            repeats or element in deks or (position < 2 and element.tag == "h2" and _words(own) >= MIN_HEADING)
        ):
            yield element
        elif element.tag == "p" and len(own) > LONG_PARAGRAPH:
            paragraphs += 1
            if paragraphs == MAX_PARAGRAPHS:
                return


def _words(text: str) -> int:
    """Words; in scripts without spaces, pairs of characters."""
    spaced = len(text.split())
    return spaced if text.isascii() or spaced > 3 else max(spaced, len(text) // 4)


def _gated(markup: Markup, withheld: Sequence[str]) -> Collection[HtmlElement] | None:
    """The parts that selectors name; None when one cannot be read: then nothing near is known to be public."""
    found: set[HtmlElement] = set()
    if len(withheld) > MAX_SELECTORS or not all(map(_is_cheap, withheld)):
        return None
    for selector in withheld:
        selected = select(markup, selector)
        if selected is None:
            return None
        found.update(selected)
    return found


def _is_cheap(selector: str) -> bool:
    """Few steps, no sibling or pseudo-class: a page must not buy a minute of work with a selector."""
    return len(selector.split()) <= MAX_STEPS and not any(sign in selector for sign in "~+:*")


def _within(element: HtmlElement, gated: Collection[HtmlElement]) -> bool:
    here: HtmlElement | None = element
    while here is not None:
        if here in gated or any(here.get(name) is not None for name in _GATES):
            return True
        here = here.getparent()
    return False
