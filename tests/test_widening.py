"""What is beyond reading in a rule that hides is widened: of what a browser hides, nothing is shown."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from parvis.page import read_page
from parvis.page.markup import read_markup
from parvis.page.selecting import is_readable, select
from parvis.page.widening import widened

TREE = (
    '<html lang="en"><body><div class="a" id="0"><p class="b" id="1"></p><p class="a b" id="2"></p></div><div class="b"'
    ' id="3"><p id="4"><b class="c" id="5"></b></p><div class="c" id="6"><p class="a c" id="7"></p></div></div>'
)

names = st.sampled_from([".a", ".b", ".c", "p", "div", "*", "b.c", "[id]"])
simple = st.lists(names, min_size=1, max_size=3, unique=True).map(", ".join)
steps = st.sampled_from([" ", " > ", " + ", " ~ "])
chains = st.builds(lambda first, step, last: first + step + last, names, steps, names)
lists = st.lists(st.one_of(names, chains), min_size=1, max_size=3).map(", ".join)
functions = st.one_of(
    lists.map(":is({})".format),
    lists.map(":where({})".format),
    lists.map(":not({})".format),
    simple.map(":has({})".format),
    st.builds(":is(p:not({}), .a)".format, lists),
    st.builds(":not(:is({}))".format, lists),
    st.builds(":nth-child(2n + 1 of {})".format, simple),
    st.sampled_from([":dir(ltr)", ":lang(en, de)", ":nth-last-child(1 of .a)"]),
)
compounds = st.builds(lambda name, found: name + "".join(found), names, st.lists(functions, max_size=2))
selectors = st.one_of(
    compounds, functions, st.builds(lambda first, step, last: first + step + last, compounds, steps, compounds)
)


@given(selectors)
def test_what_a_browser_matches_is_matched(selector: str) -> None:
    markup = read_markup(html.fromstring(TREE))
    wider = [selector] if is_readable(selector, costly=True) else widened(selector)

    found = {element.get("id") for one in wider for element in select(markup, one, costly=True) or ()}

    assert {tag["id"] for tag in BeautifulSoup(TREE, "lxml").select(selector) if tag.get("id")} <= found


@pytest.mark.parametrize(
    ("selector", "wider"),
    [
        (".x:not(.q, .r)", [".x:not(.q):not(.r)"]),
        (".x:not(.q, :popover-open)", [".x:not(.q)"]),
        (".x:not(p:not(.q, .r .s))", [".x:not(p)", ".x.q", ".r .x.s"]),
        (".x:is(.a > .b, p:not(.c, .d))", [".a > .x.b", "p.x:not(.c):not(.d)"]),
        (".z > .x:is(.a .b, .c)", [".a .x.b", ".z > .x.c"]),
        ("p:is(b, * .a, p)", ["* p.a", "p"]),
        (":is(.a .b) > :is(.c .d)", [".c .d"]),
        (".z > :is(.a :dir(ltr))", [".a *"]),
        (":dir(ltr) + p", ["* + p"]),
        (".x:nth-child(2 of .a)", [".x"]),
        (".x:nth-child(2):dir(ltr)", [".x:nth-child(2)"]),
        (".x:-webkit-any(.b)", [".x.b"]),
    ],
)
def test_what_is_left_out_and_what_stays(selector: str, wider: list[str]) -> None:
    assert widened(selector) == tuple(wider)


@pytest.mark.parametrize("selector", [".x:fullscreen", ".x:state(open)", ".x:is(.a", ".x::part(a)", "..x:dir(ltr)"])
def test_a_state_or_what_is_no_selector_is_not_widened(selector: str) -> None:
    assert widened(selector) == ()


@pytest.mark.parametrize("selector", [".x:is(.a .b)", ".x:not(.q, .r)", ".x:-moz-any(.b)", ".z .x:nth-child(1 of .b)"])
def test_a_rule_that_cannot_be_read_hides_more_rather_than_less(selector: str) -> None:
    page = (
        f"<html><head><style>{selector}{{display:none}}</style></head><body><article class=z><h1>The council votes</h1>"
        "<p class=o>The first paragraph of the report stands open to every reader of the page.</p><div class=a>"
        "<p class='b x'>Secret words of the report that a browser keeps from its readers.</p></div></article>"
    )

    read = read_page(page.encode(), "https://paper.example/a")

    assert "first paragraph" in read.teaser
    assert not [block.text for block in read.blocks if "Secret" in block.text]
