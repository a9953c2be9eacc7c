"""Lines that a style sheet we do not have would hide: inside elements whose class says so.

Walls, counters and gift notices are shipped asleep on every page of many sites, and woken by a script. Three of them
at once say nothing of this page. As article text such a line is not public either: what a reader does not see is not
kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.page.document import Document
from parvis.page.escaping import escaped

__all__ = ["HIDING", "MASKING", "hide_dormant"]

# Class names that frameworks and hand-written style sheets agree on. Not here: names that hide on some screens only.
HIDING = frozenset(
    {
        "hidden",
        "is-hidden",
        "u-hidden",
        "js-hidden",
        "d-none",
        "hide",
        "is-hide",
        "display-none",
        "visually-hidden",
        "sr-only",
    }
)
# Text that is there and cannot be read: blurred, or turned into other letters.
MASKING = frozenset(
    {"obfuscated", "scrambled", "blurred", "is-blurred", "blur", "blurry-text", "text-blur", "faux-text"}
)
_NAMES = HIDING | MASKING


def hide_dormant(document: Document, fragments: Sequence[Fragment]) -> tuple[Fragment, ...]:
    """The fragments, those inside such elements as not visible."""
    markup = document.markup
    tops = markup.with_token(markup.tokens_that(lambda token: token.lower() in _NAMES))
    if not tops:
        return tuple(fragments)
    asleep: set[HtmlElement] = set()
    for top in (*tops, *escaped(document, tops)):
        if top not in asleep:
            asleep.update(top.iter())
    return tuple(f._replace(visible=False) if f.element in asleep else f for f in fragments)
