"""Bytes to a page: pure functions, no network, clock or file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from parvis.page.access import judge_access
from parvis.page.cleaning import clean
from parvis.page.document import read_document
from parvis.page.finishing import CAP
from parvis.page.overriding import read_as_defined
from parvis.page.reading import Delivered
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
    delivered = Delivered(
        document=document,
        visibility=read_visibility(document),
        status=status,
        headers=headers,
        requested_url=requested_url,
        fetched_at=fetched_at,
        link=link,
        site=site,
    )
    page, *_ = read_as_defined(delivered)
    if ledger is None:
        return page
    kinds = [block.kind for block in ledger.statuses(page)]
    return clean(page, kinds, teaser_max_words=site.teaser_max_words if site else CAP)
