"""What microdata declares of access: isAccessibleForFree and the selectors of parts, each in its own scope."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from parvis.page.harvest import Harvest, text_of
from parvis.page.jsonblock import truth

__all__ = ["Microdata", "read_microdata"]

MAX_VALUE = 200  # characters
MAX_DEPTH = 30  # elements between a value and its part


@dataclass(frozen=True, slots=True, kw_only=True)
class Microdata:
    free: bool | None = None  # false when any value of the article is
    withheld: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def read_microdata(harvest: Harvest) -> Microdata:
    """A value below itemprop=hasPart speaks of that part, any other of the article."""
    frees: list[bool | None] = []
    parts: dict[HtmlElement, bool | None] = {}
    for element in harvest.properties.get("isaccessibleforfree", ()):
        part = _part(element)
        if part is None:
            frees.append(truth(_value(element)))
        else:
            parts[part] = truth(_value(element))
    found: dict[bool | None, list[str]] = {}
    for element in harvest.properties.get("cssselector", ()):
        part = _part(element)
        if part is not None and (selector := _value(element)):
            found.setdefault(parts.get(part), []).append(selector)
    return Microdata(free=truth(frees), withheld=tuple(found.get(False, ())), open=tuple(found.get(True, ())))


def _part(element: HtmlElement) -> HtmlElement | None:
    """The nearest hasPart that the element stands in."""
    above = islice(element.iterancestors(), MAX_DEPTH)
    return next((a for a in above if "haspart" in (a.get("itemprop") or "").lower().split()), None)


def _value(element: HtmlElement) -> str:
    return (element.get("content") or element.get("href") or text_of(element, limit=MAX_VALUE)).strip()[:MAX_VALUE]
