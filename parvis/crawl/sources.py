"""Where a crawl begins: the sources of its sites, and what a URL given by hand may be."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from parvis.crawl.request import CrawlRequest
from parvis.errors import CrawlError
from parvis.identity import is_http
from parvis.records import Link
from parvis.sites import Site, adhoc_site, site_for
from parvis.words import Kind

_SITEMAP = re.compile(r"site-?map", re.IGNORECASE)
_FEED = re.compile(r"(?:^|[/._-])(?:rss|feeds?|atom)(?:$|[/._-])|\.(?:rss|atom|xml|json)$", re.IGNORECASE)


def guess_kind(url: str) -> Kind:
    """What a URL looks like; the first bytes of its body have the last word."""
    path = urlsplit(url).path
    if _SITEMAP.search(path):
        return Kind.SITEMAP
    return Kind.FEED if _FEED.search(path) else Kind.LISTING


def sites_of(request: CrawlRequest) -> dict[str, Site]:
    """The sites of a crawl by name: those asked for, and one for each URL that none of them owns."""
    sites = {site.name: site for site in request.sites}
    for url in (*request.urls, *request.articles):
        if not is_http(url):
            raise CrawlError(f"{url}: not an http or https URL, and no site has this name (parvis sites list)")
        if site_for(url, sites) is None:
            site = adhoc_site(url)
            sites[site.name] = site
    if not sites:
        raise CrawlError("nothing to crawl: name a site (parvis sites list) or a URL")
    return sites


def first_links(
    request: CrawlRequest, sites: dict[str, Site], held: Collection[str] = ()
) -> dict[str, tuple[Link, ...]]:
    """The sources that each site begins with. A URL given by hand stands for its site; a site without sources begins
    at its home page, which is then asked for feeds and sitemaps, but where the archive holds what was found so."""
    given: dict[str, list[Link]] = {name: [] for name in sites}
    for url in request.urls:
        if site := site_for(url, sites):
            given[site.name].append(Link(url=url, kind=guess_kind(url)))
    for url in request.articles:
        if site := site_for(url, sites):
            given[site.name].append(Link(url=url))
    return {name: tuple(given[name]) or _own(site, is_held=name in held) for name, site in sites.items()}


def _own(site: Site, *, is_held: bool) -> tuple[Link, ...]:
    named = ((Kind.FEED, site.feeds), (Kind.SITEMAP, site.sitemaps), (Kind.LISTING, site.listings))
    links = tuple(Link(url=url, kind=kind) for kind, urls in named for url in urls)
    return links or (() if is_held else (Link(url=site.home, kind=Kind.LISTING),))
