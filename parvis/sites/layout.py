"""How the pages of a site are built, for as long as they are: CSS selectors with the days between which they hold."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["SELECTORS", "SiteLayout"]

SELECTORS = ("headline", "byline", "date", "body", "wall", "boundary")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLayout:
    """One layout of a site. Each key holds CSS selectors; without any, the page is read as every page is.

    `valid_from` and `valid_until` are the first and the last day on which pages were *fetched* that look so: a page
    shows the layout of the day on which it was delivered, whenever its article was published.
    """

    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    headline: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    body: tuple[str, ...] = ()  # the boxes that hold the article's text
    wall: tuple[str, ...] = ()  # the prompt: what follows it is withheld
    boundary: tuple[str, ...] = ()  # the withheld part: it and what follows are withheld

    def holds_on(self, day: datetime.date | None) -> bool:
        """Whether pages of a day look so; of a page whose day is not known, whether they still do."""
        if day is None:
            return self.valid_until is None
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def selectors(self) -> Iterator[tuple[str, str]]:
        """(key, selector) of all that is given, in the order of SELECTORS."""
        for key in SELECTORS:
            yield from ((key, selector) for selector in getattr(self, key))
