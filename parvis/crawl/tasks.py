"""What runs in the worker processes: pure functions over bytes. Imports neither Scrapy nor the archive.

An exception that is not ours stays in the worker: its message may quote the page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from parvis.crawl.place import ReaderBroken, describe
from parvis.discover import find_sources, guess_sources, read_feed, read_listing, read_sitemap, sniff_kind
from parvis.errors import ParvisError, SourceError
from parvis.page import read_page
from parvis.records import Capture, Link, Page
from parvis.sites import Site
from parvis.words import Kind

NOWHERE = "http://nowhere.invalid/"  # the base of a page that does not say where it is from

P = ParamSpec("P")
T = TypeVar("T")


def _speechless(function: Callable[P, T]) -> Callable[P, T]:
    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except (ParvisError, MemoryError):
            raise
        except Exception as error:
            raise ReaderBroken(describe(error)) from None

    return inner


@_speechless
def page_of(capture: Capture, site: Site) -> Page:
    fetch = capture.fetch
    return read_page(
        capture.body,
        fetch.url,
        status=fetch.status,
        headers=capture.headers,
        requested_url=fetch.requested_url,
        fetched_at=fetch.fetched_at,
        link=capture.link,
        site=site,
    )


@_speechless
def links_of(body: bytes, url: str, *, kind: Kind, site: Site, explore: bool) -> tuple[Link, ...]:
    """The links of a source, read as what its first bytes say it is. `explore`: also the sources a home page names.

    Raises:
        SourceError: nothing that could be read.
    """
    shape = sniff_kind(body)
    if shape is None:
        raise SourceError(f"the {kind} is no feed, sitemap or page")
    if shape is Kind.FEED:
        return read_feed(body, url)
    if shape is Kind.SITEMAP:
        return read_sitemap(body, url)
    if kind is not Kind.LISTING and not explore:
        raise SourceError(f"the {kind} is an HTML page; name the {kind} itself, or make it a listing of the site")
    sources = (find_sources(body, url) or guess_sources(url)) if explore else ()
    return (*sources, *read_listing(body, url, site))


@_speechless
def address_of(body: bytes) -> str | None:
    """The address that a page gives as its own, for one that came without."""
    return read_page(body, NOWHERE).metadata.canonical_url
