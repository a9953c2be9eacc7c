"""Bytes to a tree: the first step of reading a page, and the one that meets hostile input.

Limits are checked on the source, before lxml sees it, for lxml takes minutes over some pages of a few hundred
kilobytes (a tag with 40,000 attributes) and silently drops what is nested more than 2,048 deep. Such pages are
refused, never cut: what would be lost is unknown. A tag whose long list of attributes is broken up by ">" within
quotes passes the check; it costs the worker's time limit, not the crawl.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

from lxml import etree, html

from parvis.errors import EmptyPage, NotHtml, PageTooLarge
from parvis.page.decoding import decode
from parvis.page.disorder import misnested
from parvis.page.markup import Markup, read_markup
from parvis.page.normalising import mend, wrap_loose_text
from parvis.page.sniffing import refuse_other_kinds
from parvis.page.tags import OF_HEAD
from parvis.page.tokens import Token, read_tags, read_tokens

__all__ = ["MAX_ATTRIBUTES", "MAX_BYTES", "MAX_TAGS", "Document", "decode", "read_document"]

MAX_BYTES = 5_000_000
MAX_TAGS = 200_000  # "<" signs: no fewer than elements
MAX_ATTRIBUTES = 1_000  # of one tag
MAX_DEPTH = 512  # elements in one another: browsers build no deeper tree; of real pages, the deepest seen has 34

# What a page may not hold: NUL ends lxml's reading early, the others are marks of the walk (parvis.page.walk).
_REMOVED = b"\x00\x1d\x1e\x1f"
LONG_TAG = 2 * MAX_ATTRIBUTES  # bytes: no shorter tag has more
_TAG_START = re.compile(rb"<[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(rb"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?")
_is_deep = etree.XPath("boolean(" + "/*" * MAX_DEPTH + ")")  # ends at the page's own depth
_LOOKUP = etree.ElementDefaultClassLookup(element=html.HtmlElement)  # lxml.html's own is written in Python and slow


@dataclass(frozen=True, kw_only=True)  # without slots, for what is read from the source once and goes with the page
class Document:
    """A parsed page."""

    url: str
    root: html.HtmlElement = field(repr=False)
    markup: Markup = field(repr=False)  # where its elements are
    encoding: str
    replacements: int  # characters that the encoding did not know
    base_url: str  # what links are relative to
    source: bytes = field(default=b"", repr=False)  # UTF-8; where the tree leaves a doubt about hiding

    @cached_property
    def misnested(self) -> frozenset[str]:
        """The names of elements that need not end in lxml's tree where they do in a browser's."""
        return misnested(read_tags(self.source.decode("utf-8", "replace")))

    @cached_property
    def tokens(self) -> list[Token]:
        """The tags and texts of the source."""
        return read_tokens(self.source.decode("utf-8", "replace"))


def read_document(body: bytes, url: str, *, headers: Mapping[str, str] | None = None) -> Document:
    """The tree of a page. Raises EmptyPage, NotHtml or PageTooLarge."""
    if len(body) > MAX_BYTES:
        raise PageTooLarge(f"the page has {len(body)} bytes, more than {MAX_BYTES}: not read")
    if not body.strip(b"\x00\t\n\f\r "):
        raise EmptyPage("the page has no bytes but white space: nothing to read")
    content_type = _header(headers or {}, "content-type")
    refuse_other_kinds(body, content_type)
    text, encoding, replacements = decode(body, content_type)
    source = _clean(body if encoding == "utf-8" and not replacements else text.encode("utf-8", "replace"))
    _refuse_floods(source)
    source = mend(source)
    root = _parse(source)
    _end_head(root)
    markup = read_markup(root)
    wrap_loose_text(details=markup.tagged("details"), templates=markup.tagged("template"))
    return Document(
        url=url,
        root=root,
        markup=markup,
        encoding=encoding,
        replacements=replacements,
        base_url=_base_url(markup, url),
        source=source,
    )


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.lower() == name), None)


def _clean(source: bytes) -> bytes:
    source = source.removeprefix(BOM_UTF8)
    return source.translate(None, _REMOVED) if any(mark in source for mark in _REMOVED) else source


def _refuse_floods(source: bytes) -> None:
    if source.count(b"<") > MAX_TAGS:
        raise PageTooLarge(f"the page has more than {MAX_TAGS} tags: not read")
    for start, end in _long_stretches(source):
        if _count_attributes(source[start:end]) > MAX_ATTRIBUTES and not _is_raw(source, start):
            raise PageTooLarge(f"a tag of the page has more than {MAX_ATTRIBUTES} attributes: not read")


def _long_stretches(source: bytes) -> Iterator[tuple[int, int]]:
    """(start, end) of each stretch without ">" in which a tag could have too many attributes."""
    start = 0
    while start + LONG_TAG < len(source):
        last = source.rfind(b">", start, start + LONG_TAG)
        if last < 0:
            last = source.find(b">", start + LONG_TAG)
            last = len(source) if last < 0 else last
            yield start, last
        start = last + 1


def _count_attributes(stretch: bytes) -> int:
    """At least the attributes of the first tag in a stretch of source; exact where they may be too many."""
    tag = _TAG_START.search(stretch)
    if tag is None:
        return 0
    separators = len(stretch) - len(stretch.translate(None, b" \t\n\r\f/\"'"))
    return separators if separators < MAX_ATTRIBUTES else sum(1 for _ in _ATTRIBUTE.finditer(stretch, tag.end()))


def _is_raw(source: bytes, place: int) -> bool:
    """Whether a place is in a script or style sheet, which may well look like such a tag."""
    return any(
        source.rfind(b"<" + name, 0, place) > source.rfind(b"</" + name, 0, place) for name in (b"script", b"style")
    )


def _parse(source: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_LOOKUP)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (ValueError, etree.LxmlError, AssertionError) as error:
        raise NotHtml("there is no HTML element in the page: not read") from error
    if _is_deep(root) or any("depth" in entry.message.lower() for entry in parser.error_log.filter_from_fatals()):
        raise PageTooLarge("the page's elements are nested too deep: not read")
    return root


def _end_head(root: html.HtmlElement) -> None:
    """Have the head end where a browser ends it, at the first element that is none of its own ("in head", 13.2.6.4.4
    of the HTML standard): lxml reads on where a page leaves the tags of head and body out.
    """
    head = root.find("head")
    first = next((child for child in head if child.tag not in OF_HEAD), None) if head is not None else None
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for place, element in enumerate([first, *first.itersiblings()]):
        body.insert(place, element)


def _base_url(markup: Markup, url: str) -> str:
    hrefs = (href for base in markup.tagged("base") if (href := base.get("href")) is not None)
    try:
        return urljoin(url, next(hrefs, "").strip())
    except ValueError:
        return url
