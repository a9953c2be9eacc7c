"""What the layout of a site names on a page: the selectors of the day on which the page was fetched, and their hits.

A page looks as its site looked when the page was delivered, so it is the fetch that chooses, not the article's date:
an article of 2019 that is fetched today wears today's layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from parvis.page.markup import Markup
from parvis.page.soup import Soup
from parvis.records import Signal

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["Chosen", "Selected", "choose", "select_all"]


@dataclass(frozen=True, slots=True)
class Selected:
    """A selector, and what it matches on a page."""

    key: str
    selector: str
    elements: tuple[HtmlElement, ...] = field(default=(), repr=False)
    readable: bool = True  # False: the page is too large to be matched with it


@dataclass(frozen=True, slots=True)
class Chosen:
    """A layout on a page."""

    number: int  # of its table in the definition, counted from 1
    selected: tuple[Selected, ...]

    def of(self, *keys: str) -> list[Selected]:
        return [selected for selected in self.selected if selected.key in keys]

    def elements(self, key: str) -> list[HtmlElement]:
        """What the selectors of a key match, those of the first one first."""
        return list(dict.fromkeys(element for selected in self.of(key) for element in selected.elements))

    def signals(self) -> Iterator[Signal]:
        """Which layout was chosen, and how often each of its selectors hit."""
        yield Signal(name="layout.chosen", where="site", value=str(self.number))
        for selected in self.selected:
            state = "hit" if selected.elements else "missed" if selected.readable else "unreadable"
            where = f"{selected.key} {selected.selector}"[:100]
            yield Signal(name=f"layout.{state}", where=where, value=str(len(selected.elements)))


def choose(markup: Markup, site: Site | None, fetched_at: datetime | None) -> Chosen | None:
    """The layout that the page was fetched in; None where the site has none for that day."""
    if site is None or not site.layouts:
        return None
    layout = site.layout_on(fetched_at.astimezone(UTC).date() if fetched_at else None)
    if layout is None:
        return None
    return Chosen(site.layouts.index(layout) + 1, select_all(markup, list(layout.selectors())))


def select_all(markup: Markup, selectors: Sequence[tuple[str, str]]) -> tuple[Selected, ...]:
    """What each (key, selector) matches."""
    soup = Soup(markup)
    found = ((key, selector, soup.select(selector)) for key, selector in selectors)
    return tuple(Selected(key, selector, tuple(hits or ()), hits is not None) for key, selector, hits in found)
