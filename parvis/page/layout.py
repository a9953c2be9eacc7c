"""The structure of a page without its text."""

from __future__ import annotations

import hashlib

from parvis.page.document import Document
from parvis.records import Layout

__all__ = ["read_layout"]


def read_layout(document: Document) -> Layout:
    """The skeleton of tags, and its digest."""
    skeleton = " ".join(child.tag for child in document.root.iter("div", "section", "article", "main", "aside", "nav"))[
        :20_000
    ]
    return Layout(digest=hashlib.blake2b(skeleton.encode(), digest_size=8).hexdigest(), skeleton=skeleton)
