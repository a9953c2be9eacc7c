"""The signature under an article, where its head names nobody."""

from __future__ import annotations

import json

import pytest

from parvis.page import read_page

PROSE = "The old bridge over the river stays shut until the spring, and nobody knows who will pay for the works. " * 4
WALL = "<div class=paywall><p>Subscribe to read the full article. Already a subscriber? Log in</p></div>"


def authors(end: str, *, head: str = "", author: str = "The Gazette", free: bool = True) -> list[str]:
    node = {"@type": "NewsArticle", "headline": "Bridge closed", "author": author, "isAccessibleForFree": free}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    text = f"<article><h1>Bridge closed</h1>{head}<p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p>{end}</article>"
    page = f"<head>{script}<meta property=og:site_name content='The Gazette'></head><body>{text}"
    return list(read_page(page.encode(), "https://gazette.example/bridge").metadata.authors)


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("<p>(dpa)</p>", ["dpa"]),
        ("<div class=source>AFP</div>", ["AFP"]),
        ("<p>(dpa/abc)</p>", ["dpa", "abc"]),
        ("<p>(mit dpa und AFP)</p>", ["dpa", "AFP"]),
        ("<p>Text: Ann Lee</p>", ["Ann Lee"]),
        ("<p>Autor: Ann Lee und Bob Ray</p>", ["Ann Lee", "Bob Ray"]),
        ("<p>abc, def; Foto: Ann Lee</p>", ["abc", "def"]),
        ("<div>(责编：王小明、李大卫)</div>", ["王小明", "李大卫"]),
        (f"<p>{PROSE} (AFP)</p>", ["AFP"]),
    ],
)
def test_agencies_initials_and_names_sign_a_free_article(end: str, names: list[str]) -> None:
    assert authors(end) == names


@pytest.mark.parametrize(
    "end",
    [
        "<p>(more)</p>",
        "<p>Share: Facebook</p>",
        "<p>Photo: dpa</p>",
        "<p>The bridge was closed</p>",
        f"<p>{PROSE} (Region)</p>",
        f"<p>{PROSE} (sic)</p>",
        "<p>(dpa, Bob Ray of the council)</p>",
    ],
)
def test_other_short_lines_sign_nothing(end: str) -> None:
    assert authors(end) == ["The Gazette"]


def test_a_person_named_in_the_head_needs_no_signature() -> None:
    assert authors("<p>(dpa)</p>", author="Ann Lee") == ["Ann Lee"]
    assert authors("<p>(dpa)</p>", head="<p class=byline>By Ann Lee</p>") == ["Ann Lee"]


def test_behind_a_wall_nothing_is_read() -> None:
    assert authors(f"{WALL}<p>(dpa)</p>", free=False) == ["The Gazette"]
    assert authors("<p>(dpa)</p>", free=False) == ["The Gazette"]
