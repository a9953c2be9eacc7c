"""What the newsrooms of the demo press hand in: text from the TOML files in `papers/`, before anything is withheld.

Fourteen articles a paper are written out. Of the others headline, standfirst and opening are; the rest is composed of
the paper's own pool of sentences, dealt like cards so that no two articles share more than a few turns of phrase.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

PAPERS = ("courrier", "harbour", "morgenblatt")

_FILES = {"courrier": "courrier.toml", "harbour": "ledger.toml", "morgenblatt": "morgenblatt.toml"}
_CHOICE = re.compile(r"\[([^\[\]]*)\]")  # [one|another]
_SENTENCES = (3, 2, 2, 2)  # of each composed paragraph; the first of them is public


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
class Draft:
    section: str
    headline: str
    standfirst: str
    rubrics: tuple[str, ...] = ()
    public: tuple[str, ...]
    rest: tuple[str, ...]


@cache
def paper(name: str) -> Paper:
    text = files("parvis.demo.papers").joinpath(_FILES[name]).read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Paper(name=name, title=data["title"], host=data["host"], language=data["language"], data=data)


@cache
def drafts(name: str) -> tuple[Draft, ...]:
    """Every article of both days, by its number."""
    data = paper(name).data
    return (*map(_draft, data["article"]), *_composed(name, data))


@cache
def later_drafts(name: str) -> Mapping[int, Draft]:
    """What became over night of the articles that an editor touched, by number."""
    written = enumerate(paper(name).data["article"])
    return {number: _draft({**data, **data["later"]}) for number, data in written if "later" in data}


def _draft(data: Mapping[str, Any]) -> Draft:
    return Draft(
        section=data["section"],
        rubrics=tuple(data.get("rubrics", ())),
        headline=data["headline"],
        standfirst=data["standfirst"],
        public=tuple(data["public"]),
        rest=tuple(data["rest"]),
    )


def _composed(name: str, data: Mapping[str, Any]) -> Iterator[Draft]:
    chance = random.Random(name)  # noqa: S311  the same on every machine
    deck: list[str] = []
    for brief in data["brief"]:
        names = {"town": brief["town"], "topic": brief["topic"], "person": chance.choice(data["people"])}
        hand = iter(_dealt(deck, data["pool"]["sentences"], chance))
        months = data["pool"].get("months", [""])
        middle, *rest = (
            " ".join(_said(next(hand), chance, {**names, "month": chance.choice(months)}) for _ in range(count))
            for count in _SENTENCES
        )
        yield _draft({**brief, "public": (brief["opening"], middle), "rest": rest})


def _dealt(deck: list[str], pool: Sequence[str], chance: random.Random) -> list[str]:
    """The sentences of one article, none of them twice; the whole pool goes round before any comes again."""
    if len(deck) < sum(_SENTENCES):
        deck.extend(chance.sample([sentence for sentence in pool if sentence not in deck], len(pool) - len(deck)))
    return [deck.pop(0) for _ in range(sum(_SENTENCES))]


def _said(sentence: str, chance: random.Random, names: Mapping[str, str]) -> str:
    chosen = _CHOICE.sub(lambda found: chance.choice(found[1].split("|")), sentence)
    numbers = {"n": chance.randint(4, 48), "sum": chance.randint(2, 48), "year": chance.randint(2009, 2024)}
    said = chosen.format(**names, **numbers)
    return said[:1].upper() + said[1:]
