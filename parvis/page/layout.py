"""The structure of a page without its text: what tells one template of a site from another.

Rules, so that two articles of one template give one digest: the body's block-level elements down to a bounded depth,
each as its tag and written class names (parvis.page.outline); paragraphs, headings, lists, figures, tables, links and
scripts are content and left out; a box with nothing inside it that tells is written without children.
"""

from __future__ import annotations

from parvis.page.document import Document
from parvis.page.outline import as_layout, draw
from parvis.records import Layout

__all__ = ["MAX_DEPTH", "MAX_SKELETON", "read_layout"]

MAX_DEPTH = 4  # below the body; deeper down, articles of one template differ by what stands in and beside their text
MAX_SKELETON = 20_000  # characters

_OUTLINE = frozenset({"div", "section", "article", "main", "aside", "nav", "header", "footer", "form"})


def read_layout(document: Document) -> Layout:
    """The skeleton of a page, and its digest."""
    body = document.root.find("body")
    body = document.root if body is None else body
    while len(body) == 1 and body[0].tag not in _OUTLINE:  # the whole page in a wrapper
        body = body[0]
    return as_layout(draw(body, _OUTLINE, name="body", depth=MAX_DEPTH), longest=MAX_SKELETON)
