"""One run: the things that spider, middlewares and pipelines share. The spider carries it (`spider.session`)."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from parvis.archive import Archive, queries
from parvis.archive.events import Discovered, Excluded, Lease
from parvis.archive.hosts import HostWait, host_waits, known_hosts, store_hosts
from parvis.crawl.address import AddressRule, check_proxy
from parvis.crawl.alarms import WHEN_STOPPED, AlarmBell, read_command
from parvis.crawl.frontier import Frontier
from parvis.crawl.host_book import HostBook
from parvis.crawl.leash import Leash
from parvis.crawl.outcomes import Outcomes
from parvis.crawl.politeness import Politeness, check_delay
from parvis.crawl.readers import Readers
from parvis.crawl.request import CrawlReport, CrawlRequest, Progress, exit_code_of
from parvis.crawl.rights_book import RightsBook
from parvis.crawl.robots import RobotsBook
from parvis.crawl.screen import Screen
from parvis.crawl.site_locks import SiteLocks
from parvis.crawl.sources import first_links, sites_of
from parvis.crawl.stall import StallWatch
from parvis.crawl.turns import Turns
from parvis.crawl.writer import ArchiveWriter
from parvis.errors import ArchiveError, CrawlError, SitesBusy
from parvis.identity import redact, url_key
from parvis.records import Link
from parvis.sites import Site
from parvis.words import Kind, Reason


class Session:
    """Opened before Scrapy starts, closed after it ended, whatever the end was."""

    def __init__(
        self,
        request: CrawlRequest,
        archive: Archive,
        *,
        crawl_id: int,
        sites: dict[str, Site],
        kinds: Collection[Kind],
        locks: SiteLocks,
        left_out: Mapping[str, str],
    ) -> None:
        self.request = request
        self.kinds = frozenset(kinds)
        self.clock = request.clock
        self.crawl_id = crawl_id
        self.sites = sites
        self.recovered = archive.recovered(crawl_id)
        self.error: BaseException | None = None
        self.address_rule = AddressRule(proxied=request.proxy is not None, allow_loopback=request.allow_loopback)
        self.writer = ArchiveWriter(archive, on_failure=self.fail)
        self.hosts = HostBook(known_hosts(archive), clock=self.clock)
        self.outcomes = Outcomes(self.writer.submit, self.hosts.settle)
        quiet_for = _quiet_for(archive, crawl_id, self.clock.now())
        self.politeness = Politeness(self.hosts, request.delay, turns=Turns(request.state), quiet_for=quiet_for)
        self.robots = RobotsBook(clock=self.clock, writer=self.writer)
        self.rights = RightsBook(clock=self.clock, writer=self.writer, declarations=not request.articles)
        self.readers = Readers()
        self.leash = Leash()
        self.screen = Screen(
            sites=sites,
            since=request.since,
            address_rule=self.address_rule,
            now=self.clock.now,
            children=request.on_source is None,
        )
        if request.on_source:
            self.outcomes.on_event.append(request.on_source)
        self.frontier = Frontier(
            crawl_id=crawl_id,
            sites=list(sites),
            writer=self.writer,
            outcomes=self.outcomes,
            politeness=self.politeness,
            screen=self.screen,
            now=self.clock.now,
            max_pages=request.max_pages,
            since=request.since,
        )
        self.alarms = AlarmBell(read_command(request.on_alarm))
        archive.on_alarm = self.alarms.ring
        self.stall: StallWatch | None = None  # since the crawl runs
        self._archive: Archive | None = archive
        self._locks = locks
        self._left_out = left_out
        self._waits: tuple[HostWait, ...] = ()
        self._started = time.monotonic()
        self._told = 0.0

    @classmethod
    def open(cls, request: CrawlRequest, kinds: Collection[Kind] = tuple(Kind)) -> Self:
        """Open the archive, begin the crawl, and make its first sources due. Raises ParvisError with the remedy."""
        sites = sites_of(request)
        check_proxy(request.proxy)
        read_command(request.on_alarm)
        check_delay(request.delay, proxy=request.proxy, targets=[site.home for site in sites.values()])
        locks = SiteLocks(request.state)
        archive = Archive.open(request.archive, "w")
        try:
            left_out = _take(locks, request, sites)
            crawl_id = _begin(archive, request, sites, kinds)
            session = cls(request, archive, crawl_id=crawl_id, sites=sites, kinds=kinds, locks=locks, left_out=left_out)
            session.readers.warm()
        except BaseException:
            archive.close()
            locks.release()
            raise
        return session

    async def duplicate(self, lease: Lease, url: str, at: datetime) -> Excluded | None:
        """The exclusion of an article that was redirected to one that is known, or off the site."""
        key = url_key(url)
        if lease.kind is not Kind.ARTICLE or key is None or key == url_key(lease.url):
            return None
        if not self.sites[lease.site].is_home_of(url):
            return Excluded(lease=lease, at=at, reason=Reason.OFFSITE, detail="redirected off the site")
        await self.writer.flush()  # the page may have been stored a moment ago, under another URL that leads to it
        if await self.writer.call(Archive.known_key, key):
            return Excluded(lease=lease, at=at, reason=Reason.DUPLICATE, detail=f"redirected to {redact(url)[:250]}")
        return None

    def explores(self, lease: Lease) -> bool:
        """Whether the page shall also be asked for the feeds and sitemaps of its site: it names none itself."""
        site = self.sites[lease.site]
        return lease.kind is Kind.LISTING and self.kinds == set(Kind) and not (site.feeds or site.sitemaps)

    def sitemaps_of(self, lease: Lease) -> tuple[Link, ...]:
        """The Sitemap lines of robots.txt, for a page that is explored."""
        named = self.robots.sitemaps(lease.url) if self.explores(lease) else ()
        return tuple(Link(url=url, kind=Kind.SITEMAP, found_on=lease.url) for url in named)

    def fail(self, error: BaseException) -> None:
        """The archive is out of order, or we are: keep the error for the caller, end the crawl."""
        self.error = self.error or error
        self.frontier.stop("error")

    def tell(self, *, at_once: bool = False) -> None:
        """Report progress, at most five times a second."""
        if self.request.on_progress and (at_once or time.monotonic() - self._told >= 0.2):
            self._told = time.monotonic()
            self.request.on_progress(self.progress())

    def progress(self) -> Progress:
        return Progress(
            seconds=time.monotonic() - self._started,
            discovered=self.writer.applied.discovered,
            stored=dict(self.outcomes.stored),
            unchanged=self.outcomes.unchanged,
            excluded=dict(self.outcomes.excluded),
            failed=dict(self.outcomes.failed),
            sources=self.outcomes.sources,
            hosts=self.frontier.hosts,
        )

    @property
    def is_open(self) -> bool:
        return self._archive is not None

    def close(self) -> None:
        """Write what is left and give the leases back. Needs no event loop; a second call does nothing."""
        archive, self._archive = self._archive, None
        if archive is None:
            return
        try:
            self.readers.close()
            self.writer.close()
            self._note_waits(archive)
            if not isinstance(self.error, ArchiveError):
                now, ended_by = self.clock.now(), self.frontier.ended_by
                archive.finish_crawl(self.crawl_id, now=now, reason=ended_by, exit_code=self._exit_code())
                patience = WHEN_STOPPED if ended_by == "interrupted" else None
                self.alarms.settle(archive, list(self.sites), now=now, patience=patience)
        except Exception as error:  # Scrapy swallows what its signals' receivers raise; the caller must hear of it
            self.error = self.error or error
        finally:
            archive.close()
            self._locks.release()
        self.tell(at_once=True)

    def _note_waits(self, archive: Archive) -> None:
        """What is left for later because of its host, so that "finished" is not read as "nothing left"."""
        if isinstance(self.error, ArchiveError):
            return
        store_hosts(archive, self.hosts.changed())
        self._waits = host_waits(archive, now=self.clock.now(), sites=list(self.sites), spent=self.politeness.spent)
        if self._waits and self.frontier.ended_by == "finished":
            self.frontier.ended_by = "hosts ask to wait"

    def report(self) -> CrawlReport:
        return CrawlReport(
            crawl_id=self.crawl_id,
            counts=self.writer.applied,
            progress=self.progress(),
            recovered=self.recovered,
            failed_sites=self._failed_sites(),
            left_out=self._left_out,
            waits=self._waits,
            reason=self.frontier.ended_by,
            seconds=time.monotonic() - self._started,
            alarms=tuple(self.alarms.raised),
            untold=tuple(self.alarms.failures),
            longest_stall=self.stall.longest if self.stall else 0.0,
        )

    def _exit_code(self) -> int:
        return 1 if self.error else exit_code_of(self._failed_sites(), self.frontier.ended_by)

    def _failed_sites(self) -> dict[str, str]:
        """The sites none of whose sources could be read, and the commonest reason."""
        good = {"read", str(Reason.GONE)}
        endings = {name: self.outcomes.sites[name] for name in self.sites if self.outcomes.sites.get(name)}
        return {
            name: f"no source could be read: {counts.most_common(1)[0][0]}"
            for name, counts in endings.items()
            if "read" not in counts and (set(counts) - good or set(counts) == {str(Reason.GONE)})
        }


def _take(locks: SiteLocks, request: CrawlRequest, sites: dict[str, Site]) -> dict[str, str]:
    """Takes those sites out that another crawl is at. Raises SitesBusy where none is left."""
    now = request.clock.now()
    owners = {name: locks.take(site, archive=request.archive, now=now) for name, site in sites.items()}
    left_out = {name: owner for name, owner in owners.items() if owner}
    if left_out.keys() == sites.keys():
        told = "; ".join(f"{name}: {owner}" for name, owner in left_out.items())
        raise SitesBusy(f"another crawl of this machine is at it, and no site is asked twice at a time. {told}")
    for name in left_out:
        del sites[name]
    return left_out


def _begin(archive: Archive, request: CrawlRequest, sites: dict[str, Site], kinds: Collection[Kind]) -> int:
    now = request.clock.now()
    held = [name for name, _ in queries.crawled_sites(archive)] if request.due_only else []
    crawl_id = archive.begin_crawl(
        sites=list(sites.values()),
        command=redact(request.command),
        now=now,
        profile=request.profile,
        due_only=request.due_only,
    )
    first = first_links(request, sites, held)
    archive.apply(
        [
            Discovered(site=name, crawl_id=crawl_id, at=now, links=tuple(link for link in links if link.kind in kinds))
            for name, links in first.items()
        ]
    )
    if request.revisit is not None:
        archive.make_due(sites=list(sites), seen_before=now - max(request.revisit, timedelta()), now=now)
    return crawl_id


def _quiet_for(archive: Archive, crawl_id: int, now: datetime) -> float | None:
    """Seconds that surely have passed since the last run ended; the archive knows its end to the second."""
    ended = archive.last_ended(crawl_id)
    return None if ended is None else max((now - ended).total_seconds() - 1, 0.0)


def session_of(crawler: Crawler) -> Session:
    session = getattr(crawler.spider, "session", None)
    if not isinstance(session, Session):
        raise CrawlError("the spider has no session; use a spider of the package `spiders`")
    return session


def lease_of(response: Response) -> Lease:
    """The lease that an answer belongs to; it travels in the request, through redirects and retries."""
    lease: Lease = response.meta["lease"]
    return lease
