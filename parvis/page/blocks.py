"""A page as a row of fragments: text grouped by the nearest block-level element, in document order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from parvis.page.counting import count_words
from parvis.page.document import Document
from parvis.page.visibility import NEVER_TEXT, Visibility
from parvis.records import Metadata, Term
from parvis.words import Role

__all__ = ["Fragment", "count_words", "read_fragments"]

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark nobr q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A run of text under one block-level element. Transient: never leaves parvis.page."""

    text: str = field(repr=False)
    words: int
    path: str  # tag.class chain without indices and without hashed classes
    element: HtmlElement = field(repr=False)
    visible: bool
    role: Role
    owner: str | None = None
    prior: tuple[Term, ...] = ()
    link_density: float = 0.0
    in_article: bool = False
    is_paragraph: bool = False


def read_fragments(document: Document, visibility: Visibility, metadata: Metadata) -> tuple[Fragment, ...]:
    """The fragments of a page in document order, hidden ones included."""
    fragments = []
    for element, text, visible in _runs(document.root, visibility):
        words = count_words(text)
        in_article = any(a.tag in ("article", "main") for a in (element, *element.iterancestors()))
        paragraph = element.tag in ("p", "div", "blockquote", "li") and words > 8
        role = Role.HEADLINE if element.tag == "h1" else Role.BODY if in_article and paragraph else Role.OTHER
        fragments.append(
            Fragment(
                text=text, words=words, path=_path(element), element=element, visible=visible, role=role,
                in_article=in_article, is_paragraph=paragraph,
            )
        )  # fmt: skip
    return tuple(fragments)


def _runs(root: HtmlElement, visibility: Visibility) -> Iterator[tuple[HtmlElement, str, bool]]:
    parts: list[str] = []
    stack: list[tuple[HtmlElement, bool, bool]] = [(root, False, False)]
    owner, shown = root, True
    while stack:
        element, leaving, outer = stack.pop()
        if leaving:
            if element.tag not in _INLINE or outer != shown:
                text = " ".join("".join(parts).split())
                if text:
                    yield owner, text, shown
                parts.clear()
                owner, shown = element.getparent(), outer
            parts.append(element.tail or "")
            continue
        stack.append((element, True, shown))
        hidden = element in visibility.tops or element.tag in NEVER_TEXT
        if element.tag not in _INLINE or (hidden and shown):
            text = " ".join("".join(parts).split())
            if text:
                yield owner, text, shown
            parts.clear()
            owner, shown = element, shown and not hidden
        if element.tag not in NEVER_TEXT:
            parts.append(element.text or "")
            stack.extend((child, False, False) for child in reversed(element) if isinstance(child.tag, str))


def _path(element: HtmlElement) -> str:
    chain = [element, *element.iterancestors()]
    return " ".join(
        str(e.tag) + "".join("." + c for c in (e.get("class") or "").split()[:2] if c.isalpha())
        for e in reversed(chain)
    )
