"""The articles of the demo press: who wrote what, what is public of it, and what stands behind a wall.

Everything follows from the TOML files in `papers/` and an article's number, so that the press is the same on every
machine. Every paragraph behind a wall begins and ends with a canary, a word that stands nowhere else: a byte search
can prove that none got out.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache

from parvis.demo.draft import PAPERS, Draft, Paper, drafts, later_drafts, paper
from parvis.words import Access

DEMO_DAYS = (datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC))

# What happens between the two days, by article number; EDITED and its neighbour have their new text in the TOML.
EDITED, GETS_LOCKED, GONE, SECOND_URL = 3, 5, 7, 9
FIRST_OF_DAY_TWO = 38  # articles from this number on are published on the second day

_SINCE = 13  # days over which the articles of the first day were published
_STOPS = ".?!”“»\u00a0 "
_SHORTEST_CUT = 12  # words of the paragraph that a server cuts


class Delivery(StrEnum):
    """How a page ships what it withholds."""

    OPEN = "open"  # nothing is withheld
    CUT = "cut"  # the server does not send it
    HIDDEN = "hidden"  # sent, hidden by a class
    ATTRIBUTE = "attribute"  # sent, hidden by the attribute
    JSON = "json"  # not in the markup, but whole in JSON-LD
    SHOWN = "shown"  # metered: a first visit sees it all


# Access and delivery by article number, repeated over the issue.
_PLANS: Mapping[str, tuple[tuple[Access, Delivery], ...]] = {
    "courrier": (
        (Access.LOCKED, Delivery.CUT),
        (Access.LOCKED, Delivery.CUT),
        (Access.LOCKED, Delivery.CUT),
        (Access.FREE, Delivery.OPEN),
        (Access.FREE, Delivery.OPEN),
    ),
    "harbour": (
        (Access.LOCKED, Delivery.HIDDEN),
        (Access.LOCKED, Delivery.JSON),
        (Access.METERED, Delivery.SHOWN),
        (Access.FREE, Delivery.OPEN),
        (Access.FREE, Delivery.OPEN),
    ),
    "morgenblatt": (
        (Access.REGISTRATION, Delivery.CUT),
        (Access.LOCKED, Delivery.ATTRIBUTE),
        (Access.FREE, Delivery.OPEN),
        (Access.FREE, Delivery.OPEN),
    ),
}
_LOCKED: Mapping[str, Delivery] = {
    "courrier": Delivery.CUT,
    "harbour": Delivery.HIDDEN,
    "morgenblatt": Delivery.ATTRIBUTE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    paper: Paper
    number: int
    section: str
    rubrics: tuple[str, ...]
    headline: str
    standfirst: str
    authors: tuple[str, ...]
    published_at: datetime
    modified_at: datetime
    public: tuple[str, ...]
    rest: tuple[str, ...]  # with canaries where it is withheld
    access: Access
    delivery: Delivery

    @property
    def path(self) -> str:
        slug = slug_of(drafts(self.paper.name)[self.number].headline)  # an edited headline moves no page
        if self.paper.name == "courrier":
            return f"/{838_000 + self.number}/{slug}/"
        if self.paper.name == "harbour":
            return f"/{slug_of(self.section)}/{self.published_at:%Y/%m/%d}/{slug}-{self.number}"
        return f"/{slug_of(self.section)}/{slug}-{4_200_000 + self.number}.html"

    @property
    def url(self) -> str:
        return f"http://{self.paper.host}{self.path}"

    @property
    def canary(self) -> str:
        """A word that stands in every withheld paragraph of this article and nowhere else."""
        return f"zqcanary{self.paper.name}{self.number:03}"

    @property
    def remaining_percent(self) -> int:
        """The share of the text that is withheld, as the trade weekly counts it."""
        public, rest = (sum(len(text.split()) for text in part) for part in (self.public, self.rest))
        return round(100 * rest / (public + rest))


def stories(name: str, day: int) -> tuple[Story, ...]:
    """The articles of a paper that can be read on a day, the newest first."""
    if day == 1:
        issue = [story(name, number) for number in range(FIRST_OF_DAY_TWO)]
    else:
        issue = [_next_day(name, number) for number in range(len(drafts(name))) if number != GONE]
    return tuple(sorted(issue, key=lambda item: (item.published_at, item.number), reverse=True))


@cache
def story(name: str, number: int) -> Story:
    """An article as it was first published."""
    return _walled(_written(name, number, drafts(name)[number]))


def _written(name: str, number: int, draft: Draft) -> Story:
    chance = random.Random(f"{name} {number}")  # noqa: S311  the same on every machine
    access, delivery = _PLANS[name][number % len(_PLANS[name])]
    return Story(
        paper=paper(name),
        number=number,
        section=draft.section,
        rubrics=draft.rubrics,
        headline=draft.headline,
        standfirst=draft.standfirst,
        authors=tuple(chance.sample(paper(name).data["authors"], 2 if number % 4 == 0 else 1)),
        published_at=_published(number),
        modified_at=_published(number),
        public=draft.public,
        rest=draft.rest,
        access=access,
        delivery=delivery,
    )


def _published(number: int) -> datetime:
    if number >= FIRST_OF_DAY_TWO:
        return DEMO_DAYS[1] - timedelta(minutes=20 * (number - FIRST_OF_DAY_TWO + 1))
    return DEMO_DAYS[0] - timedelta(days=number * 5 % _SINCE, hours=1 + number * 5 % 6, minutes=number)


def _walled(written: Story) -> Story:
    """The article as it is served: cut where the trade weekly cuts, with canaries in what is withheld."""
    if written.access is Access.FREE:
        return written
    if written.paper.name == "courrier":
        head, tail = _cut(written.public[-1])
        written = replace(written, public=(*written.public[:-1], head), rest=(tail, *written.rest))
    # A metered page shows everything to a first visit: what the cap of a hundred words may keep stays clean.
    clean = 1 if written.delivery is Delivery.SHOWN else 0
    word = written.canary
    marked = (text if index < clean else f"{word} {_with_last(text, word)}" for index, text in enumerate(written.rest))
    return replace(written, rest=tuple(marked))


def _with_last(text: str, word: str) -> str:
    """The text with a word more before its final stop."""
    body = text.rstrip(_STOPS)
    return f"{body} {word}{text[len(body) :]}"


def _cut(paragraph: str) -> tuple[str, str]:
    """A paragraph in two, in the middle of a sentence."""
    words = paragraph.split()
    kept = max(_SHORTEST_CUT, len(words) * 3 // 5)
    if words[kept - 1].endswith((".", "?", "!", "»")):
        kept -= 1
    return " ".join(words[:kept]) + " ...", " ".join(words[kept:])


def _next_day(name: str, number: int) -> Story:
    """An article with what an editor did to it over night."""
    if number == locked_over_night(name):
        open_so_far = replace(story(name, number), modified_at=_over_night(number))
        return _walled(replace(open_so_far, access=Access.LOCKED, delivery=_LOCKED[name]))
    if number in later_drafts(name):
        edited = _written(name, number, later_drafts(name)[number])
        return _walled(replace(edited, modified_at=_over_night(number)))
    return story(name, number)


def _over_night(number: int) -> datetime:
    return DEMO_DAYS[1] - timedelta(hours=9, minutes=number)


def locked_over_night(name: str) -> int:
    """The number of the free article that is locked on the second day: the first free one from GETS_LOCKED on."""
    plan = _PLANS[name]
    return next(
        GETS_LOCKED + step for step in range(len(plan)) if plan[(GETS_LOCKED + step) % len(plan)][0] is Access.FREE
    )


def slug_of(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")


def canaries() -> tuple[str, ...]:
    """Every canary of both days."""
    return tuple(
        item.canary
        for name in PAPERS
        for day in (1, 2)
        for item in stories(name, day)
        if item.access is not Access.FREE
    )
