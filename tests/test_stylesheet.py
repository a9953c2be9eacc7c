"""Which rules of a style sheet hide what they match, and which of those are undone again."""

from __future__ import annotations

import pytest

from parvis.page.stylesheet import hiding_selectors


def hiding(sheet: str) -> dict[str, tuple[str, ...]]:
    return hiding_selectors(sheet, may_match=bool)


@pytest.mark.parametrize(
    ("sheet", "selectors"),
    [
        ("", []),
        (".a{display:none}", [".a"]),
        (".a { display : none ; }", [".a"]),
        (".a{DISPLAY:NONE}", [".a"]),
        (".a{color:red}", []),
        (".a{color:red}.b{opacity:0}", [".b"]),
        (".a{opacity:0}.b{color:red}", [".a"]),
        (".a{opacity:0;color:red}.b{opacity:0}", [".a", ".b"]),
        (".a{opacity:0;visibility:hidden;height:9px}.b{opacity:1}", [".a"]),
        (".a{opacity:0.5}.b{opacity:0.6}.c{opacity:0}", [".c"]),
        (".a{opacity:0}.a{opacity:0}", [".a"]),
        (".a,.b , .c>p{opacity:0}", [".a", ".b", ".c>p"]),
        (".a,,.b,{opacity:0}", [".a", ".b"]),
        (":is(.a,.b),.c{opacity:0}", [":is(.a,.b)", ".c"]),
        ("[a='x,y'],.c{opacity:0}", [r"[a='x\2c y']", ".c"]),
        ("[a=x,y],.c{opacity:0}", ["[a=x,y]", ".c"]),
        (":is(.a:not(.b,.c),.d),.e{opacity:0}", [":is(.a:not(.b,.c),.d)", ".e"]),
        (r".a\(,.b:not(.c){opacity:0}", [r".a\(", ".b:not(.c)"]),
        (r".a\,:not(.c){opacity:0}", [r".a\,:not(.c)"]),
        (":is(.a,.b{opacity:0}", []),
        ("[a,.b{opacity:0}", []),
        ("<![CDATA[.a,.b[c]{opacity:0}", []),
        ("<!-- .a{opacity:0} -->.b{opacity:0}", [".a", ".b"]),
        (":not(:not(.a)){opacity:0}", [":is(.a)"]),
        (":not( :not(.a) ){opacity:0}", [":is(.a)"]),
        (".a:not(:empty){opacity:0}", [".a"]),
        ("/*.a{*/.b{opacity:0}", [".b"]),
        (".a{content:'}{'}.b{opacity:0}", [".b"]),
        ("}.a{opacity:0}", [".a"]),
        (".a{opacity:0", [".a"]),
        (".a{color:red}.b{opacity:0", [".b"]),
        ("@charset 'x';.a{opacity:0}", [".a"]),
        ("opacity:0", []),
        ("opacity:0}.a{color:red}", []),
        ("opacity:0;.a{opacity:0}", [".a"]),
        ("@page{opacity:0}", []),
        (".\u00e9t\u00e9{opacity:0}", [".\u00e9t\u00e9"]),
        ("\u0130{opacity:1}.a{opacity:0}", [".a"]),
        (".x\ud800{opacity:0}", [".x?"]),
    ],
)
def test_a_rule_hides_what_its_selectors_name(sheet: str, selectors: list[str]) -> None:
    assert hiding(sheet) == dict.fromkeys(selectors, ())


@pytest.mark.parametrize(
    "at_rule",
    [
        *("@media screen", "@media all", "@media (max-width:9px)", "@media print,screen", "@media not print"),
        *(
            "@media printer",
            "@media print and (x)",
            "@supports (a:b)",
            "@layer",
            "@layer base",
            "@container (width>1px)",
        ),
        "@starting-style",
    ],
)
def test_what_stands_in_an_at_rule_hides(at_rule: str) -> None:
    assert hiding(f"{at_rule}{{.a{{display:none}}}}") == {".a": ()}
    assert hiding(f".b{{color:red}}{at_rule}{{.b{{color:red}}.a{{display:none}}}}") == {".a": ()}
    assert hiding(f"{at_rule}{{@media screen{{.a{{display:none}}}}}}") == {".a": ()}


@pytest.mark.parametrize(
    "at_rule",
    [
        "@media print",
        "@media  print ",
        "@media only print",
        "@keyframes x",
        "@-webkit-keyframes x",
        "@-moz-keyframes x",
    ],
)
def test_what_is_printed_or_moves_hides_nothing_on_the_screen(at_rule: str) -> None:
    assert hiding(f"{at_rule}{{.a{{display:none}}}}") == {}
    assert hiding(f"{at_rule}{{.x{{color:red}}.a{{display:none}}}}.b{{opacity:0}}") == {".b": ()}
    assert hiding(f".b{{opacity:0}}{at_rule}{{.a{{display:none}}}}") == {".b": ()}
    assert hiding(f"{at_rule}{{.a{{display:none}}") == {}
    assert hiding(f"{at_rule}{{}}.a{{display:none}}{at_rule}{{.x{{display:none}}}}") == {".a": ()}


@pytest.mark.parametrize(
    ("sheet", "selectors"),
    [
        (".a{&{opacity:0}}", [".a"]),
        (".a{& .b{opacity:0}}", [".a .b"]),
        (".a{.b &{opacity:0}}", [".b .a"]),
        (".a,.b{& .c,& .d{opacity:0}}", [".a .c", ".b .c", ".a .d", ".b .d"]),
        (".a{& &{opacity:0}}", [".a .a"]),
        (".a{.b{opacity:0}}", [".b"]),
        (".a{color:red;& .b{opacity:0}color:blue}", [".a .b"]),
        (".a{& .b{color:red}opacity:0}", [".a"]),
        (".a{& .b{color:red}& .c{color:red}opacity:0}", [".a"]),
        (".a{& .b{& .c{color:red}}opacity:0}", [".a"]),
        (".a{& .b{opacity:0}color:red}", [".a .b"]),
        (".a{& .b{}opacity:0}", [".a"]),
        (".a{& .b{}{}opacity:0}", [".a"]),
        (".a{& .b{}& .c{}& .d{& .e{}}opacity:0}", [".a"]),
        (".a{& .b{opacity:.5}opacity:0;& .c{opacity:.7}}", [".a"]),
        (".a{@media screen{opacity:0}}", [".a"]),
        (".a{@media screen{@supports (x:y){opacity:0}}}", [".a"]),
        (".a{@media screen{& .b{opacity:0}}}", [".a .b"]),
        (".a{& .b{& .c{opacity:0}}}", [".a .b .c"]),
        (".a{& .b{.d &{opacity:0}}}", [".d .a .b"]),
        (r".a\31{& .b{opacity:0}}", [r".a\31 .b"]),
        ("[x='&']{& .b{opacity:0}}", [r"[x='\26 '] .b"]),
        ("&{opacity:0}", []),
        ("@scope (.a){:scope{opacity:0}}", [".a"]),
        ("@scope (.a){:scope .b{opacity:0}}", [".a .b"]),
        ("@scope (.a){& .b{opacity:0}}", [".a .b"]),
        ("@scope(.a) to (.c){:scope .b{opacity:0}}", [".a .b"]),
        ("@scope (.a,.b){:scope{opacity:0}}", [".a", ".b"]),
        ("@scope (:is(.a,.b)){:scope{opacity:0}}", [":is(.a,.b)"]),
        ("@scope (.a){.b{opacity:0}}", [".b"]),
        ("@scope (.a){:scope-x{opacity:0}}", [".a-x"]),
        ("@scope{:scope{opacity:0}}", []),
    ],
)
def test_a_rule_within_a_rule_speaks_of_the_outer_one(sheet: str, selectors: list[str]) -> None:
    assert hiding(sheet) == dict.fromkeys(selectors, ())


DISPLAYS = ("block", "flex", "grid", "inline", "table", "contents", "list-item", "initial", "revert", "unset")
HIDES, AGAIN = ".a{display:none}", ".a{display:block}"


@pytest.mark.parametrize(
    "sheet",
    [
        HIDES + AGAIN,
        HIDES + ".b,.a{color:red;display:block}",
        HIDES + ".a , .b{display:block}",
        HIDES + ".a\n{display:block}",
        HIDES + ".a{DISPLAY : FLEX}",
        HIDES + ".a{display:block",
        HIDES + ".a.b{display:block}" + AGAIN,
        HIDES + HIDES + AGAIN,
        "@media (max-width:9px){" + HIDES + "}" + AGAIN,
        *(HIDES + f".a{{display:{word}}}" for word in DISPLAYS),
        *(
            HIDES + at_rule + "{" + AGAIN + "}"
            for at_rule in [
                *("@media (min-width:600px)", "@media screen and (min-width:600px)", "@media(min-width:1280px)"),
                *(
                    "@media all and (min-width: 80em)",
                    "@media only screen and (min-width:80rem)",
                    "@MEDIA (MIN-WIDTH:1280PX)",
                ),
                *(
                    "@media screen and (min-width:1px) and (min-width:1280px)",
                    "@media (min-width:1px)and (min-width:.5em)",
                ),
            ]
        ),
        HIDES + "@media (min-width:1px){.x{color:red}@media (min-width:2px){" + AGAIN + "}}",
        HIDES + "@media print{.x{color:red}}" + AGAIN,
        HIDES + ".x{color:red}" * 900 + AGAIN,
        "}" + HIDES + "}" + AGAIN + ".z{color:red}",
    ],
)
def test_a_later_rule_shows_again(sheet: str) -> None:
    assert hiding(sheet) == {}


@pytest.mark.parametrize(
    "sheet",
    [
        HIDES,
        AGAIN + HIDES,
        HIDES + AGAIN + HIDES,
        HIDES + ".a{color:red}",
        HIDES + ".ab{display:block}",
        HIDES + ".a.b{display:block}",
        HIDES + ".a+p{display:block}",
        HIDES + ".b{display:block}",
        HIDES + ".a{--display:block}",
        HIDES + ".a{x-display:block}",
        HIDES + ".a{display:none;display:blocked-by-nobody;display:none}",
        HIDES + ".a{display:block;opacity:0}",
        HIDES + ".a{display:ruby}",
        HIDES + ".a{color:red}.x{display:block}",
        ".x{display:block}" + HIDES + ".a,",
        ".x{display:block}" + HIDES + ".a{color:red",
        HIDES + "@layer x{.x{color:red}}@supports (x:y){@supports (z:w){.x{color:red}}" + AGAIN + "}",
        HIDES + "@media print{.x{color:red}}@media print{" + AGAIN + "}",
        ".a{display:none!important}" + AGAIN,
        ".a{opacity:0}" + AGAIN,
        ".a{display:none;opacity:0}" + AGAIN,
        ".a{visibility:hidden}" + AGAIN,
        *(
            HIDES + at_rule + "{" + AGAIN + "}"
            for at_rule in [
                *(
                    "@media print",
                    "@media screen",
                    "@media (max-width:9px)",
                    "@media (min-width:1281px)",
                    "@supports (x:y)",
                ),
                *("@media (min-width:80.1em)", "@media (min-width:81rem)", "@media (min-width:600px) and (hover)"),
                *(
                    "@media print and (min-width:1px)",
                    "@media (min-width:1px),print",
                    "@media not screen and (min-width:1px)",
                ),
                *("@media (min-width:1px) and (max-width:2px)", "@media (min-width:1px) and (min-width:1281px)"),
                *("@layer x", "@container (min-width:1px)", "@scope (.x)", "@starting-style", "@media"),
            ]
        ),
        HIDES + "@media (min-width:1px){@supports (x:y){" + AGAIN + "}}",
        HIDES + "@supports (x:y){@media (min-width:1px){" + AGAIN + "}}",
        HIDES + ".x{" + AGAIN + "}",
        HIDES + ".x{color:red;.y{color:red}" + AGAIN + "}",
        HIDES + ".x{@media (min-width:1px){" + AGAIN + "}}",
    ],
)
def test_what_is_not_surely_shown_again_stays_hidden(sheet: str) -> None:
    assert hiding(sheet).get(".a") == ()


@pytest.mark.parametrize(
    ("more", "undoing"),
    [
        (".b .a{display:block}", (".b .a",)),
        ("body > .a{display:block}", ("body > .a",)),
        (".b .a,.c .a{display:block}", (".b .a", ".c .a")),
        (".b .a{display:block}.c .a{display:flex}", (".b .a", ".c .a")),
        (".b .a{display:none}", ()),
        (".b .a{opacity:0;display:block}", ()),
        (".b .ba{display:block}", ()),
        ("* .a{display:block}", ()),
        ("* > .a{display:block}", ()),
        (":where(.b) .a{display:block}", ()),
        (":where(.b) * .a,.c .a{display:block}", (".c .a",)),
        ("@media print{.b .a{display:block}}", ()),
        ("@media (min-width:9px){.b .a{display:block}}", (".b .a",)),
        (".x{.b .a{display:block}}", ()),
    ],
)
def test_a_more_specific_rule_shows_some_of_it_wherever_it_stands(more: str, undoing: tuple[str, ...]) -> None:
    assert hiding(HIDES + more)[".a"] == undoing
    assert hiding(more + HIDES)[".a"] == undoing
    assert hiding(".a{opacity:0}" + more)[".a"] == ()


def test_what_hides_for_good_is_not_shown_by_a_rule_for_something_else() -> None:
    sheet = HIDES + ".a{opacity:0}.c{display:none}.c,.b .a{display:block}"

    assert hiding(sheet) == {".a": ()}


def test_only_rules_that_may_match_are_read() -> None:
    sheet = ".a,.b{display:none}.c{opacity:0}"

    assert hiding_selectors(sheet, may_match=[".b"].__contains__) == {".b": ()}
