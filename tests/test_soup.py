"""Both ways to match a site's selector find the same elements of the page's own tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from lxml import html

from parvis.page import soup
from parvis.page.markup import read_markup
from parvis.page.selecting import select
from parvis.page.soup import Soup
from tests.test_selecting import selectors, trees


@given(trees(), selectors())
@settings(max_examples=100)
def test_the_copy_gives_what_the_tree_gives(markup: str, selector: str) -> None:
    root = html.document_fromstring(f"<html><body>{markup}</body></html>")
    copied = Soup(read_markup(root)).select(f":is({selector})")

    assert copied is not None
    assert set(copied) == set(select(read_markup(root), selector) or ())


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("p:nth-child(2)", ["two"]),
        ("div:has(> b)", ["one two three"]),
        ("p:-soup-contains('two')", ["two"]),
        ("p:is(.x, .y)", ["one"]),
        ("p:first-of-type, p", ["one", "two"]),
        ("a:empty", [""]),
    ],
)
def test_what_the_tree_does_not_match_the_copy_does(selector: str, texts: list[str]) -> None:
    root = html.document_fromstring('<div><p class="x y">one</p> <p>two</p> <b>three</b><a></a></div>')

    assert [" ".join(e.text_content().split()) for e in Soup(read_markup(root)).select(selector) or ()] == texts


def test_a_tree_is_copied_once_and_only_when_asked() -> None:
    chosen = Soup(read_markup(html.document_fromstring("<p>one</p>")))
    copies = []
    for selector in ("p", "p:nth-child(1)", "p:nth-child(2)"):
        chosen.select(selector)
        copies.append(chosen._copy)

    assert copies[0] is None
    assert copies[1] is copies[2] is not None


def test_a_large_tree_is_not_copied() -> None:
    root = html.document_fromstring("<div>" + "<i></i>" * soup.MAX_COPIED + "</div>")

    assert Soup(read_markup(root)).select("p:nth-child(2)") is None
    assert Soup(read_markup(root)).select("div") is not None


def test_deep_nesting_is_no_trouble() -> None:
    root = html.document_fromstring("<div>" * 200 + "<p>x</p>" + "</div>" * 200)

    assert len(Soup(read_markup(root)).select("p:nth-child(1)") or ()) == 1
