"""Bytes to a tree: the first step of reading a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import html

from parvis.errors import EmptyPage, NotHtml, PageTooLarge
from parvis.page.decoding import decode

__all__ = ["MAX_BYTES", "Document", "decode", "read_document"]

MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed page."""

    url: str
    root: html.HtmlElement = field(repr=False)
    encoding: str
    replacements: int  # characters that the encoding did not know
    base_url: str


def read_document(body: bytes, url: str, *, headers: Mapping[str, str] | None = None) -> Document:
    if not body.strip():
        raise EmptyPage("the page is empty: nothing to read")
    if len(body) > MAX_BYTES:
        raise PageTooLarge(f"the page has {len(body)} bytes, more than {MAX_BYTES}")
    content_type = {name.lower(): value for name, value in (headers or {}).items()}.get("content-type")
    text, encoding, replacements = decode(body, content_type)
    source = text.replace("\0", "").encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (ValueError, html.etree.ParserError) as error:
        raise NotHtml("no HTML element was found") from error
    base = root.find(".//base[@href]")
    base_url = urljoin(url, base.get("href", "")) if base is not None else url
    return Document(url=url, root=root, encoding=encoding, replacements=replacements, base_url=base_url)
