"""The structure of the wall alone: the box that holds the prompt and nothing of the article, as an outline.

The same vendor's wall has the same outline at every site, and a wall that is built anew has another one. From the
prompt's line the box grows outwards until it would take in text of the article, the card of another one, readers'
comments, or more words than a prompt has; it never grows into a landmark of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary
from parvis.page.consent import find_dialog
from parvis.page.outline import as_layout, draw, step
from parvis.page.place import Found
from parvis.page.tags import HEADINGS
from parvis.records import Layout
from parvis.words import Access, Role

__all__ = ["read_wall_layout"]

MAX_DEPTH = 6  # below the wall's own box
MAX_SKELETON = 4_000  # characters
MAX_PROMPTS = 5  # that are looked at
MAX_CLIMB = 12  # boxes in one another that hold nothing but the wall
MAX_WORDS = 250  # visible words to either side of the prompt: with its offers, a wall has no more

_BOXES = frozenset({"div", "section", "article", "aside", "nav", "header", "footer", "dialog", "form", "fieldset"})
_PARTS = frozenset({"p", "ul", "ol", "li", "a", "button", "input", "label", "select", "figure", "img", "iframe"})
_DRAWN = _BOXES | _PARTS | HEADINGS
_TELLS = frozenset(".(")  # an outline without class name and box inside is a tag, and tells of nothing
_LANDMARKS = frozenset({"html", "body", "main"})
_ABOVE = frozenset({Role.STANDFIRST, Role.BYLINE, Role.CAPTION})


def read_wall_layout(fragments: Sequence[Fragment], boundary: Boundary, access: Access) -> Layout:
    """The skeleton of the wall and its digest; empty where no line of the page is a wall's.

    The first prompt with a box that tells anything speaks for the wall: a line among the text may be a bare paragraph.
    Where consent is the wall, the dialog is its box.
    """
    if access is Access.FREE:
        return Layout()
    dialog = find_dialog(fragments) if access is Access.CONSENT else None
    found = [dialog] if dialog is not None else [_box(fragments, boundary, p) for p in _prompts(fragments, boundary)]
    outlines = [draw(box, _DRAWN, name=step(box), depth=MAX_DEPTH) for box in found]
    chosen = next((outline for outline in outlines if set(outline) & _TELLS), outlines[0] if outlines else "")
    return as_layout(chosen, longest=MAX_SKELETON) if chosen else Layout()


def _prompts(fragments: Sequence[Fragment], boundary: Boundary) -> list[int]:
    """The lines that withhold; those over the text only where there is no other."""
    own = [found for found in boundary.prompts if found.ends and _is_own(fragments, boundary, found)]
    own.sort(key=lambda found: (found.place in ("head", "page"), found.index))
    return list(dict.fromkeys(found.index for found in own))[:MAX_PROMPTS]


def _is_own(fragments: Sequence[Fragment], boundary: Boundary, found: Found) -> bool:
    """Whether a prompt is seen, and is not the end of a paragraph of the article."""
    hidden = found.index in boundary.gated or not fragments[found.index].visible
    return not hidden and found.index not in boundary.spoken.cuts


def _box(fragments: Sequence[Fragment], boundary: Boundary, prompt: int) -> HtmlElement:
    """The largest box around the prompt without anything that is not the wall's.

    Text stands in the order of the document, so a box without the nearest of these on either side has none of them.
    """
    before = _nearest(fragments, boundary, range(prompt - 1, -1, -1), prompt)
    after = _nearest(fragments, boundary, range(prompt + 1, len(fragments)), prompt)
    closed = {element for other in (before, after) if other is not None for element in _outwards(other.element)}
    box = fragments[prompt].element
    for _ in range(MAX_CLIMB):
        around = box.getparent()
        if around is None or around in closed or around.tag in _LANDMARKS:
            break
        box = around
    return box


def _nearest(fragments: Sequence[Fragment], boundary: Boundary, indices: Iterable[int], prompt: int) -> Fragment | None:
    words = 0
    for index in indices:
        fragment = fragments[index]
        words += fragment.words if fragment.visible else 0
        if words > MAX_WORDS or _is_apart(fragment, boundary, index, prompt):
            return fragment
    return None


def _is_apart(fragment: Fragment, boundary: Boundary, index: int, prompt: int) -> bool:
    """Whether a line is not the wall's: the article's, withheld or not, or another's."""
    if fragment.role is Role.COMMENTS or (fragment.role is Role.RELATED and fragment.owner is not None):
        return not boundary.spoken.asks(index)  # a link to the shop may look like a card
    if index < prompt and fragment.role in _ABOVE:
        return True
    if not fragment.in_article:
        return False
    if index in boundary.gated or not fragment.visible:
        return fragment.role is Role.BODY
    return fragment.role is Role.HEADLINE or (index < prompt and fragment.is_paragraph)


def _outwards(element: HtmlElement) -> Iterable[HtmlElement]:
    yield element
    yield from element.iterancestors()
