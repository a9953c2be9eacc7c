"""The headline: which of the wordings that a page gives its story is the headline."""

from __future__ import annotations

import json
from typing import Any

import pytest

from parvis.page.document import read_document
from parvis.page.metadata import read_metadata
from parvis.records import Link

URL = "https://www.gazette.example/region/bridge.html"
SHOWN = "Bridge over the river closed for a year"
EDITED = "Closed for a year: the bridge over the river and the town"


def headline(html: str, node: dict[str, Any] | None = None, *, link: Link | None = None) -> str | None:
    script = (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>' if node else ""
    )
    return read_metadata(read_document(f"{script}{html}<p>".encode(), URL), link=link).headline


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Bridge closed</h1>",
        "<title>Bridge closed | The Gazette</title><meta property=og:site_name content='The Gazette'>",
        "<title>The Gazette - Bridge closed</title><meta property=og:site_name content='The Gazette'>",
        "<meta property=og:title content='Bridge closed – gazette.example'>",
        "<h1><a href=/>The Gazette</a></h1><h1>Bridge closed</h1><meta property=og:site_name content='The Gazette'>",
        "<title>Bridge closed - Gazette</title><h1>Menu</h1><h1>Bridge <em>closed</em></h1><h1>Read on</h1>",
        "<meta property=og:title content='Bridge &amp;#99;losed'>",
        "<meta property=og:title content='Bridge &lt;b&gt;closed&lt;/b&gt;'>",
        "<body><svg><title>Logo</title></svg><title>Bridge closed</title>",
    ],
)
def test_the_headline_is_found_without_the_name_of_the_site(html: str) -> None:
    assert headline(html) == "Bridge closed"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("", id="nothing-else-has-it"),
        pytest.param(f"<title>{EDITED} | Region</title>", id="the-title-has-it"),
        pytest.param(
            f"<title>{EDITED}</title><meta property=og:title content='{EDITED}'>", id="the-title-and-og-have-it"
        ),
        pytest.param(f"<meta property=og:title content='{SHOWN}'>", id="og-has-the-shown-one"),
    ],
)
def test_the_headline_that_readers_see_is_preferred_to_the_one_for_search_engines(html: str) -> None:
    assert headline(f"{html}<h1>{SHOWN}</h1>", {"headline": EDITED}) == f"{SHOWN}"


@pytest.mark.parametrize(
    ("html", "node"),
    [
        (f"<title>{SHOWN}</title><meta property=og:title content='{EDITED}'>", {}),
        (f"<title>{SHOWN}</title><meta name=twitter:title content='The Gazette: {EDITED}'>", {}),
        (f"<title>{SHOWN}</title>", {"alternativeHeadline": EDITED}),
    ],
)
def test_the_editors_headline_is_taken_where_the_shown_one_was_made_for_search_engines(html: str, node: Any) -> None:
    assert headline(f"{html}<h1>{SHOWN}</h1>", {"headline": EDITED, **node}) == EDITED


def test_a_declared_headline_that_was_cut_short_is_not_taken() -> None:
    cut = "Closed for a year: the bridge over ..."
    html = f"<h1>{SHOWN}</h1><title>{SHOWN}</title><meta property=og:title content='{cut}'>"

    assert headline(html, {"headline": cut}) == SHOWN


@pytest.mark.parametrize(
    ("html", "node"),
    [
        (f"<h1>Region</h1><h1>Most read</h1><meta property=og:title content='{SHOWN}'>", {}),
        (f"<h1>Floods: all that happens today</h1><title>{SHOWN}</title>", {"headline": SHOWN}),
        (f"<h1>Read on with us</h1><h1>Weather</h1><title>{SHOWN}</title>", {}),
    ],
)
def test_headings_that_nothing_agrees_with_are_not_the_headline(html: str, node: Any) -> None:
    assert headline(html, node) == SHOWN


def test_a_single_long_heading_is_the_headline_where_only_the_site_is_declared() -> None:
    assert headline(f"<title>News, sport and weather</title><h1>{SHOWN}</h1>") == SHOWN


def test_the_title_of_the_announcing_link_is_the_last_resort() -> None:
    assert headline("<p>x</p>", link=Link(url=URL, title="Bridge closed")) == "Bridge closed"
