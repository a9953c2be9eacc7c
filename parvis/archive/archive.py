"""The archive: one file, one writer, many readers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Literal, Self

from parvis.archive import blocks, crawls, health, hosts, leasing, origins, waiting
from parvis.archive.apply import Applied, apply_events, site_id_of
from parvis.archive.comparison import compare_due
from parvis.archive.database import Database
from parvis.archive.drift import note_drift
from parvis.archive.events import Event, Lease
from parvis.archive.forgetting import Target, forget
from parvis.archive.frontier import is_known, known_key
from parvis.archive.importing import Entry, SourceFile, Standing, finish_import, import_entries, standing_of
from parvis.archive.learning import count_names, learn_names
from parvis.archive.naming import rules_of
from parvis.archive.opening import open_reader, open_writer, speaking_of, writing
from parvis.archive.origins import RightsFile, RobotsRow
from parvis.archive.reclassifying import Progress, Reclassified, reclassify
from parvis.archive.record import change_of
from parvis.archive.settling import settle_sites
from parvis.archive.site_rows import refuse_mixing
from parvis.archive.splitting import split_url
from parvis.archive.values import stamp
from parvis.archive.waiting import Due
from parvis.ledger import BlockStatus
from parvis.records import Link, Page
from parvis.sites import Site
from parvis.words import Change, Kind, Profile, Reason, SkipReason


class Archive:
    """An open archive. May be used from any thread, by one at a time."""

    def __init__(self, db: Database, path: Path, lock: IO[str] | None) -> None:
        self.db = db
        self.conn = db.conn
        self.path = path
        self.on_alarm: health.OnAlarm = lambda _: None  # called once it is stored
        self._watch = health.CrawlWatch(self.conn, 0)  # of the crawl that has begun
        self._lock = lock

    @classmethod
    def open(cls, path: str | Path, mode: Literal["r", "w"] = "r") -> Self:
        """Opens to read, or to write as the only one; a missing file is made. Raises ArchiveError with the remedy."""
        path = Path(path)
        if mode == "r":
            return cls(open_reader(path), path, None)
        db, lock = open_writer(path)
        return cls(db, path, lock)

    def close(self) -> None:
        """A second call does nothing."""
        lock, self._lock = self._lock, None
        if lock is not None:
            with suppress(sqlite3.OperationalError):  # a full disk: what is in the log stays there, and is read from it
                self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.conn.close()
        if lock is not None:
            lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Self]:
        """One read transaction: every answer inside it is of the same moment."""
        if self.conn.in_transaction:
            yield self
            return
        with speaking_of(self.path):
            self.conn.execute("BEGIN")
            try:
                yield self
            finally:
                self.conn.execute("COMMIT")

    def frame(self, query: str = "", **options: Any) -> Any:
        """`parvis.frame` of this archive, for who has one open: a DataFrame of what a query finds, or of a view.

        The archive knows neither queries nor types of columns; what stands above it is asked by the package's own name.
        """
        return import_module("parvis").frame(self, query, **options)

    # The crawl

    def begin_crawl(
        self,
        *,
        sites: Sequence[Site],
        command: str,
        now: datetime,
        profile: Profile | None = None,
        due_only: bool = False,
    ) -> int:
        """Opens a crawl. What dead crawls held becomes due again. Demo and real sites never share an archive.

        `due_only`: a source that is known is not read because another one names it, but when its own time has come.
        """
        with speaking_of(self.path), writing(self.conn) as conn:
            refuse_mixing(conn, sites, self.path)
            crawl_id = crawls.begin(conn, sites=sites, command=command, now=now, profile=profile, due_only=due_only)
            self._watch = health.CrawlWatch(conn, crawl_id)
            return crawl_id

    def last_ended(self, crawl_id: int) -> datetime | None:
        """When the crawl before this one ended, to the second; if it was killed, when this one began."""
        return crawls.last_ended(self.conn, crawl_id)

    def recovered(self, crawl_id: int) -> int:
        """How many leases of dead crawls a crawl has found."""
        return crawls.recovered(self.conn, crawl_id)

    def finish_crawl(self, crawl_id: int, *, now: datetime, reason: str, exit_code: int | None = None) -> None:
        """Closes a crawl; what it still holds becomes due again.

        What the pages of its sites say together is drawn from them: rules of their URLs, the status of every block, an
        event where they stand in other layouts than before, what is usual and what is wrong.
        """
        with speaking_of(self.path), writing(self.conn) as conn:
            sites = crawls.sites_of(conn, crawl_id)
            learn_names(conn, sites, now)
            settle_sites(conn, sites)
            note_drift(conn, crawl_id, sites, at=now)
            raised = health.store_findings(conn, self._watch.finish(conn, crawl_id, at=now), at=now)
            leasing.give_back(conn, crawl_id)
            crawls.end(conn, crawl_id, now=now, reason=reason, exit_code=exit_code)
        for alarm in raised:
            self.on_alarm(alarm)
        self.compare()

    def compare(self) -> None:
        """Finds the near duplicates of the articles whose text has changed, some at a time; what a kill leaves undone
        is done when the next crawl ends."""
        left = True
        while left:
            with speaking_of(self.path), writing(self.conn) as conn:
                left = compare_due(conn) > 0

    def apply(self, events: Sequence[Event]) -> Applied:
        """Stores what happened, all of it or nothing."""
        self._watch.expect(events)
        with speaking_of(self.path), writing(self.conn) as conn:
            applied = apply_events(conn, events)
        for found, at in self._watch.note(events, applied):
            with speaking_of(self.path), writing(self.conn) as conn:
                raised = health.store_findings(conn, found, at=at)
            for alarm in raised:
                self.on_alarm(alarm)
        return sum(applied, Applied())

    def reclassify(self, on_progress: Callable[[Progress], None] = lambda _: None) -> Reclassified:
        """Judges all blocks and versions anew under today's rules, without a fetch. An interrupted run goes on."""

        @contextmanager
        def step() -> Iterator[sqlite3.Connection]:
            with speaking_of(self.path), writing(self.conn) as conn:
                yield conn

        found = reclassify(step, on_progress)
        self.compare()
        return found

    # Files

    def standing(self, digest: str) -> Standing:
        """How far the import of a file is, by the digest of its bytes."""
        return standing_of(self.conn, digest)

    def import_entries(
        self,
        file: SourceFile,
        entries: Sequence[Entry],
        *,
        records: int,
        skipped: Mapping[SkipReason, int],
        profile: Profile = Profile.RESEARCH,
    ) -> Applied:
        """Stores what some records of a file show, all of it or nothing, with how far the file is."""
        with speaking_of(self.path), writing(self.conn) as conn:
            return import_entries(
                conn, file, entries, path=self.path, records=records, skipped=skipped, profile=profile
            )

    def finish_import(self, file: SourceFile, *, now: datetime) -> None:
        """Closes a file; see `finish_crawl`."""
        with speaking_of(self.path), writing(self.conn) as conn:
            finish_import(conn, file, now=now)
        self.compare()

    # The frontier

    def lease(
        self,
        crawl_id: int,
        *,
        sites: Sequence[str],
        now: datetime,
        limit: int,
        per_host: int,
        kinds: Collection[Kind] = tuple(Kind),
        without: Collection[str] = (),
    ) -> list[Lease]:
        with speaking_of(self.path), writing(self.conn) as conn:
            return leasing.lease(
                conn, crawl_id, sites=sites, now=now, limit=limit, per_host=per_host, kinds=kinds, without=without
            )

    def wake(
        self,
        *,
        sites: Sequence[str],
        kinds: Collection[Kind] = tuple(Kind),
        until: datetime,
        since: date | None = None,
    ) -> int:
        """Makes wait once more what is to be looked at again by then, some hundreds at a time; 0: there is no more."""
        with speaking_of(self.path), writing(self.conn) as conn:
            return waiting.wake(conn, sites=sites, kinds=kinds, until=until, since=since)

    def is_known(self, link: Link) -> bool:
        """Whether the frontier has no use for a link."""
        return is_known(self.conn, link)

    def due(self, *, sites: Sequence[str], now: datetime) -> Due:
        return waiting.due(self.conn, sites=sites, now=now)

    def make_due(self, *, sites: Sequence[str], seen_before: datetime, now: datetime) -> int:
        with speaking_of(self.path), writing(self.conn) as conn:
            return waiting.make_due(conn, sites=sites, seen_before=seen_before, now=now)

    def retry(self, *, site: str | None, reason: Reason | None, now: datetime) -> int:
        """Makes due again what has failed; returns how many URLs. Hosts that were down or closed may be asked again."""
        with speaking_of(self.path), writing(self.conn) as conn:
            hosts.forgive(conn, site=site)
            return waiting.retry(conn, site=site, reason=reason, now=now)

    def pending(self, *, sites: Sequence[str], now: datetime) -> int:
        return waiting.pending(self.conn, sites=sites, now=now)

    def next_due(self, *, sites: Sequence[str]) -> datetime | None:
        return waiting.next_due(self.conn, sites=sites)

    def known_key(self, key: str) -> bool:
        """Whether an article, or a URL waiting to be one, has this key."""
        return known_key(self.conn, key)

    # The ledger and the versions

    def statuses(self, page: Page) -> tuple[BlockStatus, ...]:
        """What the site's ledger says of each block of a page."""
        return blocks.statuses(self.conn, site_id_of(self.conn, page.site or ""), page)

    def foresee(self, page: Page) -> tuple[tuple[BlockStatus, ...], Change]:
        """Statuses, and what the page would bring; advisory, since `apply` decides in its transaction."""
        judged = self.statuses(page)
        return judged, change_of(self.conn, site_id_of(self.conn, page.site or ""), page, judged)

    def split(self, url: str, *, now: datetime) -> int:
        """Puts a URL apart from the article that it was merged into, for good. Returns the id of its own article."""
        with speaking_of(self.path), writing(self.conn) as conn:
            article_id = split_url(conn, url, at=stamp(now))
            site_id, site = conn.execute(
                "SELECT site.id, name FROM article JOIN site ON site.id = site_id WHERE article.id = ?", (article_id,)
            ).fetchone()
            count_names(conn, site_id, rules_of(conn, site_id))
            settle_sites(conn, [site])
        self.compare()
        return article_id

    def forget(self, target: Target, *, reason: str, now: datetime) -> None:
        """Removes what was asked for, for good; see `parvis.archive.forgetting`."""
        forget(self, target, reason=reason, now=now, compare=self.compare)

    # What origins say of rights

    def robots(self, origin: str) -> RobotsRow | None:
        return origins.robots_of(self.conn, origin)

    def put_robots(self, row: RobotsRow) -> None:
        with speaking_of(self.path), writing(self.conn) as conn:
            origins.put_robots(conn, row)

    def rights_files(self, origin: str) -> tuple[RightsFile, ...]:
        return origins.files_of(self.conn, origin)

    def put_rights_file(self, row: RightsFile) -> None:
        with speaking_of(self.path), writing(self.conn) as conn:
            origins.put_file(conn, row)
