"""What a body is, by its first bytes: the final say after a URL was fetched by guess."""

from __future__ import annotations

import re
import zlib
from enum import StrEnum

from parvis.discover.guard import GZIP, after_prolog, as_utf8
from parvis.words import Kind

HEAD = 64 * 2**10  # bytes looked at


class Shape(StrEnum):
    """The form of a source, whatever its kind."""

    XML_FEED = "XML feed"
    JSON_FEED = "JSON feed"
    SITEMAP = "sitemap"
    TEXT_SITEMAP = "text sitemap"
    HTML = "HTML page"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_KINDS = {
    Shape.XML_FEED: Kind.FEED,
    Shape.JSON_FEED: Kind.FEED,
    Shape.SITEMAP: Kind.SITEMAP,
    Shape.TEXT_SITEMAP: Kind.SITEMAP,
    Shape.HTML: Kind.LISTING,
}
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
# Many a source begins with a warning of the program that made it.
_LATE = re.compile(rb"<(?:[\w.-]{1,40}:)?(rss|feed|rdf|urlset|sitemapindex|html)(?=[\s/>])", re.IGNORECASE)
LATE = 4 * 2**10  # bytes
_ROOTS = {
    b"rss": Shape.XML_FEED,
    b"feed": Shape.XML_FEED,
    b"rdf": Shape.XML_FEED,
    b"channel": Shape.XML_FEED,
    b"urlset": Shape.SITEMAP,
    b"sitemapindex": Shape.SITEMAP,
    b"html": Shape.HTML,
}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|div|script|link|p|h1)(?=[\s/>])", re.IGNORECASE)
_BARE = re.compile(rb"<!doctype[^\[\]<>]{0,300}>\s*", re.IGNORECASE)
_URL_LINE = re.compile(rb"\s*https?://\S{1,2000}\s*(?:\n|\r|$)", re.IGNORECASE)
_JSON_FEED = re.compile(rb"\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org|\"items\"\s*:\s*\[")


def sniff_kind(body: bytes) -> Kind | None:
    """The kind of source the body is; None when it is none (empty, an image, JSON of another kind)."""
    return _KINDS.get(sniff_shape(body))


def sniff_shape(body: bytes) -> Shape:
    head = as_utf8(_plain_head(body))
    start = after_prolog(head)
    rest = head[start : start + HEAD]
    if not rest.strip():
        return Shape.EMPTY
    if rest[:1] == b"{":
        return Shape.JSON_FEED if _JSON_FEED.search(rest) else Shape.UNKNOWN
    if _HTML.match(rest):
        return Shape.HTML
    if _URL_LINE.match(rest):
        return Shape.TEXT_SITEMAP
    found = _ROOT.match(_BARE.sub(b"", rest, count=1))
    shape = _ROOTS.get(found[1].lower()) if found else None
    late = None if shape or b"\0" in rest[:LATE] else _LATE.search(rest, 0, LATE)
    return shape or (_ROOTS[late[1].lower()] if late else Shape.UNKNOWN)


def _plain_head(body: bytes) -> bytes:
    if not body.startswith(GZIP):
        return body[: 4 * HEAD]
    try:
        return zlib.decompressobj(wbits=31).decompress(body, 4 * HEAD)
    except zlib.error:
        return b""
