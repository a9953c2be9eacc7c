"""RSL in feeds: what a channel or an item says of its use reaches the rights of the article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.discover import read_feed
from parvis.discover.licensing import read_terms
from parvis.records import Link, Rights
from parvis.rights.origin import with_feed
from parvis.rights.rsl import Terms, read_lines
from parvis.words import Kind
from tests.archives import BASE, Desk, open_desk
from tests.pages import day

FEED = "https://press.example/feed.xml"
STORY = "https://press.example/news/1"
NO_TRAINING = (
    "<rsl:permits type='usage'>search ai-input</rsl:permits><rsl:prohibits type='usage'>ai-train</rsl:prohibits>"
)
SAID = "/ permits search ai-input; prohibits ai-train"


def rss(item: str = "", *, channel: str = "", link: str = "/news/1") -> bytes:
    return (
        '<rss version="2.0" xmlns:rsl="https://rslstandard.org/rsl"><channel><title>Press</title>'
        f"{channel}<item><title>A</title><link>{link}</link>{item}</item></channel></rss>"
    ).encode()


def content(terms: str, url: str = STORY) -> str:
    return f'<rsl:content url="{url}"><rsl:license>{terms}</rsl:license></rsl:content>'


def rights_of(body: bytes) -> Rights:
    [link] = read_feed(body, FEED)
    return with_feed(Rights(), link, link.url)


@pytest.mark.parametrize(
    "body",
    [
        rss(content(NO_TRAINING)),
        rss(f"<rsl:license>{NO_TRAINING}</rsl:license>"),
        rss(channel=content(NO_TRAINING, "/")),
        rss(channel=content(NO_TRAINING, "https://press.example/")),
        rss(content("<rsl:permits type='usage'>all</rsl:permits>") + content(NO_TRAINING)),
        rss(content(NO_TRAINING)).replace(b"xmlns:rsl", b"xmlns:x").replace(b"rsl:", b"x:"),
        b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:rsl="https://rslstandard.org/rsl"><title>Press</title><entry>'
        b'<title>A</title><id>urn:1</id><link href="/news/1"/>' + content(NO_TRAINING).encode() + b"</entry></feed>",
    ],
    ids=["content", "license", "channel", "whole address", "several", "prefix", "atom"],
)
def test_terms_in_a_feed_reserve_as_those_of_a_file_do(body: bytes) -> None:
    rights = rights_of(body)

    assert (rights.tdm_reserved, rights.reserved_by, rights.noindex) == (True, ("rsl of a feed",), False)
    assert (f"rsl of a feed {FEED}", "permits search ai-input; prohibits ai-train") in rights.raw


def test_an_item_stands_above_its_channel_and_what_says_nothing_reserves_nothing() -> None:
    free = content("<rsl:payment type='free'/>")

    assert rights_of(rss(free, channel=content(NO_TRAINING, "/"))).tdm_reserved is None
    assert rights_of(rss(channel=content(NO_TRAINING, "/premium/"))) == Rights()
    assert rights_of(rss()) == Rights()
    assert rights_of(rss(content(NO_TRAINING)).replace(b"rslstandard", b"elsewhere")) == Rights()


def test_search_may_be_refused_too() -> None:
    assert rights_of(rss(content("<rsl:prohibits type='usage'>search</rsl:prohibits>"))).noindex


def test_no_entity_and_no_file_is_read() -> None:
    bomb = b'<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    inside = rss(content("<rsl:prohibits type='usage'>&e;</rsl:prohibits>"))

    assert read_terms(bomb + inside, FEED).of(STORY) == "/ permits all; prohibits nothing"


@given(st.binary(max_size=300), st.integers(0, 400))
def test_whatever_a_feed_holds_its_terms_are_read_or_left(noise: bytes, at: int) -> None:
    body = rss(content(NO_TRAINING))
    said = read_terms(body[:at] + noise + body[at:], FEED).of(STORY)

    assert said is None or read_lines(said) or "\n" in said


def test_what_is_written_down_is_read_back() -> None:
    lines = "/a permits all; prohibits nothing\n/ permits search; prohibits ai-train ai-input\nodd"

    assert read_lines(lines) == (Terms("/a"), Terms("/", ("search",), ("ai-train", "ai-input")))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "archive.db")
    yield desk
    desk.archive.close()


def test_it_is_known_when_the_article_is_read_and_read_again(desk: Desk) -> None:
    link = Link(url=f"{BASE}1", rsl=SAID, found_on=FEED, found_in=Kind.FEED)
    desk.discover_links(link)
    sitemap = "http://ledger.example/map.xml"
    desk.discover_links(Link(url=f"{BASE}1", found_on=sitemap, found_in=Kind.SITEMAP), at=day(2))
    [lease] = desk.lease(at=day(2))

    assert (lease.link.rsl, lease.link.found_on) == (SAID, FEED)
    assert with_feed(Rights(), lease.link, lease.url).tdm_reserved
