"""Which elements lxml closes otherwise than browsers do: these are told, and pages without any are read as they are."""

from __future__ import annotations

import re
from functools import cache

import pytest
from lxml import html

from parvis.page.disorder import misnested
from parvis.page.tags import named
from parvis.page.tokens import read_tags

lexbor = pytest.importorskip("selectolax.lexbor")

TAGS = sorted(
    named(
        "a abbr address applet area article aside audio b base basefont bgsound big blockquote body br button canvas"
        " caption center cite code col colgroup dd del desc details dialog dir div dl dt em embed fieldset figcaption"
        " figure font footer foreignObject form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe"
        " image img input ins keygen label legend li link listing main map mark marquee math menu meta mi nav nobr"
        " noembed noframes noscript object ol optgroup option p param picture plaintext pre q rb rp rt rtc ruby s"
        " script search section select small source span strike strong style sub summary sup svg table tbody td"
        " textarea tfoot th thead time title tr track tt u ul var video wbr x-box xmp"
    )
)
WORD = re.compile(r"T\d")
OF_THE_PAGE = ("body", "html")  # a second one adds its attributes to the first


def told(markup: str) -> frozenset[str]:
    return misnested(read_tags(markup))


@cache
def pairs_that_lxml_closes_early() -> list[tuple[str, str]]:
    """An element that lxml closes at the start tag of another, each closed by its own end tag; and that markup."""
    every = [(outer, inner, "<!doctype html>") for outer in TAGS for inner in TAGS]
    every.extend(("p", inner, "") for inner in TAGS)
    written = (
        (outer, f"{doctype}<body><div><{outer} id=o>T0<{inner}>T1</{inner}>T2</{outer}>T3</div>")
        for outer, inner, doctype in every
        if outer not in OF_THE_PAGE
    )
    return [(outer, markup) for outer, markup in written if in_lexbor(markup) - in_lxml(markup)]


def in_lexbor(markup: str) -> set[str]:
    element = lexbor.LexborHTMLParser(markup).css_first("#o")
    return set(WORD.findall(element.text())) if element else set()


def in_lxml(markup: str) -> set[str]:
    element = html.document_fromstring(markup).find(".//*[@id='o']")
    return set() if element is None else set(WORD.findall("".join(element.itertext())))


def test_what_is_no_tag_is_nothing_to_close() -> None:
    assert told("<!-- a --><p>b</p><!x></><?y?>") == frozenset()


def test_every_pair_that_lxml_closes_early_is_told() -> None:
    pairs = pairs_that_lxml_closes_early()

    assert [markup for outer, markup in pairs if outer not in told(markup)] == []
    assert len(pairs) > 100


@pytest.mark.parametrize(
    ("outer", "between", "inner"),
    [("ul", "p", "address"), ("p", "thead", "tbody"), ("form", "table", "form"), ("form", "object", "form")],
)
def test_what_is_around_an_element_that_lxml_closes_is_closed_with_it(outer: str, between: str, inner: str) -> None:
    markup = f"<div><{outer} id=o>T0<{between}>T1<{inner}>T2</{inner}>T3</{between}>T4</{outer}>T5</div>"

    assert in_lexbor(markup) - in_lxml(markup) != set()
    assert told(markup) == {outer}


@pytest.mark.parametrize(
    "name",
    sorted(
        named(
            "area base basefont bgsound body br col embed frame frameset head hr html image img input keygen link meta"
            " param source track wbr"
        )
    ),
)
def test_an_element_without_an_end_tag_is_in_order(name: str) -> None:
    assert told(f"<div>x<{name}>y</div>") == set()


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("x</b><div><p>x</p><i>y</i></div>", ""),
        ("<form>x</form>", ""),
        ("<div><b>x</div>", "b"),
        ("<div>x<b>y", "div b"),
        ("<div><b><i>x</b>y</div>", "i"),
        ("<div><div><b>x</div></div>y", "b"),
        # lxml alone closes elements at "/>", but in drawings.
        ("<div><x-a/>x</div>", "x-a"),
        ("<div><br/>x</div>", ""),
        ("<svg><path/></svg><math><mi/></math>", ""),
        ("<svg><svg></svg><path/></svg>", ""),
        ("<svg></svg><x-a/>x", "x-a"),
        ("<math></math><x-a/>x", "x-a"),
        ("<svg><g></svg><x-a/>x", "g x-a"),
        ("<b><svg></b><x-a/>x", "svg x-a"),
        # No further than what is not closed in every tree.
        ("<ul><b><address>x</address></b></ul>", ""),
        # lxml closes a heading at a paragraph, and then whatever is open at the heading's own end tag.
        ("<h2>x<p>y</p></h2><div>z</div>", "h2"),
        ("<div>x</h2>y<i>z</i></div>", ""),
        ("<h2>x<p>y</p></h2><div>z</h2><i>w</i></div>", "h2 div i"),
    ],
)
def test_the_names_of_what_is_not_closed_by_its_own_end_tag_alone_are_told(markup: str, names: str) -> None:
    assert told(markup) == named(names)


@pytest.mark.parametrize(("items", "names"), [(49, {"ul"}), (50, set())])
def test_no_more_than_fifty_elements_are_looked_through(items: int, names: set[str]) -> None:
    assert told(f"<ul>{'<p>' * items}<address>x</address>{'</p>' * items}</ul>") == names
