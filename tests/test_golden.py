"""Pages on which nothing is declared, each judged as a reader would."""

from __future__ import annotations

import json

import pytest

import parvis
from parvis.page.finishing import CAP
from parvis.page.teaser import CAP_UNBOUNDED
from tests.golden_pages import GoldenPage, load_golden

GOLDEN = load_golden()
URL = "https://gazette.example/2026/05/harbour-bridge"


def read(page: GoldenPage) -> parvis.Page:
    return parvis.read_page(page.html.encode(), URL)


@pytest.mark.parametrize("page", GOLDEN, ids=lambda page: page.name)
def test_a_page_is_judged_as_a_reader_would(page: GoldenPage) -> None:
    assert str(read(page).access.state) == page.state, page.what


@pytest.mark.parametrize("page", [page for page in GOLDEN if page.withheld], ids=lambda page: page.name)
def test_what_is_withheld_stays_so(page: GoldenPage) -> None:
    document = json.dumps(read(page).as_dict())

    assert [token for token in page.withheld if token in document] == []


@pytest.mark.parametrize("page", [page for page in GOLDEN if page.public], ids=lambda page: page.name)
def test_what_is_public_is_kept(page: GoldenPage) -> None:
    """All of it, where it is less than any cap; its beginning always."""
    got = read(page)
    kept = f"{got.metadata.standfirst} {got.teaser}"

    assert page.public[0] in kept
    if page.public_words <= CAP_UNBOUNDED:
        assert [token for token in page.public if token not in kept] == []
    assert got.teaser_words <= CAP


def test_there_are_golden_pages_of_every_kind() -> None:
    states = [page.state for page in GOLDEN]

    assert len(states) >= 40
    assert {"free", "metered", "registration", "locked", "consent"} <= set(states)
