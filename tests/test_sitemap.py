"""Sitemaps of every kind, and which children of an index are read."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.discover import newest_children, read_sitemap
from parvis.discover.sitemap import AGE, CHILDREN, URLS
from parvis.errors import SourceError
from parvis.identity import is_http
from parvis.records import Link
from parvis.words import Kind

URL = "https://www.ledger.example/sitemap.xml"
HEAD = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)
NEWS = HEAD + (
    "<url><loc> https://www.ledger.example/news/1?a=1&amp;b=2 </loc><lastmod>2022-11-16</lastmod><news:news>"
    "<news:publication><news:name>Ledger</news:name><news:language>en</news:language></news:publication>"
    "<news:access>Subscription</news:access><news:publication_date>2022-11-15T08:00:00+01:00</news:publication_date>"
    "<news:title>High &amp;amp; dry</news:title></news:news>"
    "<image:image><image:loc>https://www.ledger.example/i.jpg</image:loc></image:image></url></urlset>"
)


def urlset(*paths: str) -> bytes:
    return (HEAD + "".join(f"<url><loc>{path}</loc></url>" for path in paths) + "</urlset>").encode()


def index(children: Sequence[tuple[str, str]]) -> bytes:
    rows = "".join(f"<sitemap><loc>/{name}</loc><lastmod>{day}</lastmod></sitemap>" for name, day in children)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()


def names(links: Sequence[Link]) -> list[str]:
    return [link.url.removeprefix("https://www.ledger.example/") for link in links]


def test_a_news_sitemap_gives_title_dates_and_access() -> None:
    (link,) = read_sitemap(NEWS.encode(), URL)

    assert (link.url, link.title) == ("https://www.ledger.example/news/1?a=1&b=2", "High & dry")
    assert link.published_at == datetime(2022, 11, 15, 7, tzinfo=UTC)
    assert link.modified_at == datetime(2022, 11, 16, tzinfo=UTC)
    assert (link.news_access, link.kind, link.found_in, link.found_on) == (
        "subscription",
        Kind.ARTICLE,
        Kind.SITEMAP,
        URL,
    )


FORMS = {
    "urlset": urlset("/a", "/b"),
    "without namespace": b"<urlset><url><loc>/a</loc></url><url><loc>/b</loc></url></urlset>",
    "prefixed": b'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>/a</s:loc></s:url>'
    b"<s:url><s:loc>/b</s:loc></s:url></s:urlset>",
    "gzip": gzip.compress(urlset("/a", "/b"), mtime=0),
    "two gzips": gzip.compress(urlset("/a", "/b")[:150], mtime=0) + gzip.compress(urlset("/a", "/b")[150:]),
    "a torn tail": urlset("/a", "/b", "/c")[:-20],
    "a raw ampersand": urlset("/a", "/b").replace(b"</urlset>", b"<url><x>a & b</x></url></urlset>"),
    "UTF-16": urlset("/a", "/b").decode().encode("utf-16"),
    "UTF-16 as declared": b'<?xml version="1.0" encoding="UTF-16"?>'.decode().encode("utf-16")
    + urlset("/a", "/b").decode().encode("utf-16-le"),
    "text": b"\xef\xbb\xbfhttps://www.ledger.example/a\r\n\r\nhttps://www.ledger.example/b\r\nno URL\r\n",
    "RSS": b"<rss><channel><item><link>/a</link></item><item><link>/b</link></item></channel></rss>",
    "Atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/></entry>'
    b'<entry><link href="/b"/></entry></feed>',
    "twice the same": urlset("/a", "/b", "/a", "javascript:1", ""),
    "a stylesheet before it": b'<?xml version="1.0"?>\n<!-- by hand --><?xml-stylesheet href="/x.xsl"?>\n'
    + urlset("/a", "/b"),
}


@pytest.mark.parametrize("body", FORMS.values(), ids=FORMS)
def test_every_form_gives_its_addresses(body: bytes) -> None:
    assert names(read_sitemap(body, URL)) == ["a", "b"]


def test_an_index_gives_sitemaps_newest_first() -> None:
    links = read_sitemap(index([("a.xml", "2022-11-01"), ("b.xml.gz", "2022-11-03"), ("c.xml", "2022-11-02")]), URL)

    assert names(links) == ["b.xml.gz", "c.xml", "a.xml"]
    assert {link.kind for link in links} == {Kind.SITEMAP}


def children(*rows: tuple[str, str | None]) -> list[Link]:
    return [
        Link(
            url=f"https://www.ledger.example/{name}",
            kind=Kind.SITEMAP,
            modified_at=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None,
        )
        for name, day in rows
    ]


def test_an_archive_since_1998_is_not_walked() -> None:
    months = [(f"sitemap-{year}-{month:02}.xml", "2026-03-09") for year in range(1998, 2026) for month in range(1, 13)]
    chosen = names(newest_children(children(*months, ("sitemap-2026-03.xml", "2026-03-09"))))

    assert chosen[:2] == ["sitemap-2026-03.xml", "sitemap-2025-12.xml"]
    assert chosen[-1] == "sitemap-2025-03.xml"
    assert len(chosen) == 11


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ([("1998.xml", "2026-03-01"), ("2026.xml", "2026-03-01")], ["2026.xml"]),
        ([("sm/2026/03/14", None), ("sm/2026/03/15", None)], ["sm/2026/03/15", "sm/2026/03/14"]),
        ([("p1.xml", "2019-01-01"), ("p2.xml", "2026-01-01")], ["p2.xml"]),
        ([("p1.xml", None), ("p2.xml", None)], ["p1.xml", "p2.xml"]),
        ([("posts.xml", "2026-02-01"), ("news.xml", "2026-01-01")], ["news.xml", "posts.xml"]),
        ([("a.xml", None), ("b.xml", "2026-01-01")], ["b.xml", "a.xml"]),
        # Numbers by the thousand are no years.
        (
            [("s-1000.xml", "2026-01-01"), ("s-2000.xml", "2026-01-02"), ("s-3000.xml", "2026-01-03")],
            ["s-3000.xml", "s-2000.xml", "s-1000.xml"],
        ),
        (
            [("post-sitemap.xml", None), ("post_tag-sitemap.xml", None), ("author-sitemap.xml", None)],
            ["post-sitemap.xml"],
        ),
        ([("pages.xml", None)], ["pages.xml"]),
        ([], []),
    ],
)
def test_children_are_chosen_by_name_and_age(rows: list[tuple[str, str | None]], chosen: list[str]) -> None:
    assert names(newest_children(children(*rows))) == chosen


@given(st.lists(st.tuples(st.sampled_from(["a", "tag", "news", "2020-05", "2026"]), st.dates().map(str)), max_size=40))
def test_of_an_index_a_bounded_choice_is_read_with_the_newest_in_it(rows: list[tuple[str, str]]) -> None:
    links = children(*((f"{number}-x/{name}.xml", day) for number, (name, day) in enumerate(rows)))
    chosen = newest_children(links)

    assert len(chosen) <= CHILDREN
    assert set(chosen) <= set(links)
    assert bool(chosen) is bool(links)


def test_a_sitemap_is_capped() -> None:
    body = urlset(*(f"/{number}" for number in range(URLS + 5)))

    assert len(read_sitemap(body, URL)) == URLS


LOL = '<!DOCTYPE u [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>' + urlset("/&c;").decode()
XXE = '<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + urlset("/&f;").decode()
REFUSED = {
    "a page": (b"<!doctype html><title>x</title>", "is an HTML page; give it as listing"),
    "nothing": (b"", "is empty"),
    "an image": (b"GIF89a" + bytes(20), "neither a sitemap"),
    "broken gzip": (b"\x1f\x8b" + bytes(20), "not valid gzip"),
    "gzip in gzip": (gzip.compress(gzip.compress(urlset("/a"), mtime=0)), "compressed twice"),
    "1,001 gzips": (gzip.compress(b"", mtime=0) * 1_001, "1,000 gzip files"),
    "100 MB in 100 KB": (gzip.compress(HEAD.encode() + bytes(100 * 2**20)), r"more than 50 MiB \(at least \d+ times"),
    "51 MiB": (HEAD.encode() + b" " * (51 * 2**20), "larger than 50 MiB"),
    "two million tags": (HEAD.encode() + b"<a/>" * 2_000_001, "2,000,000 tags"),
    "a URL of 100,000 tags": (b"<urlset><url>" + b"<a/>" * 100_000 + b"</url></urlset>", "entry of more than 20,000"),
    "nested tags": (b"<urlset>" + b"<url>" * 100_000, "nested deeper"),
    "an entity bomb": (LOL.encode(), "DOCTYPE"),
    "an entity bomb after a comment": (b"<!-- x -->" + LOL.encode(), "DOCTYPE"),
    "an entity bomb in UTF-16": (LOL.encode("utf-16-le"), "DOCTYPE"),
    "a file reader": (XXE.encode(), "DOCTYPE"),
    "a bare document type": (b"<!DOCTYPE urlset>" + urlset("/a"), "DOCTYPE"),
}


@pytest.mark.parametrize(("body", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sitemap_is_refused_with_the_reason(body: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_sitemap(body, URL)


def test_an_undeclared_entity_is_dropped() -> None:
    assert all("passwd" not in link.url for link in read_sitemap(urlset("/a&f;b"), URL))


PIECES = (
    "<urlset>|</urlset>|<url>|</url>|<loc>|</loc>|/a|https://a.example/|<sitemap>|</sitemap>|<sitemapindex>|<lastmod>|2022-13-99"
    "|<news:news>|<news:title>|&amp;|&x;|<![CDATA[|]]>|<!--|-->|<?x?>|\0|é|xmlns='x'|<a/>|\n"
)


@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(PIECES.split("|")), max_size=40).map(
        lambda parts: "".join(["<urlset>", *parts]).encode()
    )
)
def test_any_bytes_give_links_or_a_source_error(body: bytes) -> None:
    try:
        links = read_sitemap(body, URL)
    except SourceError:
        return
    assert all(is_http(link.url) for link in links)
    assert len({link.url for link in links}) == len(links)


def test_the_age_of_an_archive_is_a_year() -> None:
    assert AGE.days == 366
