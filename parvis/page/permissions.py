"""What a page and its headers allow: the tree's part of parvis.rights.tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from parvis.identity import join
from parvis.page.document import Document
from parvis.records import Rights
from parvis.rights.tags import RSL, page_rights

__all__ = ["read_rights"]

MAX_METAS = 1_000


def read_rights(
    document: Document, headers: Mapping[str, str] | None = None, *, license_url: str | None = None
) -> Rights:
    """Rights of one response. Never raises; a licence is the first rel=license that is an http(s) URL, else that of a
    Link header, else `license_url`."""
    markup = document.markup
    named = ((meta.get("name"), meta.get("content")) for meta in markup.tagged("meta")[:MAX_METAS])
    metas = [(name, content) for name, content in named if name is not None and content is not None]
    licensing = [e for e in markup.having("rel") if e.tag in ("link", "a") and "license" in e.get("rel", "").split()]
    rsl = [e for e in licensing if e.get("type", "").strip().lower() == RSL]
    rights = page_rights(
        headers or {},
        metas,
        license_url=_first_url(document, (e for e in licensing if e not in rsl)),
        rsl_url=_first_url(document, rsl),
    )
    rights = replace(rights, license=rights.license or license_url)
    return replace(rights, nosnippet_elements=len(markup.having("data-nosnippet")))


def _first_url(document: Document, elements: Iterable[HtmlElement]) -> str | None:
    urls = (join(document.base_url, href) for e in elements if (href := e.get("href")) is not None)
    return next(filter(None, islice(urls, 5)), None)
