"""Lines outside the text of an article, or behind its boundary, that may be its text all the same: withheld."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.page.place import TAIL
from parvis.phrases import PhraseKind
from parvis.words import Access, Role
from tests.fragments import hit
from tests.marking import ARTICLE_ROLES, HEADLINE, line, mark, told

FORMS = [Role.LOGIN, Role.REGISTRATION, Role.OFFER, Role.NEWSLETTER, Role.CONSENT]
FURNITURE = [Role.NAVIGATION, Role.SHARE, Role.BYLINE]
CARDS = [Role.RELATED, Role.ADVERT]
FAR: dict[str, Any] = {"within": False}
NEAR: dict[str, Any] = {"within": False, "path": "html body main.x div"}
OWNED: dict[str, Any] = {"within": False, "owner": "https://gazette.example/b"}


@pytest.mark.parametrize(
    ("roles", "words", "rest", "withheld"),
    [
        (FORMS, 24, FAR, True),
        (FORMS, 23, FAR, False),
        (FORMS, 24, {}, True),
        (FORMS, 23, {}, False),
        (FURNITURE, 24, FAR, True),
        (FURNITURE, 23, FAR, False),
        (FURNITURE, 5, NEAR, True),
        (FURNITURE, 4, NEAR, False),
        (FURNITURE, 5, {}, True),
        (FURNITURE, 5, {"path": "html articles div.main"}, True),
        (FURNITURE, 5, {**FAR, "path": "html body article"}, True),
        (FURNITURE, 5, {**FAR, "path": "main p"}, True),
        (FURNITURE, 5, {**FAR, "path": "html articles div.main"}, False),
        ([Role.FOOTER], 24, FAR, False),
        ([Role.FOOTER], 5, NEAR, True),
        ([Role.FOOTER], 4, NEAR, False),
        ([*FURNITURE, Role.FOOTER], 5, {**NEAR, "links": 0.3}, True),
        ([*FURNITURE, Role.FOOTER], 5, {**NEAR, "links": 0.31}, False),
        (FURNITURE, 23, {**NEAR, "links": 0.31}, False),
        (FURNITURE, 24, {**NEAR, "links": 0.31}, True),
        (FURNITURE, 24, {**FAR, "links": 0.31}, False),
        (CARDS, 24, FAR, True),
        (CARDS, 5, NEAR, True),
        (CARDS, 5, {**NEAR, "owner": "https://gazette.example/b"}, False),
        (CARDS, 24, OWNED, False),
        (CARDS, 11, {**FAR, "links": 0.31}, False),
        (CARDS, 11, FAR, False),
        ([Role.HEADLINE], 3, FAR, True),
        ([Role.WALL], 30, FAR, False),
    ],
)
def test_furniture_behind_the_boundary_that_reads_like_the_article_is_withheld(
    roles: list[Role], words: int, rest: dict[str, Any], withheld: bool
) -> None:
    for role in roles:
        late = line(role, words, **rest)

        assert told(mark([HEADLINE, line(), line(), late], end=2))[2:] == [
            f"(withheld {words})" if withheld else f"{role} {words}"
        ]
        assert told(mark([HEADLINE, line(), late], Access.FREE))[1:] == [f"{role} {words}"]
        assert told(mark([HEADLINE, line(), line(), late], Access.FREE, end=2))[2:] == [
            f"(withheld {words})" if withheld else f"{role} {words}"
        ]
        if words < 12:
            assert told(mark([HEADLINE, line(), late]))[1:] == [f"{role} {words}"]


@pytest.mark.parametrize("role", FORMS)
def test_a_form_that_says_what_it_wants_is_a_form(role: Role) -> None:
    late = line(role, 30, within=False)

    assert told(mark([HEADLINE, line(), late], end=2, hits={2: (hit(PhraseKind.LOGIN),)}))[1:] == [f"{role} 30"]


@pytest.mark.parametrize(("distance", "row"), [(TAIL, "(withheld 5)"), (TAIL + 1, "navigation 5")])
def test_the_article_s_element_ends_soon_behind_it(distance: int, row: str) -> None:
    between = [line(Role.WALL, 1, **FAR)] * (distance - 1)

    assert told(mark([HEADLINE, line(), *between, line(Role.NAVIGATION, 5, **NEAR)], end=1))[-1] == row
    assert TAIL == 16


def test_without_an_article_every_element_of_that_name_is_near() -> None:
    lines = [line(**FAR), line(Role.NAVIGATION, 5, **NEAR), line(Role.NAVIGATION, 5, **FAR)]

    assert told(mark(lines, end=0)) == ["(withheld 30)", "(withheld 5)", "navigation 5"]


@pytest.mark.parametrize(
    ("roles", "words", "rest", "withheld"),
    [
        (ARTICLE_ROLES, 12, {}, True),
        (ARTICLE_ROLES, 11, {}, False),
        ([Role.BYLINE], 41, {}, True),
        ([Role.BYLINE], 40, {}, False),
        (CARDS, 12, {"links": 0.3}, True),
        (CARDS, 12, {"links": 0.31}, False),
        (CARDS, 12, {"owner": "https://gazette.example/b"}, False),
        ([Role.NAVIGATION, Role.FOOTER, Role.SHARE, *FORMS], 99, {}, False),
    ],
)
def test_prose_outside_the_article_of_a_closed_page_may_be_its_text(
    roles: list[Role], words: int, rest: dict[str, Any], withheld: bool
) -> None:
    for role in roles:
        other = line(role, words, within=False, **rest)
        row = f"(withheld {words})" if withheld else f"{role} {words}"

        assert told(mark([HEADLINE, line(), other])) == ["teaser 30", row]
        assert told(mark([HEADLINE, line(), other], Access.FREE)) == ["teaser 30", f"{role} {words}"]
        assert told(mark([other, HEADLINE, line()]))[0] == f"{role} {words}"
        assert told(mark([other])) == [row]


def test_on_a_free_page_with_a_prompt_behind_the_article_nothing_is_withheld() -> None:
    lines = [HEADLINE, line(), line(Role.NAVIGATION, 30, **FAR), line(Role.LABEL, 30, **FAR)]

    assert told(mark(lines, Access.FREE, end=2)) == ["teaser 30", "navigation 30", "label 30"]


@pytest.mark.parametrize(("words", "row"), [(41, "(withheld 41)"), (40, "byline 40")])
def test_without_a_headline_prose_may_be_text_from_the_first_line_on(words: int, row: str) -> None:
    assert told(mark([line(Role.BYLINE, words), line()])) == [row, "teaser 30"]
