"""Which declarations hide: what is looked for at memory speed must find all that a slow reading finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.css import hides, plain_css

# fmt: off
PROPERTIES = [
    "display", "visibility", "content-visibility", "opacity", "filter", "overflow", "height", "width", "max-height",
    "block-size", "font-size", "clip", "clip-path", "left", "top", "right", "bottom", "margin", "margin-left", "inset",
    "inset-inline-start", "text-indent", "position", "transform", "translate", "scale", "color", "background",
]
# fmt: on
NUMBERS = st.one_of(st.integers(-10_000, 10_000).map(str), st.floats(-2, 2).map("{:.2f}".format))
UNITS = st.sampled_from(["", "px", "em", "rem", "%", "vw", "in", "cm", "pt", "lh", "ch", "mm"])
LENGTHS = st.builds("{}{}".format, NUMBERS, UNITS)
VALUES = st.one_of(
    LENGTHS,
    st.builds("{} {}".format, LENGTHS, LENGTHS),
    st.builds("{}({},{})".format, st.sampled_from(["translate", "scale", "rgba", "inset"]), LENGTHS, LENGTHS),
    st.builds("{}({})".format, st.sampled_from(["translatex", "blur", "opacity", "circle", "scaley"]), LENGTHS),
    st.sampled_from(
        [
            "none",
            "hidden",
            "collapse",
            "absolute",
            "fixed",
            "transparent",
            "rect(0,0,0,0)",
            "0",
            "visible",
            "auto",
            "white",
        ]
    ),
)
DECLARATIONS = st.lists(st.builds("{}:{}".format, st.sampled_from(PROPERTIES), VALUES), max_size=4).map(";".join)


@given(DECLARATIONS)
def test_no_declaration_hides_without_a_hint(declarations: str) -> None:
    """`clip: auto` hides nothing, and is a hint: with it every declaration is read."""
    assert hides(declarations) == hides(f"clip:auto;{declarations}" if "clip:" not in declarations else declarations)


# What a browser takes out of sight, and beside it what it shows: declarations or blocks of them, "|" in between. What
# counts for positioned elements only (clip, left) is told by itself, for the position may stand in another rule.
HIDDEN = """
display:none | DISPLAY : None | display:none!important | display:none ! important;display:block
display:block;display:none | display:none;display
visibility:hidden | visibility:collapse
content-visibility:hidden
opacity:0 | opacity:.0 | opacity:0.05 | opacity:0% | opacity:5% | opacity:-1 | -webkit-opacity:0
filter:blur(1px) | filter:blur( .5em ) | filter:grayscale(1) blur(4px) | filter:opacity(1) blur(4px)
filter:opacity(0) | filter:opacity(5%) | filter:blur(0) opacity(.05) | -webkit-filter:blur(9px)
height:0;overflow:hidden | height:1px;overflow:hidden | height:1.0px;overflow:auto | height:0%;overflow:hidden
height:0em;overflow:hidden | height:.01in;overflow:hidden | height:.05em;overflow:hidden
height:.05rem;overflow:hidden | height:.05lh;overflow:hidden | height:.1ch;overflow:hidden
height:.1ex;overflow:hidden | height:.5pt;overflow:hidden | height:.05pc;overflow:hidden | height:.2mm;overflow:hidden
height:.02cm;overflow:hidden
max-height:0;overflow:clip
width:0;overflow:scroll
max-width:1px;overflow:hidden
block-size:0;overflow:hidden
max-block-size:0;overflow:hidden
inline-size:0;overflow:hidden
max-inline-size:0;overflow:hidden
height:0;overflow-x:hidden | height:0;overflow-y:hidden | height:0;overflow:visible hidden
white-space:nowrap;overflow:hidden;text-indent:100% | white-space:nowrap;overflow:hidden;text-indent:500px
font-size:0 | font-size:0px
font:0 a | font:0px/1 a | font:italic 0/0 a | font:0em a | font:0rem a | font:0% a
clip:rect(0,0,0,0) | clip:rect(0 0 0 0) | clip:rect(1px,1px,1px,1px) | clip:rect( 1px, 999px, 2px, 1px )
clip:rect(1px,2px,999px,1px) | clip:rect(auto,auto,0,auto) | clip:rect(auto,1px,auto,auto)
clip:rect(9px,auto,10px,auto) | clip:rect(auto,10px,auto,9px)
clip-path:inset(50%) | clip-path:inset(50% 0) | clip-path:inset(0 50%) | clip-path:inset(0 50% 0)
clip-path:inset(0 0 100%)
clip-path:inset(40% 0 60% 0) | clip-path:inset(0 40% 0 60%) | clip-path:inset(0 0 0 100%) | clip-path:inset(40% 0 60%)
clip-path:inset(49.5% 0 50.5%) | clip-path:inset(9999px) | clip-path:inset(50% round 9px)
clip-path:inset(50%round 9px) | -webkit-clip-path:inset(100%) | clip-path:circle(0)
clip-path:circle( 0px at 9px 9px) | clip-path:circle(0.0px) | clip-path:ellipse(0 0) | clip-path:polygon(0 0)
clip-path:polygon(0 0, 0 0, 0 0) | clip-path:polygon( 0px 0px,0px 0px ) | clip-path:rect(0 0 0 0)
left:-500px | left:-9999px | left:-100% | left:-100vw | left:-100vh | left:-100vmin | left:-100vmax | left:-100dvw
left:-32em | left:-32rem | left:-27lh | left:-63ch | left:-63ex | left:-385pt | left:-32pc | left:-132mm | left:-13.2cm
left:-5.25in
top:-9999px
right:-9999px
bottom:-9999px
text-indent:-9999px | text-indent:-100%
margin:-9999px | margin:0 0 0 -9999px | margin:-100%
margin-left:-9999px
margin-top:-9999px
margin-inline:-9999px
margin-inline-start:-9999px
margin-block:-9999px
margin-block-start:-9999px
inset:-9999px | inset:0 auto auto -9999px
inset-inline:-9999px
inset-inline-start:-9999px
inset-block:-9999px
inset-block-start:-9999px
position:absolute;left:5000px | position:fixed;left:9999px | position:absolute;top:9999px
position:absolute;right:9999px | position:absolute;bottom:9999px
transform:translate(-9999px) | transform:translate(0,-9999px) | transform:translate(9999px, 0)
transform:translateX(100%) | transform:translateY( -100vh ) | transform:translate3d(-9999px,0,0)
transform:rotate(9deg) translatex(-9999px) | -webkit-transform:translatex(-9999px)
translate:-9999px | translate:0 9999px
transform:scale(0) | transform:scale( 0 , 1) | transform:scale(.0) | transform:scale(1,0) | transform:scale(1, 0)
transform:scaleX(0) | transform:scaleY(0) | transform:scale3d(0,1,1) | transform:scale3d(1,0,1)
scale:0 | scale:0 1 | scale:1 0
transform:rotateX(90deg) | transform:rotateY(-90deg) | transform:rotatey( 270deg)
color:transparent | color:rgba(0,0,0,0) | color:rgba(9, 9, 9, 0.0) | color:rgb(0 0 0 / 0%) | color:rgb(0 0 0/0)
color:hsla(0,0%,0%,.0) | color:hsl(0 0% 0% / 0) | color:#0000 | color:#12340000 | color:#123456 ;color:#12345600
-webkit-text-fill-color:transparent
color:#000;-webkit-text-fill-color:transparent | color:white;background:white | color:#fff;background-color:white
color:#ffffff;background:#fff | color:#ffff;background-color:#ffff;background-color:#fff;color:#fff
color:black;background-color:#000 | color:#000000;background:black
-webkit-text-security:disc | -webkit-text-security:square
"""
SHOWN = """
display:block | display:none;display:block | display:block!important;display:none
visibility:visible
content-visibility:auto
opacity:1 | opacity:.06 | opacity:0.5 | opacity:5.04% | opacity:50% | opacity:inherit
filter:blur(0) | filter:opacity(.06) | filter:grayscale(1) | filter:blur(0) opacity(1)
height:0
overflow:hidden
height:0;overflow:visible | height:2px;overflow:hidden | height:1.1px;overflow:hidden | height:1in;overflow:hidden
height:1cm;overflow:hidden | height:1em;overflow:hidden | height:1rem;overflow:hidden | height:1lh;overflow:hidden
height:1ch;overflow:hidden | height:1ex;overflow:hidden | height:1pt;overflow:hidden | height:1pc;overflow:hidden
height:1mm;overflow:hidden | height:1vh;overflow:hidden | height:1dvh;overflow:hidden | height:1%;overflow:hidden
height:auto;overflow:hidden
min-height:0;overflow:hidden
white-space:nowrap;text-indent:100%
white-space:nowrap;overflow:hidden | white-space:normal;overflow:hidden;text-indent:100%
white-space:nowrap;overflow:hidden;text-indent:99% | white-space:nowrap;overflow:hidden;text-indent:499px
white-space:nowrap;overflow:hidden;text-indent:-1em
font-size:1px | font-size:0.5em
font:10px a | font:10px/0 a | font:1.0em a
clip:auto | clip:rect(auto,auto,auto,auto) | clip:rect(0,99px,99px,0) | clip:rect(0,2px,2px,0)
clip:rect(auto,1.5px,auto,auto) | clip:rect(auto,auto,1.5px,auto)
clip:rect(0,0)
clip-path:none | clip-path:inset(0) | clip-path:inset(49%) | clip-path:inset(49% 0 50%) | clip-path:inset(0 49% 0 50%)
clip-path:inset(50% 0 0) | clip-path:inset(0 50% 0 0) | clip-path:inset(0 0 0 50%) | clip-path:inset(9px)
clip-path:inset()
clip-path:inset(99% 0 9px) | clip-path:inset(0 99% 0 9px)
clip-path:circle(50%) | clip-path:circle(0.5em) | clip-path:polygon(0 0, 100% 0, 0 100%)
clip-path:rect(0 99px 99px 0)
left:-499px | left:500px | left:-99% | left:-99vw | left:-31em | left:-31rem | left:-26lh | left:-62ch | left:-62ex
left:-384pt | left:-31pc | left:-131mm | left:-13cm | left:-5.2in | left:auto
right:0
text-indent:9999px
margin:9999px | margin:0 -100vw | margin:0 -100% | margin:0 0 0 -499px
margin-right:-9999px
left:9999px
position:relative;left:9999px | position:absolute;left:4999px | position:absolute;left:100% | position:absolute
transform:translate(-50%,-50%) | transform:translate(499px) | transform:none
translate:99%
transform:scale(1) | transform:scale(.5) | transform:scale(-1,1) | transform:scale3d(1,1,0)
scale:1 | scale:none
transform:rotatex(45deg) | transform:rotate(90deg) | transform:rotatey(900deg)
color:red | color:rgb(0,0,0) | color:rgba(0,0,0,.1) | color:rgba(0,0,0,0.5) | color:rgb(255,255,0)
color:rgb(0 0 0 / 10%) | color:hsl(0,100%,0%) | color:#000 | color:#00f0f0 | color:#100
color:transparent;background-clip:text | color:transparent;-webkit-background-clip:text
-webkit-text-fill-color:transparent;-webkit-background-clip:text
color:transparent;-webkit-text-fill-color:#000 | color:white;background:black | color:black;background:#fff
color:inherit;background:inherit;clip:auto | color:#fff;background:white url(a.png)
-webkit-text-security:none
background:white
"""


def rows(table: str) -> list[str]:
    return [row.strip() for line in table.strip().splitlines() for row in line.split(" | ")]


@pytest.mark.parametrize("declarations", rows(HIDDEN))
def test_a_browser_takes_it_out_of_sight(declarations: str) -> None:
    assert hides(declarations)
    assert hides(f"margin:0;{declarations};padding:0")


@pytest.mark.parametrize("declarations", rows(SHOWN))
def test_a_browser_shows_it(declarations: str) -> None:
    assert not hides(declarations)
    assert not hides(f"{declarations};clip:auto")


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        (r"dis\70lay:none", True),
        (r"dis\70 lay:none", True),
        (r"dis\000070lay:none", True),
        (r"dis\00070 lay:none", True),
        (r"\44ISPLAY:none", True),
        (r"\64isplay:\06e one", True),
        (r"disp\lay:none", True),
        (r"disp\Lay:none", True),
        (r"text\2dindent:-999px", True),
        (r"displa\79:n\6Fne", True),
        (r"\5aisplay:none", False),
        (r"di\73abc:none", False),
        (r"disp\6c0ay:none", False),
        ("dis/**/play:none", False),
        ("display/* : */:/*;*/none", True),
        ("display:/***/none", True),
        ("display:block;/*display:none", False),
        ("display:block;/*;display:none", False),
        ("/*display:none;*/", False),
        ("/*'*/display:none;/*'*/", True),
        ("content:'/*';display:none", True),
        ('content:"/*";display:none;content:"*/"', True),
        ("content:'\"';display:none;content:'\"'", True),
        (r"content:'\'/*';display:none", True),
        (r'content:"\"/*";display:none', True),
        ("content:';display:none;'", False),
        ('content:";display:none;"', False),
        (r"content:'\';display:none;'", False),
        (r'content:"\";display:none;"', False),
        ("content:'a\\\n;display:none;'", False),
        ("content:';display:none", False),
        ('content:";display:none', False),
        (r"content:\";display:none;content:\"", True),
        (r"content:\';display:none;content:\'", True),
        ("background:url(it's.png);display:none", True),
        ("background:URL( it's/*.png );display:none", True),
        ("background:url('a;b');display:none", True),
        ('background:url( "a)b" );display:none', True),
        ("background:url();display:none", True),
        ("background:url(a;display:none;b)", False),
        ("background:url(a;display:none", False),
        ("/*url(*/;display:none;content:'url(';opacity:1", True),
        ("content:'\n;display:none;\n'", True),
        ('content:"\n;display:none;\n"', True),
    ],
)
def test_comments_strings_and_escapes_are_read_as_browsers_do(written: str, hidden: bool) -> None:
    assert hides(written) is hidden


@pytest.mark.parametrize("quote", ["'", '"'])
def test_signs_in_a_string_mean_nothing_and_still_say_the_same(quote: str) -> None:
    plain = plain_css(f"[title={quote}{{a}};(b)[c],&{quote}]{{color:red}}")

    assert plain == rf"[title={quote}\7b a\7d \3b \28 b\29 \5b c\5d \2c \26 {quote}]{{color:red}}"
    assert plain_css(plain) == plain


@pytest.mark.parametrize(
    "mark", [r"\"", r"\'", "/*", "*/", "url(", "url(a", "'", '"', "\\", "translate(", "scale:", "left:"]
)
def test_what_is_never_closed_costs_no_more_than_its_length(mark: str) -> None:
    """Read again from each of its marks, it would take minutes."""
    assert not hides(mark * (200_000 // len(mark)))


def test_other_escapes_stay() -> None:
    assert plain_css(r".a\:b\31 c\[\'\'\]{color:red}") == r".a\:b\31 c\[\'\'\]{color:red}"
