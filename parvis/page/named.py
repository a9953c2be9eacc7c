"""What the elements say that a site's layout names: its headline, byline and date."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from parvis.page.dates import Calendar, Stamp
from parvis.page.datewords import split_printed
from parvis.page.harvest import one_line
from parvis.page.headline import Headline
from parvis.page.names import distinct, split_names
from parvis.page.tags import INLINE, NEVER_TEXT

__all__ = ["NOTHING", "Named"]

MAX_HEADLINE = 400  # characters
MAX_BYLINE = 200
MAX_DATE = 200
MAX_NAME = 80
MAX_ELEMENTS = 20  # of one kind that are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Elements that may be read: seen, and in front of the wall. Without any, a page is read as every page is."""

    headline: tuple[HtmlElement, ...] = field(default=(), repr=False)
    byline: tuple[HtmlElement, ...] = field(default=(), repr=False)
    date: tuple[HtmlElement, ...] = field(default=(), repr=False)
    hidden: Collection[HtmlElement] = field(default=(), repr=False)  # what is not read inside them

    def __bool__(self) -> bool:
        return bool(self.headline or self.byline or self.date)

    def read_headline(self) -> Headline | None:
        """The first that has a text."""
        texts = ((element, self._text(element, MAX_HEADLINE)) for element in self.headline[:MAX_ELEMENTS])
        return next((Headline(text, element) for element, text in texts if text), None)

    def read_authors(self, known: Collection[str]) -> tuple[str, ...]:
        """The names in all of them; where links stand in one, those in its links."""
        names = (name for element in self.byline[:MAX_ELEMENTS] for name in self._names(element, known))
        return tuple(distinct(names))

    def read_published(self, calendar: Calendar) -> Stamp | None:
        """The first that holds a date: its own attribute, else its text."""
        stamps = (self._stamp(element, calendar) for element in self.date[:MAX_ELEMENTS])
        return next((stamp for stamp in stamps if stamp), None)

    def _names(self, element: HtmlElement, known: Collection[str]) -> list[str]:
        linked = [name for link in element.iter("a") for name in split_names(self._text(link, MAX_NAME), known=known)]
        return linked or split_names(self._text(element, MAX_BYLINE), known=known)

    def _stamp(self, element: HtmlElement, calendar: Calendar) -> Stamp | None:
        told = element.get("datetime") or element.get("content")
        if told and (stamp := calendar.declared(told)):
            return stamp
        texts = split_printed(self._text(element, MAX_DATE))
        return next((stamp for text in texts if text and (stamp := calendar.visible(text))), None)

    def _text(self, element: HtmlElement, longest: int) -> str:
        """What is seen of an element, on one line; "" where it is longer."""
        line = one_line("".join(_seen(element, self.hidden)), limit=longest + 1)
        return line if len(line) <= longest else ""


NOTHING = Named()


def _seen(element: HtmlElement, hidden: Collection[HtmlElement]) -> Iterator[str]:
    skipped: HtmlElement | None = None
    for event, here in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and skipped is None:
            if here in hidden or here.tag in NEVER_TEXT:
                skipped = here
            else:
                yield _edge(here) + (here.text or "")
        elif event == "end":
            skipped = None if here is skipped else skipped
            if skipped is None and here is not element:
                yield _edge(here) + (here.tail or "")


def _edge(element: HtmlElement) -> str:
    """What parts the text of an element from that around it."""
    return "" if element.tag in INLINE else " "
