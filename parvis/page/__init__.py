"""Bytes to a page: pure functions, no network, clock or file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from parvis.page.access import judge_access
from parvis.page.blocks import read_fragments
from parvis.page.boundary import find_boundary
from parvis.page.cleaning import clean
from parvis.page.document import read_document
from parvis.page.dormant import hide_dormant
from parvis.page.finishing import CAP
from parvis.page.layout import read_layout
from parvis.page.metadata import read_metadata
from parvis.page.permissions import read_rights
from parvis.page.signals import read_signals
from parvis.page.signature import with_signature
from parvis.page.teaser import mark_teaser
from parvis.page.visibility import read_visibility
from parvis.records import Link, Page

if TYPE_CHECKING:
    from parvis.ledger import Ledger
    from parvis.sites import Site

__all__ = ["clean", "judge_access", "read_page"]


def read_page(
    body: bytes,
    url: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    requested_url: str | None = None,
    fetched_at: datetime | None = None,
    link: Link | None = None,
    site: Site | None = None,
    ledger: Ledger | None = None,
) -> Page:
    """Read a page: all that may be remembered of it, and nothing from behind its wall.

    `url` is where the page came from after redirects. With a `ledger`, the site's boilerplate leaves the teaser.
    Raises PageError.
    """
    document = read_document(body, url, headers=headers)
    visibility = read_visibility(document)
    metadata = read_metadata(document, link=link, site=site, not_after=fetched_at, visibility=visibility)
    fragments = hide_dormant(document.markup, read_fragments(document, visibility, metadata))
    boundary = find_boundary(document, fragments, metadata, site=site)
    signals = read_signals(
        document,
        fragments,
        metadata,
        boundary=boundary,
        headers=headers,
        status=status,
        requested_url=requested_url,
        link=link,
        site=site,
    )
    page = Page(
        url=url,
        requested_url=requested_url or url,
        status=status,
        site=site.name if site else None,
        fetched_at=fetched_at,
        metadata=metadata,
        access=judge_access(signals),
        signals=signals,
        layout=read_layout(document),
        rights=read_rights(document, headers),
        encoding=document.encoding,
    )
    page = mark_teaser(with_signature(page, fragments, boundary), fragments, boundary, site=site)
    if ledger is None:
        return page
    kinds = [block.kind for block in ledger.statuses(page)]
    return clean(page, kinds, teaser_max_words=site.teaser_max_words if site else CAP)
