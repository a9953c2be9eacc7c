"""Text beside elements gets an element of its own where it is hidden, and keeps its place."""

from __future__ import annotations

import pytest

from parvis.page.normalising import wrap_loose_text, wrap_tail
from tests.sight import read

HOLDERS = (
    "<details>{}<summary>b</summary>c<p>d</p>e</details>"
    "<div>{}<template shadowrootmode=open></template>g<i>h</i>i</div>"
)


@pytest.mark.parametrize("first", ["a", " ", ""])
def test_loose_text_keeps_its_place(first: str) -> None:
    markup = f"<body>{HOLDERS.format(first, first)}j"
    document = read(markup)
    details, host = document.root.find(".//details"), document.root.find(".//div")

    assert details is not None
    assert host is not None
    assert document.root.text_content().replace(" ", "") == (f"{first}bcde{first}ghij").replace(" ", "")
    assert [child.tag for child in details] == ["span"] * bool(first.strip()) + ["summary", "span", "p", "span"]
    assert [child.tag for child in host] == ["span"] * bool(first.strip()) + ["template", "span", "i", "span"]


def test_only_what_is_closed_is_wrapped() -> None:
    document = read("<body><details open>a<p>b</p>c</details><div>d<template></template>e</div>")
    before = len(list(document.root.iter()))

    wrap_loose_text(details=document.markup.tagged("details"), templates=document.markup.tagged("template"))

    assert len(list(document.root.iter())) == before


def test_white_space_behind_an_element_is_no_text() -> None:
    document = read("<body><p id=a>x</p> <b id=b>x</b>y")

    assert wrap_tail(document.root.get_element_by_id("a")) is None
    assert wrap_tail(document.root.get_element_by_id("b")) is document.root.get_element_by_id("b").getnext()
