"""What a source may be before a parser sees it: its size, depth and shape. Every refusal is a `SourceError`.

The limits answer measured attacks: feedparser takes 14.8 s on 300,000 nested tags and 96 s on 100,000 attributes of one
tag, lxml 84 s on 80,000; 509 KiB of gzip hold 512 MiB; a document type can define entities that grow or read files, and
is therefore refused in feeds and sitemaps, but for the bare one that RSS 0.91 prescribes.
"""

from __future__ import annotations

import codecs
import re
import zlib
from typing import NoReturn

from parvis.errors import SourceError

FEED_BYTES = 10 * 2**20
SITEMAP_BYTES = 50 * 2**20  # the limit of sitemaps.org, before compression
LISTING_BYTES = 5 * 2**20
FEED_TAGS = 200_000  # 5,000 entries of 40 tags; feedparser needs some 14 µs a tag
SITEMAP_TAGS = 2_000_000  # 50,000 URLs of 40 tags
DEPTH = 1_000  # broken feeds leave many tags open
# Of a feed, in CDATA as well: feedparser falls back to a parser that stops at each of these signs.
SIGNS = ((b"<", 500_000), (b"&", 1_000_000))
FEED_ATTRIBUTES = 200  # of one tag
FEED_TAG = 2**20  # bytes of one tag
ATTRIBUTES = 1_000  # of one HTML tag
MEMBERS = 1_000  # of a gzip file; block gzip has one for 64 KiB

GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"^(<\?xml[^>]{0,100}?)\s+encoding\s*=\s*[\"'][^\"'>]{0,40}[\"']")
# White space, XML declaration, processing instructions, comments. Atomic: no comment is ever tried twice.
_PROLOG = re.compile(rb"(?>\s+|<\?(?>[^?]+|\?(?!>))*\?>|<!--(?>[^-]+|-(?!->))*-->)*+")
_DOCTYPE = re.compile(rb"<!doctype\b", re.IGNORECASE)
_BARE_DOCTYPE = re.compile(rb"<!doctype\s+rss\b[^\[\]<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(rb"<(?:!--|!\[CDATA\[|[?!]|/?(?=[A-Za-z_:\x80-\xff]))")
# An HTML start tag as the HTML standard reads it (attribute values may hold "<" and ">"). Atomic throughout: linear.
_HTML_TAG = re.compile(
    rb"""<[A-Za-z][^\s/>]*+
    (?>[\s/]++|=?[^\s/>=]++(?>\s*+=\s*+(?>"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)?+)?+|=)*+""",
    re.VERBOSE,
)
_HTML_ATTRIBUTE = re.compile(rb"[^\s/>=\"'][^\s/>=]*+(?>\s*+=\s*+(?>\"[^\"]*+\"?+|'[^']*+'?+|[^\s>\"'][^\s>]*+)?+)?+")


def refuse(what: str, problem: str, remedy: str = "") -> NoReturn:
    """Raise the `SourceError`; names the kind of source and the problem, never its text."""
    raise SourceError(f"the {what} {problem}" + (f"; {remedy}" if remedy else ""))


def inflate(body: bytes, *, what: str, limit: int = SITEMAP_BYTES) -> bytes:
    """The body without its gzip, if it has one. A torn end gives what came through."""
    if not body.startswith(GZIP):
        return body
    parts: list[bytes] = []
    size, rest = 0, body
    while rest.startswith(GZIP):  # gzip files may be strung together
        if len(parts) >= MEMBERS:
            refuse(what, f"is strung together from more than {MEMBERS:,} gzip files")
        stream = zlib.decompressobj(wbits=31)
        try:
            parts.append(stream.decompress(rest, limit + 1 - size))
        except zlib.error:
            refuse(what, "is not valid gzip", "the server may have sent it broken; try again later")
        size += len(parts[-1])
        if size > limit:
            ratio = size // max(1, len(body))
            refuse(what, f"inflates to more than {limit // 2**20} MiB (at least {ratio} times its size)")
        rest = stream.unused_data
    plain = b"".join(parts)
    if plain.startswith(GZIP):
        refuse(what, "is compressed twice")
    return plain


def as_utf8(body: bytes) -> bytes:
    """The body without byte order mark; UTF-16 and UTF-32 re-coded, so that byte searches see what the parser sees."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _recoded(body, encoding) if encoding != "utf-8" else body[len(mark) :]
    if body[:2] in {b"<\0", b"\0<"}:  # XML 1.0 appendix F.1: UTF-16 without a mark
        return _recoded(body, "utf-16-le" if body[:1] == b"<" else "utf-16-be")
    return body


def _recoded(body: bytes, encoding: str) -> bytes:
    text = body.decode(encoding, errors="replace").lstrip("\ufeff")
    return _DECLARED.sub(rb"\1", text.encode("utf-8", errors="replace"))


def after_prolog(body: bytes) -> int:
    """Where the first thing stands that is no white space, comment or declaration."""
    found = _PROLOG.match(body)
    return found.end() if found else 0


def guarded_xml(body: bytes, *, what: str, limit: int, tags: int) -> bytes:
    """The body as bytes that an XML parser may see: bounded, without document type."""
    if len(body) > limit:
        refuse(what, f"is larger than {limit // 2**20} MiB")
    body = as_utf8(body)
    start = after_prolog(body)
    if _DOCTYPE.match(body, start):
        bare = _BARE_DOCTYPE.match(body, start)
        if not bare:
            refuse(what, "has a document type (DOCTYPE), which can hide an entity bomb", "such documents are not read")
        body = body[:start] + body[bare.end() :]
    check_nesting(body, what=what, tags=tags)
    return body


def check_nesting(body: bytes, *, what: str, tags: int, depth: int = DEPTH) -> None:
    """Refuse more tags or a deeper nesting than a parser can bear."""
    seen = level = at = 0
    while found := _TAG.search(body, at):
        seen += 1
        if seen > tags or level > depth:
            refuse(what, f"has more than {tags:,} tags" if seen > tags else f"is nested deeper than {depth} levels")
        at, step = _past_tag(body, found)
        level = max(0, level + step)


_CLOSERS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


def _past_tag(body: bytes, found: re.Match[bytes]) -> tuple[int, int]:
    """Where the tag ends, and what it does to the depth."""
    opener = found.group()
    closer = _CLOSERS.get(opener, b">")
    end = body.find(closer, found.end())
    if end < 0:
        return len(body), 0
    if opener == b"</":
        return end + 1, -1
    if opener == b"<":
        return end + 1, 0 if body[end - 1 : end] == b"/" else 1
    return end + len(closer), 0


def check_attributes(body: bytes, *, what: str, limit: int = ATTRIBUTES, length: int = LISTING_BYTES) -> None:
    """Refuse a tag with more attributes than a parser can bear (all are quadratic in them), or a longer one."""
    for tag in _HTML_TAG.finditer(body):
        if tag.end() - tag.start() > length:
            refuse(what, f"has a tag longer than {length // 2**10:,} KiB")
        # An attribute and the space before it take two characters.
        if tag.end() - tag.start() > 2 * limit and sum(1 for _ in _HTML_ATTRIBUTE.finditer(tag.group())) > limit:
            refuse(what, f"has a tag with more than {limit:,} attributes")


def check_feed(body: bytes) -> None:
    """Refuse what feedparser cannot bear, beyond what holds for all XML."""
    for sign, limit in SIGNS:
        if body.count(sign) > limit:
            refuse("feed", f"has more than {limit:,} times the sign {sign.decode()}")
    check_attributes(body, what="feed", limit=FEED_ATTRIBUTES, length=FEED_TAG)
