"""What a page says about itself, each field from its best source, and nothing from behind the wall."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.document import read_document
from parvis.page.metadata import read_metadata
from parvis.records import Link, Metadata, plain

URL = "https://www.gazette.example/region/bridge.html"


def metadata(html: str, *nodes: Any, url: str = URL, **kwargs: Any) -> Metadata:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return read_metadata(read_document(f"{html}{scripts}<p>".encode(), url), **kwargs)


def test_a_page_that_says_nothing_leaves_every_field_unknown() -> None:
    assert metadata("Nothing here.") == Metadata()


DEK = "The old bridge over the river stays shut until spring."


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>Bridge closed</h1><p class=article__standfirst>{DEK}</p>",
        f"<h1>Bridge closed</h1><div class='Article-chapo js'><p>{DEK}</p></div>",
        f"<h1>Bridge closed</h1><p itemprop=description>{DEK}</p>",
        f"<h1>Bridge closed</h1><h2>{DEK}</h2>",
        f"<meta name=description content='{DEK}'><h1>Bridge closed</h1><p>{DEK}</p>",
        f"<header><p class=vorspann>{DEK}</p><h1>Bridge closed</h1></header>",
    ],
)
def test_the_standfirst_is_read_near_the_headline(html: str) -> None:
    assert metadata(html).standfirst == DEK


LONG = "A long paragraph of the article tells at length how the bridge came to be closed, and by whom. " * 2


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>Bridge closed</h1><p class=standfirst hidden>{DEK}</p>",
        f"<h1>Bridge closed</h1><div style='display:none'><p class=standfirst>{DEK}</p></div>",
        f"<h1>Bridge closed</h1><div class=paywall><p class=lead>{DEK}</p></div>",
        f"<h1>Bridge closed</h1><div subscriptions-section=content><p class=lead>{DEK}</p></div>",
        f"<h1>Bridge closed</h1><aside><p class=lead>{DEK}</p></aside>",
        f"<h1>Bridge closed</h1><p>{LONG}</p><p>{LONG}</p><p class=lead>{DEK}</p>",
        "<h1>Bridge closed</h1><p class=lead>Bridge closed</p>",
    ],
)
def test_a_standfirst_that_is_hidden_withheld_or_far_is_none(html: str) -> None:
    part = {"isAccessibleForFree": False, "cssSelector": ".paywall"}

    assert metadata(html, {"@type": "NewsArticle", "hasPart": part}).standfirst is None


def test_an_unreadable_selector_leaves_no_standfirst() -> None:
    part = {"isAccessibleForFree": False, "cssSelector": ".pay[[wall"}
    html = f"<h1>Bridge closed</h1><p class=lead>{DEK}</p>"

    assert metadata(html, {"@type": "NewsArticle", "hasPart": part}).standfirst is None


def test_a_costly_selector_is_not_run() -> None:
    selectors = [f"* * * * *:not(.a{number})" for number in range(15)]
    part = {"isAccessibleForFree": False, "cssSelector": selectors}
    html = f"<h1>Bridge closed</h1><p class=lead>{DEK}</p>" + "<div><p>x</p></div>" * 5_000

    assert metadata(html, {"@type": "NewsArticle", "hasPart": part}).standfirst is None


@pytest.mark.parametrize("key", ["articleBody", "text", "transcript", "description", "backstory", "abstract"])
def test_no_text_of_the_article_is_in_any_field(key: str) -> None:
    body = "Zq " * 100
    node = {"@type": "NewsArticle", key: body, "author": {"name": "Ann Lee", key: body}, "hasPart": [{key: body}]}

    assert "Zq" not in str(plain(metadata("<h1>Bridge closed</h1>", node)))


@pytest.mark.parametrize(
    ("html", "tier"),
    [
        ("<meta property=article:content_tier content=locked>", "locked"),
        ("<meta property=og:article:content_tier content=Metered>", "metered"),
        ("<meta name=article:content-tier content=free>", "free"),
        ("<meta property=article:content_tier content=archive>", None),
        ("", None),
    ],
)
def test_the_content_tier_is_one_of_three_or_unknown(html: str, tier: str | None) -> None:
    assert metadata(html).declared.content_tier == tier


FREE = "<meta itemprop=isAccessibleForFree content="


@pytest.mark.parametrize(
    ("html", "free"),
    [
        (f"<div itemscope>{FREE}False></div>", False),
        (f"<div itemscope>{FREE}true>{FREE}FALSE></div>", False),
        (f"<div itemscope>{FREE}true></div>", True),
        (f"<div itemscope><div itemprop=hasPart itemscope>{FREE}false></div></div>", None),
        ("<meta name=subscriptions-accessible-for-free content=false>", False),
    ],
)
def test_microdata_declares_access_in_its_own_scope(html: str, free: bool | None) -> None:
    assert metadata(html).declared.accessible_for_free is free


def test_microdata_names_the_withheld_part() -> None:
    part = f"<div itemprop=hasPart itemscope>{FREE}false><meta itemprop=cssSelector content=.wall></div>"

    assert metadata(f"<div itemscope>{part}</div>").withheld_selectors == (".wall",)


def test_an_article_declared_free_may_have_a_part_that_is_not() -> None:
    node = {
        "@type": "NewsArticle",
        "isAccessibleForFree": True,
        "hasPart": {"isAccessibleForFree": "False", "cssSelector": ".w"},
    }

    assert metadata("", node).declared.accessible_for_free is True
    assert metadata("", node).withheld_selectors == (".w",)


def test_the_label_of_the_announcing_sitemap_is_kept() -> None:
    assert metadata("", link=Link(url=URL, news_access="subscription")).declared.news_access == "subscription"


def test_claimed_urls_are_absolute_and_kept_apart() -> None:
    html = "<link rel=canonical href=/bridge><meta property=og:url content=//m.gazette.example/bridge>"
    page = metadata(html, {"@type": "Article", "url": "https://other.example/bridge"})

    assert page.canonical_url == "https://www.gazette.example/bridge"
    assert dict(page.claimed_urls) == {
        "canonical": "https://www.gazette.example/bridge",
        "og:url": "https://m.gazette.example/bridge",
        "jsonld": "https://other.example/bridge",
    }


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "http://[", "", "mailto:a@b.example", "data:text/html,x", "http://a b/"]
)
def test_what_is_no_web_address_is_claimed_by_nobody(href: str) -> None:
    assert metadata(f"<link rel=canonical href='{href}'>").canonical_url is None


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=de-AT>", "de-at"),
        ("<meta property=og:locale content=fr_FR>", "fr-fr"),
        ("<html lang=''>", None),
        ("<html lang='{{lang}}'>", None),
    ],
)
def test_the_language_is_a_lower_case_tag(html: str, language: str | None) -> None:
    assert metadata(html + "<p>x</p>").language == language


def test_sections_tags_and_publisher_come_from_the_article() -> None:
    crumbs = [{"position": n, "name": name} for n, name in enumerate(["Home", "Region", "Bridge closed"])]
    article = {
        "@type": "NewsArticle",
        "articleSection": ["Local"],
        "keywords": "bridge, river,bridge",
        "publisher": {"name": "Gazette Ltd"},
        "wordCount": "812",
    }
    page = metadata("", article, {"@type": "BreadcrumbList", "itemListElement": crumbs})

    assert (page.section, page.sections, page.tags) == ("Local", ("Local", "Region"), ("bridge", "river"))
    assert (page.publisher, page.declared_words, page.is_article) == ("Gazette Ltd", 812, True)


@pytest.mark.parametrize(
    ("html", "is_article"),
    [("<meta property=og:type content=article>", True), ("<meta property=og:type content=website>", False), ("", None)],
)
def test_whether_a_page_is_an_article_may_be_unknown(html: str, is_article: bool | None) -> None:
    assert metadata(html).is_article is is_article


TAGS = st.sampled_from(["h1", "p", "div", "time", "a", "span", "aside", "title", "meta", "link", "svg", "script"])
WORDS = st.sampled_from(
    ["By Ann Lee", "15/11/2022", "Bridge", "{", "[[", "lead", "author", "date", "\u0661\u0662/11/2022", "&#0;", "<"]
) | st.text(max_size=12)
NAMES = st.sampled_from(["class", "itemprop", "rel", "href", "content", "name", "property", "datetime", "type", "lang"])


@st.composite
def trees(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 12))):
        value = draw(WORDS).replace('"', "")
        parts.append(f'<{draw(TAGS)} {draw(NAMES)}="{value}" {draw(NAMES)}="{draw(WORDS)}">{draw(WORDS)}')
    return "<p>".join(parts)


@given(trees(), st.text(max_size=20))
def test_no_tree_whatever_raises(html: str, path: str) -> None:
    page = metadata(
        f"<h1>x</h1>{html}", url=f"https://gazette.example/{path}", not_after=datetime(2026, 1, 1, tzinfo=UTC)
    )

    assert page.headline is None or 0 < len(page.headline) <= 400
    assert all(isinstance(name, str) and name for name in page.authors)
