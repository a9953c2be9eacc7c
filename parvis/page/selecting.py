"""CSS selectors from pages, sites and vendors, compiled once, and refused where they are not readable or too costly."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.cssselect import CSSSelector
from lxml.etree import XPathError
from lxml.html import HtmlElement

__all__ = ["compiled", "select"]

MAX_SELECTOR = 300  # characters
MAX_STEPS = 8  # combinators: each multiplies the work on a hostile page
_COMBINATORS = re.compile(r"[^\s,>+~][\s>+~]+(?=[^\s,>+~])")


@lru_cache(maxsize=2048)
def compiled(selector: str) -> CSSSelector | None:
    """None where the selector cannot be read, or is longer than a page's own would be."""
    if not selector.strip() or len(selector) > MAX_SELECTOR or len(_COMBINATORS.findall(selector)) > MAX_STEPS:
        return None
    try:
        return CSSSelector(selector, translator="html")
    except Exception:
        return None


def select(root: HtmlElement, selector: str) -> list[HtmlElement] | None:
    """The elements that a selector matches; None where it is not readable."""
    compile_ = compiled(selector)
    if compile_ is None:
        return None
    try:
        return [found for found in compile_(root) if isinstance(found.tag, str)]
    except XPathError:
        return None
