"""Feeds of every kind, and what is none."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.discover import read_feed
from parvis.discover.feed import ENTRIES
from parvis.discover.values import read_date
from parvis.errors import SourceError
from parvis.identity import is_http
from parvis.records import Link
from parvis.words import Kind

URL = "https://www.ledger.example/rss/all.xml"
FEEDBURNER = 'xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"'
EIGHT = datetime(2022, 11, 15, 7, 0, tzinfo=UTC)


def rss(
    items: str, *, head: str = '<?xml version="1.0" encoding="utf-8"?>', attributes: str = 'version="2.0"'
) -> bytes:
    return f"{head}<rss {attributes}><channel><title>Ledger</title>{items}</channel></rss>".encode()


def only(body: bytes) -> Link:
    (link,) = read_feed(body, URL)
    return link


FORMATS = {
    "RSS 0.91": b'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    b'"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><item><title>Tide</title>'
    b"<link>/news/1</link></item></channel></rss>",
    "RSS 1.0": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    b'<channel rdf:about="/"><title>L</title></channel><item rdf:about="https://www.ledger.example/news/1">'
    b"<title>Tide</title><link>https://www.ledger.example/news/1</link></item></rdf:RDF>",
    "RSS 2.0": rss("<item><title>Tide</title><link>https://www.ledger.example/news/1</link></item>"),
    "Atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tide</title><link rel="edit" href="/edit/1"/>'
    b'<link rel="alternate" href="/news/1"/></entry></feed>',
    "Atom 0.3": b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Tide</title>'
    b'<link rel="alternate" type="text/html" href="/news/1"/></entry></feed>',
    "JSON Feed 1": b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/news/1", "title": "Tide"}]}',
    "JSON Feed 1.1": b'\xef\xbb\xbf{"version": "https://jsonfeed.org/version/1.1", "items": '
    b'[{"id": "https://www.ledger.example/news/1", "title": "Tide"}]}',
    "UTF-16": rss("<item><title>Tide</title><link>/news/1</link></item>", head="").decode().encode("utf-16"),
    "a warning before it": b"Notice: undefined index in /srv/feed.php\n"
    + rss("<item><title>Tide</title><link>/news/1</link></item>"),
    "gzip": gzip.compress(rss("<item><title>Tide</title><link>/news/1</link></item>"), mtime=0),
}


@pytest.mark.parametrize("body", FORMATS.values(), ids=FORMATS)
def test_every_format_gives_address_and_title(body: bytes) -> None:
    link = only(body)

    assert (link.url, link.title) == ("https://www.ledger.example/news/1", "Tide")
    assert (link.kind, link.found_on, link.found_in) == (Kind.ARTICLE, URL, Kind.FEED)


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>../news/1?a=1&amp;b=2</link>", "https://www.ledger.example/news/1?a=1&b=2"),
        ("<link> \n/news/1\n </link>", "https://www.ledger.example/news/1"),
        ('<link xml:base="https://o.example/x/">y</link>', "https://o.example/x/y"),
        ('<guid isPermaLink="true">https://www.ledger.example/g</guid>', "https://www.ledger.example/g"),
        ("<guid>https://www.ledger.example/g</guid>", "https://www.ledger.example/g"),
        (
            f"<link>https://count.example/1</link><f:origLink {FEEDBURNER}>https://www.ledger.example/o</f:origLink>",
            "https://www.ledger.example/o",
        ),
    ],
)
def test_addresses_are_resolved(item: str, url: str) -> None:
    assert only(rss(f"<item>{item}</item>")).url == url


@pytest.mark.parametrize(
    "item",
    [
        '<guid isPermaLink="false">4711</guid>',
        "<title>no address</title>",
        "<link>javascript:alert(1)</link>",
        "<link>mailto:a@ledger.example</link>",
        "<link>http://[</link>",
        "<link></link>",
    ],
)
def test_an_entry_without_address_is_left_out(item: str) -> None:
    assert read_feed(rss(f"<item>{item}</item>"), URL) == ()


@pytest.mark.parametrize(
    ("item", "published", "modified"),
    [
        ("<pubDate>Tue, 15 Nov 2022 08:00:00 +0100</pubDate>", EIGHT, None),
        ('<d:date xmlns:d="http://purl.org/dc/elements/1.1/">2022-11-15T08:00:00+01:00</d:date>', None, EIGHT),
        ("<pubDate>Tue, 15 Nov 0022 08:00:00 +0100</pubDate>", None, None),
        ("<pubDate>soon</pubDate>", None, None),
        ("", None, None),
    ],
)
def test_dates_are_in_utc_or_unknown(item: str, published: datetime | None, modified: datetime | None) -> None:
    link = only(rss(f"<item><link>/1</link>{item}</item>"))

    assert (link.published_at, link.modified_at) == (published, modified)


def test_atom_tells_published_from_updated() -> None:
    link = only(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/1"/><published>2022-11-15T08:00:00+01:00'
        b"</published><updated>2022-11-16T00:00:00Z</updated></entry></feed>"
    )

    assert (link.published_at, link.modified_at) == (EIGHT, datetime(2022, 11, 16, tzinfo=UTC))


def test_json_dates_tags_and_outside_links_are_read() -> None:
    item = {"external_url": "https://o.example/1", "date_published": "2022-11-15T08:00:00+01:00", "tags": ["", "Port"]}
    link = only(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item, 3]}).encode())

    assert (link.url, link.published_at, link.section) == ("https://o.example/1", EIGHT, "Port")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("&lt;b&gt;High&lt;/b&gt; &amp;amp; dry", "High & dry"),
        ("<![CDATA[ High\n <i>and</i> dry ]]>", "High and dry"),
        ("3 &lt; 4", "3 < 4"),
        ("<![CDATA[\x07]]>", None),
        ("", None),
    ],
)
def test_titles_are_one_line_without_tags(title: str, expected: str | None) -> None:
    assert only(rss(f"<item><link>/1</link><title>{title}</title></item>")).title == expected


def test_a_category_is_a_section_and_no_label_of_access() -> None:
    link = only(rss("<item><link>/1</link><category> Premium </category><category>Port</category></item>"))

    assert (link.section, link.news_access) == ("Premium", None)


def test_an_address_is_told_once_and_in_the_order_of_the_feed() -> None:
    links = read_feed(rss("".join(f"<item><link>/{name}</link></item>" for name in "baab")), URL)

    assert [link.url[-1] for link in links] == ["b", "a"]


def test_a_feed_without_entries_is_empty() -> None:
    assert read_feed(rss(""), URL) == ()
    assert read_feed(b'{"version": "https://jsonfeed.org/version/1", "items": []}', URL) == ()


def test_a_feed_is_capped() -> None:
    many = "".join(f"<item><link>/{number}</link></item>" for number in range(ENTRIES + 5))

    assert len(read_feed(rss(many), URL)) == ENTRIES


BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
REFUSED = {
    "a page": (b"<!doctype html><title>Ledger</title>", "is an HTML page, not a feed; .* give it as listing"),
    "a page without doctype": (b" <html><body>", "is an HTML page"),
    "a sitemap": (b"<urlset/>", "is a sitemap, not a feed; give it as sitemap"),
    "nothing": (b" \n", "is empty"),
    "another XML": (b"<opml><body/></opml>", "neither RSS, Atom nor JSON Feed"),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(100), "neither RSS"),
    "another JSON": (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', "without a list of items"),
    "broken JSON": (b'{"items": [', "not valid JSON"),
    "deep JSON": (b'{"items": ' + b"[" * 100_000, "not valid JSON"),
    "an entity bomb": (rss("<item><link>&b;</link></item>", head=BOMB), "DOCTYPE"),
    "an entity bomb in UTF-16": (rss("", head=BOMB).decode().encode("utf-16"), "DOCTYPE"),
    "a file reader": (rss("", head='<!DOCTYPE rss SYSTEM "x" [<!ENTITY f SYSTEM "file:///etc/passwd">]>'), "DOCTYPE"),
    "300,000 nested tags": (rss("<item>" + "<a>" * 300_000), "nested deeper"),
    "300,000 tags": (rss("<item>" + "<a/>" * 300_000), "more than 200,000 tags"),
    "a million brackets": (rss("<item><![CDATA[" + "<" * 1_000_000), "500,000 times the sign <"),
    "a million entities": (rss("<item>" + "&" * 1_100_000), "1,000,000 times the sign &"),
    "50,000 attributes": (rss("<item " + " ".join(f"a{n}='1'" for n in range(50_000)) + ">"), "200 attributes"),
    "11 MiB": (rss("<item>" + " " * 11 * 2**20), "larger than 10 MiB"),
    "a long tag": (rss("<item " + " " * 2**20 + ">"), "longer than 1,024 KiB"),
    "a gzip bomb": (gzip.compress(bytes(11 * 2**20), mtime=0), "inflates to more than 10 MiB"),
}


@pytest.mark.parametrize(("body", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_feed_is_refused_with_the_reason(body: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_feed(body, URL)


PIECES = (
    "<rss>|<channel>|<item>|</item>|<link>|</link>|<title>|/news/1|http://a.example/|&amp;|&#0;|<![CDATA[|]]>|<!--|-->"
    "|<?xml?>|<feed>|<entry>|<link href='x'/>|\0|é|<a:b xml:base='//'>|<pubDate>|Tue, 99 Foo 2022|<guid>|<category>"
    "|<!DOCTYPE x>|xmlns='http://www.w3.org/2005/Atom'"
)


@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(PIECES.split("|")), max_size=30).map(lambda parts: "".join(["<rss>", *parts]).encode())
)
def test_any_bytes_give_links_or_a_source_error(body: bytes) -> None:
    try:
        links = read_feed(body, URL)
    except SourceError:
        return
    assert all(is_http(link.url) and link.found_in is Kind.FEED for link in links)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["url", "external_url", "id", "title", "tags", "date_published", "items"]), inner
        )
    ),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=5))
def test_any_json_gives_links_or_a_source_error(items: list[object]) -> None:
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()

    assert all(is_http(link.url) for link in read_feed(body, URL))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-11-15T08:00:00+01:00", EIGHT),
        ("2022-11-15T08:00:00.123456789+01:00", EIGHT.replace(microsecond=123456)),
        ("2022-11-15T07:00Z", EIGHT),
        ("2022-11-15 07:00:00", EIGHT),
        ("Tue, 15 Nov 2022 08:00:00 +0100", EIGHT),
        ("2022-11-15", datetime(2022, 11, 15, tzinfo=UTC)),
        ("2022-11", datetime(2022, 11, 1, tzinfo=UTC)),
        ("2022", datetime(2022, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("2022-13-45", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_dates_of_sitemaps_are_in_utc_or_unknown(text: str | None, moment: datetime | None) -> None:
    assert read_date(text) == moment


@given(
    st.text() | st.integers() | st.from_regex(r"\d{1,5}-\d\d(-\d\d)?([T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?)?")
)
def test_any_date_is_in_utc_or_unknown(value: object) -> None:
    moment = read_date(value)

    assert moment is None or (moment.tzinfo is UTC and 1970 <= moment.year <= 2100)
