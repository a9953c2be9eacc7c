"""What a reader sees: V(R) of the design, section 4."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from parvis.page.document import Document

__all__ = ["NEVER_TEXT", "Visibility", "read_visibility"]

NEVER_TEXT = frozenset(
    "script style template noscript textarea iframe object svg math head select option datalist audio video canvas".split()
)
_MARKED = etree.XPath(
    "//*[@hidden or @aria-hidden or @style or self::dialog[not(@open)]]|//details[not(@open)]/*[not(self::summary)]"
)
_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0*\s*(?:;|!|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which elements are hidden by their own doing; all below them are hidden too."""

    tops: frozenset[HtmlElement] = field(repr=False)

    def hidden(self, element: HtmlElement) -> bool:
        """Whether the element or one it stands in is hidden."""
        here: HtmlElement | None = element
        while here is not None:
            if here in self.tops or here.tag in NEVER_TEXT:
                return True
            here = here.getparent()
        return False


def read_visibility(document: Document) -> Visibility:
    """Judge every element of the page by its attributes and the page's own style rules."""
    return Visibility(frozenset(element for element in _MARKED(document.root) if _hides(element)))


def _hides(element: HtmlElement) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    if element.tag == "dialog" or (element.getparent() is not None and element.getparent().tag == "details"):
        return True
    return bool(_STYLE.search(element.get("style", "")))
