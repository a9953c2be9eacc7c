"""A page as a row of fragments: text grouped by the nearest block-level element, in document order."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urljoin

from lxml.html import HtmlElement

from parvis.page.counting import count_words
from parvis.page.document import Document
from parvis.page.forms import read_forms
from parvis.page.region import Region, find_region
from parvis.page.roles import Judged, judge_runs
from parvis.page.visibility import Visibility
from parvis.page.walk import MANY, Box, Run, Walk
from parvis.records import Metadata, Term
from parvis.words import Role

__all__ = ["Fragment", "count_words", "read_fragments"]

ARTICLE_ROLES = frozenset({Role.HEADLINE, Role.STANDFIRST, Role.BYLINE, Role.LABEL, Role.CAPTION, Role.BODY})
CARD_LONGEST = 40  # words of the longest paragraph of a card inside an article
CARD_WORDS = 150  # a card is no longer than this


class Fragment(NamedTuple):
    """A run of text under one block-level element, as this page alone shows it. Transient: never leaves
    parvis.page.
    """

    text: str  # white space collapsed
    words: int
    path: str  # tag.class chain without indices and without hashed classes
    element: HtmlElement  # the nearest block-level element
    visible: bool
    role: Role  # of an article's paragraph: BODY, until the boundary is known
    owner: str | None = None  # URL of the other article that the card around it leads to
    prior: tuple[Term, ...] = ()
    link_density: float = 0.0  # share of the characters that stand in links
    in_article: bool = False  # from the headline to the end of the article's region, hidden text included
    is_paragraph: bool = False  # reads like a paragraph, not like a heading, label or list of links

    def __repr__(self) -> str:  # never the text
        return f"Fragment({self.role}, {self.words} words in {self.path})"


def read_fragments(
    document: Document, visibility: Visibility, metadata: Metadata, *, body: Collection[HtmlElement] = ()
) -> tuple[Fragment, ...]:
    """The fragments of a page in document order, hidden ones included. `body`: where its site says that the text is."""
    walk = Walk(document.markup, visibility.tops, fields=read_forms(document.markup))
    region = find_region(walk, body=body)
    owners = _Owners(document, metadata, region)
    judged = judge_runs(walk.runs, region, metadata, forms=walk.forms)
    return tuple(_fragment(run, about, owners) for run, about in zip(walk.runs, judged, strict=True))


def _fragment(run: Run, about: Judged, owners: _Owners) -> Fragment:
    owner, role = owners.of(run.box), about.role
    if owner and about.in_article and role in ARTICLE_ROLES:
        if role is Role.BODY and run.box.parent is not None and owners.is_card(run.box):
            role = Role.RELATED
        else:
            owner = None  # a link beside the article's own text makes no card of it
    return Fragment(
        text=run.text,
        words=run.words,
        path=run.box.path,
        element=run.box.element,
        visible=run.visible,
        role=role,
        owner=owner,
        prior=about.prior,
        link_density=run.link_density,
        in_article=about.in_article,
        is_paragraph=about.is_paragraph and role is not Role.RELATED,
    )


class _Owners:
    """Which article the cards of a page speak of."""

    def __init__(self, document: Document, metadata: Metadata, region: Region | None) -> None:
        self._base, self._around = document.base_url, region.around if region else frozenset()
        self._own = {_bare(url) for url in (document.url, metadata.canonical_url) if url}
        self._known: dict[Box, str | None] = {}

    def of(self, box: Box) -> str | None:
        """The single article that the smallest enclosing card leads to; None: the page's own."""
        passed: list[Box] = []  # a loop: boxes may be nested deeper than calls
        here = box
        while here not in self._known and (outer := self._outer(here)) is not None:
            passed.append(here)
            here = outer
        if here not in self._known:
            self._known[here] = self._find(here)
        self._known.update(dict.fromkeys(passed, self._known[here]))
        return self._known[here]

    def is_card(self, box: Box) -> bool:
        """Whether the card around a box inside the article has a title that is a link, and a short text."""
        card: Box | None = box
        while card is not None and card.article is None:
            card = card.parent
        return card is not None and card.titled and card.longest <= CARD_LONGEST

    def _outer(self, box: Box) -> Box | None:
        """The box that is asked in place of one without links; None: this box tells."""
        return None if box.article is not None or self._is_large(box) else box.parent

    def _is_large(self, box: Box) -> bool:
        return box in self._around or box.headline or box.words > CARD_WORDS

    def _find(self, box: Box) -> str | None:
        if self._is_large(box) or box.article is None or box.article == MANY:
            return None
        url = _joined(self._base, box.article)
        return None if url is None or _bare(url) in self._own else url


def _joined(base: str, href: str) -> str | None:
    try:
        url = href if href.startswith(("http://", "https://")) else urljoin(base, href)
    except ValueError:  # a hostile href never costs the page
        return None
    return url if url.startswith(("http://", "https://")) else None


def _bare(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].rstrip("/")
