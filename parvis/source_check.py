"""A definition tried on its site: which of its feeds and sitemaps answer, and with what. `parvis sites check NAME`.

An ordinary crawl of the sources alone, robots.txt, politeness and guards included, into an archive in a folder that is
removed. No article is asked for, and no source that a source names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from parvis.archive.events import PutOff, SourceRead
from parvis.crawl import CrawlRequest, run_crawl, state_for
from parvis.crawl.ending import Ended
from parvis.crawl.request import Progress
from parvis.page.tongues import other_language
from parvis.records import Fetch, Link
from parvis.sites import Site
from parvis.words import Kind

__all__ = ["SourceCheck", "check_sources", "judge_source"]

STALE = timedelta(days=14)  # a paper that has published nothing for so long has moved its feed
FEW = 0.5  # of the links; where the pattern takes less, it is out of date


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """What became of one source. `problem`: nothing of it can be used; `doubts`: it can, but look at it."""

    site: str
    url: str
    kind: Kind
    robots: str | None  # verdict
    status: int | None
    problem: str = ""
    doubts: tuple[str, ...] = ()
    links: int = 0  # to articles, as the source has them
    accepted: int = 0  # of these, articles by the definition's patterns
    sources: int = 0  # further sitemaps that it names
    newest: datetime | None = None
    seconds: float | None = field(default=None, compare=False)

    @property
    def works(self) -> bool:
        return not self.problem


def check_sources(
    sites: Sequence[Site],
    *,
    proxy: str | None = None,
    delay: float | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[list[SourceCheck], bool]:
    """Every source that has answered or failed, in the order of the definitions; and whether all were asked."""
    events: list[Ended] = []
    with TemporaryDirectory(prefix="parvis-") as folder:
        report = run_crawl(
            CrawlRequest(
                archive=Path(folder) / "archive.db",
                sites=tuple(sites),
                max_pages=0,
                proxy=proxy,
                delay=delay,
                state=state_for(delay),
                on_progress=on_progress,
                on_source=events.append,
            )
        )
    return _judge_all({site.name: site for site in sites}, events), report.reason != "interrupted"


def _judge_all(sites: Mapping[str, Site], events: Sequence[Ended]) -> list[SourceCheck]:
    order = {name: number for number, name in enumerate(sites)}
    asked = [event for event in events if event.lease.link.found_on is None]
    asked.sort(key=lambda event: (order[event.lease.site], _place(sites[event.lease.site], event.lease.url)))
    return [judge_source(sites[event.lease.site], event) for event in asked]


def _place(site: Site, url: str) -> int:
    named = (*site.feeds, *site.sitemaps, *site.listings)
    return named.index(url) if url in named else len(named)


def judge_source(site: Site, event: Ended) -> SourceCheck:
    """What an outcome says of a source."""
    fetch: Fetch | None = None if isinstance(event, PutOff) else event.fetch
    robots = getattr(event, "robots", None) or (fetch.robots if fetch else None)
    check = SourceCheck(
        site=site.name,
        url=event.lease.url,
        kind=event.lease.kind,
        robots=str(robots.verdict) if robots else None,
        status=fetch.status if fetch else None,
        seconds=fetch.seconds if fetch else None,
    )
    return _judge_links(site, event, check) if isinstance(event, SourceRead) else replace(check, problem=_reason(event))


def _judge_links(site: Site, event: SourceRead, check: SourceCheck) -> SourceCheck:
    articles = [link for link in event.links if link.kind is Kind.ARTICLE]
    accepted = sum(site.accepts(link.url) for link in articles)
    sources = len(event.links) - len(articles)
    dates = [at for link in event.links if (at := link.published_at or link.modified_at)]
    newest = max(dates, default=None)
    return replace(
        check,
        problem=_problem(len(articles), accepted, sources),
        doubts=tuple(_doubts(site, event, articles, accepted=accepted, newest=newest)),
        links=len(articles),
        accepted=accepted,
        sources=sources,
        newest=newest,
    )


def _reason(event: Ended) -> str:
    if isinstance(event, PutOff):
        return f"its host is left alone until {event.until:%Y-%m-%d %H:%M} UTC"
    reason, detail = getattr(event, "reason", "unchanged"), getattr(event, "detail", "")
    return f"{reason}: {detail}" if detail else str(reason)


def _problem(links: int, accepted: int, sources: int) -> str:
    if not links and not sources:
        return "it answers and names nothing"
    if links and not accepted:
        return f"article_pattern takes none of its {links} links"
    return ""


def _doubts(
    site: Site, event: SourceRead, articles: Sequence[Link], *, accepted: int, newest: datetime | None
) -> list[str]:
    doubts = []
    if accepted and accepted < FEW * len(articles):
        doubts.append(f"article_pattern takes {accepted} of {len(articles)} links")
    if newest and event.at - newest > STALE:
        doubts.append(f"nothing new since {newest:%Y-%m-%d}")
    if event.fetch.redirects:
        doubts.append(f"moved to {event.fetch.url}")
    titles = [link.title for link in articles if link.title]
    if site.language and (other := other_language(titles, site.language)):
        doubts.append(f"written in {other}, not in {site.language}")
    return doubts
