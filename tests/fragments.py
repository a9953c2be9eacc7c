"""Fragments and phrases made by hand, for tests of what is decided upon them."""

from __future__ import annotations

from collections.abc import Sequence

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary, find_boundary
from parvis.page.document import Document, read_document
from parvis.phrases import Hit, Phrase, PhraseKind, Scope, Strength
from parvis.records import Metadata
from parvis.sites import Site
from parvis.words import Role

URL = "https://gazette.example/a"


def document(markup: str) -> Document:
    return read_document(f"<!doctype html><html><body>{markup}".encode(), URL)


def fragment(
    page: Document,
    ident: str,
    *,
    role: Role = Role.BODY,
    words: int = 30,
    visible: bool = True,
    in_article: bool = True,
    is_paragraph: bool = True,
    owner: str | None = None,
    text: str = "",
    link_density: float = 0.0,
    path: str = "html body",
) -> Fragment:
    """A line of the element with this id."""
    return Fragment(
        text=text or f"{ident} " * words,
        words=words,
        path=path,
        element=page.root.get_element_by_id(ident),
        visible=visible,
        role=role,
        owner=owner,
        link_density=link_density,
        in_article=in_article,
        is_paragraph=is_paragraph,
    )


def headline(page: Document, ident: str) -> Fragment:
    return fragment(page, ident, role=Role.HEADLINE, words=6, is_paragraph=False)


def phrase(
    kind: PhraseKind = PhraseKind.WALL, strength: Strength = Strength.STRONG, scope: Scope = Scope.ARTICLE_TAIL
) -> Phrase:
    return Phrase(id="xx-1", language="xx", kind=kind, strength=strength, scope=scope, needs=(), source="x")


def hit(kind: PhraseKind = PhraseKind.WALL, strength: Strength = Strength.STRONG, **rest: Scope) -> Hit:
    return Hit(index=0, phrase=phrase(kind, strength, **rest), start=0)


def boundary(page: Document, fragments: Sequence[Fragment], *selectors: str, site: Site | None = None) -> Boundary:
    """Where the text ends on a page that declares these parts as not free."""
    return find_boundary(page, fragments, Metadata(withheld_selectors=selectors), site=site)
