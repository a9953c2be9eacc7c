"""An invented paper as its health sees it: pages with a teaser, a date and a layout, or without."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from parvis.health import Look
from parvis.records import Layout, Page
from parvis.words import Access, DateQuality
from tests.archives import BASE
from tests.pages import NOW, make_page

OLD = Layout(digest="a" * 16, skeleton="body(header(nav div.logo) main(article.story(h1 p p)) footer(p))")
NEW = Layout(digest="b" * 16, skeleton="body(div.top(span) section.grid(div.piece(h2 div.copy)) div.base(ul))")


def good(number: int, *, access: Access = Access.FREE, published: datetime = NOW) -> Page:
    page = make_page(f"{BASE}{number}", f"The {number}th ferry leaves at noon.", access=access)
    about = replace(page.metadata, authors=("A. Writer",), published_at=published, date_quality=DateQuality.EXACT)
    return replace(page, metadata=about, layout=OLD, public_words=300 + number % 7 * 40)


def rebuilt(number: int) -> Page:
    """The same in a template that is not read: no teaser, no date, few words, another layout."""
    page = good(number)
    about = replace(page.metadata, published_at=None, date_quality=DateQuality.UNKNOWN)
    blocks = tuple(block for block in page.blocks if not block.candidate)
    return replace(page, metadata=about, teaser="", teaser_words=0, public_words=4, layout=NEW, blocks=blocks)


def ordinary_looks(chance: random.Random, day: int, count: int) -> Sequence[Look]:
    """A day's pages: half of them walled, a few without this or that, more on Sundays, the shares of no day alike."""
    walled, bare, undated, new = (chance.betavariate(20 * p, 20 * (1 - p)) for p in (0.5, 0.03, 0.05, 0.05))
    bare += 0.15 * (day % 7 == 6)
    looks = []
    for number in range(count):
        locked = chance.random() < walled
        looks.append(
            Look(
                teaser=chance.random() >= bare,
                walled=locked,
                words=int(chance.lognormvariate(4 if locked else 6, 0.6)),
                dated=chance.random() >= undated,
                titled=chance.random() >= 0.002,
                signed=chance.random() >= 0.3,
                layout=f"{day}/{number}" if chance.random() < new else "usual",
            )
        )
    return looks
