"""The laws of withheld text, on pages drawn by chance: tests/canaries.py says of what.

`make test` reads a few hundred pages for each law, `make soak` thousands, `bench/canaries.py` as many as one likes.
"""

from __future__ import annotations

import gc
import json
import random
import re
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType

from hypothesis import given
from hypothesis import strategies as st

import parvis
from parvis.words import TeaserSource
from tests.canaries import GATED, KEEP_NOTHING, Canary, draw_canary
from tests.canary import URL, article, paragraphs
from tests.mechanisms import MECHANISMS, Kind

HIDING = frozenset({Kind.STYLE, Kind.HIDDEN, Kind.DATA})


@st.composite
def canaries(draw: st.DrawFn, kinds: frozenset[Kind] = frozenset(Kind)) -> Canary:
    dice = draw(st.randoms(use_true_random=False))
    names = sorted(name for name, mechanism in MECHANISMS.items() if mechanism.kind in kinds)
    seeded = random.Random(dice.getrandbits(64))  # noqa: S311  invented pages
    return draw_canary(seeded, MECHANISMS[draw(st.sampled_from(names))])


def text_of(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def kept(page: parvis.Page) -> set[str]:
    return set(re.findall(r"Pb\d+x", json.dumps(page.as_dict())))


def test_there_are_as_many_mechanisms_as_are_known() -> None:
    assert len(MECHANISMS) >= 130


@given(canaries())
def test_no_gated_token_is_in_what_leaves_the_reader(canary: Canary) -> None:
    page = parvis.read_page(canary.page(), URL)

    assert GATED.findall(json.dumps(page.as_dict(), ensure_ascii=False) + repr(page)) == []


@given(canaries())
def test_the_lead_or_the_standfirst_is_kept(canary: Canary) -> None:
    page = parvis.read_page(canary.page(), URL)

    assert page.teaser
    assert "Pb0x" in page.teaser or page.teaser_source is not TeaserSource.BODY or not canary.public


@given(canaries())
def test_the_teaser_is_a_beginning_of_the_text_that_a_reader_sees(canary: Canary) -> None:
    page = parvis.read_page(canary.page(spelt=False), URL)

    seen = "\n\n".join(text_of(html) for html in (*canary.public, *canary.later))
    assert page.teaser_source is not TeaserSource.BODY or seen.startswith(page.teaser)


@given(canaries())
def test_a_gate_never_makes_the_teaser_longer(canary: Canary) -> None:
    everything = "".join((*canary.public, canary.gated, *canary.later))

    page = parvis.read_page(canary.page(spelt=False), URL)
    without = parvis.read_page(article("".join((*canary.public, *paragraphs("Pc", 3), *canary.later))), URL)

    assert page.teaser_source is not TeaserSource.BODY or without.teaser_words >= min(page.teaser_words, 100)
    assert kept(page) <= set(re.findall(r"Pb\d+x", everything))


@given(canaries(), st.integers(1, 4))
def test_other_text_inside_a_gate_changes_nothing_but_lengths(canary: Canary, number: int) -> None:
    other = re.sub(r"Zq(\d+)x", rf"Zq{number}\1x", canary.gated)

    one, two = (parvis.read_page(canary.page(gated=text), URL) for text in (canary.gated, other))

    assert one.as_dict() == two.as_dict()


@given(canaries(HIDING), st.integers(1, 9))
def test_more_text_inside_a_gate_never_adds_to_the_teaser(canary: Canary, more: int) -> None:
    gated = canary.gated.replace("textarea", "iframe")  # a field to write in makes the box around it a form
    longer = gated + "".join(paragraphs("Zq", more, 30))

    one, two = (parvis.read_page(canary.page(gated=text), URL) for text in (gated, longer))

    assert one.teaser.startswith(two.teaser) or two.teaser_source is not TeaserSource.BODY


@given(canaries())
def test_a_page_reads_the_same_again(canary: Canary) -> None:
    body = canary.page()

    assert parvis.read_page(body, URL) == parvis.read_page(body, URL)


@given(canaries())
def test_a_teaser_is_its_own_teaser(canary: Canary) -> None:
    first = parvis.read_page(canary.page(), URL)
    page = article("".join(f"<p>{line}</p>" for line in first.teaser.split("\n\n")))

    again = parvis.read_page(page, URL)

    assert first.teaser_source is not TeaserSource.BODY or again.teaser == first.teaser


@given(canaries())
def test_no_spelling_adds_text(canary: Canary) -> None:
    plain, spelt = (parvis.read_page(canary.page(spelt=how), URL) for how in (False, True))

    if {"no article element", "no headline element"}.isdisjoint(canary.spellings):
        assert kept(spelt) <= kept(plain)


@given(canaries())
def test_what_hides_leaves_what_it_does_not_hide(canary: Canary) -> None:
    page = parvis.read_page(canary.page(spelt=False), URL)

    nothing = canary.mechanism.name in KEEP_NOTHING or "<textarea" in canary.gated or not canary.public
    assert nothing or "Pb0x" in page.teaser


def test_no_cache_keeps_what_a_page_hides() -> None:
    """Caches outlive the page, and what is withheld must not."""
    for number in range(200):
        parvis.read_page(draw_canary(random.Random(f"cached {number}")).page(), URL)  # noqa: S311 - the same each time

    caches = [value for module in modules() for value in vars(module).values() if hasattr(value, "cache_info")]
    assert len(caches) > 20
    assert [text for cache in caches for text in held(cache) if GATED.search(text)] == []


def modules() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith("parvis")]


def held(thing: object, depth: int = 6) -> Iterator[str]:
    """The texts that a cache holds, in keys and values."""
    if isinstance(thing, str | bytes):
        yield thing if isinstance(thing, str) else thing.decode("utf-8", "replace")
    elif depth and not isinstance(thing, ModuleType | FunctionType | type):
        for inner in gc.get_referents(thing):
            yield from held(inner, depth - 1)
