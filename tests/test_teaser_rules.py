"""Which lines are the teaser, which stay beside it, and which are withheld, decided upon lines made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parvis.page.teaser import wall_text
from parvis.phrases import PhraseKind
from parvis.records import Block
from parvis.sites import Site
from parvis.words import Access, Role
from tests.fragments import hit
from tests.marking import ARTICLE_ROLES, HEADLINE, line, mark, told

SITE = Site(name="gazette", title="Gazette", home="https://gazette.example/")
PROMPT = "Subscribe to continue reading"
CLOSED = [Access.LOCKED, Access.REGISTRATION, Access.METERED]
OPEN = [Access.FREE, Access.UNKNOWN, Access.CONSENT]


@pytest.mark.parametrize(
    ("states", "end", "cap"), [(CLOSED, None, 100), (CLOSED, 9, 100), (CLOSED, 2, 200), (OPEN, None, 200)]
)
def test_the_cap_is_lower_where_a_closed_page_shows_no_boundary(
    states: list[Access], end: int | None, cap: int
) -> None:
    text = ". ".join(f"A word or two of {number} in a row here" for number in range(30))

    for state in states:
        page = mark([HEADLINE, line(text=f"{text}.", words=300), line()], state, end=end)

        assert (page.teaser_cap, page.teaser_words) == (cap, cap)


@pytest.mark.parametrize(
    ("most", "state", "cap"), [(50, Access.LOCKED, 50), (150, Access.LOCKED, 100), (150, Access.FREE, 150)]
)
def test_a_site_may_lower_its_cap(most: int, state: Access, cap: int) -> None:
    page = mark([HEADLINE, line(words=cap), line(words=1)], state, site=replace(SITE, teaser_max_words=most))

    assert (page.teaser_words, page.teaser_cap) == (cap, cap)


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ([100], ["teaser 100"]),
        ([60, 40], ["teaser 60", "teaser 40"]),
        ([60, 41, 1], ["teaser 60", "(withheld 41)", "(withheld 1)"]),
    ],
)
def test_whole_paragraphs_up_to_the_cap(words: list[int], rows: list[str]) -> None:
    assert told(mark([HEADLINE, *(line(words=count) for count in words)])) == rows


def test_the_first_paragraph_is_cut_at_a_sentence() -> None:
    long = line(words=120, text=f"{'One two three four. ' * 20}{'And so on ' * 13}at last.")

    assert told(mark([HEADLINE, long])) == ["teaser 80", "(withheld 41)"]


def test_past_the_cap_of_a_free_page_all_is_its_body() -> None:
    lines = [HEADLINE, line(words=200), line(), line(Role.STANDFIRST, 9), line(Role.LABEL, 2)]

    assert told(mark(lines, Access.FREE)) == ["teaser 200", "body 30", "body 9", "label 2"]


@pytest.mark.parametrize("state", [*CLOSED, *OPEN])
def test_behind_the_boundary_all_is_withheld(state: Access) -> None:
    lines = [HEADLINE, line(), *(line(role, 8) for role in ARTICLE_ROLES)]

    assert told(mark(lines, state, end=2)) == ["teaser 30", *["(withheld 8)"] * 5]


def test_only_the_teaser_is_a_candidate_for_cleaning() -> None:
    page = mark([HEADLINE, line(), line(Role.LABEL, 3), line(words=99)])

    assert [block.candidate for block in page.blocks] == [False, True, False, False]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HEADLINE])
@pytest.mark.parametrize("within", [True, False])
def test_of_hidden_lines_only_those_of_the_article_are_counted(role: Role, within: bool) -> None:
    hidden = line(role, 8, visible=False, within=within)

    assert told(mark([HEADLINE, line(), hidden])) == ["teaser 30"] + ["(withheld 8)"] * (
        within and role in ARTICLE_ROLES
    )


@pytest.mark.parametrize("role", [Role.BODY, Role.HEADLINE, Role.NAVIGATION, Role.COMMENTS, Role.LOGIN, Role.WALL])
@pytest.mark.parametrize("state", [Access.LOCKED, Access.FREE])
def test_in_a_gate_all_is_withheld(role: Role, state: Access) -> None:
    assert told(mark([HEADLINE, line(), line(role, 8)], state, gated=[2])) == ["teaser 30", "(withheld 8)"]


@pytest.mark.parametrize(("state", "row"), [(Access.LOCKED, "(withheld 8)"), (Access.FREE, "(body 8)")])
def test_muted_text_is_counted_only(state: Access, row: str) -> None:
    assert told(mark([HEADLINE, line(), line(words=8)], state, muted=[2])) == ["teaser 30", row]


@pytest.mark.parametrize(
    ("words", "ends", "row"), [(40, True, "wall 40"), (41, True, "(withheld 41)"), (9, False, "(withheld 9)")]
)
def test_a_short_prompt_that_ends_the_text_is_the_wall(words: int, ends: bool, row: str) -> None:
    page = mark([HEADLINE, line(), line(words=words), line()], end=2, prompts={2: ends})

    assert told(page) == ["teaser 30", row, "(withheld 30)"]


def test_comments_are_counted_only() -> None:
    lines = [HEADLINE, line(), line(Role.COMMENTS, 8), line(Role.COMMENTS, 30, within=False)]

    assert told(mark(lines, end=2)) == ["teaser 30", "(comments 8)", "(comments 30)"]


@pytest.mark.parametrize(
    ("before", "more", "rest", "rows"),
    [
        ("One two three. ", 0, {}, ["teaser 3", "wall 4"]),
        ("One two three. ", 36, {}, ["teaser 3", "wall 40"]),
        ("One two three. ", 37, {}, ["teaser 3", "(withheld 41)"]),
        ("One two three. ", 0, {"gated": [1]}, ["(withheld 3)", "(withheld 4)"]),
        ("", 0, {}, ["wall 4"]),
    ],
    ids=["short", "longest", "too long", "gated", "all of it"],
)
def test_a_paragraph_is_cut_where_its_prompt_begins(
    before: str, more: int, rest: dict[str, Any], rows: list[str]
) -> None:
    text = f"{before}{PROMPT}{' now' * more}"

    assert told(mark([HEADLINE, line(text=text, words=99), line()], end=2, cuts={1: len(before)}, **rest)) == [
        *rows,
        "(withheld 30)",
    ]


def test_a_hidden_paragraph_says_nothing() -> None:
    hidden = line(text=f"One two three. {PROMPT}", words=7, visible=False)

    assert told(mark([HEADLINE, line(), hidden], end=2, cuts={2: 15})) == ["teaser 30", "(withheld 7)"]


def test_lines_that_ask_for_something_keep_their_words() -> None:
    ask = {2: (hit(PhraseKind.LOGIN),)}

    assert told(mark([HEADLINE, line(), line(words=3, paragraph=False)], hits=ask)) == ["teaser 30", "login 3"]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ([90], ["standfirst 90"]),
        ([91], ["teaser 91"]),
        ([45, 45], ["standfirst 45", "standfirst 45"]),
        ([45, 46, 9], ["standfirst 45", "teaser 46", "teaser 9"]),
    ],
)
def test_a_standfirst_is_short_and_stands_in_front(words: list[int], rows: list[str]) -> None:
    assert told(mark([HEADLINE, *(line(Role.STANDFIRST, count) for count in words)])) == rows


CAPTION, LABEL, OTHER, BODY = Role.CAPTION, Role.LABEL, Role.OTHER, Role.BODY


@pytest.mark.parametrize(
    ("beside", "rows"),
    [
        ([(LABEL, 40)], ["label 40"]),
        ([(LABEL, 41)], ["(withheld 41)"]),
        ([(OTHER, 40), (LABEL, 1)], ["other 40", "(withheld 1)"]),
        ([(CAPTION, 60), (LABEL, 40)], ["caption 60", "label 40"]),
        ([(CAPTION, 61), (LABEL, 39)], ["caption 61", "label 39"]),
        ([(CAPTION, 61), (LABEL, 40)], ["caption 61", "(withheld 40)"]),
        ([(CAPTION, 100)], ["caption 100"]),
        ([(CAPTION, 101)], ["(withheld 101)"]),
        ([(CAPTION, 10), (LABEL, 41)], ["caption 10", "(withheld 41)"]),
        ([(CAPTION, 30), (CAPTION, 30), (CAPTION, 40)], ["caption 30", "caption 30", "caption 40"]),
        ([(CAPTION, 30), (CAPTION, 30), (CAPTION, 41)], ["caption 30", "caption 30", "(withheld 41)"]),
        ([(LABEL, 1), (CAPTION, 60), (CAPTION, 39)], ["label 1", "caption 60", "caption 39"]),
        ([(LABEL, 20), (BODY, 20)], ["label 20", "teaser 20"]),
        ([(LABEL, 20), (BODY, 21), (LABEL, 1)], ["label 20", "(withheld 21)", "(withheld 1)"]),
        ([(BODY, 41), (CAPTION, 1)], ["(withheld 41)", "(withheld 1)"]),
    ],
)
def test_what_stands_beside_the_teaser_costs_its_cap(beside: list[tuple[Role, int]], rows: list[str]) -> None:
    lines = [HEADLINE, line(words=60), *(line(role, words) for role, words in beside)]

    assert told(mark(lines)) == ["teaser 60", *rows]


def test_on_a_free_page_captions_and_labels_cost_nothing() -> None:
    lines = [HEADLINE, line(words=150), line(CAPTION, 99), line(LABEL, 99), line(words=50), line(), line(CAPTION, 9)]

    assert told(mark(lines, Access.FREE)) == [
        "teaser 150",
        "caption 99",
        "label 99",
        "teaser 50",
        "body 30",
        "caption 9",
    ]


@pytest.mark.parametrize(("state", "row"), [(Access.LOCKED, "(withheld 8)"), (Access.FREE, "label 8")])
def test_a_line_before_the_first_paragraph_is_of_unknown_nature(state: Access, row: str) -> None:
    lines = [HEADLINE, line(words=8, paragraph=False), line(), line(words=9, paragraph=False)]

    assert told(mark(lines, state)) == [row, "teaser 30", "teaser 9"]


def test_in_an_article_without_a_place_every_line_counts() -> None:
    lines = [HEADLINE, line(words=8, paragraph=False), line()]

    assert told(mark(lines, placed=False)) == ["teaser 8", "teaser 30"]


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([], None),
        ([(Role.WALL, "")], None),
        ([(Role.TEASER, "x")], None),
        ([(Role.WALL, "a"), (Role.TEASER, "x"), (Role.WALL, ""), (Role.WALL, "b")], "a b"),
        ([(Role.WALL, "a" * 301)], "a" * 300),
        ([(Role.WALL, "a" * 299), (Role.WALL, "b")], "a" * 299),
    ],
    ids=["no blocks", "no words", "no wall", "two", "long", "cut at a gap"],
)
def test_the_wall_s_own_words(blocks: list[tuple[Role, str]], text: str | None) -> None:
    assert wall_text([Block(role=role, text=words, words=1, path="p") for role, words in blocks]) == text


def test_a_page_tells_the_words_of_its_wall() -> None:
    page = mark([HEADLINE, line(), line(text=PROMPT, words=4)], end=2, prompts={2: True})

    assert page.access.wall_text == PROMPT
