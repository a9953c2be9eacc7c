"""Selectors are matched as cssselect matches them, in time that a hostile page cannot choose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from lxml.cssselect import CSSSelector

from parvis.page.markup import read_markup
from parvis.page.selecting import is_readable, reach, select

NAMED = ["div", "p", "*", ".a", ".b", "#c", "div.a", "p:not(.a)", "div.a.b", "*:not([id])", "[id=c]", "p[class='']"]
COMPARED = [f"[class{test}]" for test in ("", "~=b", "^=a", "$=b", "*=' '", "|=a", "!=a")]
COMPOUND = st.sampled_from(NAMED + COMPARED)
JOINT = st.sampled_from([" ", " > ", " + ", " ~ ", ", "])


@st.composite
def selectors(draw: st.DrawFn) -> str:
    parts = [draw(COMPOUND)]
    for _ in range(draw(st.integers(0, 3))):
        parts += [draw(JOINT), draw(COMPOUND)]
    return "".join(parts)


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> str:
    tag, names = draw(st.sampled_from(["div", "p", "span"])), draw(st.sampled_from(["", "a", "b", "a b"]))
    inner = "".join(draw(trees(depth + 1)) for _ in range(draw(st.integers(0, 3)))) if depth < 3 else "x"
    ident = ' id="c"' if draw(st.booleans()) else ""
    return (
        f'<section><{tag} class="{names}"{ident}></{tag}>{inner}</section>'
        if tag == "p"
        else f'<{tag} class="{names}"{ident}>{inner}</{tag}>'
    )


COSTLY = ["p:nth-child(2)", ":last-child", "div:has(p)", ".a:not(:first-child)", ":is(.a, p)", "p:nth-of-type(2n+1)"]


@given(trees(), st.sampled_from(COSTLY), JOINT, st.sampled_from(COSTLY + NAMED))
@settings(max_examples=200)
def test_a_costly_selector_matches_likewise_where_it_is_asked_for(
    markup: str, first: str, joint: str, second: str
) -> None:
    root, selector = html.document_fromstring(f"<html><body>{markup}</body></html>"), f"{first}{joint}{second}"

    found = set(select(read_markup(root), selector, costly=True) or ())
    assert found == set(CSSSelector(selector, translator="html")(root))


def test_reach_grows_with_what_must_be_looked_at() -> None:
    small, large = (read_markup(html.document_fromstring("<p>x</p>" * number)) for number in (100, 1_000))

    assert reach(small, "p + p") < reach(large, "p + p") < reach(large, "p:nth-child(2)")
    assert reach(large, "em p:nth-child(2)") == reach(large, "p[") == 0


@given(trees(), selectors())
@settings(max_examples=200)
def test_a_selector_matches_what_cssselect_says(markup: str, selector: str) -> None:
    root = html.document_fromstring(f"<html><body>{markup}</body></html>")

    assert set(select(read_markup(root), selector) or ()) == set(CSSSelector(selector, translator="html")(root))


@pytest.mark.parametrize("selector", ["div div div div", "* * * * * *", ".a .a > .a", "div ~ div ~ div", "p + p ~ p"])
def test_a_page_cannot_make_a_selector_slow(selector: str) -> None:
    deep = ('<div class="a">' * 100 + "<p>x</p>" + "</div>" * 100) * 60

    assert select(read_markup(html.document_fromstring(deep)), selector) is not None


@pytest.mark.parametrize(
    "selector",
    [
        "",
        " ",
        "p[",
        ":::",
        "p:nth-child(2)",
        "div:has(p)",
        "p:contains('a')",
        "a::before",
        "a" * 400,
        " > ".join("abcdefghij"),
    ],
)
def test_what_cannot_be_read_or_would_cost_too_much_is_refused(selector: str) -> None:
    assert not is_readable(selector)
    assert select(read_markup(html.document_fromstring("<p>x</p>")), selector) is None
