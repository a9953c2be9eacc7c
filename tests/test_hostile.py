"""Hostile pages, read as a crawl reads them: each ends as a record or as a reason, and the next page is read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

import parvis
from parvis.crawl.readers import Readers
from parvis.crawl.tasks import page_of
from parvis.discover import read_listing
from parvis.errors import EmptyPage, NotHtml, PageTooLarge
from parvis.identity import canonical_for
from parvis.records import Capture, Fetch, Page
from parvis.sites import Site
from tests.hostile_pages import HEADLINE, READ, REFUSED

URL = "https://gazette.example/2026/05/harbour-bridge"
SITE = Site(name="gazette", title="The Gazette", home="https://gazette.example/")
ORDINARY = b"<html><body><article><h1>Next page</h1><p>It is read as if nothing had been.</p></article></body></html>"


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """The pool of a crawl, with its limits of CPU and memory: a worker that passes them dies."""
    readers = Readers(workers=1)
    yield readers
    readers.close()


def both(readers: Readers, body: bytes) -> list[Page | BaseException]:
    """What becomes of a page, and of an ordinary one behind it in the same worker."""
    return asyncio.run(_both(readers, body))


async def _both(readers: Readers, body: bytes) -> list[Page | BaseException]:
    fetch = Fetch(requested_url=URL, url=URL, status=200, fetched_at=datetime(2026, 5, 4, tzinfo=UTC))
    captures = [Capture(site="gazette", fetch=fetch, headers={}, body=each) for each in (body, ORDINARY)]
    return await asyncio.gather(*(readers.run(page_of, one, SITE) for one in captures), return_exceptions=True)


@pytest.mark.parametrize("build", READ.values(), ids=READ.keys())
def test_a_hostile_page_is_read_within_the_limits_of_a_worker(readers: Readers, build: Callable[[], bytes]) -> None:
    page, following = both(readers, build())

    assert isinstance(page, Page), repr(page)
    assert page.metadata.headline == HEADLINE
    assert isinstance(following, Page)


@pytest.mark.parametrize("build", REFUSED.values(), ids=REFUSED.keys())
def test_a_page_beyond_reading_is_refused_for_a_reason(readers: Readers, build: Callable[[], bytes]) -> None:
    error, following = both(readers, build())

    assert isinstance(error, (PageTooLarge, NotHtml, EmptyPage)), repr(error)
    assert str(error).endswith(": not read")
    assert isinstance(following, Page)


def test_no_href_of_the_url_standard_costs_a_page(shared: Path) -> None:
    cases = json.loads((shared / "suites/whatwg-urls.json").read_text(encoding="utf-8"))
    hrefs = [case["input"] for case in cases if isinstance(case, dict)]

    assert len(hrefs) > 800
    for href in hrefs:
        page = parvis.read_page(_with_href(href), URL)
        canonical_for(page)
        read_listing(_with_href(href), URL)
        assert page.metadata.headline == HEADLINE


def _with_href(href: str) -> bytes:
    """A page that uses a reference wherever a page can have one."""
    text = "".join(escape(sign) if sign.isprintable() else f"&#{ord(sign)};" for sign in href)
    return (
        f'<html><head><base href="{text}"><link rel=canonical href="{text}"><meta property=og:url content="{text}">'
        f'<meta property=og:image content="{text}"><script src="{text}"></script></head><body><article>'
        f'<h1>{HEADLINE}</h1><p>Words and <a href="{text}">a link with a title</a> and <img src="{text}"></p></article>'
    ).encode("utf-8", "surrogatepass")
