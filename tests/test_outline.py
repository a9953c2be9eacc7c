"""The outline of a structure: readable, bounded, and never with text, ids or addresses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from parvis.page.outline import as_layout, draw, nodes, step

TAGS = frozenset({"div", "p", "section"})
SECRETS = ("secret text", "secret-id", "https://secret.example/x", "secret title", "(secret)", "secret+")
NAMES = st.sampled_from(["wall", "a+b", "(x)", "w-[10%]", "https://secret.example/x", "secret.dot", "post-66123", "ä"])


def outline(source: str, depth: int = 5) -> str:
    element = html.fragment_fromstring(source)
    return draw(element, TAGS, name=step(element), depth=depth)


def test_brothers_that_are_alike_are_written_once() -> None:
    assert outline("<div class=a><p>x</p><p>y</p><section></section></div>") == "div.a(p+ section)"


def test_the_order_of_class_names_does_not_matter() -> None:
    assert outline('<div class="b a">') == outline('<div class="a b">') == "div.a.b"


def test_an_outline_ends_at_its_depth() -> None:
    assert outline("<div><div><div><div></div></div></div></div>", 2) == "div(div(div))"


def test_an_outline_that_was_cut_is_read_up_to_the_cut() -> None:
    layout = as_layout("div(p section(div.a div.b))", longest=22)

    assert [node.step for node in nodes(layout.skeleton)] == ["div", "p", "section", "div.a", "di"]


@st.composite
def trees(draw_: st.DrawFn, depth: int = 4) -> str:
    tag = draw_(st.sampled_from(["div", "p", "section", "b", "em"]))
    names = " ".join(draw_(st.lists(NAMES, max_size=3)))
    inner = draw_(st.lists(trees(depth - 1), max_size=3)) if depth else []
    about = f"id=secret-id title='secret title' data-x='{SECRETS[2]}'"
    return f'<{tag} class="{names}" {about}>secret text{"".join(inner)}</{tag}>'


@given(trees())
def test_an_outline_holds_tags_and_names_alone(source: str) -> None:
    found = outline(f"<div>{source}</div>")

    assert "secret" not in found
    assert "66123" not in found


@given(trees())
def test_an_outline_reads_back_as_it_was_drawn(source: str) -> None:
    found = outline(f"<div>{source}</div>")

    assert _drawn(found) == found


def _drawn(skeleton: str) -> str:
    """The outline written anew from its nodes."""
    parts: list[str] = []
    marks: list[str] = []
    depth = -1
    for node in nodes(skeleton):
        if node.depth > depth:
            parts.append("(" if parts else "")
        else:
            parts += [marks.pop()]
            for _ in range(depth - node.depth):
                parts += [")", marks.pop()]
            parts.append(" ")
        parts.append(node.step)
        marks.append("+" if node.repeats else "")
        depth = node.depth
    while marks:
        parts.append(marks.pop())
        parts.append(")" if marks else "")
    return "".join(parts)
