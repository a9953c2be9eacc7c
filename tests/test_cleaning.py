"""What the ledger knows takes lines out of a teaser, and puts none in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parvis
from parvis.page import clean
from parvis.words import Role, TeaserSource
from tests.canary import URL, article, paragraphs

PAGE = parvis.read_page(article("".join(paragraphs("Pb", 4))), URL)
KINDS = [None, Role.LABEL, Role.OFFER, Role.NAVIGATION, Role.RELATED]


def candidates(page: parvis.Page) -> list[int]:
    return [index for index, block in enumerate(page.blocks) if block.candidate]


def test_a_line_that_is_boilerplate_leaves_the_teaser() -> None:
    kinds: list[Role | None] = [None] * len(PAGE.blocks)
    kinds[candidates(PAGE)[1]] = Role.OFFER

    page = clean(PAGE, kinds)

    assert "Pb1x" not in page.teaser
    assert page.teaser.count("Pb") == 3
    assert page.teaser_words == PAGE.teaser_words - 24
    assert page.boilerplate_words == PAGE.boilerplate_words + 24


def test_without_any_line_left_the_standfirst_stands_in() -> None:
    page = clean(PAGE, [Role.OFFER if block.candidate else None for block in PAGE.blocks])

    assert page.teaser_source is TeaserSource.STANDFIRST


def test_verdicts_of_another_page_are_refused() -> None:
    with pytest.raises(ValueError, match="ask the ledger for this very page"):
        clean(PAGE, [None])


@given(st.lists(st.sampled_from(KINDS), min_size=len(PAGE.blocks), max_size=len(PAGE.blocks)))
@settings(max_examples=200)
def test_cleaning_never_adds_text(kinds: list[Role | None]) -> None:
    page = clean(PAGE, kinds)

    lines = set(PAGE.teaser.split("\n\n")) | {PAGE.metadata.standfirst, PAGE.metadata.description}
    assert set(page.teaser.split("\n\n")) <= lines
    assert [block.text for block in page.blocks] == [block.text for block in PAGE.blocks]
    assert clean(page, kinds) == page


def test_content_stays_as_it_is() -> None:
    assert clean(PAGE, [None] * len(PAGE.blocks)) == PAGE
