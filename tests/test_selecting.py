"""Selectors are matched as cssselect matches them, in time that a hostile page cannot choose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from lxml.cssselect import CSSSelector

from parvis.page.markup import Markup, read_markup
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
def test_a_costly_selector_matches_likewise_where_it_is_asked_for(
    markup: str, first: str, joint: str, second: str
) -> None:
    root, selector = html.document_fromstring(f"<html><body>{markup}</body></html>"), f"{first}{joint}{second}"

    found = set(select(read_markup(root), selector, costly=True) or ())
    assert found == set(CSSSelector(selector, translator="html")(root))


@given(trees(), selectors())
def test_a_selector_matches_what_cssselect_says(markup: str, selector: str) -> None:
    root = html.document_fromstring(f"<html><body>{markup}</body></html>")

    assert set(select(read_markup(root), selector) or ()) == set(CSSSelector(selector, translator="html")(root))


@pytest.mark.parametrize("selector", ["div div div div", "* * * * * *", ".a .a > .a", "div ~ div ~ div", "p + p ~ p"])
def test_a_page_cannot_make_a_selector_slow(selector: str) -> None:
    deep = ('<div class="a">' * 100 + "<p>x</p>" + "</div>" * 100) * 60

    assert select(read_markup(html.document_fromstring(deep)), selector) is not None


# Elements of one page, by their ids, that a selector reaches.
PAGE = """
<html id=html><body id=body class="story Open">
<h1 id=h title="Top Story" lang=en-GB>x</h1>
<div id=a class="box one"><p id=p class=rest>x</p><p id=q>x</p>
<b id=b class="rest one">x</b><p id=r class=rest></p></div>
<div id=c class="box two" data-x="" title="top"><span id=s><p id=t class="rest x-rest">x</p></span></div>
<i id=i title=topmost class=one>x</i>
</body></html>"""


def page() -> Markup:
    return read_markup(html.document_fromstring(PAGE))


def reached(selector: str, *, costly: bool = False) -> str | None:
    found = select(page(), selector, costly=costly)
    return None if found is None else " ".join(element.get("id", "") for element in found)


@pytest.mark.parametrize("costly", [False, True])
@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ("p", "p q r t"),
        ("P", "p q r t"),
        (".rest", "p b r t"),
        (".Rest", ""),
        (".open", ""),
        (".Open", "body"),
        ("#p", "p"),
        ("#P", ""),
        ("#rest", ""),
        ("p.rest", "p r t"),
        (".rest.one", "b"),
        (".one.rest", "b"),
        ("p#p", "p"),
        ("b#p", ""),
        ("#i.two", ""),
        ("#p#q", ""),
        ("p[title]", ""),
        ("i[title]", "i"),
        ("[TITLE]", "h c i"),
        ("[data-x]", "c"),
        ("[data-x='']", "c"),
        ("[title=top]", "c"),
        ("[title='TOP']", ""),
        ("[title='TOP' i]", "c"),
        ("[title=Top i]", "c"),
        ("[title^=TOP i]", "h c i"),
        ("[title='TOP' s]", ""),
        ("[title='top' s]", "c"),
        ("[title^=top]", "c i"),
        ("[title^='']", ""),
        ("[title$=most]", "i"),
        ("[title$=top]", "c"),
        ("[title$='']", ""),
        ("[title*=op]", "h c i"),
        ("[title*=opm]", "i"),
        ("[title*='']", ""),
        ("[title~=Top]", "h"),
        ("[title~=top]", "c"),
        ("[title~='Top Story']", ""),
        ("[title~='']", ""),
        ("[lang|=en]", "h"),
        ("[lang|=en-GB]", "h"),
        ("[lang|=e]", ""),
        ("[title|=top]", "c"),
        ("i[title!=top]", "i"),
        ("p[title!=top]", "p q r t"),
        ("div[title!=top]", "a"),
        ("p:not(.rest)", "q"),
        ("p:not(.rest.x-rest)", "p q r"),
        ("p:not(#q):not(#r)", "p t"),
        ("div:not([title])", "a"),
        ("p:not(p)", ""),
        ("div p", "p q r t"),
        ("div > p", "p q r"),
        (".box .rest", "p b r t"),
        (".one .rest", "p b r"),
        (".two p.rest", "t"),
        ("body > div > span > p", "t"),
        ("div div", ""),
        ("p p", ""),
        ("p + p", "q"),
        ("p + b", "b"),
        ("b + p", "r"),
        ("p ~ p", "q r"),
        ("b ~ p", "r"),
        ("#p ~ p", "q r"),
        ("p ~ div", ""),
        ("h1 ~ i", "i"),
        ("em p", ""),
        ("em > p, #q", "q"),
        ("#q, #p, p#q", "q p"),
        ("p, b", "p q r t b"),
        ("html", "html"),
        ("div > *", "p q b r s"),
        ("body, em", "body"),
        ("span", "s"),
        ("|p", "p q r t"),
    ],
)
def test_a_selector_reaches(selector: str, ids: str, costly: bool) -> None:
    assert reached(selector, costly=costly) == ids
    assert is_readable(selector)


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ("p:first-child", "p t"),
        (".rest:last-child", "r t"),
        ("p:nth-child(2)", "q"),
        ("p:not(:first-child)", "q r"),
        ("p:empty", "r"),
        ("div:has(b)", "a"),
        ("div:has(b) > p:nth-of-type(3)", "r"),
        (".rest:is(b)", "b"),
        ("p:first-child.x-rest", "t"),
        (":root > body", "body"),
        ("[title='TOP' i]:not(:first-child)", "c"),
        ("p:hover", ""),
    ],
)
def test_what_costs_more_reaches_where_it_is_asked_for(selector: str, ids: str) -> None:
    assert reached(selector, costly=True) == ids
    assert select(page(), selector) is None
    assert not is_readable(selector)


@pytest.mark.parametrize(
    "selector",
    [
        *("", " ", "p[", ":::", "p,", "p::before", "p:before", "b, p::before", "p:unknown", "p:contains('a'"),
        *("svg|p", "[svg|href]", "[*|href]", "p[svg|title=x i]", ":is(svg|p)", "p:not(svg|p)", "p:nth-child(2 of b)"),
    ],
)
def test_what_cannot_be_read_reaches_nothing_that_could_be_told(selector: str) -> None:
    assert reached(selector, costly=True) is None
    assert reached(selector) is None
    assert not is_readable(selector)


@pytest.mark.parametrize(("costly", "length", "steps"), [(False, 300, 8), (True, 2_000, 40)])
def test_a_selector_is_read_up_to_a_length_and_a_number_of_steps(costly: bool, length: int, steps: int) -> None:
    assert reached("p" * length, costly=costly) == ""
    assert reached("p" * (length + 1), costly=costly) is None
    for joint in (", ", " "):
        assert reached(joint.join(["p"] * steps), costly=costly) is not None
        assert reached(joint.join(["p"] * (steps + 1)), costly=costly) is None


def large_page() -> Markup:
    """400 elements."""
    return read_markup(html.document_fromstring("<div class='a b' id=d>x</div><div class=b></div>" + "<p>x</p>" * 396))


@pytest.mark.parametrize(
    ("selector", "tested"),
    [
        ("p", 396),
        ("div", 2),
        (".a", 1),
        ("div.a", 1),
        (".a.b", 1),
        ("#d", 1),
        ("div#d", 1),
        ("[class]", 2),
        ("[id=x]", 1),
        ("*", 400),
        ("p[title!=x]", 396),
        (":not(p)", 400),
        ("p + p", 792),
        ("p, div", 398),
        ("em p", 0),
        ("p em p", 396),
        ("p[", 0),
        (".b:first-child", 2 * 21),
        ("div:has(p)", 2 * 21),
        (".b:not(:first-child)", 2 * 21),
        (".b:first-child:not(.a)", 2 * 21),
        (".b:not(.a):first-child", 2 * 21),
        (".b:not(.a)", 2),
        (".b:first-child p", 2 * 21 + 396),
        ("em:first-child", 0),
    ],
)
def test_reach_tells_how_many_elements_are_looked_at(selector: str, tested: int) -> None:
    """One that counts siblings looks at a twentieth of the page for each."""
    markup = large_page()

    assert markup.size == 400
    assert reach(markup, selector) == tested
