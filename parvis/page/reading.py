"""From a document to a page, in the two steps between which a site's layout may step in: read, then judge."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from parvis.page.access import judge_access
from parvis.page.blocks import Fragment, read_fragments
from parvis.page.boundary import Boundary, find_boundary
from parvis.page.document import Document
from parvis.page.dormant import hide_dormant
from parvis.page.layout import read_layout
from parvis.page.metadata import read_metadata
from parvis.page.named import NOTHING, Named
from parvis.page.permissions import read_rights
from parvis.page.signals import read_signals
from parvis.page.signature import with_signature
from parvis.page.teaser import mark_teaser
from parvis.page.visibility import Visibility
from parvis.page.wall_layout import read_wall_layout
from parvis.records import Link, Metadata, Page
from parvis.words import Access

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["Delivered", "Reading", "judge", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A page as it was delivered: all that a reading starts from."""

    document: Document
    visibility: Visibility
    status: int = 200
    headers: Mapping[str, str] | None = None
    requested_url: str | None = None
    fetched_at: datetime | None = None
    link: Link | None = None
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a page, before it is judged. Holds withheld text: it never leaves parvis.page."""

    metadata: Metadata
    fragments: Sequence[Fragment] = field(repr=False)
    boundary: Boundary


def read(delivered: Delivered, *, named: Named = NOTHING, body: Collection[HtmlElement] = ()) -> Reading:
    """Metadata, fragments and boundary. `named` and `body` are what a site's layout names on the page."""
    document, site = delivered.document, delivered.site
    metadata = read_metadata(
        document,
        link=delivered.link,
        site=site,
        not_after=delivered.fetched_at,
        visibility=delivered.visibility,
        named=named,
    )
    fragments = hide_dormant(document, read_fragments(document, delivered.visibility, metadata, body=body))
    boundary = find_boundary(document, fragments, metadata, site=site)
    return Reading(metadata, fragments, boundary)


def judge(delivered: Delivered, reading: Reading, *, closed: bool = False) -> Page:
    """The page: signals, verdict, and the text that may be kept under it.

    `closed`: whatever the verdict, text is kept as on a page that is not free.
    """
    document, site = delivered.document, delivered.site
    signals = read_signals(
        document,
        reading.fragments,
        reading.metadata,
        boundary=reading.boundary,
        headers=delivered.headers,
        status=delivered.status,
        requested_url=delivered.requested_url,
        link=delivered.link,
        site=site,
    )
    page = Page(
        url=document.url,
        requested_url=delivered.requested_url or document.url,
        status=delivered.status,
        site=site.name if site else None,
        fetched_at=delivered.fetched_at,
        metadata=reading.metadata,
        access=judge_access(signals),
        signals=signals,
        layout=read_layout(document),
        rights=read_rights(document, delivered.headers, license_url=reading.metadata.license),
        encoding=document.encoding,
    )
    kept_as = replace(page.access, state=Access.METERED) if closed and page.access.state is Access.FREE else page.access
    signed = with_signature(replace(page, access=kept_as), reading.fragments, reading.boundary)
    marked = mark_teaser(signed, reading.fragments, reading.boundary, site=site)
    return replace(
        marked,
        access=replace(page.access, wall_text=marked.access.wall_text),
        wall_layout=read_wall_layout(reading.fragments, reading.boundary, kept_as.state),
    )
