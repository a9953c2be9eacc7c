"""The ways around a wall that are never taken."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.archive.events import Excluded
from parvis.records import Link
from parvis.rights.detours import detour_of
from parvis.words import Reason
from tests.archives import open_desk
from tests.pages import NOW

STORY = "https://www.press.example/news/2026/story-of-the-day"
RENDERINGS = [
    f"{STORY}/amp",
    f"{STORY}/AMP/",
    f"{STORY}.amp.html",
    f"{STORY}/amp.html",
    "https://amp.press.example/news/2026/story",
    "https://www.press.example/amp/news/2026/story",
    f"{STORY}?outputType=amp",
    f"{STORY}?a=1&amp",
    f"{STORY}?%61mp=1",
    f"{STORY}/print",
    f"{STORY}?print=1",
    f"{STORY}?view=print#top",
    "https://print.press.example/story",
    f"{STORY}.json",
    f"{STORY}?outputType=json",
    "https://www.press.example/wp-json/wp/v2/posts/17",
    "https://www.press.example/api/v2/articles/17",
    "https://www.press.example/_next/data/x/story.json",
]
CACHES = [
    f"https://web.archive.org/web/2026/{STORY}",
    "https://archive.ph/AbCdE",
    f"http://webcache.googleusercontent.com/search?q=cache:{STORY}",
    f"https://12ft.io/proxy?q={STORY}",
    "https://www-press-example.translate.goog/story",
    "https://www-press-example.cdn.ampproject.org/c/s/www.press.example/story",
    f"https://r.jina.ai/{STORY}",
]
PAGES = [
    STORY,
    f"{STORY}?page=2",
    "https://www.press.example/example/lamp",
    "https://www.press.example/print/how-papers-are-printed-2026",
    "https://www.press.example/blueprint?imprint=1",
    "https://www.press.example/camp/2026/07/summer",
    "https://ampersand.example/story",
    "https://archive.press.example/1999/story",
    "https://notarchive.org/story",
]


@pytest.mark.parametrize("url", RENDERINGS)
def test_another_rendering_is_no_page_to_ask_for(url: str) -> None:
    assert detour_of(url, article=True)
    assert detour_of(url, article=False) is None, "a feed may be JSON, and lie in a folder of any name"


@pytest.mark.parametrize("url", CACHES)
@pytest.mark.parametrize("article", [True, False])
def test_a_cache_is_asked_for_nothing(url: str, *, article: bool) -> None:
    assert detour_of(url, article=article)


@pytest.mark.parametrize("url", PAGES)
def test_a_page_at_its_own_address_is_no_detour(url: str) -> None:
    assert detour_of(url, article=True) is None


@given(st.text(max_size=80), st.booleans())
def test_any_text_gets_an_answer(text: str, article: bool) -> None:
    detour_of(f"https://press.example/{text}", article=article)


def test_every_detour_has_its_reason() -> None:
    tables = tomllib.loads(files("parvis.rights").joinpath("detours.toml").read_text(encoding="utf-8"))

    assert all(table["reason"] and table["says"] for table in tables.values())


def test_an_article_found_by_a_detour_first_is_due_at_its_own_address(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    story = "http://press.example/story"
    desk.discover(f"{story}/amp")
    [lease] = desk.archive.lease(desk.crawl_id, sites=[desk.site.name], now=NOW, limit=1, per_host=1)
    desk.archive.apply([Excluded(lease=lease, at=NOW, reason=Reason.RIGHTS, detail="AMP")])
    desk.discover(f"{story}/amp")
    before = desk.archive.conn.execute("SELECT url, state FROM url").fetchall()
    desk.discover(story)
    after = desk.archive.conn.execute("SELECT url, state FROM url").fetchall()
    desk.archive.close()

    assert [tuple(row) for row in before] == [(f"{story}/amp", "excluded")]
    assert [tuple(row) for row in after] == [(story, "pending")]
    assert Link(url=story).kind == "article"
