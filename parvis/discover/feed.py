"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed 1 and 1.1."""

from __future__ import annotations

import calendar
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from parvis.discover.guard import FEED_BYTES, FEED_TAGS, check_feed, guarded_xml, inflate, refuse
from parvis.discover.licensing import FeedTerms, read_terms
from parvis.discover.sniffing import HEAD, Shape, sniff_shape
from parvis.discover.values import clean_text, read_date, sane
from parvis.errors import SourceError
from parvis.identity import join
from parvis.records import Link
from parvis.words import Kind

ENTRIES = 5_000  # a feed of more is a whole archive or a trap

# Anywhere in the head: many a feed begins with a warning of the program that made it.
_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,40}:)?(?:rss|feed|rdf|channel)[\s/>]", re.IGNORECASE)
_NO_FEED = "is neither RSS, Atom nor JSON Feed"
_LOOK_ON = "look for the feed's address on the site's home page"
_REFUSED = {
    Shape.HTML: "is an HTML page, not a feed; if it is a home page, give it as listing",
    Shape.SITEMAP: "is a sitemap, not a feed; give it as sitemap",
    Shape.TEXT_SITEMAP: "is a list of URLs, not a feed; give it as sitemap",
    Shape.EMPTY: "is empty",
}


def read_feed(body: bytes, url: str) -> tuple[Link, ...]:
    """The entries in the order of the feed, each URL once; () for a feed without entries.

    Relative links are resolved against xml:base, else `url`. Dates without a zone are taken as UTC. The first category
    becomes the section: feeds have no element for access, and a category "premium" is no more than that.

    Raises:
        SourceError: not a feed, too large, or not readable; says what it is instead and what to do.
    """
    body = inflate(body, what="feed", limit=FEED_BYTES)
    shape = sniff_shape(body)
    if shape in _REFUSED:
        raise SourceError(f"the feed {_REFUSED[shape]}")
    links = _json_links(body, url) if shape is Shape.JSON_FEED else _xml_links(body, url)
    return unique(links, limit=ENTRIES)


def unique(links: Iterable[Link], *, limit: int) -> tuple[Link, ...]:
    """The first `limit` links with different URLs; the first of a URL stays."""
    seen: dict[str, Link] = {}
    for link in links:
        seen.setdefault(link.url, link)
        if len(seen) >= limit:
            break
    return tuple(seen.values())


def _xml_links(body: bytes, url: str) -> Iterator[Link]:
    data = guarded_xml(body, what="feed", limit=FEED_BYTES, tags=FEED_TAGS)
    if not _ROOT.search(data, 0, HEAD):
        refuse("feed", _NO_FEED, _LOOK_ON)
    check_feed(data)
    parsed, terms = _parsed(data, url), read_terms(data, url)
    entries = dict.get(parsed, "entries") or []
    if not entries and not dict.get(parsed, "version"):
        refuse("feed", _NO_FEED, _LOOK_ON)
    return (link for entry in entries if (link := _entry_link(entry, url, terms)))


def _parsed(data: bytes, url: str) -> Any:
    try:
        # Never a str: feedparser would open it as a URL or a file. Contents are neither cleaned nor resolved, for
        # they are not read.
        return feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # feedparser's parsers raise whatever the document makes them trip over
        raise SourceError(f"the feed cannot be read ({type(error).__name__} in feedparser)") from None


def _entry_link(entry: dict[str, Any], url: str, terms: FeedTerms) -> Link | None:
    # dict.get throughout: feedparser's own look-up warns and maps `updated` onto `published`.
    target = _target(entry, url)
    if target is None:
        return None
    return Link(
        url=target,
        title=clean_text(dict.get(entry, "title")),
        published_at=_moment(dict.get(entry, "published_parsed")) or _moment(dict.get(entry, "created_parsed")),
        modified_at=_moment(dict.get(entry, "updated_parsed")),
        section=_section(dict.get(entry, "tags")),
        rsl=terms.of(target),
        found_on=url,
        found_in=Kind.FEED,
    )


def _target(entry: dict[str, Any], url: str) -> str | None:
    """The address of the article: the original behind a counting redirect, the alternate link, the permanent guid."""
    for key in ("feedburner_origlink", "link", "id"):
        value = dict.get(entry, key)
        if not isinstance(value, str) or not value.strip():
            continue
        if key == "id" and not value.startswith(("http://", "https://")):
            continue
        if target := join(url, value.strip()):
            return target
    return None


def _section(tags: object) -> str | None:
    for tag in tags if isinstance(tags, list) else ():
        if term := clean_text(dict.get(tag, "term") or dict.get(tag, "label"), limit=200):
            return term
    return None


def _moment(parsed: object) -> datetime | None:
    if not isinstance(parsed, tuple):  # a struct_time in UTC
        return None
    try:
        return sane(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
    except (OverflowError, ValueError, OSError):
        return None


def _json_links(body: bytes, url: str) -> Iterator[Link]:
    if len(body) > FEED_BYTES:
        refuse("feed", f"is larger than {FEED_BYTES // 2**20} MiB")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise SourceError("the feed is not valid JSON") from None
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        refuse("feed", "is JSON without a list of items, not a JSON Feed")
    return (link for item in items if isinstance(item, dict) and (link := _item_link(item, url)))


def _item_link(item: Mapping[str, Any], url: str) -> Link | None:
    target = next((t for key in ("url", "external_url", "id") if (t := _json_target(item.get(key), url, key))), None)
    if target is None:
        return None
    tags = item.get("tags")
    return Link(
        url=target,
        title=clean_text(item.get("title")),
        published_at=read_date(item.get("date_published")),
        modified_at=read_date(item.get("date_modified")),
        section=next((t for tag in tags if (t := clean_text(tag, limit=200))), None)
        if isinstance(tags, list)
        else None,
        found_on=url,
        found_in=Kind.FEED,
    )


def _json_target(value: object, url: str, key: str) -> str | None:
    if not isinstance(value, str) or (key == "id" and not value.startswith(("http://", "https://"))):
        return None
    return join(url, value)
