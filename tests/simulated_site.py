"""A newspaper that lives in memory for months: what it answers at a time, and the crawls that ask it.

The archive is a real one, asked and told as a crawl does; only HTTP and the clock are not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parvis.archive import Archive
from parvis.archive.events import Discovered, Event, Excluded, Lease, SourceRead, Stored, Unchanged
from parvis.crawl.outcomes import judge_answer
from parvis.records import Fetch, Link, Page
from parvis.words import Access, Kind
from tests.archives import BASE, LEDGER
from tests.pages import make_page

FEED = "http://ledger.example/feed.xml"
TICK = timedelta(minutes=15)  # between two calls of the timer
OFFER = "Read our special edition on the harbour, every week."


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a story is from some time on. `silent`: under the ETag that it had."""

    after: timedelta
    headline: str = ""
    access: Access = Access.FREE
    status: int = 200
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    number: int
    published_at: datetime
    edits: tuple[Edit, ...] = ()

    @property
    def url(self) -> str:
        return f"{BASE}{self.number}"

    def at(self, now: datetime) -> list[Edit]:
        """What has become of it, the first issue in front."""
        return [Edit(after=timedelta()), *(edit for edit in self.edits if self.published_at + edit.after <= now)]

    def etag(self, now: datetime) -> str:
        return f'"{sum(not edit.silent for edit in self.at(now))}"'

    def page(self, now: datetime) -> Page:
        edit = self.at(now)[-1]
        line = f"The {'i' * self.number} tide is high."
        return make_page(self.url, line, OFFER, headline=edit.headline or "High tide", access=edit.access)


@dataclass(frozen=True, slots=True)
class Asked:
    url: str
    at: datetime
    status: int
    is_conditional: bool


@dataclass
class Simulation:
    """Crawls of `--due`, whenever the timer finds something to do."""

    archive: Archive
    stories: Sequence[Story]
    now: datetime
    entries: int = 20  # in the feed
    asked: list[Asked] = field(default_factory=list)
    runs: int = 0

    def run(self, until: datetime) -> None:
        self._crawl([Link(url=FEED, kind=Kind.FEED)])
        while (due := self.archive.due(sites=["ledger"], now=self.now)) and self._go_on(due.urls, due.next_at, until):
            self._crawl([])

    def _go_on(self, urls: int, next_at: datetime | None, until: datetime) -> bool:
        """To the next call of the timer that finds something."""
        while not urls and next_at and self.now < next_at:
            self.now += TICK * max(1, (next_at - self.now) // TICK)
        return self.now < until

    def _crawl(self, first: list[Link]) -> None:
        crawl_id = self.archive.begin_crawl(sites=[LEDGER], command="--due", now=self.now, due_only=True)
        self.archive.apply([Discovered(site="ledger", crawl_id=crawl_id, at=self.now, links=tuple(first))])
        while leases := self._lease(crawl_id):
            self.archive.apply([self._answer(lease) for lease in leases])
        self.archive.finish_crawl(crawl_id, now=self.now, reason="finished")
        self.runs += 1

    def _lease(self, crawl_id: int) -> list[Lease]:
        self.archive.wake(sites=["ledger"], until=self.now)
        return self.archive.lease(crawl_id, sites=["ledger"], now=self.now, limit=100, per_host=100)

    def _answer(self, lease: Lease) -> Event:
        fetch = self._fetch(lease)
        self.asked.append(Asked(lease.url, self.now, fetch.status, lease.etag is not None))
        if ended := judge_answer(lease, fetch):
            assert isinstance(ended, Unchanged | Excluded)
            return ended
        if lease.kind is Kind.FEED:
            links = tuple(Link(url=story.url, published_at=story.published_at) for story in self._issue())
            return SourceRead(lease=lease, at=self.now, fetch=fetch, links=links)
        return Stored(lease=lease, at=self.now, fetch=fetch, page=self._story(lease.url).page(self.now))

    def _fetch(self, lease: Lease) -> Fetch:
        is_feed = lease.kind is Kind.FEED
        etag = f'"{len(self._out())}"' if is_feed else self._story(lease.url).etag(self.now)
        status = 200 if is_feed else self._story(lease.url).at(self.now)[-1].status
        known = status == 200 and lease.etag == etag
        return Fetch(
            requested_url=lease.url,
            url=lease.url,
            status=304 if known else status,
            fetched_at=self.now,
            etag=etag if status == 200 else None,
        )

    def _out(self) -> list[Story]:
        return [story for story in self.stories if story.published_at <= self.now]

    def _issue(self) -> list[Story]:
        return sorted(self._out(), key=lambda story: story.published_at)[-self.entries :]

    def _story(self, url: str) -> Story:
        return self.stories[int(url.rpartition("/")[2]) - 1]

    def looks(self, number: int) -> list[timedelta]:
        """The ages of a story at its looks."""
        story = self.stories[number - 1]
        return [asked.at - story.published_at for asked in self.asked if asked.url == story.url]

    def rungs(self, number: int) -> list[timedelta]:
        """The times of its looks since its first sight."""
        ages = self.looks(number)
        return [age - ages[0] for age in ages]

    def requests(self, url: str) -> int:
        return sum(asked.url == url for asked in self.asked)

    def share_without_body(self) -> float:
        """Of the looks at what was known."""
        first: set[str] = set()
        again = [asked for asked in self.asked if asked.url in first or first.add(asked.url)]  # type: ignore[func-returns-value]
        return sum(asked.status == 304 for asked in again) / len(again)

    def number_of(self, number: int) -> int:
        """The number that the archive has given to the URL of a story."""
        query = "SELECT id FROM url WHERE url = ?"
        return int(self.archive.conn.execute(query, (self.stories[number - 1].url,)).fetchone()[0])
