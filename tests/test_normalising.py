"""Source that lxml reads otherwise than a browser: SECRET must never be seen, PUBLIC always."""

from __future__ import annotations

import pytest

from parvis.page.normalising import mend, needs_mending
from parvis.page.tags import NEVER_TEXT
from tests.sight import check

VOID = "area base br col embed hr img input link meta param source track wbr"
# HTML, section 13.2.6.5: start tags that no drawing holds.
BREAKOUT = (
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta "
    "nobr ol p pre ruby s small span strike strong sub sup table tt u ul var"
)
RAW = "iframe noembed noframes script style textarea title xmp"


@pytest.mark.parametrize(
    "tag",
    [
        "<div hidden/>",
        "<div hidden />",
        "<DIV HIDDEN/>",
        "<div/hidden/>",
        "<div\nhidden\n/>",
        "<div title=x hidden/>",
        "<div title='a>b' hidden/>",
        '<div title="a>b" hidden/>',
        "<div title='/>' hidden/>",
        "<div title='<br' hidden/>",
        '<div title="<br" hidden/>',
        "<div title='<br id=\"' hidden/>",
        "<div title='<!--' hidden/>",
        "<div it's hidden/>",
        "<div =x hidden/>",
        "<br class=x/><br/><div hidden/>",
        "<x-box hidden/>",
        "<br><img alt='it is'/><b/><div hidden/>",
        '<img alt="it\'s"/><div hidden/>',
    ],
)
def test_the_slash_of_an_ordinary_tag_closes_nothing(tag: str) -> None:
    check(f"<body><p>PUBLIC</p>{tag}SECRET<p>SECRET")
    assert not mend(f"{tag}x".encode()).endswith(b"/>x")


@pytest.mark.parametrize(
    "name", sorted({*NEVER_TEXT, "details", "dialog"} - {*VOID.split(), "svg", "math", "head", "plaintext"})
)
def test_the_slash_of_an_element_that_is_not_rendered_closes_nothing(name: str) -> None:
    check(f"<body><p>PUBLIC</p><{name}/>SECRET")
    assert mend(f"<{name}/>x".encode()) == (b"<template/>" if name == "template" else f"<{name}>x".encode())


@pytest.mark.parametrize("source", ["<div hidden=/>SECRET", "<div hidden id=x/>SECRET", "<a href=/x/>PUBLIC</a>PUBLIC"])
def test_a_slash_that_ends_a_value_is_part_of_it(source: str) -> None:
    check(f"<body>{source}")


@pytest.mark.parametrize("name", VOID.split())
def test_void_elements_stay_as_they_are(name: str) -> None:
    source = f"<{name} id=x /><p>x".encode()

    assert not needs_mending(source)
    assert mend(b"<template>" + source + b"</template>" + source) == b"<template></template>" + source


@pytest.mark.parametrize("name", ["svg", "math", "SVG"])
def test_a_drawing_may_close_itself(name: str) -> None:
    source = f"<{name} class=x /><p>x".encode()

    assert mend(source) == source
    assert mend(b"<p hidden/>" + source) == b"<p hidden>" + source


@pytest.mark.parametrize(
    "source",
    [
        "<p>x",
        "<br/><img src=x alt='a b'/><meta content=\"it's\"/><svg id=x/>",
        "<div/><b/><p />",
        "x/>y<br/>/><p/>",
        "<!-- <br id=x/> -->",
        "<svg><path d=x /><g><use href=x /></g></svg><br/><svg><path d=y /></svg>",
        "<p>x</p><svg id='a>b'>\n<path d=x /></svg><svg><rect id=y /></svg>",
        "<svg class=a--b><path class=c--d /></svg>",
        "<svg><lineargradient id=x /><path d=y /></svg>",
        "<script>x=/</g,y=/></script>",
    ],
)
def test_ordinary_pages_are_not_mended(source: str) -> None:
    assert not needs_mending(source.encode())
    assert mend(source.encode()) == source.encode()


@pytest.mark.parametrize(
    "source",
    [
        "<p><svg><title>x</title><desc>x<div hidden/></desc><path d=x /><path d=y /></svg>",
        "<svg><style>.a{fill:red}</style><g><path d=x /></g><g></g><path d=y /></svg>",
        "<svg><svg><path d=x /></svg></svg>",
        "<svg><svg id=a /><path d=x /></svg>",
        "<svg><foreignObject><div hidden/></foreignObject><path d=x /></svg>",
        "<svg><foreignObject/><path d=x /></svg>",
        "<svg><template><path d=x /></template></svg>",
        "<svg><desc><g></g><div hidden/></desc><path d=x /></svg>",
        "<svg><desc>x<desc><div hidden/></desc><path d=x /></svg>",
        "<math><mi id=x /><mspace id=y /></math>",
        "<svg><a id=x /><font id=x /><section id=x /></svg>",
        "<svg id=/><path d=x /></svg>",
    ],
)
def test_drawings_stay_as_they_are(source: str) -> None:
    assert mend(b"<p hidden/>" + source.encode()) == b"<p hidden>" + source.encode()


@pytest.mark.parametrize("name", ["annotation-xml", "desc", "foreignObject", "mi", "mn", "mo", "ms", "mtext"])
@pytest.mark.parametrize("drawing", ["svg", "math"])
def test_html_within_a_drawing_does_not_end_it(drawing: str, name: str) -> None:
    check(f"<body><p hidden/>SECRET</p><{drawing}><{name}><ul><li>SECRET<p>SECRET</ul></{name}></{drawing}><p>PUBLIC")
    drawn = f"<{drawing}><{name}><div hidden/></{name}><path d=x /></{drawing}>".encode()
    assert mend(b"<p hidden/>" + drawn) == b"<p hidden>" + drawn


@pytest.mark.parametrize("name", BREAKOUT.split())
def test_a_tag_of_html_ends_a_drawing(name: str) -> None:
    page = f"<p hidden/><svg><path d=x /><{name}><section hidden/>SECRET</svg>".encode()

    assert mend(page) == page.replace(b"hidden/>", b"hidden>")


@pytest.mark.parametrize(
    "markup",
    [
        "<svg><div hidden/>SECRET</svg>SECRET",
        "<svg><desc>x</desc><div hidden/>SECRET</svg>SECRET",
        "<b><svg></b><section hidden/>SECRET",
        "<b><svg><g><path d=x /></g></b><section hidden/>SECRET<svg></svg>",
        "<b><svg></b><section hidden/>SECRET<svg></svg>",
        "<!-- <svg> --><section hidden/>SECRET<svg></svg>",
        "<!-- <svg> --><section hidden/>SECRET</svg>SECRET",
        "<p title='<svg>'>PUBLIC</p><section hidden/>SECRET",
        "<svg id='>' /><section hidden/>SECRET<svg></svg>",
        "<svg></svg><section hidden/>SECRET<svg></svg>",
        "<svg><path d=x /></svg><section hidden/>SECRET<svg></svg>",
        "</svg><section hidden/>SECRET</svg>",
        "<svgs><section hidden/>SECRET</svgs>",
        "<svg><foreignObject></foreignObject></svg><section hidden/>SECRET",
        "<svg><desc>x<desc/></desc></svg><section hidden/>SECRET",
        "<svg><desc></svg><section hidden/><svg></svg><section hidden/>SECRET",
        "<svg><g></svg></g><b><svg></b><section hidden/>SECRET",
    ],
)
def test_behind_a_drawing_a_slash_closes_nothing(markup: str) -> None:
    check(f"<body><p>PUBLIC</p>{markup}")
    assert b"hidden/>" not in mend(markup.encode())


COMMENTS = [
    "<!-- x -->",
    "<!-->",
    "<!--->",
    "<!---->",
    "<!-- x --!>",
    "<!-- - -- x-->",
    "<!doctype x>",
    "<?x?>",
    "</ x>",
    "</>",
]


@pytest.mark.parametrize("comment", COMMENTS)
def test_a_comment_ends_where_browsers_end_it(comment: str) -> None:
    check(f"<body><p>PUBLIC</p>{comment}<p>PUBLIC</p><div hidden/>SECRET")
    check(f"<body><p>PUBLIC</p>{comment}<template>SECRET</p></template>PUBLIC")


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- {} -->",
        "<!-- --> <!-- > {} -->",
        "<!-- {}",
        "<!-- {} - -- -!> --!>",
        "<!-- {} --x>",
        "<?{}",
        "<!{}",
        "</ {}",
    ],
)
@pytest.mark.parametrize("tag", ["<div hidden/>", "<template>", "<script>", "<svg>"])
def test_a_tag_in_a_comment_is_none(comment: str, tag: str) -> None:
    text = comment.format(tag)

    assert mend(b"<p hidden/>" + text.encode()) == b"<p hidden>" + text.encode()
    if "-->" in text or "--" not in text:
        check(f"<body><p>PUBLIC</p>{text}<p>PUBLIC</p>")


@pytest.mark.parametrize("name", RAW.split())
def test_a_tag_in_raw_text_is_none(name: str) -> None:
    raw = f"<{name} title='>'>x <div hidden/> <!-- <template> </{name}s> </ {name}></{name.upper()} >"

    assert mend(f"<p hidden/>{raw}<b hidden/>".encode()) == f"<p hidden>{raw}<b hidden>".encode()
    assert (
        mend(f"<template>{raw.replace('<template>', '</template>')}</template>x".encode()) == b"<template></template>x"
    )


@pytest.mark.parametrize(
    "value", ["<template>", "<!--", "<script>", "<svg>", "<div hidden/>", "</template>", "a>b<br/>"]
)
@pytest.mark.parametrize("tag", ['<p title="{}">', "<p id=x title='{}'>", "<p title = '{}' >", "</b title='{}'>"])
def test_a_tag_in_an_attribute_is_none(tag: str, value: str) -> None:
    text = tag.format(value)

    assert mend(b"<p hidden/>" + text.encode()) == b"<p hidden>" + text.encode()
    check(f"<body>{text}PUBLIC</p><div hidden/>SECRET")
    check(f"<body><p>PUBLIC</p><template>{text}SECRET</template>PUBLIC")


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("a<template>b</template>c", "a<template></template>c"),
        ("a<TEMPLATE id=x>b</Template >c", "a<TEMPLATE id=x></Template >c"),
        ("<template>a<template>b</template>c</template>d<template>e</template>f",
         "<template></template>d<template></template>f"),
        ("a</template>b<template>c</template>d", "a</template>b<template></template>d"),
        ("a<template>b", "a<template>"),
        ("a<template>b<template>c</template>d", "a<template>"),
        ("a<template/>b</template>c", "a<template/></template>c"),
        ("<templates>a</templates>b<template>", "<templates>a</templates>b<template>"),
        ("<template><slot></slot></template>", "<template><slot></slot></template>"),
        ("<template><p>a<slot/></p></template>", "<template><slot></slot></template>"),
        ("<template><slot id=x>a</slot></template>", "<template><slot></slot></template>"),
        ("<template><slot name=x></slot></template>", "<template></template>"),
        ("<template><slot id='a'name=x></slot></template>", "<template></template>"),
        ("<template><slot/name=x></slot></template>", "<template></template>"),
        ("<template><slot name = x></slot><slot></slot></template>", "<template><slot></slot></template>"),
        ("<template></slot></template>", "<template></template>"),
        ("<template><!-- <slot> --><i title='<slot>'></template>", "<template></template>"),
        (
            "<template><slot></slot></template>a<template>b</template>",
            "<template><slot></slot></template>a<template></template>",
        ),
        ("<template><svg></template><div hidden/>", "<template></template><div hidden>"),
        ("<template><br/><p id=x/></template>", "<template></template>"),
    ],
)  # fmt: skip
def test_of_templates_only_a_place_for_the_host_s_children_is_left(markup: str, left: str) -> None:
    assert mend(markup.encode()) == left.encode()


@pytest.mark.parametrize(
    ("inner", "place"),
    [
        *((f"<p id=x {attribute}><slot></slot></p>", False) for attribute in ("HIDDEN", "popover", "aria-hidden=true")),
        ("<p style='display:none'><slot></slot></p>", False),
        ("<p hidden=''>a</p><slot></slot>", False),
        ("<p id='x'hidden><slot></slot></p>", False),
        ("<slot hidden></slot>", False),
        ("<details><slot></slot></details>", False),
        ("<dialog><slot></slot></dialog>", False),
        ("<p class=hidden data-hidden hidden-x><slot></slot></p>", True),
        ("<slot></slot><p hidden></p>", True),
    ],
)
def test_in_a_template_what_may_hide_leaves_no_place(inner: str, place: bool) -> None:
    one, two = f"<template>{inner}</template>", "<template><slot></slot></template>"

    assert mend((one + two).encode()) == (two if place else "<template></template>").encode() + two.encode()


def test_the_first_drawing_of_a_page_ends_too() -> None:
    assert mend(b"<svg><path d=x /></svg><a hidden/></svg>") == b"<svg><path d=x /></svg><a hidden></svg>"
