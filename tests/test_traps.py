"""What is a trap, and what only looks like one."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.discover import Facets, trap_of
from parvis.discover.traps import DEEPEST, FACETS, LONGEST, PATHS
from parvis.words import Trap

TODAY = date(2026, 11, 25)
PRESS = "https://press.example"
TRAPS = {
    "/agenda/2027/12": Trap.CALENDAR,
    "/agenda/2091-05-01/": Trap.CALENDAR,
    "/agenda/1066/10/14": Trap.CALENDAR,
    "/agenda?day=2031-02-28": Trap.CALENDAR,
    "/agenda?year=2031&month=2": Trap.CALENDAR,
    "/agenda?month=12&year=1450": Trap.CALENDAR,
    "/(S(lit3py55t21z5v55vlm25s55))/news/ferry": Trap.SESSION,
    "/news/ferry?osCsid=8a7f3e2c9b1d4f6e8a7f3e2c9b1d4f6e": Trap.SESSION,
    "/news/ferry?app_session_id=8a7f3e2c9b1d4f6e": Trap.SESSION,
    "/news/news/news/ferry": Trap.REPEAT,
    "/a/b/a/b/a/b": Trap.REPEAT,
    "/x/a/a/a": Trap.REPEAT,
    "/" + "/".join(f"s{n}" for n in range(DEEPEST + 1)): Trap.DEPTH,
    "/" + "x" * LONGEST: Trap.LONG,
}
NO_TRAPS = (
    "/2026/11/25/the-ferry-is-back",
    "/2027/01/03/what-the-year-brings",
    "/agenda/2027/11",
    "/1789/07/14/the-bastille",  # of a paper's own archive
    "/politics/agenda-2030-and-what-became-of-it",
    "/the-plan-until-2050-01-01-in-full",
    "/elections/2032/",
    "/article/20310501",
    "/story?id=2031-1",
    "/story?id=209912",
    "/11/11/11/the-day",
    "/news/news/ferry",
    "/sport/football/football/football-returns",
    "/news/ferry;jsessionid=1A530637289A03B07199A44E8D531427",  # no part of the key
    "/news/ferry?PHPSESSID=8a7f3e2c9b1d4f6e8a7f3e2c9b1d4f6e",
    "/news/ferry?session=spring",
    "/" + "/".join(f"s{n}" for n in range(DEEPEST)),
    "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/" + "%D0%B0" * 200,
)


@pytest.mark.parametrize("path", TRAPS, ids=lambda path: path[:40])
def test_a_trap_is_named(path: str) -> None:
    assert trap_of(PRESS + path, TODAY) is TRAPS[path]


@pytest.mark.parametrize("path", NO_TRAPS, ids=lambda path: path[:40])
def test_an_article_is_no_trap(path: str) -> None:
    assert trap_of(PRESS + path, TODAY) is None


def test_filters_that_combine_are_cut_and_numbers_of_pages_are_not() -> None:
    facets = Facets()
    sets = [keys for size in range(1, 6) for keys in combinations("abcdefgh", size)]
    urls = [f"{PRESS}/find?" + "&".join(f"{key}={size}" for key in keys) for size, keys in enumerate(sets)]

    assert [facets.explode(url) for url in urls] == [False] * FACETS + [True] * (len(urls) - FACETS)
    assert not any(facets.explode(f"{PRESS}/story?id={number}&utm_source=feed{number}") for number in range(1_000))
    assert not facets.explode(urls[0])


def test_what_is_remembered_of_filters_is_bounded() -> None:
    facets = Facets()
    for number in range(2 * PATHS):
        facets.explode(f"{PRESS}/{number}?a=1")

    assert len(facets._seen) == PATHS


@given(st.text(max_size=200), st.dates(max_value=date(9998, 1, 1)))
def test_any_text_has_an_answer(text: str, today: date) -> None:
    assert trap_of(f"{PRESS}/{text}", today) in {None, *Trap}


def test_no_article_of_the_corpus_is_taken_for_a_trap(shared: Path) -> None:
    manifest = (shared / "corpus" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    urls = [url for line in manifest if (url := json.loads(line).get("url"))]

    assert len(urls) > 200
    assert [url for url in urls if trap_of(url, TODAY)] == []
