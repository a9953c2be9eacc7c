"""The dated layouts of a site definition: which holds when, and what a person reads when one does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.sites import check_site, read_site

SITE = """
name = "ledger"
title = "The Harbour Ledger"
home = "http://www.ledger.example/"
"""
OLD = """
[[layout]]
valid_until = 2024-05-31
headline = ["h1.title"]
boundary = [".rest"]
"""
NEW = """
[[layout]]
valid_from = 2024-06-10
body = ["div.text", ".more"]
"""

BAD = {
    "selector": ('[[layout]]\nheadline = ["h1["]', "layout 1: headline: 'h1[' is no CSS selector"),
    "second table": (f'{OLD}\n[[layout]]\nvalid_from = 2025-01-01\nwall = ["::"]', "layout 2: wall: '::' is no CSS"),
    "no list": ('[[layout]]\nbody = ".text"', 'layout 1: body: must be a list of strings; write ["..."]'),
    "unknown key": ('[[layout]]\nheading = ["h1"]\nbody = ["p"]', "layout 1: heading: no such key; did you mean"),
    "far key": (
        '[[layout]]\nxyz = ["h1"]\nbody = ["p"]',
        "layout 1: xyz: no such key; known are valid_from, valid_until",
    ),
    "day in quotes": ('[[layout]]\nvalid_until = "2024-05-31"\nbody = ["p"]', "write it without quotes, as 2026-03-02"),
    "an hour": ("[[layout]]\nvalid_from = 2024-05-31T10:00:00\nbody = ['p']", "layout 1: valid_from: datetime"),
    "no selector": ("[[layout]]\nvalid_until = 2024-05-31", "layout 1: no selector; add one of headline, byline"),
    "backwards": (
        "[[layout]]\nvalid_from = 2024-05-31\nvalid_until = 2024-05-30\nbody = ['p']",
        "layout 1: valid_until: 2024-05-30 is before valid_from, 2024-05-31; exchange them",
    ),
    "one table": ('[layout]\nbody = ["p"]', "layout: must be tables; begin each with a line [[layout]]"),
    "a list of words": ('layout = ["p"]', "layout: must be tables"),
    "many": ("[[layout]]\nbody = ['p']\n" * 21, "layout: more than 20 tables"),
    "overlap": (
        f"{OLD}\n[[layout]]\nvalid_from = 2024-05-31\nbody = ['p']",
        "layout 2: its days are those of layout 1, too; let it begin after 2024-05-31 with valid_from = 2024-06-01",
    ),
    "overlap with an open end": (
        f"[[layout]]\nwall = ['p']\n{NEW}",
        "too; let layout 1 end before 2024-06-10 with valid_until = 2024-06-09",
    ),
    "two for ever": (
        "[[layout]]\nbody = ['p']\n" * 2,
        "layout 2: its days are those of layout 1, too; give layout 1 a",
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_a_bad_layout_says_table_key_and_remedy(text: str, message: str) -> None:
    problems = check_site(SITE + text, "ledger.toml")

    assert len(problems) == 1
    assert problems[0].startswith(f"ledger.toml: {message}") or message in problems[0]


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2000, 1, 1), 0),
        (date(2024, 5, 31), 0),
        (date(2024, 6, 1), None),
        (date(2024, 6, 10), 1),
        (date(2030, 1, 1), 1),
        (None, 1),
    ],
)
def test_the_day_of_the_fetch_chooses_the_layout(day: date | None, number: int | None) -> None:
    site = read_site(SITE + OLD + NEW, "ledger.toml")

    assert site.layout_on(day) is (None if number is None else site.layouts[number])


def test_without_a_day_a_layout_that_has_ended_is_not_taken() -> None:
    assert read_site(SITE + OLD, "ledger.toml").layout_on(None) is None


def test_selectors_stand_in_the_order_of_reading() -> None:
    layout = read_site(SITE + OLD + NEW, "ledger.toml").layouts

    assert list(layout[0].selectors()) == [("headline", "h1.title"), ("boundary", ".rest")]
    assert list(layout[1].selectors()) == [("body", "div.text"), ("body", ".more")]


SPANS = st.lists(st.tuples(st.none() | st.dates(), st.none() | st.dates()), min_size=1, max_size=4)


@given(SPANS, st.dates())
def test_no_day_has_two_layouts(spans: list[tuple[date | None, date | None]], day: date) -> None:
    text = SITE
    for first, last in spans:
        days = [f"{key} = {value}\n" for key, value in (("valid_from", first), ("valid_until", last)) if value]
        text += f"[[layout]]\n{''.join(days)}body = ['p']\n"

    holding = sum((a or date.min) <= day <= (b or date.max) for a, b in spans)

    assert check_site(text, "x.toml") or holding <= 1
