"""Teasers marked upon lines made by hand: what becomes of each, as "role words", in brackets where its text is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary
from parvis.page.gates import Gates
from parvis.page.place import Found, Place, Spoken
from parvis.page.teaser import mark_teaser
from parvis.phrases import Hit
from parvis.records import Metadata, Page, Verdict
from parvis.sites import Site
from parvis.words import Access, Role
from tests.fragments import URL, document

ARTICLE_ROLES = [Role.BODY, Role.STANDFIRST, Role.CAPTION, Role.LABEL, Role.OTHER]
_ELEMENT = document("<p id=p>x").root.get_element_by_id("p")
_NUMBERS = count()


def line(
    role: Role = Role.BODY,
    words: int = 30,
    *,
    within: bool = True,
    visible: bool = True,
    paragraph: bool = True,
    owner: str | None = None,
    links: float = 0.0,
    path: str = "html body",
    text: str = "",
) -> Fragment:
    """A line that has no run of words in common with another."""
    number = next(_NUMBERS)
    return Fragment(
        text=text or " ".join(f"w{number}x{place}" for place in range(words)),
        words=words,
        path=path,
        element=_ELEMENT,
        visible=visible,
        role=role,
        owner=owner,
        link_density=links,
        in_article=within,
        is_paragraph=paragraph,
    )


HEADLINE = line(Role.HEADLINE, 6, paragraph=False)


def mark(
    lines: Sequence[Fragment],
    state: Access = Access.LOCKED,
    *,
    end: int | None = None,
    gated: Sequence[int] = (),
    muted: Sequence[int] = (),
    prompts: Mapping[int, bool] | None = None,
    hits: Mapping[int, tuple[Hit, ...]] | None = None,
    cuts: Mapping[int, int] | None = None,
    placed: bool = True,
    site: Site | None = None,
) -> Page:
    """The page of some lines. `prompts`: whether the public text ends at them."""
    found = tuple(Found(index, "wall", "article", "x", ends) for index, ends in (prompts or {}).items())
    boundary = Boundary(
        place=Place.of(lines) if placed else None,
        gates=Gates((), (), ()),
        prompts=found,
        spoken=Spoken(hits or {}, cuts or {}),
        gated=frozenset(gated),
        muted=frozenset(muted),
        stops=frozenset(),
        end=end,
    )
    page = Page(
        url=URL,
        requested_url=URL,
        status=200,
        site=None,
        fetched_at=None,
        metadata=Metadata(),
        access=Verdict(state=state),
    )
    return mark_teaser(page, lines, boundary, site=site)


def told(page: Page) -> list[str]:
    """What became of the lines behind the headline."""
    rows = [f"{block.role} {block.words}" if block.text else f"({block.role} {block.words})" for block in page.blocks]
    return rows[1:] if rows[:1] == ["headline 6"] else rows
