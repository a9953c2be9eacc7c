"""Listing pages: the article links of a home or section page."""

from __future__ import annotations

import gzip
import html
import json
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.discover import looks_like_article, read_listing, sniff_kind
from parvis.discover.listing import LINKS
from parvis.errors import SourceError
from parvis.identity import is_http, join
from parvis.sites import Site
from parvis.words import Kind

URL = "https://www.ledger.example/port/"
SITE = Site(
    name="ledger",
    title="Ledger",
    home="https://www.ledger.example/",
    hosts=("www.ledger.example",),
    article_pattern=r"/n/\d+$",
    exclude_pattern=r"\?print",
)


def paths(body: str, site: Site | None = None) -> list[str]:
    links = read_listing(f"<!doctype html><body>{body}".encode(), URL, site)
    return [link.url.removeprefix("https://www.ledger.example") for link in links]


def test_an_article_link_has_its_address_and_its_text() -> None:
    (link,) = read_listing(b"<a href='/news/high-tide'><img src=x> High <b>tide</b>\n today</a>", URL)

    assert (link.url, link.title) == ("https://www.ledger.example/news/high-tide", "High tide today")
    assert (link.kind, link.found_on, link.found_in) == (Kind.ARTICLE, URL, Kind.LISTING)


@pytest.mark.parametrize(
    "path",
    [
        "/news/high-tide",
        "/high-tide-floods-old-harbour",
        "/12345",
        "/tide.html",
        "/?p=123",
        "/archive/63076",
        "/2022/11/15/tide",
        "/themen/why-the-harbour-wall-will-not-hold",
        "/autoren/ann-bell/why-the-harbour-wall-will-not-hold",
    ],
)
def test_these_look_like_articles(path: str) -> None:
    assert looks_like_article(f"https://www.ledger.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/port",
        "/port/",
        "/high-tide",
        "/tag/harbour",
        "/themen/hafen",
        "/autoren/ann-bell",
        "/author/12345",
        "/login",
        "/login/new-account",
        "/abo/angebote",
        "/archive/2022",
        "/news/tide.jpg",
        "/feed/all.xml",
        "/port?page=2",
    ],
)
def test_these_do_not(path: str) -> None:
    assert not looks_like_article(f"https://www.ledger.example{path}")


@pytest.mark.parametrize(
    "href",
    [
        "#top",
        "",
        " ",
        "mailto:a@ledger.example",
        "javascript:void(0)",
        "tel:1",
        "https://other.example/news/a",
        "http://[",
        "//ledger.example.evil.example/news/a",
        "data:text/html,x",
        "/news/" + "a" * 3_000,
        URL,
        URL + "#x",
    ],
)
def test_what_leads_nowhere_or_elsewhere_is_left_out(href: str) -> None:
    assert paths(f'<a href="{href}">x</a>') == []


def test_links_of_the_registrable_domain_belong_to_the_site() -> None:
    assert paths('<a href="https://sport.ledger.example/news/a">x</a>') == ["https://sport.ledger.example/news/a"]


def test_each_address_is_told_once_without_fragment_with_its_first_text() -> None:
    links = read_listing(
        b"<a href='/n/a#x'><img></a><a href='/n/b'>B</a><a href='/n/a'>A</a><a href='/n/a'>more</a>", URL
    )

    assert [(link.url[-1], link.title) for link in links] == [("a", "A"), ("b", "B")]


def test_nofollow_is_no_obstacle() -> None:
    assert paths('<a rel="nofollow sponsored" href="/news/a">x</a>') == ["/news/a"]


def test_the_base_of_the_page_holds() -> None:
    assert paths('<base href="/north/"><a href="bay">x</a>') == ["/north/bay"]


def test_a_site_with_a_pattern_decides_by_it() -> None:
    body = "<a href='/n/1'>a</a><a href='/news/a-b-c-d'>b</a><a href='/n/2?print'>c</a><a href='/tag/n/3'>d</a>"

    assert paths(body, SITE) == ["/n/1", "/tag/n/3"]


def test_a_page_is_capped() -> None:
    assert len(paths("".join(f"<a href='/n/{number}'>" for number in range(LINKS + 5)))) == LINKS


def test_a_page_may_be_in_another_encoding() -> None:
    body = '<meta charset="windows-1252"><a href="/n/a">Été</a>'.encode("windows-1252")

    assert read_listing(body, URL)[0].title == "Été"


def test_every_page_of_a_replayed_home_page_is_found(shared: Path) -> None:
    """Home pages as measure/replay.py writes them: a list of links to the host's pages."""
    rows = [json.loads(line) for line in (shared / "corpus" / "manifest.jsonl").read_text("utf-8").splitlines()]
    urls = [url for row in rows if is_http(url := row.get("url") or "") and urlsplit(url).path.strip("/")]
    missed = [
        url for url in urls if not read_listing(f'<p><a href="{html.escape(url)}">x</a>'.encode(), join(url, "/") or "")
    ]

    assert len(urls) > 200
    assert missed == []


REFUSED = {
    "a feed": (b"<rss/>", "is a feed, not an HTML page; give it as feed"),
    "a sitemap": (b"<?xml version='1.0'?><urlset/>", "give it as sitemap"),
    "nothing": (b"\r\n", "is empty"),
    "6 MiB": (b"<html>" + b" " * 6 * 2**20, "larger than 5 MiB"),
    "300,000 tags": (b"<html>" + b"<br>" * 300_000, "200,000 tags"),
    "40,000 attributes": (
        b"<p " + b" ".join(b"a%d='>'" % number for number in range(40_000)) + b">",
        "1,000 attributes",
    ),
    "attributes without values": (
        b"<p " + b" ".join(b"a%d" % number for number in range(40_000)) + b">",
        "1,000 attributes",
    ),
    "attributes after a stray quote": (
        b"<p x\" y='<' " + b" ".join(b"a%d='<'" % number for number in range(40_000)) + b">",
        "1,000 attributes",
    ),
    "a gzip bomb": (gzip.compress(bytes(6 * 2**20), mtime=0), "inflates to more than 5 MiB"),
}


@pytest.mark.parametrize(("body", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_page_is_refused_with_the_reason(body: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_listing(body, URL)


@pytest.mark.parametrize(
    "body",
    [
        b"<a href='/n/a'>x" * 19_000,
        b"<div><a href='/n/a'>x" * 40_000,
        b"<b n><i n>" * 45_000,
        b"<" * 4_000_000,
        b'<a b="' * 500_000,
        b"<a" + b" " * 4_000_000,
        b"<!--" * 500_000,
    ],
    ids=["anchors", "nested anchors", "misnested", "brackets", "quotes", "spaces", "comments"],
)
def test_a_hostile_page_is_read_or_refused_in_little_time(body: bytes) -> None:
    with suppress(SourceError):
        assert len(read_listing(b"<html><body>" + body, URL)) <= LINKS


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<?xml version='1.0'?><rss version='2.0'>", Kind.FEED),
        (b"\xef\xbb\xbf<!-- x --><feed xmlns='http://www.w3.org/2005/Atom'>", Kind.FEED),
        (b"<rdf:RDF xmlns:rdf='x'>", Kind.FEED),
        (b'{ "version" : "https:\\/\\/jsonfeed.org\\/version\\/1" }', Kind.FEED),
        (b"<urlset>", Kind.SITEMAP),
        (gzip.compress(b"<sitemapindex>", mtime=0), Kind.SITEMAP),
        ("<urlset>".encode("utf-16"), Kind.SITEMAP),
        (b"https://a.example/1\nhttps://a.example/2", Kind.SITEMAP),
        (b"\n<!DOCTYPE html PUBLIC 'x'><html>", Kind.LISTING),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", Kind.LISTING),
        (b"<head><title>x", Kind.LISTING),
        (b"Warning: x in feed.php\n<?xml version='1.0'?><rss version='2.0'>", Kind.FEED),
        (b"Warning: x in map.php\n<urlset>", Kind.SITEMAP),
        (b"<center><html lang='en'>", Kind.LISTING),
        (b"<p:urlset xmlns:p='x'>", Kind.SITEMAP),
        (b"", None),
        (b"<opml/>", None),
        (b"\x89PNG\0<html>", None),
        (b'{"a": 1}', None),
        (b"%PDF-1.4", None),
        (b"hello", None),
        (b"\x1f\x8b\x00", None),
    ],
)
def test_a_body_tells_what_it_is(body: bytes, kind: Kind | None) -> None:
    assert sniff_kind(body) is kind


PIECES = (
    "<a href='/n/a'>|<a href=\"//[\">|</a>|<base href='x:'>|<a href='\\\\x'>|x|\0|é|<!--|-->|<html>|<body>|<p |='|\">"
    "|<a href>|<frameset>|<svg>|<math>|<template>|&#xD800;|<a href='&#0;/n/b'>|<?|<![CDATA["
)


@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(PIECES.split("|")), max_size=30).map(lambda parts: "".join(["<p>", *parts]).encode())
)
def test_any_bytes_give_links_or_a_source_error(body: bytes) -> None:
    try:
        links = read_listing(body, URL)
    except SourceError:
        return
    assert all(is_http(link.url) for link in links)


@given(st.text())
def test_any_text_is_an_article_address_or_none(url: str) -> None:
    assert looks_like_article(url) in {True, False}
    assert looks_like_article(url, SITE) in {True, False}
