"""What the rules of a page's own style sheets hide, and what they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.css import hides
from parvis.page.document import read_document
from parvis.page.stylesheet import hiding_selectors
from parvis.page.visibility import MAX_LENGTH, MAX_SELECTORS, MAX_TESTS, read_visibility
from tests.sight import check, read, seen


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


FORM = "<input class=on type=checkbox checked><input class=off type=checkbox><button disabled>x</button>"


@pytest.mark.parametrize(
    ("selector", "hidden"),
    [
        ("a:link", True),
        ("a:visited", False),
        ("a:not(:visited)", True),
        (".on:checked ~ div", True),
        (".off:checked ~ div", False),
        (".off:not(:checked) ~ div", True),
        (".on:not(:checked) ~ div", False),
        ("button:disabled ~ div", True),
        (".a:not(:hover)", True),
        (".a:not( :focus )", True),
        (".a:not(:is(:hover, :focus))", True),
        (".a:not(:focus-within)", True),
        (".a:not(:focus-visible)", True),
        ("div > :not(:hover)", True),
        (".a:not(:not(:hover))", False),
        (r".lg\:active", True),
        (r".lg\:active:active", False),
        ("[title='x::before']", True),
        ("[title='x::before']::before", False),
        ("a[title]:hover", False),
    ],
)
def test_states_are_those_of_a_page_that_nobody_touches(selector: str, hidden: bool) -> None:
    word = "SECRET" if hidden else "PUBLIC"
    text = f"<div><a class='a lg:active' href=/x title='x::before'>{word}</a></div>"

    check(f"<style>{selector}{{display:none}}</style><body>{FORM}{text}<p>PUBLIC</p>")


@pytest.mark.parametrize(
    ("attributes", "applies"),
    [
        ("", True),
        ("type=''", True),
        ("type='Text/CSS'", True),
        ("type=text/less", False),
        ("type=text/css media=all", True),
        ("media=screen", True),
        ("media='(min-width: 1px)'", True),
        ("media=print", False),
        ("media=' PRINT '", False),
        ("media=speech", False),
    ],
)
def test_a_sheet_applies_by_its_type_and_medium(attributes: str, applies: bool) -> None:
    word = "SECRET" if applies else "PUBLIC"

    check(f"<style {attributes}>.a{{display:none}}</style><body><p class=a>{word}</p><p>PUBLIC")


@pytest.mark.parametrize(
    ("markup", "applies"),
    [
        ("<noscript>{}</noscript>", False),
        ("<noscript><div>{}</div></noscript>", False),
        ("<template>{}</template>", False),
        ("<svg>{}</svg>", True),
        ("<div hidden>{}</div>", True),
    ],
)
def test_a_sheet_applies_wherever_it_stands_on_the_page(markup: str, applies: bool) -> None:
    word = "SECRET" if applies else "PUBLIC"
    sheet = markup.format("<style>.a{display:none}</style>")

    check(f"<body>{sheet}<p class=a>{word}</p><p>PUBLIC")


@pytest.mark.parametrize(
    ("sheet", "hidden"),
    [
        (".y .a{display:block}", False),
        (".y:first-child .a{display:block}", False),
        (".y:last-child .a{display:block}", True),
        (".z .a{display:block}", True),
        (":unheard .a{display:block}", True),
        (":unheard .a{display:block} .y .a{display:block}", False),
    ],
)
def test_a_more_specific_rule_shows_again_what_it_matches(sheet: str, hidden: bool) -> None:
    word = "SECRET" if hidden else "PUBLIC"

    check(f"<style>.a{{display:none}}{sheet}</style><body><div class=y><p class=a>{word}</p></div><p>PUBLIC")


def test_a_sheet_beyond_reading_hides_everything() -> None:
    rules = "".join(f".c{number}{{display:none}}" for number in range(6_000))

    assert seen(f"<style>{rules}</style><body><p>SECRET") == ""


def test_a_selector_that_cannot_be_read_hides_nothing() -> None:
    check("<style>p:state(a){display:none} p:::x{display:none} q!{display:none}</style><body><p class=a>PUBLIC")


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


@pytest.mark.parametrize(("more", "hidden"), [(0, False), (1, True)])
def test_a_page_with_more_hiding_rules_than_are_matched_shows_nothing(more: int, hidden: bool) -> None:
    rules = "".join(f"p.c{number}{{display:none}}" for number in range(MAX_SELECTORS + more))
    names = " ".join(f"c{number}" for number in range(MAX_SELECTORS + more))

    assert seen(f"<style>{rules}</style><body><p class='{names}'>SECRET</p><p>x") == ("" if hidden else "x")
    assert MAX_SELECTORS == 1_000


@pytest.mark.parametrize(
    "part",
    [
        *("::before", "::-webkit-scrollbar", ":before", ":after", ":first-letter", ":first-line"),
        *(":hover", ":focus", ":focus-within", ":active", ":visited", ":target", ":host"),
        *(":-webkit-autofill", ":-moz-focusring", ":-ms-input-placeholder"),
    ],
)
def test_rules_for_what_a_reader_does_not_see_are_not_counted(part: str) -> None:
    names = [f"c{number}" for number in range(MAX_SELECTORS + 1)]
    rules = "".join(f".{name}{part}{{display:none}}" for name in names)

    assert seen(f"<style>{rules}</style><body><p class='{' '.join(names)}'>PUBLIC") == "PUBLIC"


def test_rules_for_names_that_the_page_has_not_are_not_counted() -> None:
    rules = "".join(f".c{number}{{display:none}}" for number in range(MAX_SELECTORS + 1))

    assert seen(f"<style>{rules}</style><body><p class=c>PUBLIC") == "PUBLIC"


@pytest.mark.parametrize(("length", "word"), [(MAX_LENGTH, "PUBLIC"), (MAX_LENGTH + 1, "SECRET")])
def test_a_selector_that_is_too_long_hides_everything(length: int, word: str) -> None:
    selector = ".a" + "[id]" * 4
    selector += f"[title='{'x' * (length - len(selector) - len('[title=..]'))}']"

    check(f"<style>{selector}{{display:none}}</style><body><p class=a>{word}")
    assert len(selector) == length
    assert MAX_LENGTH == 2_000


def crowd(sheet: str, *, ones: int = 0) -> str:
    """A page of 7,990 elements: `.x:nth-child(n)` looks 400 times at 4,999 rows, `p.y` once at each of `ones`."""
    filler = "<br>" * (7_990 - 5 - 4_999 - ones)
    return f"<style>{sheet}</style><body>{'<p class=x>x' * 4_999}{'<p class=y>y' * ones}{filler}<p>PUBLIC"


@pytest.mark.parametrize(("ones", "text"), [(399, "PUBLIC"), (400, "")])
def test_matching_ends_where_it_would_take_too_long(ones: int, text: str) -> None:
    page = crowd(".x{display:none} .x:nth-child(9999){display:none} p.y{display:none}", ones=ones)

    assert read(page).markup.size == 7_990
    assert seen(page) == text
    assert MAX_TESTS == 399 + 4_999 * 400 + 1


def test_a_rule_for_a_class_is_never_too_much() -> None:
    check(crowd(".x:nth-child(9999){display:none} .x{display:none} .y{display:none}", ones=400))


def test_states_that_all_elements_are_in_cost_little() -> None:
    states = ("hover", "focus", "focus-within", "focus-visible", "active", "visited", "target")

    check(crowd("".join(f".x:not(:{state}){{display:none}}" for state in states)))


@pytest.mark.parametrize(("part", "hidden"), [("body", False), ("br:nth-child(9999)", True)])
def test_what_is_shown_again_is_not_looked_for_where_it_would_take_too_long(part: str, hidden: bool) -> None:
    page = crowd(f".x:nth-child(9999){{display:none}} .y{{display:none}} {part} .y{{display:block}}", ones=1)

    assert seen(page).startswith("x")
    assert ("y" in seen(page).split()) is not hidden
