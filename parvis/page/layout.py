"""The structure of a page without its text: what tells one template of a site from another.

Rules, so that two articles of one template give one digest: the body's block-level elements down to a bounded depth,
each as its tag and written class names (parvis.page.boxes.clean_classes); paragraphs, headings, lists, figures,
tables, links and scripts are content and left out; brothers that are alike are written once, with "+" when there are
more; a box with nothing inside it that tells is written without children. The skeleton is the outline in brackets,
cut at a bounded size.
"""

from __future__ import annotations

import hashlib

from lxml.html import HtmlElement

from parvis.page.boxes import clean_classes
from parvis.page.document import Document
from parvis.records import Layout

__all__ = ["MAX_DEPTH", "MAX_SKELETON", "read_layout"]

MAX_DEPTH = 4  # below the body; deeper down, articles of one template differ by what stands in and beside their text
MAX_SKELETON = 20_000  # characters
MAX_CHILDREN = 200  # of one element that are looked at

_OUTLINE = frozenset({"div", "section", "article", "main", "aside", "nav", "header", "footer", "form"})


def read_layout(document: Document) -> Layout:
    """The skeleton of a page, and its digest (16 hexadecimal digits)."""
    body = document.root.find("body")
    body = document.root if body is None else body
    while len(body) == 1 and body[0].tag not in _OUTLINE:  # the whole page in a wrapper
        body = body[0]
    skeleton = _outline(body, 0)[:MAX_SKELETON]
    return Layout(
        digest=hashlib.blake2b(skeleton.encode("utf-8", "replace"), digest_size=8).hexdigest(), skeleton=skeleton
    )


def _outline(element: HtmlElement, depth: int) -> str:
    step = ".".join((str(element.tag), *sorted(clean_classes(element.get("class") or "")))) if depth else "body"
    if depth >= MAX_DEPTH:
        return step
    inner = _collapsed([_outline(child, depth + 1) for child in element[:MAX_CHILDREN] if child.tag in _OUTLINE])
    return f"{step}({inner})" if inner else step


def _collapsed(outlines: list[str]) -> str:
    """Outlines in order, each once, "+" behind those that stand there again."""
    times = {outline: outlines.count(outline) for outline in outlines}
    return " ".join(outline + "+" * (count > 1) for outline, count in times.items())
