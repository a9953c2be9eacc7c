"""What the selectors of a site hit on a page: for whoever writes a definition, never for the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from parvis.page.blocks import Fragment
from parvis.page.chosen import Selected, select_all
from parvis.page.document import read_document
from parvis.page.gates import inside_of
from parvis.page.overriding import read_as_defined
from parvis.page.reading import Delivered
from parvis.page.visibility import read_visibility
from parvis.records import Page
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["Hit", "Inspection", "inspect_page"]

FIRST_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A selector on a page. Of withheld text there is no word here, either."""

    key: str
    selector: str
    layout: int | None  # the number of its table; None: it holds for every layout
    count: int
    words: int = 0  # in all hits
    role: Role | None = None  # of the first line in the first hit; None: there is none
    text: str = field(default="", repr=False)  # the first words of that line, where they may be shown


@dataclass(frozen=True, slots=True)
class Inspection:
    """A page as its site's definition has it read."""

    page: Page
    layout: int | None  # the number of the table that was chosen
    hits: tuple[Hit, ...]


def inspect_page(body: bytes, url: str, *, site: Site, fetched_at: datetime | None = None) -> Inspection:
    """The page as `read_page` reads it, and what each selector hit. Raises PageError."""
    document = read_document(body, url)
    delivered = Delivered(document=document, visibility=read_visibility(document), fetched_at=fetched_at, site=site)
    page, reading, chosen = read_as_defined(delivered)
    always = [*(("withheld", selector) for selector in site.withheld), *(("wall", selector) for selector in site.wall)]
    number = chosen.number if chosen else None
    hits = [_hit(selected, None, reading.fragments, page) for selected in select_all(document.markup, always)]
    hits += [_hit(selected, number, reading.fragments, page) for selected in (chosen.selected if chosen else ())]
    return Inspection(page, number, tuple(hits))


def _hit(selected: Selected, layout: int | None, fragments: Sequence[Fragment], page: Page) -> Hit:
    inside = inside_of(selected.elements)
    lines = [fragment for fragment in fragments if fragment.element in inside]
    first = inside_of(selected.elements[:1])
    role, text = _shown(next((line for line in lines if line.element in first), None), page)
    return Hit(
        key=selected.key,
        selector=selected.selector,
        layout=layout,
        count=len(selected.elements),
        words=sum(line.words for line in lines),
        role=role,
        text=text[:FIRST_CHARACTERS],
    )


def _shown(line: Fragment | None, page: Page) -> tuple[Role | None, str]:
    """What became of a line: the block that shows it or its beginning; withheld where none does."""
    if line is None:
        return None, ""
    block = next((block for block in page.blocks if block.text and line.text.startswith(block.text)), None)
    return (block.role, block.text) if block else (Role.WITHHELD, "")
