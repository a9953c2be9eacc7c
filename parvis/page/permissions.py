"""What a page and its headers allow: the tree's part of parvis.rights.tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from parvis.identity import join
from parvis.page.document import Document
from parvis.records import Rights
from parvis.rights.tags import page_rights

__all__ = ["read_rights"]

MAX_METAS = 1_000
_METAS = etree.XPath("//meta[@name and @content]")
_LICENSES = etree.XPath(
    "(//link | //a)[@href and contains(concat(' ', normalize-space(@rel), ' '), ' license ')]/@href"
)
_UNQUOTED = etree.XPath("count(//@data-nosnippet)")


def read_rights(document: Document, headers: Mapping[str, str] | None = None) -> Rights:
    """Rights of one response. Never raises; a licence is the first rel=license that is an http(s) URL."""
    metas = [(meta.get("name", ""), meta.get("content", "")) for meta in _METAS(document.root)[:MAX_METAS]]
    licenses = (join(document.base_url, href) for href in _LICENSES(document.root)[:5])
    rights = page_rights(headers or {}, metas, license_url=next(filter(None, licenses), None))
    return replace(rights, nosnippet_elements=int(_UNQUOTED(document.root)))
