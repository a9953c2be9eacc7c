"""Start tags of the source beside the elements that lxml has made of them."""

from __future__ import annotations

import pytest
from lxml import html
from lxml.html import HtmlElement

from parvis.page.aligning import Piece, align, texts_behind
from parvis.page.tokens import read_tokens


def aligned(source: str, tree: str) -> list[tuple[int, str]]:
    """The numbers of tokens of a source, with the classes of the elements of another page."""
    return [(number, element.get("class", "")) for number, element in align(read_tokens(source), rooted(tree)).items()]


def rooted(markup: str) -> HtmlElement:
    return html.document_fromstring(f"<html><body>{markup}")


@pytest.mark.parametrize(
    ("source", "tree", "pairs"),
    [
        ("<p>x</p><i>y</i>", "<p class=a>x</p><i class=b>y</i>", [(0, "a"), (3, "b")]),
        # A tag that ends in "/>" starts an element too.
        ("<b/><i>y</i>", "<b class=a></b><i class=b>y</i>", [(0, "a"), (1, "b")]),
        # An element of no tag, a tag of no element.
        ("<p>x</p><i>y</i>", "<p class=a>x</p><q></q><i class=b>y</i>", [(0, "a"), (3, "b")]),
        ("<p>x</p><q></q><i>y</i>", "<p class=a>x</p><i class=b>y</i>", [(0, "a"), (5, "b")]),
        ("<q></q><i>y</i>", "<s></s><i class=b>y</i>", [(2, "b")]),
        ("<q></q><u></u><i>y</i>", "<s></s><i class=b>y</i>", [(4, "b")]),
        ("<q></q><i>y</i>", "<s></s><tt></tt><i class=b>y</i>", [(2, "b")]),
        # As few as can be are left out: one of each here, and not three of the tags.
        ("<q></q><i></i><b></b><s></s>", "<s class=a></s><i class=b></i>", [(2, "b")]),
        ("<q></q><i></i><s></s>", "<tt></tt><s class=a></s><b></b><i class=b></i>", [(4, "a")]),
        ("<q></q><i></i><b></b>", "<s></s><b class=a></b><i class=b></i>", [(2, "b")]),
        # Nothing behind the place where they cannot be brought together.
        ("<b></b><q></q>", "<b class=a></b><i class=b></i>", [(0, "a")]),
        ("<b></b>", "<b class=a></b><b class=b></b>", [(0, "a")]),
        ("<b></b><b></b>", "<b class=a></b>", [(0, "a")]),
        # One of these is made wherever its tag stands.
        ("<html><head></head><body><p>x</p><body><i>", "<p class=a>x</p><i class=b>", [(4, "a"), (8, "b")]),
        ("<p>x</p>", "<p class=a>x</p>", [(0, "a")]),
    ],
)
def test_elements_are_found_by_the_numbers_of_their_start_tags(
    source: str, tree: str, pairs: list[tuple[int, str]]
) -> None:
    assert aligned(source, tree) == pairs


def test_what_is_made_once_is_left_out_on_both_sides() -> None:
    source = "<html><head><title>x</title></head>" + "<body>" * 60 + "<p>x</p>"
    found = align(read_tokens(source), html.document_fromstring(source))

    assert [element.tag for element in found.values()] == ["title", "p"]


@pytest.mark.parametrize(("more", "pairs"), [(59, 1), (60, 0)])
def test_fewer_than_sixty_tags_are_left_out_on_one_side(more: int, pairs: int) -> None:
    assert len(aligned("<q></q>" * more + "<i>x</i>", "<i>x</i>")) == pairs
    assert len(aligned("<i>x</i>", "<q></q>" * more + "<i>x</i>")) == pairs


def test_an_element_made_of_loose_text_has_no_tag() -> None:
    root = rooted("<p class=a>x</p><i class=b>y</i>")
    made = root.makeelement("i")
    root.find_class("a")[0].addnext(made)

    assert [element.get("class") for element in align(read_tokens("<p>x</p><i>y</i>"), root).values()] == ["a", "b"]


def pieces(markup: str, stop: str | None) -> list[tuple[str, str, str]]:
    """The texts behind the start of #a, each with the element it belongs to and the one it stands in."""
    root = rooted(markup)
    found = texts_behind(root.get_element_by_id("a"), None if stop is None else root.get_element_by_id(stop))
    return [(piece.text, str(piece.element.tag), str(piece.holder.tag)) for piece in found]


@pytest.mark.parametrize(
    ("markup", "stop", "found"),
    [
        ("<p id=a>x</p>", None, [("x", "p", "p")]),
        ("<p id=a></p>w", None, [("w", "p", "body")]),
        ("<p id=a><b>x</b><i>y</i></p>", None, [("x", "b", "b"), ("y", "i", "i")]),
        ("<i id=b>y</i><p id=a>x</p>", "b", [("x", "p", "p")]),
        ("<p id=a> </p> <i>\n</i>", None, []),
        ("<p id=a>x<i>y</i>z</p>w", None, [("x", "p", "p"), ("y", "i", "i"), ("z", "i", "p"), ("w", "p", "body")]),
        ("<div>v<p id=a>x</p></div>w<i>y</i>", None, [("x", "p", "p"), ("w", "div", "body"), ("y", "i", "i")]),
        ("<div><p id=a>x</p>w<i id=b>y</i></div>z", "b", [("x", "p", "p"), ("w", "p", "div")]),
        ("<div><p id=a>x<i id=b>y</i>z</p></div>", "b", [("x", "p", "p")]),
        ("<div><p><b id=a>x</b></p></div><i>y</i>", None, [("x", "b", "b"), ("y", "i", "i")]),
    ],
)
def test_texts_are_told_from_one_start_tag_to_another(
    markup: str, stop: str | None, found: list[tuple[str, str, str]]
) -> None:
    assert pieces(markup, stop) == found


def test_a_text_that_is_not_there_is_empty() -> None:
    root = rooted("<p></p>")

    assert Piece(root, is_tail=True).text == ""
    assert Piece(root, is_tail=True).holder is root
