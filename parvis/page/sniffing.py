"""Bytes that are no HTML page: told by their first bytes, by what they are declared as, or by their first tag."""

from __future__ import annotations

import re

from parvis.errors import NotHtml

__all__ = ["refuse_other_kinds"]

SNIFFED = 2048  # bytes
FEW_CONTROLS = 4
MAX_CONTROLS = 0.05  # share of control characters among the first bytes of a text

_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"BZh",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
    b"\xfd7zXZ",
    b"wOFF",
    b"wOF2",
    b"OggS",
    b"ID3",
    b"\x7fELF",
    b"MZ\x90",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",
    b"SQLite format 3",
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p)\b", re.IGNORECASE)
_XML_ROOT = re.compile(
    rb"(?:<\?[^>]*+>|<!--.*?-->|<!doctype[^>]*+>|\s)*+<(?:\w++:)?(?:rss|feed|rdf|urlset|sitemapindex|svg|opml)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON = re.compile(rb"\{\s*\"|\[\s*[\[{\"\d]")
_TAG = re.compile(rb"<[a-zA-Z!?/]")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def refuse_other_kinds(body: bytes, content_type: str | None) -> None:
    """Raise NotHtml for images, archives, PDF, JSON, feeds, sitemaps and the like."""
    if body.startswith(_MAGIC) or body[4:8] == b"ftyp":
        raise NotHtml("the body is binary data, not a page: not read")
    if body.startswith(_UTF16):
        return
    head = body[:SNIFFED].lstrip(b"\xef\xbb\xbf\t\n\f\r \x00")
    if len(head) - len(head.translate(None, _CONTROLS)) > FEW_CONTROLS + MAX_CONTROLS * len(head):
        raise NotHtml("the body is binary data, not a page: not read")
    if _XML_ROOT.match(head):
        raise NotHtml(
            "the body is XML (a feed, sitemap or drawing), not a page: give it to `sites add` or `crawl` as a source"
        )
    if _JSON.match(head):
        raise NotHtml("the body is JSON, not a page: not read")
    if not _HTML.search(head):
        _refuse_plain(body, head, (content_type or "").partition(";")[0].strip().lower())


def _refuse_plain(body: bytes, head: bytes, declared: str) -> None:
    if "json" in declared:
        raise NotHtml("the body is JSON, not a page: not read")
    if declared.startswith(("image/", "audio/", "video/", "font/", "application/pdf", "text/plain", "text/css")):
        raise NotHtml(f"the body is declared as {declared.partition('/')[0]}, not as a page: not read")
    if not _TAG.search(body):
        raise NotHtml("there is no tag in the body: not a page")
