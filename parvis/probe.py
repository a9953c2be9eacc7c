"""A look at one page or one site without keeping an archive: `parvis read URL`, `parvis sites add URL`.

Both are ordinary crawls, robots.txt, politeness and guards included, into an archive in a folder that is removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from parvis.archive import Archive, queries
from parvis.arguments import is_url
from parvis.crawl import CrawlRequest, run_crawl, state_for
from parvis.errors import CrawlError, NothingFound, ParvisError
from parvis.page import read_page
from parvis.records import Page
from parvis.sites import Site, adhoc_site, known_sites, site_for
from parvis.words import Kind


def read_source(source: str, *, db: Path, url: str | None, proxy: str | None) -> Page:
    """The page in a file, or at a URL; `db`: the archive beside which the user's own site definitions stand."""
    sites = known_sites(db)
    if is_url(source):
        return _read_url(source, sites, proxy=proxy)
    try:
        body = Path(source).read_bytes()
    except OSError as error:
        raise ParvisError(f"{source}: cannot be read: {error.strerror}; give a file or a whole http(s) URL") from error
    address = url or "http://localhost/"
    return read_page(body, address, site=site_for(address, sites))


def _read_url(url: str, sites: Mapping[str, Site], *, proxy: str | None) -> Page:
    site = site_for(url, sites) or adhoc_site(url)
    alone = replace(site, feeds=(), sitemaps=(), listings=(), article_pattern=None, exclude_pattern=None)
    pages: list[Page] = []
    with TemporaryDirectory(prefix="parvis-") as folder:
        db = Path(folder) / "archive.db"
        run_crawl(
            CrawlRequest(
                archive=db, sites=(alone,), articles=(url,), proxy=proxy, state=state_for(None), on_page=pages.append
            )
        )
        if not pages:
            with Archive.open(db) as archive:
                raise CrawlError(f"{url}: not read: {queries.reason_of(archive, url)}")
    return pages[0]


def explore_site(url: str, *, proxy: str | None) -> Site:
    """A definition with the feeds and sitemaps that a home page leads to and that could be read."""
    site = adhoc_site(url)
    with TemporaryDirectory(prefix="parvis-") as folder:
        db = Path(folder) / "archive.db"
        run_crawl(CrawlRequest(archive=db, sites=(), urls=(url,), max_pages=0, proxy=proxy, state=state_for(None)))
        with Archive.open(db) as archive:
            found = queries.read_sources(archive)
            why = queries.reason_of(archive, url)
    if not found:
        raise NothingFound(f"{url}: no feed, sitemap or article link was found there ({why})")
    return replace(
        site,
        home=url,
        feeds=tuple(source for source, kind in found if kind is Kind.FEED),
        sitemaps=tuple(source for source, kind in found if kind is Kind.SITEMAP),
        listings=tuple(source for source, kind in found if kind is Kind.LISTING),
    )
