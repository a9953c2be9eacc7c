"""What counts as a gate, and what stands inside it."""

from __future__ import annotations

import pytest

from parvis.page.dormant import HIDING, MASKING, hide_dormant
from parvis.page.gates import MAX_SELECTORS, Gates, find_gates, inside_of
from parvis.records import Metadata
from parvis.sites import Site
from tests.fragments import document, fragment

SITE = Site(name="gazette", title="Gazette", home="https://gazette.example/", withheld=(".a", "#Rest"))
FREE = '<meta itemprop="isAccessibleForFree" content="{}">'
PART = '<div id=part itemprop="hasPart" itemscope>{}<p id=p>x</p></div>'


def gates(markup: str, *selectors: str, site: Site | None = None) -> Gates:
    return find_gates(document(markup), Metadata(withheld_selectors=selectors), site=site)


def told(found: Gates) -> list[tuple[str, str, list[str | None]]]:
    return [(gate.source, gate.selector, [element.get("id") for element in gate.elements]) for gate in found.all]


def names(found: Gates) -> set[str]:
    return {str(element.get("id") or element.tag) for element in found.inside}


@pytest.mark.parametrize(
    ("markup", "selector", "found"),
    [
        ("<p id=p class=a>", ".a", ["p"]),
        ("<p id=p class='b A'>", ".a", ["p"]),
        ("<p id=p class=a>", ".A", ["p"]),
        ("<p id=p class=ab><p id=a>", ".a", []),
        ("<p id=A>", "#a", ["A"]),
        ("<p id=p class=a>", "#a", []),
        ("<p id=a>", ".a", []),
        ("<p id=p class=a><p id=q class=a>", ".a", ["p", "q"]),
        ("<p id=p class=A>", "p.a", []),
        ("<div><p id=p class=a>", "div .a", ["p"]),
    ],
)
def test_a_declared_part_is_found_by_its_selector(markup: str, selector: str, found: list[str]) -> None:
    assert told(gates(markup, selector)) == [("jsonld", selector, found)]


def test_a_block_and_the_article_may_declare_the_same_part() -> None:
    block = '{"isAccessibleForFree": false, "cssSelector": [".a", ".b"]}'
    page = f'<script type="application/ld+json">{block}</script><p id=p class=a>'

    assert told(gates(page, ".a", ".c")) == [("jsonld", ".a", ["p"]), ("jsonld", ".c", []), ("jsonld", ".b", [])]


def test_a_long_selector_is_told_in_part() -> None:
    assert [len(gate.selector) for gate in gates("<p>", "a" * 99, "a" * 100, "a" * 150).all] == [99, 100, 100]


@pytest.mark.parametrize(("count", "readable"), [(MAX_SELECTORS, True), (MAX_SELECTORS + 1, False)])
def test_a_page_that_names_too_many_parts_is_closed(count: int, readable: bool) -> None:
    assert gates("<p>", *(f".c{number}" for number in range(count))).readable is readable
    assert MAX_SELECTORS == 50


@pytest.mark.parametrize("selector", ["p:::[", "", "a:nth-child(2)"])
def test_what_cannot_be_read_is_no_readable_gate(selector: str) -> None:
    assert not gates("<p>", ".a", selector).readable
    assert gates("<p>", ".a").readable


def test_the_site_names_parts_to_the_letter() -> None:
    found = gates("<p id=p class=a><p id=q class=A><p id=Rest><p id=rest>", site=SITE)

    assert told(found) == [("site", ".a", ["p"]), ("site", "#Rest", ["Rest"])]


def test_a_vendor_marks_parts_where_it_is() -> None:
    assert told(gates("<p id=p class=subscriber-only>")) == [("blox", ".subscriber-only", ["p"])]
    assert told(gates("<p id=p class=subscriber>")) == []


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        (FREE.format("False"), [("microdata", "hasPart", ["part"])]),
        (FREE.format("false "), [("microdata", "hasPart", ["part"])]),
        (FREE.format("https://schema.org/False"), [("microdata", "hasPart", ["part"])]),
        ('<link itemprop="isAccessibleForFree" href="http://schema.org/False">', [("microdata", "hasPart", ["part"])]),
        ("<span itemprop=isAccessibleForFree>False</span>", [("microdata", "hasPart", ["part"])]),
        (FREE.format("true"), []),
        (FREE.format(""), []),
        ("<span itemprop=isAccessibleForFree></span>", []),
        ("<meta name=isAccessibleForFree content=false>", []),
        ("", []),
        (FREE.format("false") + "<meta itemprop=cssSelector content='.A '>", [("microdata", ".A", ["q"])]),
        (FREE.format("false") + "<meta itemprop=cssSelector content=' '>", [("microdata", "hasPart", ["part"])]),
        (FREE.format("true") + "<meta itemprop=cssSelector content=.a>", []),
    ],
)
def test_microdata_marks_parts(inner: str, found: list[tuple[str, str, list[str]]]) -> None:
    assert told(gates(PART.format(inner) + "<p id=q class=a>")) == found


@pytest.mark.parametrize(("count", "readable"), [(MAX_SELECTORS, True), (MAX_SELECTORS + 1, False)])
def test_microdata_that_names_too_many_parts_closes_the_page(count: int, readable: bool) -> None:
    free, selector = FREE.format("false"), "<meta itemprop=cssSelector content=.c{}>"
    parts = (PART.format(free + selector.format(number)) for number in range(count))

    assert gates("".join(parts)).readable is readable


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        (f"<b>{FREE.format('false')}</b>" + PART.format(""), []),
        (PART.format(f"<b>{FREE.format('false')}</b><b>{FREE.format('false')}</b>"), ["part"]),
        (
            PART.format(f"<b>{FREE.format('false')}</b><b itemprop=hasPart id=in><i>{FREE.format('true')}</i></b>"),
            ["part"],
        ),
        (
            PART.format(f"<b itemprop=hasPart id=in><i>{FREE.format('false')}</i></b><i>{FREE.format('true')}</i>"),
            ["in"],
        ),
        (PART.format(f"<b itemprop=hasPart id=in><i>{FREE.format('false')}</i></b>"), ["in"]),
    ],
    ids=["outside", "twice", "around an open one", "in an open one", "in one that says nothing"],
)
def test_a_part_is_what_its_own_values_say(markup: str, found: list[str]) -> None:
    assert [ident for _, _, idents in told(gates(markup)) for ident in idents] == found


def test_only_a_part_is_a_part() -> None:
    whole = PART.replace("hasPart", "isPartOf").format(FREE.format("false"))

    assert told(gates(whole)) == []


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ("subscriptions-section=content", [("amp", "content", ["s"])]),
        ("subscriptions-section=' CONTENT '", [("amp", "content", ["s"])]),
        ("subscriptions-section=content-not-granted", []),
        ("subscriptions-section=actions", []),
        ("amp-access=subscriber", [("amp", "amp-access", ["s"])]),
        ("amp-access='NOTHING'", [("amp", "amp-access", ["s"])]),
        ("amp-access='NOT subscriber'", []),
        ("amp-access=' not(subscriber)'", []),
        ("amp-access=!subscriber", []),
        ("amp-access=''", []),
        ("amp-access=subscriber subscriptions-section=actions", [("amp", "amp-access", ["s"])]),
        ("amp-access='NOT subscriber' subscriptions-section=content", [("amp", "content", ["s"])]),
        ("subscriptions-actions", []),
    ],
)
def test_amp_marks_sections(attributes: str, found: list[tuple[str, str, list[str]]]) -> None:
    assert told(gates(f"<section id=s {attributes}><p>x</section>")) == found


def test_what_stands_below_a_gate_is_inside_and_nothing_else() -> None:
    page = "<div id=box><div id=a class=a><p id=p>x<b id=b>x</b></p></div><p id=q>x</p></div>"

    assert names(gates(page, ".a")) == {"a", "p", "b"}


def test_the_line_around_an_inline_gate_is_inside() -> None:
    page = "<div id=box><p id=p>x <b id=b><span id=a class=a>x</span></b></p></div>"

    assert names(gates(page, ".a")) == {"a", "b", "p"}


def test_what_a_browser_would_put_into_a_gate_is_inside() -> None:
    assert "q" in names(gates("<div id=box><b class=a id=b><p id=q>x</b></div>", ".a"))


def test_data_nosnippet_mutes() -> None:
    found = gates("<div id=a data-nosnippet><p id=p>x</p></div><p id=q data-snippet>x</p>")

    assert {element.get("id") for element in found.muted} == {"a", "p"}
    assert found.inside == frozenset()


def test_gates_within_gates_are_inside_once() -> None:
    page = document("<div id=a><div id=b><p id=c>x")
    a, b = page.root.get_element_by_id("a"), page.root.get_element_by_id("b")

    assert inside_of([a, b]) == inside_of([b, a]) == set(a.iter())


@pytest.mark.parametrize(
    "name",
    [
        *("hidden", "is-hidden", "u-hidden", "js-hidden", "d-none", "hide", "is-hide", "display-none"),
        *("visually-hidden", "sr-only", "Hidden", "obfuscated", "scrambled", "blurred", "is-blurred", "blur"),
        *("blurry-text", "text-blur", "faux-text"),
    ],
)
def test_a_class_name_hides_what_stands_below(name: str) -> None:
    page = document(f"<div id=a class='x {name}'><p id=b><b id=c>x</b></p></div><p id=d>")
    lines = [fragment(page, ident) for ident in "abcd"]

    assert [line.visible for line in hide_dormant(page, lines)] == [False, False, False, True]


@pytest.mark.parametrize("name", ["hidden-xs", "d-none-sm", "unhide", "no-blur", "hiding"])
def test_a_class_name_that_is_like_one_that_hides_does_not(name: str) -> None:
    page = document(f"<div id=a class='{name}'>x</div><p id=b hidden>")
    lines = (fragment(page, "a"), fragment(page, "b", visible=False))

    assert hide_dormant(page, lines) == lines


def test_what_is_hidden_otherwise_stays_so() -> None:
    page = document("<div id=a class=hide>x</div><p id=b>x</p><b class=hide><p id=c>x</b>")
    lines = [fragment(page, "a", visible=False), fragment(page, "b", visible=False), fragment(page, "c")]

    assert [line.visible for line in hide_dormant(page, lines)] == [False, False, False]


def test_the_names_are_those_that_this_file_knows() -> None:
    assert len(HIDING | MASKING) == 18
