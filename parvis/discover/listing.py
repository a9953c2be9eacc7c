"""Listing pages: the article links of a home or section page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Protocol
from urllib.parse import unquote, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from parvis.discover.feed import unique
from parvis.discover.furniture import furniture
from parvis.discover.guard import LISTING_BYTES, as_utf8, check_attributes, check_nesting, inflate, refuse
from parvis.discover.sniffing import Shape, sniff_shape
from parvis.discover.values import clean_text
from parvis.errors import SourceError
from parvis.identity import join, same_site
from parvis.records import Link
from parvis.words import Kind

LINKS = 2_000  # article links of one page
ANCHORS = 20_000  # anchors looked at
LISTING_TAGS = 200_000
ANCHOR_TEXTS = 100  # text nodes of one anchor
URL_CHARACTERS = 2_048

_REFUSED = {
    Shape.XML_FEED: "is a feed, not an HTML page; give it as feed",
    Shape.JSON_FEED: "is a feed, not an HTML page; give it as feed",
    Shape.SITEMAP: "is a sitemap, not an HTML page; give it as sitemap",
    Shape.TEXT_SITEMAP: "is a list of URLs, not an HTML page; give it as sitemap",
    Shape.EMPTY: "is empty",
}
SLUG_HYPHENS = 3  # of an article's name in the path
HEADLINE_HYPHENS = 4  # no tag and no author has so many
_NO_PAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|xml|json|css|js|mp[34]|zip|ico|rss|atom|txt)$", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{5,}")
_PAGE_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|cfm|ece|story)$", re.IGNORECASE)
_QUERY_ID = re.compile(r"(?:^|&)(?:id|p|art|article|aid|nid|story|docid)[\w.]*=[\w-]{2,}", re.IGNORECASE)


class ArticleRule(Protocol):
    """What a site says of its article URLs (`parvis.sites.Site`)."""

    @property
    def article_pattern(self) -> str | None: ...
    def is_home_of(self, url: str) -> bool: ...
    def accepts(self, url: str) -> bool: ...


def read_listing(body: bytes, url: str, site: ArticleRule | None = None) -> tuple[Link, ...]:
    """The links of a page that look like articles of the same site, in document order, each URL once.

    The title is the first link text of some length. A site with an article pattern decides by it, else the shape of the
    path does (`looks_like_article`). rel=nofollow is no obstacle: it speaks of ranking, robots.txt of fetching.

    Raises:
        SourceError: not an HTML page, too large, or not readable.
    """
    body = inflate(body, what="listing", limit=LISTING_BYTES)
    shape = sniff_shape(body)
    if shape in _REFUSED:
        raise SourceError(f"the listing {_REFUSED[shape]}")
    root = parse_html(body, what="listing")
    titles: dict[str, str | None] = {}
    for target, text in _targets(root, base_url(root, url), url, site):
        if not titles.get(target):
            titles[target] = text
    links = (Link(url=t, title=text, found_on=url, found_in=Kind.LISTING) for t, text in titles.items())
    return unique(links, limit=LINKS)


def looks_like_article(url: str, site: ArticleRule | None = None) -> bool:
    """Whether the URL has the shape of an article's: by the site's pattern, else by the path alone."""
    if site is not None and not site.accepts(url):
        return False
    if site is not None and site.article_pattern:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = unquote(parts.path)
    segments = [segment for segment in path.lower().split("/") if segment]
    if not segments or _NO_PAGE.search(path):
        return bool(_QUERY_ID.search(parts.query))
    last, opening = segments[-1], segments[:2]
    if not furniture("pages").isdisjoint(opening):
        return max(map(_hyphens, segments)) >= HEADLINE_HYPHENS
    own = _hyphens(last) >= SLUG_HYPHENS or bool(_LONG_NUMBER.search(last) or _PAGE_ENDING.search(last))
    if not furniture("shelves").isdisjoint(opening):
        return own
    return own or len(segments) >= 2 or bool(_QUERY_ID.search(parts.query))


def _hyphens(segment: str) -> int:
    return segment.count("-") + segment.count("_")


def parse_html(body: bytes, *, what: str) -> HtmlElement:
    """The tree of a bounded page. lxml guesses the encoding by the page's own declaration, else UTF-8.

    Raises:
        SourceError: too large, too many tags or attributes, or nothing that a tree can be made of.
    """
    if len(body) > LISTING_BYTES:
        refuse(what, f"is larger than {LISTING_BYTES // 2**20} MiB")
    body = as_utf8(body)
    check_attributes(body, what=what)
    check_nesting(body, what=what, tags=LISTING_TAGS, depth=LISTING_TAGS)
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding=_encoding(body), no_network=True))
    except (etree.LxmlError, ValueError, AssertionError):
        raise SourceError(f"the {what} is not readable as HTML") from None
    return root


def _encoding(body: bytes) -> str | None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def base_url(root: HtmlElement, url: str) -> str:
    for base in root.iter("base"):
        if target := join(url, base.get("href") or ""):
            return target
    return url


def _targets(root: HtmlElement, base: str, url: str, site: ArticleRule | None) -> Iterator[tuple[str, str | None]]:
    for number, anchor in enumerate(root.iter("a")):
        if number >= ANCHORS:
            return
        target = anchor_target(anchor, base)
        if target is None or target == url or not _own(target, url, site):
            continue
        if looks_like_article(target, site):
            yield target, anchor_text(anchor)


def anchor_target(anchor: HtmlElement, base: str) -> str | None:
    """The absolute URL without fragment; None for mail, scripts, anchors within the page and what is no URL."""
    href = (anchor.get("href") or "").strip()
    if not href or href.startswith("#") or len(href) > URL_CHARACTERS:
        return None
    target = join(base, href)
    return target.partition("#")[0] if target else None


def anchor_text(anchor: HtmlElement) -> str | None:
    """The first words of an anchor. Bounded: anchors can be nested in anchors, each holding the text of all within."""
    return clean_text(" ".join(islice(anchor.itertext(), ANCHOR_TEXTS)), limit=300)


def _own(target: str, url: str, site: ArticleRule | None) -> bool:
    return site.is_home_of(target) if site is not None else same_site(target, url)
