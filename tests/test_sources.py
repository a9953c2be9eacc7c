"""The feeds and sitemaps that a home page names, and those worth trying."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.discover import find_sources, guess_sources
from parvis.discover.sources import SOURCES
from parvis.errors import SourceError
from parvis.identity import is_http
from parvis.words import Kind

URL = "https://www.ledger.example/"
RSS = '<link rel="alternate" type="application/rss+xml"'


def found(page: str) -> list[tuple[Kind, str]]:
    return [(link.kind, link.url.removeprefix(URL)) for link in find_sources(f"<html>{page}".encode(), URL)]


@pytest.mark.parametrize(
    ("page", "source"),
    [
        (f'{RSS} href="/all.rss">', (Kind.FEED, "all.rss")),
        ('<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="atom">', (Kind.FEED, "atom")),
        ('<link rel="alternate home" type="application/feed+json" href="feed.json">', (Kind.FEED, "feed.json")),
        ('<link rel="sitemap" type="application/xml" href="/sitemap.xml">', (Kind.SITEMAP, "sitemap.xml")),
        ('<footer><a href="/service/rss">RSS</a>', (Kind.FEED, "service/rss")),
        ('<a href="/feed/">Abonnieren</a>', (Kind.FEED, "feed/")),
        (f'{RSS} href="https://feeds.other.example/ledger">', (Kind.FEED, "https://feeds.other.example/ledger")),
        (f'<base href="/de/">{RSS} href="rss">', (Kind.FEED, "de/rss")),
    ],
)
def test_a_page_names_its_sources(page: str, source: tuple[Kind, str]) -> None:
    assert found(page) == [source]


@pytest.mark.parametrize(
    "page",
    [
        f'{RSS} title="Ledger » Comments Feed" href="/x/feed/">',
        f'{RSS} href="/comments/feed/">',
        '<link rel="alternate" hreflang="fr" href="/fr/">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="stylesheet" type="application/rss+xml" href="/x.css">',
        f'{RSS} href="javascript:1">',
        f"{RSS}>",
        '<a href="/feedback">Say what you think</a>',
        '<a href="/crossing">Crossing</a>',
        '<a href="https://other.example/rss">RSS of others</a>',
    ],
)
def test_what_is_no_source_is_left_out(page: str) -> None:
    assert found(page) == []


def test_each_source_is_told_once_the_declared_first() -> None:
    page = f'<a href="/b/rss">RSS</a><a href="/a.rss">RSS</a>{RSS} href="/a.rss" title="All">'

    assert found(page) == [(Kind.FEED, "a.rss"), (Kind.FEED, "b/rss")]


def test_the_number_of_sources_is_bounded() -> None:
    declared = "".join(f'{RSS} href="/{number}.rss">' for number in range(50))

    assert len(found(declared)) == SOURCES
    assert len(found("".join(f'<a href="/{number}/rss">x</a>' for number in range(50)))) <= SOURCES


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"<urlset/>", b'{"items": []}'])
def test_what_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match="home page"):
        find_sources(body, URL)


def test_guesses_stay_on_the_host_and_are_few() -> None:
    guesses = guess_sources("https://www.ledger.example/port/today.html?x#y")

    assert {link.kind for link in guesses} == {Kind.FEED, Kind.SITEMAP}
    assert all(link.url.startswith(URL) for link in guesses)
    assert len(guesses) <= SOURCES


@pytest.mark.parametrize("url", ["", "ledger", "mailto:a@b.example", "http://["])
def test_nothing_is_guessed_from_what_is_no_address(url: str) -> None:
    assert guess_sources(url) == ()


@given(
    st.binary(max_size=300) | st.text(max_size=100).map(lambda text: f"{RSS} href='{text}'>".encode("utf-8", "replace"))
)
def test_any_bytes_give_sources_or_a_source_error(body: bytes) -> None:
    try:
        links = find_sources(body, URL)
    except SourceError:
        return
    assert all(is_http(link.url) and link.kind in {Kind.FEED, Kind.SITEMAP} for link in links)
