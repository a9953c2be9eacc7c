"""From what a file has to what the archive stores, through the same reader and the same gates as in a crawl."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from parvis.archive.events import Event, Excluded, Failed, Lease, Stored
from parvis.archive.importing import Entry
from parvis.bulk.answer import MAX_BODY, Answer, Item, capture_of, fetch_of
from parvis.crawl.outcomes import broken, judge_answer
from parvis.crawl.promise import check_promise
from parvis.crawl.readers import Readers
from parvis.crawl.tasks import NOWHERE, address_of, page_of
from parvis.errors import ParvisError
from parvis.identity import registrable_domain, url_key
from parvis.page.withholding import under_policy
from parvis.records import Fetch, Link
from parvis.sites import Site, adhoc_site, site_for
from parvis.sites.definition import host_in
from parvis.words import Profile, Reason, SkipReason

TAIL = 4096  # bytes in which a page says that it ends
Outcome = Entry | SkipReason
End = Callable[[Lease], Event]


class SiteBook:
    """The site of every URL: one with a definition, else the registrable domain."""

    def __init__(self, known: Mapping[str, Site]) -> None:
        self._known = known
        self._by_host: dict[str, Site] = {}

    def site_of(self, url: str) -> Site:
        host = host_in(url)
        if host not in self._by_host:
            alone = adhoc_site(f"https://{registrable_domain(host) or host}/")
            self._by_host[host] = site_for(url, self._known) or alone
        return self._by_host[host]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where items are read."""

    readers: Readers
    sites: SiteBook
    profile: Profile


async def read_items(items: Iterable[Item], desk: Desk, *, at_once: int) -> AsyncIterator[Outcome]:
    """The outcome of each item, in their order; as many are read at a time."""
    running: deque[asyncio.Task[Outcome]] = deque()
    try:
        for item in items:
            running.append(asyncio.ensure_future(_outcome(item, desk)))
            if len(running) >= at_once:
                yield await running.popleft()
        while running:
            yield await running.popleft()
    finally:
        for task in running:
            task.cancel()


async def _outcome(item: Item, desk: Desk) -> Outcome:
    if isinstance(item, SkipReason):
        return item
    url = item.url or await _address(item, desk)
    if url is None or url_key(url) is None:
        return SkipReason.NO_ADDRESS
    site, fetch = desk.sites.site_of(url), fetch_of(item, url)
    return Entry(site=site, link=Link(url=url), at=item.at, end=await _end(item, fetch, site, desk))


async def _address(item: Answer, desk: Desk) -> str | None:
    try:
        url = await desk.readers.run(address_of, item.body)
    except ParvisError:
        return None
    return None if url is None or url.startswith(NOWHERE) else url


async def _end(answer: Answer, fetch: Fetch, site: Site, desk: Desk) -> End:
    if early := _without_reading(answer, fetch, site):
        return early
    try:
        page = await desk.readers.run(page_of, capture_of(answer, fetch, site=site.name), site)
        page = under_policy(page, desk.profile, fetch.fetched_at)
        check_promise(page, teaser_max_words=site.teaser_max_words)
    except Exception as error:  # whatever it was: it costs this record
        return partial(broken, error=error, at=fetch.fetched_at, fetch=fetch)
    if page.metadata.is_article is False:
        return partial(_excluded, fetch=fetch, detail="by its metadata")
    return lambda lease: Stored(lease=lease, at=fetch.fetched_at, fetch=fetch, page=page)


def _without_reading(answer: Answer, fetch: Fetch, site: Site) -> End | None:
    if fetch.status not in {200, 203}:
        return partial(_by_status, fetch=fetch)
    if len(answer.body) > MAX_BODY:
        return partial(_failed, fetch=fetch, reason=Reason.TOO_LARGE, detail=f"more than {MAX_BODY // 2**20} MiB")
    if answer.cut and b"</html" not in answer.body[-TAIL:].lower():
        return partial(_failed, fetch=fetch, reason=Reason.NETWORK, detail="cut off in the file")
    if not site.accepts(fetch.url):
        return partial(_excluded, fetch=fetch, detail="by the site's patterns")
    return None


def _by_status(lease: Lease, *, fetch: Fetch) -> Event:
    """What a status says. Nothing is tried again for it: a file has no more than one answer."""
    event = judge_answer(lease, fetch)
    if isinstance(event, Excluded):
        return event
    reason = event.reason if isinstance(event, Failed) else Reason.HTTP
    return _failed(lease, fetch=fetch, reason=reason, detail=f"status {fetch.status}")


def _failed(lease: Lease, *, fetch: Fetch, reason: Reason, detail: str) -> Failed:
    return Failed(lease=lease, at=fetch.fetched_at, reason=reason, detail=detail, fetch=fetch)


def _excluded(lease: Lease, *, fetch: Fetch, detail: str) -> Excluded:
    return Excluded(lease=lease, at=fetch.fetched_at, reason=Reason.NOT_ARTICLE, detail=detail, fetch=fetch)
