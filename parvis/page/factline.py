"""The line of facts under a headline, and the section over it: what a page without declarations shows its readers.

"Publié le 15/11/2022 • Par Ann Lee Bob Orr • dans : Budget": parts between bullets, each opened by a word that
says what it is. Links tell names apart that nothing else parts. Read only where the page declares nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from parvis.page.harvest import one_line, text_of
from parvis.page.head import Head
from parvis.page.names import distinct, split_names, without_by, without_in

__all__ = ["Facts", "completed", "read_facts", "read_kicker"]

MAX_LINE = 300  # characters
MAX_ELEMENTS = 60  # near the headline
MAX_KICKER = 4  # words
_LINES = frozenset({"p", "div", "span", "li"})
_SIGN = re.compile("[•·|]")
_BULLET = re.compile(r"\s*[•·|]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(slots=True)
class _Part:
    text: str = ""
    links: tuple[str, ...] = ()


def completed(declared: Facts, head: Head, *, heading: HtmlElement | None, known: Collection[str]) -> Facts:
    """What is declared, and in place of what is not what is printed around the headline."""
    if declared.authors and declared.sections:
        return declared
    printed, kicker = read_facts(head, known=known), read_kicker(heading)
    filed = tuple(distinct([*([kicker] if kicker else []), *printed.sections]))
    return Facts(authors=declared.authors or printed.authors, sections=declared.sections or filed)


def read_facts(head: Head, *, known: Collection[str]) -> Facts:
    """The first line near the headline that parts its facts by bullets and names an author or a section."""
    for element in head.near[:MAX_ELEMENTS]:
        if element.tag in _LINES and _has_bullet(element):
            parts = _parts(element)
            facts = Facts(authors=tuple(_authors(parts, known)), sections=tuple(_sections(parts)))
            if facts != Facts():
                return facts
    return Facts()


def read_kicker(heading: HtmlElement | None) -> str | None:
    """The section that stands as a link directly over the headline."""
    above = heading.getprevious() if heading is not None else None
    if above is None or above.tag not in _LINES or above.find(".//a") is None:
        return None
    text = text_of(above, limit=80)
    return text if 0 < len(text.split()) <= MAX_KICKER and not _SIGN.search(text) else None


def _has_bullet(element: HtmlElement) -> bool:
    """Cheap: looks at the element's own text only."""
    own = [element.text, *(child.tail for child in element)]
    return any(text and _SIGN.search(text) for text in own) and len(text_of(element, limit=MAX_LINE + 1)) <= MAX_LINE


def _parts(element: HtmlElement) -> list[_Part]:
    """The line cut at its bullets, each part with the texts of its links."""
    parts = [_Part()]
    for text, linked in _runs(element):
        if linked:
            parts[-1] = _Part(f"{parts[-1].text} {text}", (*parts[-1].links, text))
            continue
        first, *others = _BULLET.split(text)
        parts[-1] = _Part(f"{parts[-1].text} {first}", parts[-1].links)
        parts += [_Part(other) for other in others]
    return [_Part(one_line(part.text, limit=MAX_LINE), part.links) for part in parts]


def _runs(element: HtmlElement) -> Iterator[tuple[str, bool]]:
    """The texts of a line in order, and whether each is a link's."""
    yield element.text or "", False
    for child in element:
        if child.tag == "a":
            yield text_of(child, limit=80), True
        elif isinstance(child.tag, str):
            yield text_of(child, limit=MAX_LINE), False
        yield child.tail or "", False


def _authors(parts: list[_Part], known: Collection[str]) -> Iterator[str]:
    for part in parts:
        rest = without_by(part.text)
        if rest != part.text:
            named = [name for link in part.links for name in split_names(link, known=known)]
            yield from named or split_names(rest, known=known)
            return


def _sections(parts: list[_Part]) -> Iterator[str]:
    for part in parts:
        rest = without_in(part.text)
        if rest != part.text:
            named = [text for text in (item.strip() for item in rest.split(",")) if 0 < len(text) <= 60]
            yield from named[:8]
            return
