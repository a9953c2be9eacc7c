"""The feeds and sitemaps of a site: those that its home page names, and the addresses worth trying."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from parvis.discover.feed import unique
from parvis.discover.guard import LISTING_BYTES, inflate
from parvis.discover.listing import ANCHORS, anchor_target, anchor_text, base_url, parse_html
from parvis.discover.sniffing import Shape, sniff_shape
from parvis.discover.values import clean_text
from parvis.errors import SourceError
from parvis.identity import join, same_site
from parvis.records import Link
from parvis.words import Kind

SOURCES = 10

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/json+feed",
        "text/rss+xml",
    }
)
_COMMENTS = re.compile(r"comment|kommentar|reader-?reactions|/reactions?/", re.IGNORECASE)
_FEED_PATH = re.compile(r"(?:^|[/._-])(?:rss|feeds?|atom)(?:$|[/._-])", re.IGNORECASE)
_FEED_ANCHORS = 5  # a page of hundreds of feeds gives its first
_GUESSES = (
    (Kind.SITEMAP, "/sitemap.xml"),
    (Kind.SITEMAP, "/sitemap_index.xml"),
    (Kind.SITEMAP, "/sitemap-news.xml"),
    (Kind.SITEMAP, "/news-sitemap.xml"),
    (Kind.FEED, "/feed/"),
    (Kind.FEED, "/rss"),
    (Kind.FEED, "/rss.xml"),
    (Kind.FEED, "/feed.xml"),
    (Kind.FEED, "/atom.xml"),
)


def find_sources(body: bytes, url: str) -> tuple[Link, ...]:
    """What a home page names: <link rel=alternate> feeds, <link rel=sitemap>, and visible links to feeds of its site.

    In this order, each once, at most 10; feeds of comments are left out. () for a page that names none.

    Raises:
        SourceError: not an HTML page, too large, or not readable.
    """
    body = inflate(body, what="home page", limit=LISTING_BYTES)
    if sniff_shape(body) in {Shape.EMPTY, Shape.XML_FEED, Shape.JSON_FEED, Shape.SITEMAP, Shape.TEXT_SITEMAP}:
        raise SourceError("the home page is not an HTML page; if it is a feed or sitemap, give it as that")
    root = parse_html(body, what="home page")
    base = base_url(root, url)
    found = (*_declared(root, base, url), *_anchored(root, base, url))
    return unique((link for link in found if not _of_comments(link)), limit=SOURCES)


def guess_sources(url: str) -> tuple[Link, ...]:
    """The addresses of the host worth trying when nothing names a source, likeliest first; () for what is no URL."""
    home = join(url, "/")
    if home is None:
        return ()
    guesses = ((kind, join(home, path)) for kind, path in _GUESSES)
    return tuple(Link(url=target, kind=kind, found_on=url) for kind, target in guesses if target)


def _declared(root: HtmlElement, base: str, url: str) -> Iterator[Link]:
    for element in root.iter("link"):
        rel = (element.get("rel") or "").lower().split()
        media = (element.get("type") or "").lower().partition(";")[0].strip()
        if "sitemap" in rel:
            kind = Kind.SITEMAP
        elif "alternate" in rel and media in _FEED_TYPES:
            kind = Kind.FEED
        else:
            continue
        if target := anchor_target(element, base):
            yield _source(target, kind, element.get("title"), url)


def _anchored(root: HtmlElement, base: str, url: str) -> Iterator[Link]:
    found = 0
    for number, anchor in enumerate(root.iter("a")):
        if number >= ANCHORS or found >= _FEED_ANCHORS:
            return
        target = anchor_target(anchor, base)
        if target and same_site(target, url) and _FEED_PATH.search(unquote(urlsplit(target).path)):
            found += 1
            yield _source(target, Kind.FEED, anchor_text(anchor), url)


def _source(target: str, kind: Kind, title: str | None, url: str) -> Link:
    return Link(url=target, kind=kind, title=clean_text(title, limit=200), found_on=url, found_in=Kind.LISTING)


def _of_comments(link: Link) -> bool:
    return bool(_COMMENTS.search(link.url) or _COMMENTS.search(link.title or ""))
