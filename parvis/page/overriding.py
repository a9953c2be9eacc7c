"""A page read anew by its site's layout, with nothing shown that the page itself closes.

Two laws hold by construction, whatever a definition says and a page holds:

* Headline, byline, date and body may change what text is taken for, never make withheld text public: what the page's
  own evidence closes stays closed, and elements behind it are not read.
* Wall and boundary only withhold: of what is shown without them, a part is shown with them.

A selector that hits nothing leaves a signal and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary
from parvis.page.chosen import Chosen, choose
from parvis.page.closing import close, closes, common
from parvis.page.counting import count_words
from parvis.page.finishing import CAP, finish
from parvis.page.gates import inside_of
from parvis.page.named import Named
from parvis.page.reading import Delivered, Reading, judge, read
from parvis.page.teaser import wall_text
from parvis.records import Block, Page
from parvis.words import Access, Role

__all__ = ["read_as_defined"]

LINE_WORDS = 12  # a longer line past the first paragraph may be the article's
_TEXT = frozenset({Role.BODY, Role.STANDFIRST, Role.CAPTION, Role.LABEL, Role.OTHER})


def read_as_defined(delivered: Delivered) -> tuple[Page, Reading, Chosen | None]:
    """The page as its site's layout of the day has it read, what was read, and the layout where there is one."""
    reading = read(delivered)
    page = judge(delivered, reading)
    chosen = choose(delivered.document.markup, delivered.site, delivered.fetched_at)
    if chosen is not None:
        page, reading = _under(chosen, delivered, reading, page)
    return page, reading, chosen


def _under(chosen: Chosen, delivered: Delivered, reading: Reading, page: Page) -> tuple[Page, Reading]:
    """The page under a layout, from what was read and judged without it."""
    closing = _Closing(chosen, delivered)
    named, body = _named(chosen, delivered, closing.reading(reading)), frozenset(chosen.elements("body"))
    if body or named:
        again = read(delivered, named=named, body=body)
        again = replace(again, boundary=common(again.boundary, reading.boundary))
        retold = _held_back(_judged(delivered, again, own=page), _allowed(page, reading), delivered)
        page, reading = closing.page(reading, page), closing.reading(reading)
        page = _held_back(closing.page(again, retold), _allowed(page, reading), delivered)
        reading = closing.reading(again)
    else:
        page, reading = closing.page(reading, page), closing.reading(reading)
    return replace(page, signals=(*page.signals, *chosen.signals())), reading


def _judged(delivered: Delivered, reading: Reading, *, own: Page) -> Page:
    """The page; where it is not free by itself, without authors out of a signature at the end of its text."""
    page = judge(delivered, reading)
    if own.access.state is Access.FREE:
        return page
    return replace(page, metadata=replace(page.metadata, authors=reading.metadata.authors))


@dataclass(frozen=True, slots=True)
class _Closing:
    """Wall and boundary of a layout; where it has none on the page, nothing changes."""

    chosen: Chosen
    delivered: Delivered

    def reading(self, reading: Reading) -> Reading:
        if not closes(self.chosen):
            return reading
        boundary = close(reading.boundary, self.delivered.document, reading.fragments, self.chosen)
        return replace(reading, boundary=boundary)

    def page(self, reading: Reading, page: Page) -> Page:
        """The page with nothing shown that it does not show already."""
        if not closes(self.chosen):
            return page
        closed = judge(self.delivered, self.reading(reading), closed=True)
        return _held_back(closed, _shown(page), self.delivered)


def _named(chosen: Chosen, delivered: Delivered, reading: Reading) -> Named:
    """The elements that may be read for metadata."""
    lines = _Lines(reading.fragments, reading.boundary)
    return Named(
        headline=lines.readable(chosen.elements("headline")),
        byline=lines.readable(chosen.elements("byline")),
        date=lines.readable(chosen.elements("date")),
        hidden=delivered.visibility.tops,
    )


class _Lines:
    """The lines of a page by the element that they stand in, and which of them are no withheld text."""

    def __init__(self, fragments: Sequence[Fragment], boundary: Boundary) -> None:
        self._by_element: dict[HtmlElement, list[bool]] = {}
        for index, fragment in enumerate(fragments):
            self._by_element.setdefault(fragment.element, []).append(_may_name(index, fragment, boundary))

    def readable(self, elements: Iterable[HtmlElement]) -> tuple[HtmlElement, ...]:
        """Those that hold lines, all of which may be read."""
        return tuple(element for element in elements if self._is_readable(element))

    def _is_readable(self, element: HtmlElement) -> bool:
        lines = [line for inner in inside_of([element]) for line in self._by_element.get(inner, ())]
        return bool(lines) and all(lines)


def _may_name(index: int, fragment: Fragment, boundary: Boundary) -> bool:
    """Whether a line may be read as headline, byline or date: it is open, and no text of the article."""
    if not _is_open(index, fragment, boundary):
        return False
    place = boundary.place
    is_text = fragment.words > LINE_WORDS or (fragment.in_article and fragment.role in _TEXT)
    return place is None or index < place.first or not is_text


def _is_unclaimed(index: int, fragment: Fragment, boundary: Boundary) -> bool:
    """Whether a line is open that was not taken for the article's: a layout may say that it is.

    Of what was taken for the article's, what was not shown is past the cap, and stays so.
    """
    is_text = fragment.role is Role.COMMENTS or (fragment.in_article and fragment.role in _TEXT)
    return _is_open(index, fragment, boundary) and not is_text


def _is_open(index: int, fragment: Fragment, boundary: Boundary) -> bool:
    return fragment.visible and boundary.public(index) and index not in boundary.muted


def _allowed(page: Page, reading: Reading) -> list[str]:
    """What a page shows, and its open lines that were not taken for the article's."""
    lines = enumerate(reading.fragments)
    return [*_shown(page), *(line.text for i, line in lines if _is_unclaimed(i, line, reading.boundary))]


def _shown(page: Page) -> list[str]:
    return [block.text for block in page.blocks if block.text]


def _held_back(page: Page, allowed: Sequence[str], delivered: Delivered) -> Page:
    """The page without the text that is not in one that is allowed."""
    everything, texts = "\n".join(allowed), frozenset(allowed)
    blocks = tuple(kept for block in page.blocks for kept in _cut(block, everything, texts))
    if blocks == page.blocks:
        return page
    access = replace(page.access, wall_text=wall_text(blocks))
    most = delivered.site.teaser_max_words if delivered.site else CAP
    return finish(replace(page, blocks=blocks, access=access), most=most)


def _cut(block: Block, everything: str, allowed: frozenset[str]) -> Iterator[Block]:
    """A block whose text is allowed; else its beginning that is, and the rest as withheld."""
    if block.text in everything:
        yield block
        return
    first = max((text for text in allowed if block.text.startswith(text)), key=len, default="")
    words = count_words(first)
    if first:
        yield replace(block, text=first, words=words)
    yield Block(role=Role.WITHHELD, text="", words=max(0, block.words - words), path=block.path)
