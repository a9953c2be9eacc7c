"""The articles of the demo press: who wrote what, what is public of it, and what stands behind a wall.

Everything follows from the TOML files in `papers/` and an article's number, so that the press is the same on every
machine. Every paragraph behind a wall carries a canary, a word that stands nowhere else: a byte search can prove that
none got out.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from parvis.words import Access

PAPERS = ("courrier", "harbour", "morgenblatt")
DEMO_DAYS = (datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC))

# What happens between the two days, by article number.
EDITED, GETS_LOCKED, GONE, SECOND_URL = 3, 5, 7, 9
FIRST_OF_DAY_TWO = 38  # articles from this number on are published on the second day

_FILES = {"courrier": "courrier.toml", "harbour": "ledger.toml", "morgenblatt": "morgenblatt.toml"}
_SINCE = 13  # days over which the articles of the first day were published


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


# What an editor adds over night to headline and standfirst of EDITED; the next article has its paragraphs turned round.
_EDITS: Mapping[str, tuple[str, str]] = {
    "fr": (" : le point", ", a-t-on appris hier soir."),
    "en": (", says council", ", it emerged last night."),
    "de": (": die Lage", ", wie gestern Abend bekannt wurde."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    name: str
    title: str
    host: str
    language: str
    data: Mapping[str, Any]

    @property
    def home(self) -> str:
        return f"http://{self.host}/"


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
    public: tuple[str, ...]
    rest: tuple[str, ...]  # with canaries where it is withheld
    access: Access
    delivery: Delivery

    @property
    def path(self) -> str:
        slug = slug_of(story(self.paper.name, self.number).headline)  # an edited headline moves no page
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


@cache
def paper(name: str) -> Paper:
    text = files("parvis.demo.papers").joinpath(_FILES[name]).read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Paper(name=name, title=data["title"], host=data["host"], language=data["language"], data=data)


def stories(name: str, day: int) -> tuple[Story, ...]:
    """The articles of a paper that can be read on a day, the newest first."""
    issue = [story(name, number) for number in range(3 * len(paper(name).data["subject"]))]
    if day == 1:
        issue = [item for item in issue if item.number < FIRST_OF_DAY_TWO]
    else:
        issue = [_next_day(item) for item in issue if item.number != GONE]
    return tuple(sorted(issue, key=lambda item: (item.published_at, item.number), reverse=True))


@cache
def story(name: str, number: int) -> Story:
    """An article as it was first published."""
    about = paper(name)
    data, chance = about.data, random.Random(f"{name} {number}")  # noqa: S311  the same on every machine
    subject = data["subject"][number % len(data["subject"])]
    slots = {
        "town": data["towns"][(2 * number + number // len(data["subject"])) % len(data["towns"])],
        "topic": data["topics"][number % len(data["subject"])],
        "person": chance.choice(data["people"]),
        "sum": chance.randint(2, 48),
        "year": chance.randint(2009, 2024),
        "n": chance.randint(4, 96),
    }
    access, delivery = _PLANS[name][number % len(_PLANS[name])]
    made = Story(
        paper=about,
        number=number,
        section=subject["section"],
        rubrics=tuple(subject.get("rubrics", ())),
        headline=subject["headline"].format(**slots),
        standfirst=subject["standfirst"].format(**slots),
        authors=tuple(chance.sample(data["authors"], 2 if number % 4 == 0 else 1)),
        published_at=_published(number),
        public=tuple(text.format(**slots) for text in subject["public"]),
        rest=_rest(data, slots, chance),
        access=access,
        delivery=delivery,
    )
    return made if access is Access.FREE else _with_canaries(made)


def _published(number: int) -> datetime:
    if number >= FIRST_OF_DAY_TWO:
        return DEMO_DAYS[1] - timedelta(minutes=20 * (number - FIRST_OF_DAY_TWO + 1))
    return DEMO_DAYS[0] - timedelta(days=number * 5 % _SINCE, hours=1, minutes=number)


def _rest(data: Mapping[str, Any], slots: Mapping[str, object], chance: random.Random) -> tuple[str, ...]:
    """Paragraphs of two sentences each, in an order of their own."""
    sentences = [text.format(**slots) for text in chance.sample(data["rest"], len(data["rest"]))]
    return tuple(" ".join(sentences[index : index + 2]) for index in range(0, len(sentences), 2))


def _with_canaries(made: Story) -> Story:
    """A metered page shows everything to a first visit: what the cap of a hundred words may keep stays clean."""
    clean = 1 if made.delivery is Delivery.SHOWN else 0
    marked = (text if index < clean else f"{text} {made.canary}" for index, text in enumerate(made.rest))
    return replace(made, rest=tuple(marked))


def _next_day(made: Story) -> Story:
    """What an editor did to it over night."""
    if made.number == EDITED:
        headline, standfirst = _EDITS[made.paper.language]
        return replace(made, headline=f"{made.headline}{headline}", standfirst=made.standfirst.rstrip(".") + standfirst)
    if made.number == EDITED + 1:
        return replace(made, public=tuple(reversed(made.public)) if made.access is Access.FREE else made.public)
    if made.number == GETS_LOCKED + _offset(made.paper.name):
        return _with_canaries(replace(made, access=Access.LOCKED, delivery=_LOCKED[made.paper.name]))
    return made


def _offset(name: str) -> int:
    """The first free article at or after GETS_LOCKED."""
    plan = _PLANS[name]
    return next(step for step in range(len(plan)) if plan[(GETS_LOCKED + step) % len(plan)][0] is Access.FREE)


def locked_over_night(name: str) -> int:
    """The number of the free article that is locked on the second day."""
    return GETS_LOCKED + _offset(name)


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
