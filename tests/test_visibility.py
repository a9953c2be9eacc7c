"""What is hidden stays hidden, however it is written: SECRET must never be seen, PUBLIC always."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from parvis.page.css import hides
from parvis.page.document import Document, read_document
from parvis.page.escaping import ESCAPES
from parvis.page.stylesheet import hiding_selectors
from parvis.page.visibility import MAX_SELECTORS, NEVER_TEXT, read_visibility
from parvis.page.walk import Walk


def read(markup: str) -> Document:
    return read_document(f"<!doctype html><html>{markup}".encode(), "https://news.example/a")


def seen(markup: str) -> str:
    document = read(markup)
    walk = Walk(document.markup, read_visibility(document).tops, fields={})
    return " | ".join(run.text for run in walk.runs if run.visible)


def check(markup: str) -> None:
    text = seen(markup)
    assert "SECRET" not in text
    assert text.count("PUBLIC") == markup.count("PUBLIC")


@pytest.mark.parametrize("tag", sorted(NEVER_TEXT - {"head", "option", "optgroup", "area", "param", "title", "embed"}))
def test_elements_that_are_never_text_hide(tag: str) -> None:
    check(f"<body><p>PUBLIC</p><{tag}>SECRET</{tag}><p>PUBLIC</p>")


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        "HIDDEN",
        'hidden="until-found"',
        'hidden="false"',
        'aria-hidden="true"',
        'aria-hidden=" TRUE "',
        "popover",
        'style="display:none"',
        'style="DISPLAY : NONE !important"',
        'style="display:&#110;one"',
        'style="dis\\70 lay:none"',
        'style="color:red;/*;*/display:none"',
        'style="visibility:hidden"',
        'style="visibility:collapse"',
        'style="opacity:0"',
        'style="opacity:.0"',
        'style="opacity:0%"',
        'style="height:0;overflow:hidden"',
        'style="max-height:0px;overflow-y:clip"',
        'style="width:1px;height:1px;overflow:hidden"',
        'style="clip:rect(0 0 0 0)"',
        'style="clip:rect(1px,1px,1px,1px)"',
        'style="clip-path:inset(50%)"',
        'style="clip-path:circle(0)"',
        'style="position:absolute;left:-9999px"',
        'style="text-indent:-9999px"',
        'style="transform:translateX(-9999px)"',
        'style="transform:scale(0)"',
        'style="margin-left:-999em"',
        'style="filter:blur(5px)"',
        'style="content-visibility:hidden"',
        'style="font-size:0"',
        'style="color:transparent"',
        'style="color:rgba(0,0,0,0)"',
        'style="color:rgb(0 0 0 / 0%)"',
        'style="color:#0000"',
    ],
)
def test_an_attribute_hides_all_below_and_nothing_beside(attribute: str) -> None:
    check(f"<body><p>PUBLIC</p><div {attribute}>SECRET<div><p>SECRET <b>SECRET</b></p></div>SECRET</div><p>PUBLIC</p>")
    check(f"<body><p>PUBLIC <span {attribute}>SECRET <i>SECRET</i></span> PUBLIC</p>")


@pytest.mark.parametrize(
    "style",
    [
        "opacity:.5",
        "height:0",
        "overflow:hidden",
        "left:-10px",
        "left:50%;margin-left:-50vw",
        "transform:translate(-50%,-50%)",
        "filter:grayscale(1)",
        "backdrop-filter:blur(4px)",
        "color:transparent;-webkit-background-clip:text",
        "color:rgb(0, 0, 0)",
        "color:rgb(255,0,0)",
        "color:hsl(0,100%,0%)",
        "color:rgba(0,0,0,.1)",
        "color:#000",
        "display:block",
        "clip-path:inset(1%)",
        "max-height:20em;overflow:hidden",
        "display:none;display:block",
        "text-indent:-1em",
        "width:0.5fr",
    ],
)
def test_a_style_that_hides_nothing_hides_nothing(style: str) -> None:
    assert not hides(style)


@pytest.mark.parametrize(
    "rule",
    [
        ".a{display:none}",
        "p.a , .z{ display : none }",
        ".A,.a{visibility:hidden}",
        "#i{opacity:0}",
        "[data-x]{display:none}",
        "div > p.a{display:none}",
        "div .a:not(.b){display:none}",
        "@media (max-width:9px){.a{display:none}}",
        "@supports (x:y){@media screen{.a{opacity:0}}}",
        "@layer x{.a{display:none}}",
        "/* } */.a{/*x*/display:/*y*/none}",
        ".x{content:'}{'}.a{display:none}",
        '.x{content:"{";}.a{display:none;color:red}',
        "div{& .a{display:none}}",
        "p:first-child{display:none}",
        ".a{display:none}.a:hover{display:block}",
        ".a{display:none!important}.a{display:block}",
        ".a{display:none!important}body .a{display:block}",
        ".a{display:none}@media (max-width:9px){body .a{display:block}}",
        ".a{opacity:0}.a{display:block}",
        ".a{display:none}@media print{.a{display:block}}",
        ".a{display:block}.a{display:none}",
        ".\\61{display:none}",
        ".a{display:none",
        "}.a{display:none}",
    ],
)
def test_a_rule_of_an_inline_style_sheet_hides(rule: str) -> None:
    check(f"<style>{rule}</style><body><div><p class=a id=i data-x=1>SECRET</p></div><p>PUBLIC</p>")


@pytest.mark.parametrize(
    "sheet",
    [
        "<style>@media print{.a{display:none}}</style>",
        "<style media=print>.a{display:none}</style>",
        "<noscript><style>.a{display:none}</style></noscript>",
        "<style>.a:hover{display:none}</style>",
        "<style>.a::before{display:none}</style>",
        "<style>@keyframes a{from{opacity:0}to{opacity:1}}</style>",
        "<style>.a{display:none}@media (min-width:600px){.a{display:block}}</style>",
        "<style>.a{display:none}body .a{display:block}</style>",
        "<style>.b .a{display:none}</style>",
        "<style>.a{content:'display:none'}</style>",
    ],
)
def test_a_rule_for_something_else_hides_nothing(sheet: str) -> None:
    check(f"{sheet}<body><p class=a>PUBLIC</p>")


def test_a_sheet_beyond_reading_hides_everything() -> None:
    rules = "".join(f".c{number}{{display:none}}" for number in range(6_000))

    assert seen(f"<style>{rules}</style><body><p>SECRET") == ""


def test_a_selector_that_cannot_be_read_is_ignored_and_counted() -> None:
    document = read(
        "<style>p:nth-child(2n of .a){display:none} p:::x{display:none} q!{display:none}</style><body><p class=a>PUBLIC"
    )

    assert read_visibility(document).unreadable >= 1


@pytest.mark.parametrize(
    "markup",
    [
        "<div hidden/><p>SECRET",
        "<DIV HIDDEN /><P>SECRET",
        "<section style='display:none'/>SECRET",
        "<p>PUBLIC<br/>PUBLIC</p><img src=x /><p>PUBLIC",
        "<svg><path class=x d=y /><title/></svg><p>PUBLIC",
        "<svg class=x /><div hidden/><p>SECRET",
        "<svg/><p hidden/>SECRET",
        "<svg title='x>y'/><div hidden/><p>SECRET",
        "<p title='<svg'>PUBLIC<div hidden/>SECRET",
        "<svg title='x>y'><path d=z /></svg>PUBLIC",
        "<div><template title='x>y'><p>SECRET</template><p class='a b'>PUBLIC</div>",
        "<b hidden><p>SECRET</b>",
        "<b hidden>SECRET<p>SECRET<p>SECRET",
        "<h2 hidden>SECRET<p>SECRET</h2>",
        "<h2 hidden>SECRET</h2><p>PUBLIC",
        "<ul hidden><li>SECRET<form><p>SECRET</form></ul>",
        "<p>PUBLIC <i class=icon aria-hidden=true></i></p><p>PUBLIC",
        "<p><b hidden>SECRET</p><p>SECRET</b></p>",
        "<p>PUBLIC <a hidden>SECRET</a></p><p>PUBLIC",
        "<details>SECRET<summary>PUBLIC</summary>SECRET</details>PUBLIC",
        "<noscript/>SECRET",
        "<span hidden><p>SECRET</span>SECRET<p>SECRET",
        "<div><span hidden><p>SECRET</span><p>SECRET</p>SECRET<i>SECRET</i>SECRET</div>PUBLIC",
        "<div><canvas><ul><li>SECRET</canvas>SECRET<p>SECRET</p>SECRET</div>PUBLIC",
        "<div><x-box hidden><ul><li>SECRET</x-box><p>SECRET</div>PUBLIC",
        "<div><span><x-box hidden><p>SECRET</x-box>SECRET</span>SECRET</div>PUBLIC",
        "<div><canvas><p>SECRET</canvas><p>SECRET</div>PUBLIC",
        "<div><span hidden><p>SECRET</p></span>PUBLIC<p>PUBLIC</div>PUBLIC",
        "<div><span hidden><p>SECRET<p>SECRET</p></span>PUBLIC</div>",
        "<div><span hidden><ul><li>SECRET<li>SECRET</ul></span>PUBLIC</div>",
        "<section><strong hidden></section>SECRET",
        "<div><template></div>SECRET</template>PUBLIC</div>PUBLIC",
        "<a hidden><td>SECRET",
        "<script>'<template>'</script>PUBLIC",
        "<dialog>SECRET</dialog><dialog open>PUBLIC</dialog>",
        "<details><summary>PUBLIC</summary><p>SECRET</details><details open><summary>PUBLIC</summary>PUBLIC</details>",
        "<p>PUBLIC<!-- SECRET --></p>",
        "<p title=SECRET data-text=SECRET>PUBLIC</p><input value=SECRET>",
    ],
)
def test_hiding_is_judged_on_the_tree_a_browser_builds(markup: str) -> None:
    check(f"<body>{markup}")


def test_lxml_closes_early_what_the_table_says() -> None:
    lexbor = pytest.importorskip("selectolax.lexbor")
    wrong = [
        (outer, inner)
        for outer in ESCAPES
        for inner in ESCAPES[outer].split()
        if _inside_lxml(outer, inner) or not _inside_lexbor(lexbor, outer, inner)
    ]

    assert wrong == []


def _pair(outer: str, inner: str) -> str:
    return f"<!doctype html><body><div><{outer} id=o>q<{inner} id=i>x"


def _inside_lxml(outer: str, inner: str) -> bool:
    return bool(html.document_fromstring(_pair(outer, inner)).xpath("//*[@id='o']//*[@id='i']"))


def _inside_lexbor(lexbor: Any, outer: str, inner: str) -> bool:
    tree = lexbor.LexborHTMLParser(_pair(outer, inner))
    return tree.css_first("#o #i") is not None


HIDERS = st.sampled_from(["hidden", "aria-hidden=true", "style='display:none'", "class=gone"])
TREES = st.recursive(
    st.just("SECRET"),
    lambda inner: st.tuples(st.sampled_from(["div", "span", "section", "ul", "h3"]), st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{' '.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=8,
)


@given(HIDERS, st.sampled_from(["div", "section", "article", "span"]), TREES)
def test_hiding_an_ancestor_hides_everything_below(hider: str, tag: str, inner: str) -> None:
    check(f"<style>.gone{{opacity:0}}</style><body><p>PUBLIC</p><{tag} {hider}>{inner}</{tag}><p>PUBLIC</p>")


@given(st.text(alphabet="{}@.a#:;'\"/*\\ displaynone,()[]!<>", max_size=60))
def test_any_style_sheet_is_borne(sheet: str) -> None:
    assert all(isinstance(selector, str) for selector in hiding_selectors(sheet, may_match=bool))
    assert hides(sheet) in (True, False)
    read_visibility(read(f"<style>{sheet}</style><body><p class=a>x"))


def test_a_selector_of_many_steps_costs_no_more_than_the_tree() -> None:
    """As XPath it would ask for the descendants of every element: a minute on this page."""
    nested = '<div class="rest">' * 200 + "x" + "</div>" * 200
    page = f"<style>.rest .rest .rest {{ display: none }}</style><article>{nested * 60}</article>"
    document = read_document(page.encode(), "http://gazette.example/a")

    assert len(read_visibility(document).tops) > 10_000


def test_a_selector_that_would_cost_a_minute_hides_everything() -> None:
    nested = '<div class="rest">' * 200 + "x" + "</div>" * 200
    page = f"<style>.rest .rest .rest:nth-child(1) {{ display: none }}</style><article>{nested * 60}</article>"
    document = read_document(page.encode(), "http://gazette.example/a")

    assert read_visibility(document).hidden(document.root)


def test_a_page_with_more_hiding_rules_than_are_matched_shows_nothing() -> None:
    rules = "".join(f".x.y{number}{{display:none}}" for number in range(MAX_SELECTORS + 50))
    words = "".join(
        f"<p class='x y{number}'>PUBLIC words of paragraph {number}" for number in range(MAX_SELECTORS + 60)
    )

    assert seen(f"<style>{rules}</style><body>{words}") == ""
