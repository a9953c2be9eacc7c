"""Which declarations hide: what is looked for at memory speed must find all that a slow reading finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parvis.page.css import hides

PROPERTIES = [
    "display",
    "visibility",
    "content-visibility",
    "opacity",
    "filter",
    "overflow",
    "height",
    "width",
    "max-height",
    "block-size",
    "font-size",
    "clip",
    "clip-path",
    "left",
    "top",
    "right",
    "bottom",
    "margin",
    "margin-left",
    "inset",
    "inset-inline-start",
    "text-indent",
    "position",
    "transform",
    "translate",
    "scale",
    "color",
]
NUMBERS = st.one_of(st.integers(-10_000, 10_000).map(str), st.floats(-2, 2).map("{:.2f}".format))
UNITS = st.sampled_from(["", "px", "em", "rem", "%", "vw", "in", "cm", "pt"])
LENGTHS = st.builds("{}{}".format, NUMBERS, UNITS)
VALUES = st.one_of(
    LENGTHS,
    st.builds("{} {}".format, LENGTHS, LENGTHS),
    st.builds("{}({},{})".format, st.sampled_from(["translate", "scale", "rgba", "inset"]), LENGTHS, LENGTHS),
    st.builds("{}({})".format, st.sampled_from(["translatex", "blur", "opacity", "circle", "scaley"]), LENGTHS),
    st.sampled_from(
        ["none", "hidden", "collapse", "absolute", "fixed", "transparent", "rect(0,0,0,0)", "0", "visible", "auto"]
    ),
)
DECLARATIONS = st.lists(st.builds("{}:{}".format, st.sampled_from(PROPERTIES), VALUES), max_size=4).map(";".join)


@given(DECLARATIONS)
def test_no_declaration_hides_without_a_hint(declarations: str) -> None:
    """`clip: auto` hides nothing, and is a hint: with it every declaration is read."""
    assert hides(declarations) == hides(f"clip:auto;{declarations}" if "clip:" not in declarations else declarations)
