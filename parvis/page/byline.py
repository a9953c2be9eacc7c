"""The byline that is printed around the headline, told by its class, its first word or its place."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml.html import HtmlElement

from parvis.page.harvest import one_line, text_of
from parvis.page.head import Head
from parvis.page.names import fold, is_full_name, split_names, told_names, without_by

__all__ = ["MAX_BYLINE", "linked_names", "read_byline", "read_desk"]

MAX_BYLINE = 200  # characters; a longer one is a biography
MAX_BYLINES = 12
MAX_UNMARKED = 84  # elements near the headline that are read for a line without a class
MAX_UNMARKED_TEXT = 160
MAX_BOLD = 30  # elements under the headline where a name may stand alone
PROSE = 120  # characters of a paragraph with which the text has begun

_LINES = frozenset({"p", "div", "span", "li", "a", "address", "em", "strong", "b", "i", "h2", "h3", "h4", "h5"})
_PART = re.compile(r"\s[|•·–—-]\s|,")
_PROFILE = re.compile(r"author|autor|auteur|byline|/profil|/redakt|/journalist|/by/|/people/|/staff/")


def read_byline(head: Head, *, known: Collection[str]) -> list[str]:
    """Names, from the surest sign to the least. `known`: folded names of the site."""
    for element in head.bylines[:MAX_BYLINES]:
        if names := _byline(element, known):
            return names
    for element in head.near[:MAX_UNMARKED]:
        if names := _unmarked(element, known):
            return names
    return linked_names(head, known=known) or _behind(head.heading, known) or _alone(head, known)


def read_desk(head: Head) -> list[str]:
    """The desk that signs a line which names nobody: "By Gazette Reporter"."""
    for element in head.bylines[:MAX_BYLINES]:
        line = text_of(element, limit=MAX_BYLINE)
        if (rest := without_by(line)) != line and (told := told_names(_PART.split(rest)[0])):
            return told[:1]
    return []


def linked_names(head: Head, *, known: Collection[str]) -> list[str]:
    """Names of several words in links with rel=author."""
    texts = (text_of(link, limit=80) for link in head.author_links[:8])
    return [name for text in texts for name in split_names(text, known=known) if " " in name]


def _byline(element: HtmlElement, known: Collection[str]) -> list[str]:
    """Names in an element that its class calls a byline."""
    text = text_of(element, limit=MAX_BYLINE + 1)
    if not text or len(text) > MAX_BYLINE:
        return []
    said = without_by(text) != text
    links = [
        link for link in (element, *element.iterdescendants("a")) if link.tag == "a" and (said or _to_author(link))
    ]
    names = [name for link in links for name in split_names(text_of(link, limit=80), known=known)]
    if names:
        return names
    names = split_names(text, known=known)
    whole = fold(text) == fold(" ".join(names)) and (text.lower() != text.upper() or len(text) < 20)
    return names if whole or said or (names and all(" " in name for name in names) and len(text) < 100) else []


def _to_author(link: HtmlElement) -> bool:
    return link.get("rel") == "author" or bool(_PROFILE.search(f"{link.get('href')} {link.get('class')}".lower()))


def _starts_with_by(element: HtmlElement) -> bool:
    """Cheap: reads the first text only, which may stand in the first child."""
    first = (element.text or "").strip() or (element[0].text or "" if len(element) else "").strip()
    return 0 < len(first) <= MAX_UNMARKED_TEXT and without_by(f"{first} X") != f"{first} X"


def _unmarked(element: HtmlElement, known: Collection[str]) -> list[str]:
    """Names in a short line that begins with a word for "by"."""
    if len(element) > 6 or element.tag not in _LINES or not _starts_with_by(element):
        return []
    text = text_of(element, limit=MAX_UNMARKED_TEXT + 1)
    rest = without_by(text) if 4 < len(text) <= MAX_UNMARKED_TEXT else text
    names = split_names(rest, known=known) if rest != text else []
    return names if names and is_full_name(names[0]) else []


def _behind(heading: HtmlElement | None, known: Collection[str]) -> list[str]:
    """Names in the bare text behind the headline, after a word for "by"."""
    line = one_line(heading.tail or "", limit=MAX_UNMARKED_TEXT) if heading is not None else ""
    rest = without_by(line)
    return split_names(rest, known=known)[:1] if rest != line else []


def _alone(head: Head, known: Collection[str]) -> list[str]:
    """A name that stands alone in bold type on the line over the text."""
    for element in head.near[:MAX_BOLD] if head.heading is not None else ():
        if element.tag == "p" and len(element.text_content()) > PROSE and element.find("br") is None:
            return []
        if element.tag in {"strong", "b"} and _fills_line(element):
            names = split_names(text_of(element, limit=MAX_UNMARKED_TEXT), known=known)
            if len(names) == 1 and is_full_name(names[0]) and names[0] == text_of(element):
                return names
    return []


def _fills_line(element: HtmlElement) -> bool:
    """Whether nothing stands before an element in its paragraph, and nothing or a new line behind it."""
    around, after = element.getparent(), element.getnext()
    if around is None or around.tag != "p" or around[0] is not element or (around.text or "").strip():
        return False
    return not (element.tail or "").strip() and (after is None or after.tag == "br")
