"""Which sites of a crawl have something due, decided from the archive alone and before a crawl begins."""

from __future__ import annotations

from dataclasses import replace

from parvis.archive import Archive, bring_up_to_date, queries
from parvis.archive.waiting import Due
from parvis.crawl.request import CrawlRequest
from parvis.crawl.sources import first_links, sites_of
from parvis.records import Link
from parvis.sites import Site, site_for


def keep_due(request: CrawlRequest) -> tuple[CrawlRequest | None, Due]:
    """The request without the sites that have nothing due, None where none has, and what is due at all of them.

    A site that the archive does not know is due, and so is a source that it does not know.
    """
    if not request.archive.exists() or request.revisit is not None:
        return request, Due()
    bring_up_to_date(request.archive)
    sites, now = sites_of(request), request.clock.now()
    with Archive.open(request.archive) as archive, archive.reading():
        found = archive.due(sites=list(sites), now=now)
        held = {name for name, _ in queries.crawled_sites(archive)}
        links = first_links(request, sites, held)
        kept = {
            name: site
            for name, site in sites.items()
            if name not in held or archive.due(sites=[name], now=now).urls or _any_unknown(archive, links[name])
        }
    return (_only(request, kept) if kept else None), found


def _any_unknown(archive: Archive, links: tuple[Link, ...]) -> bool:
    return not all(archive.is_known(link) for link in links)


def _only(request: CrawlRequest, kept: dict[str, Site]) -> CrawlRequest:
    return replace(
        request,
        sites=tuple(site for site in request.sites if site.name in kept),
        urls=tuple(url for url in request.urls if site_for(url, kept)),
        articles=tuple(url for url in request.articles if site_for(url, kept)),
    )
