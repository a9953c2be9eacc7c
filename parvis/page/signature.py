"""The signature under an article: "(dpa)", "Text: Ann Lee", "abc, def; Foto: ...". Read on free pages only: elsewhere
the end of the article is not public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary
from parvis.page.names import distinct, fold, is_agency, is_full_name, is_generic, split_names, without_by
from parvis.records import Page
from parvis.words import Access, Role

__all__ = ["with_signature"]

MAX_LINE = 80  # characters
AFTER = 3  # fragments behind the last paragraph
LONG = 12  # words of a paragraph

_BRACKETED = re.compile(r"[(（\[]([^()（）\[\]]{2,60})[)）\]]\.?")
_INITIALS = re.compile(r"[^\W\d_]{2,4}")
_PARTS = re.compile(r"[,/|&+、]|(?:^|\s)(?:und|and|et|y|e|en|och|og|mit|with|avec|con|com|met)\s")


def with_signature(page: Page, fragments: Sequence[Fragment], boundary: Boundary) -> Page:
    """The page with its authors out of the signature, where its head names nobody and its end is public."""
    if page.access.state is not Access.FREE or boundary.end is not None or _names_somebody(page):
        return page
    found = next((names for line in _lines(fragments) if (names := _signers(line))), None)
    return replace(page, metadata=replace(page.metadata, authors=tuple(distinct(found)))) if found else page


def _names_somebody(page: Page) -> bool:
    """Whether an author is another than the paper itself."""
    own = fold(f"{page.metadata.publisher or ''} {urlsplit(page.url).hostname or ''}").replace(" ", "")
    names = (name for name in page.metadata.authors if not is_generic(name))
    return any(fold(name).replace(" ", "") not in own for name in names)


def _lines(fragments: Sequence[Fragment]) -> Iterator[str]:
    """The short lines behind the last paragraph, then the bracket in which that one ends."""
    paragraphs = (i for i in reversed(range(len(fragments))) if _is_prose(fragments[i]))
    last = next(paragraphs, None)
    if last is None:
        return
    for fragment in fragments[last + 1 : last + 1 + AFTER]:
        if fragment.visible and len(fragment.text) <= MAX_LINE:
            yield fragment.text
    text = fragments[last].text.rstrip()
    start = max(text.rfind("("), text.rfind("（"))
    if start > 0:
        yield text[start:]


def _is_prose(fragment: Fragment) -> bool:
    return fragment.visible and fragment.in_article and fragment.role is Role.BODY and fragment.words >= LONG


def _signers(line: str) -> list[str]:
    """The people, initials and agencies of a line that says nothing else."""
    bracketed = _BRACKETED.fullmatch(line)
    inner = bracketed[1] if bracketed else line
    rest = without_by(inner)
    named = rest != inner and any(colon in inner for colon in ":：")
    first, sign, _ = rest.partition(";")
    parts = [part.strip() for part in _PARTS.split(first) if part.strip()]
    if any(map(is_agency, parts)) or (sign and not bracketed):
        return parts if all(is_agency(part) or _are_initials(part) for part in parts) else []
    names = split_names(rest) if named else []
    return names if all(map(is_full_name, names)) else []


def _are_initials(text: str) -> bool:
    return bool(_INITIALS.fullmatch(text)) and text.islower() and not is_generic(text)
