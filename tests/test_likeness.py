"""Which layouts are one template: an advert slot more is, a new one is not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.likeness import ALIKE, MAX_FAMILIES, find_families, likeness

TEMPLATE = "body(header.top(nav div.account) main(article.story(div.share div.text) aside.rail) footer(div.legal))"
SLOT = TEMPLATE.replace("aside.rail", "aside.rail div.advert")
WALLED = TEMPLATE.replace("div.text", "div.text div.wall")
REBUILT = "body(div.app(div.head(nav.menu) div.page(main.page-main(div.lead div.copy) div.side) div.foot))"
SKELETONS = st.lists(st.sampled_from([TEMPLATE, SLOT, WALLED, REBUILT, "body", "body(main)"]), unique=True)


@pytest.mark.parametrize("other", [SLOT, WALLED], ids=["slot", "wall"])
def test_a_box_more_is_the_same_family(other: str) -> None:
    assert find_families([TEMPLATE, other]) == [0, 0]


def test_a_template_built_anew_is_another_family() -> None:
    assert find_families([TEMPLATE, REBUILT, SLOT]) == [0, 1, 0]


def test_what_moves_away_bit_by_bit_becomes_a_family_of_its_own() -> None:
    boxes = [f"div.box-{chr(97 + number)}" for number in range(16)]
    steps = [f"body({' '.join(boxes[number : number + 8])})" for number in range(6)]

    assert all(likeness(one, other) >= ALIKE for one, other in pairwise(steps))
    assert find_families(steps) == [0, 0, 2, 2, 4, 4]


@given(SKELETONS, st.sampled_from([TEMPLATE, SLOT, REBUILT, "body(main)"]))
def test_a_layout_more_moves_no_other(skeletons: list[str], newest: str) -> None:
    assert find_families([*skeletons, newest])[: len(skeletons)] == find_families(skeletons)


@given(SKELETONS)
def test_a_family_is_named_after_a_layout_of_its_own(skeletons: list[str]) -> None:
    families = find_families(skeletons)

    assert all(families[family] == family for family in families)


@given(SKELETONS.filter(bool), SKELETONS.filter(bool))
def test_likeness_is_mutual_and_of_itself_whole(ones: list[str], others: list[str]) -> None:
    assert likeness(ones[0], others[0]) == likeness(others[0], ones[0])
    assert likeness(ones[0], ones[0]) == 1


def test_a_site_that_gives_every_page_its_own_layout_is_compared_with_the_oldest_alone() -> None:
    skeletons = [f"body(div.{'a' * number})" for number in range(1, MAX_FAMILIES + 2)]

    assert find_families([*skeletons, skeletons[-1], skeletons[0]])[-2:] == [MAX_FAMILIES + 1, 0]
