"""What is hidden stays hidden, however it is written: SECRET must never be seen, PUBLIC always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.css import hides
from parvis.page.visibility import NEVER_TEXT, read_visibility
from tests.sight import check, read


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


@pytest.mark.parametrize(
    ("mode", "inner", "hidden"),
    [
        ("shadowrootmode=open", "<p>SECRET</p>", True),
        ("shadowrootmode=closed", "", True),
        ("shadowrootmode=open", "<slot></slot>", False),
        ("shadowrootmode=open", "<p><slot></slot></p>", False),
        ("shadowrootmode=open", "<slot name=x></slot>", True),
        ("shadowrootmode=open", "<div hidden><slot></slot></div>", True),
        ("", "<p>SECRET</p>", False),
    ],
)
def test_a_shadow_root_takes_the_place_of_its_host_s_children(mode: str, inner: str, hidden: bool) -> None:
    word = "SECRET" if hidden else "PUBLIC"
    host = f"<div>{word}<template {mode}>{inner}</template>{word}<p>{word}</p>{word}</div>"

    check(f"<body><p>PUBLIC</p>{host}PUBLIC<p>PUBLIC")


@pytest.mark.parametrize(
    ("markup", "hidden"),
    [
        ("<p id=e>x", False),
        ("<p hidden id=e>x", True),
        ("<div hidden><p>x<p>x<b id=e>x</b></div>", True),
        ("<noscript><p id=e>x</p></noscript>", True),
        ("<canvas id=e></canvas>", True),
        ("<p hidden>x</p><p id=e>x", False),
    ],
)
def test_an_element_is_hidden_where_one_around_it_is(markup: str, hidden: bool) -> None:
    document = read(f"<body>{markup}")

    assert read_visibility(document).hidden(document.root.get_element_by_id("e")) is hidden
