"""The health of the sites of a crawl: measured as the events are stored, judged on the way and at the end.

What was measured lives in memory until the crawl ends; a crawl that is killed leaves no row, and what it had raised.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from parvis.archive.alarms import Alarm, clear_alarm, open_alarms, raise_alarm
from parvis.archive.apply import Applied, site_id_of
from parvis.archive.events import Discovered, Event, Excluded, Failed, PutOff, SourceRead, Stored, Unchanged
from parvis.archive.layouts import families
from parvis.archive.values import as_json, stamp, stamp_or_none
from parvis.health import (
    PAGES,
    Arrivals,
    Figures,
    Finding,
    Look,
    Watch,
    find_silence,
    is_over,
    is_usual_now,
    judge,
    learn,
    newest,
)
from parvis.records import Page
from parvis.words import Access, AlarmKind, DateQuality, EventKind, Kind, Reason

OnAlarm = Callable[[Alarm], object]
Ended = Stored | SourceRead | Unchanged | Excluded | Failed

MAX_CRAWLS = 400  # that are looked back at
ACCEPTED_AFTER = timedelta(days=14)  # what lasts is what the site is like; until then a person may look
WALLED = frozenset({Access.METERED, Access.REGISTRATION, Access.LOCKED, Access.CONSENT})
OWN_DATE = frozenset({DateQuality.EXACT, DateQuality.LOCAL, DateQuality.DAY, DateQuality.VISIBLE})
BLOCKED = frozenset({Reason.REFUSED, Reason.RATE_LIMITED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """What one crawl measured of a site."""

    crawl_id: int
    at: datetime
    figures: Figures


class Found(NamedTuple):
    """A finding, where and by which crawl."""

    site_id: int
    crawl_id: int
    finding: Finding


class CrawlWatch:
    """Watches over the sites of one crawl."""

    def __init__(self, conn: sqlite3.Connection, crawl_id: int) -> None:
        self.crawl_id = crawl_id
        self._conn = conn
        self._sites: dict[str, _Site] = {}

    def expect(self, events: Iterable[Event]) -> None:
        """Learns what is usual for the sites of these events, before they are stored."""
        for name in {event.lease.site for event in events if not isinstance(event, Discovered)} - self._sites.keys():
            self._sites[name] = _Site(self._conn, name)

    def note(self, events: Iterable[Event], applied: Iterable[Applied]) -> Iterator[tuple[list[Found], datetime]]:
        """Counts what was stored; what is news, event by event."""
        for event, counted in zip(events, applied, strict=True):
            if not isinstance(event, Discovered | PutOff) and not counted.dropped:
                site = self._sites[event.lease.site]
                _count(site.watch, event, counted)
                if found := [self._found(site, finding) for finding in site.news()]:
                    yield found, event.at

    def finish(self, conn: sqlite3.Connection, crawl_id: int, *, at: datetime) -> Iterator[Found]:
        """Writes what was measured, clears what is over; what the whole crawl shows."""
        if crawl_id != self.crawl_id:
            return
        for site in self._sites.values():
            if site.watch.figures.fetches:
                _write(conn, crawl_id, site, at)
                crawls = history(conn, site.site_id)
                _clear(conn, site, crawls, at)
                yield from (self._found(site, finding) for finding in _judge(conn, site, crawls))

    def _found(self, site: _Site, finding: Finding) -> Found:
        return Found(site.site_id, self.crawl_id, finding)


class _Site:
    """A site of the crawl: what is usual for it, and what it shows."""

    def __init__(self, conn: sqlite3.Connection, name: str) -> None:
        self.name = name
        self.site_id = site_id_of(conn, name)
        known = conn.execute("SELECT digest FROM layout WHERE site_id = ?", (self.site_id,)).fetchall()
        self.watch = Watch(
            learn([crawl.figures for crawl in history(conn, self.site_id)]),
            layouts={digest for (digest,) in known},
            told={alarm.kind for alarm in open_alarms(conn, name)},
        )
        self._conn = conn

    def news(self) -> Iterator[Finding]:
        for finding in list(self.watch.findings()):
            if finding.kind is AlarmKind.LAYOUT_DRIFT and not self._is_new_template():
                continue
            self.watch.silence(finding.kind)
            yield finding

    def _is_new_template(self) -> bool:
        """Whether the new layouts are of new families; an advert slot more is none."""
        new = self.watch.new_layouts
        rows = self._conn.execute("SELECT id, digest FROM layout WHERE site_id = ?", (self.site_id,)).fetchall()
        digests = dict(rows)
        family_of = families(self._conn, self.site_id)
        founder = {digests[layout]: digests[family] for layout, family in family_of.items()}
        related = [digest for digest in new if self.watch.knows(founder.get(digest, digest))]
        self.watch.know_layouts(related)
        return any(finding.kind is AlarmKind.LAYOUT_DRIFT for finding in self.watch.findings())


def _count(watch: Watch, event: Ended, applied: Applied) -> None:
    source = event.lease.kind is not Kind.ARTICLE
    match event:
        case Stored():
            watch.note_page(look_of(event.page))
            watch.note_new(applied.new)
            watch.note_date(event.page.metadata.published_at, event.at)
        case SourceRead():
            for link in event.links:
                watch.note_date(link.published_at, event.at)
        case Excluded() if event.fetch is None:
            return
        case Failed():
            watch.note_fetch(source=source, failed=True, blocked=event.reason in BLOCKED)
            return
    watch.note_fetch(source=source)


def look_of(page: Page) -> Look:
    """What a page says of its site's health."""
    about = page.metadata
    return Look(
        teaser=bool(page.teaser),
        walled=page.access.state in WALLED,
        words=page.public_words,
        dated=about.published_at is not None and about.date_quality in OWN_DATE,
        titled=bool(about.headline),
        signed=bool(about.authors),
        layout=page.layout.digest,
    )


def _write(conn: sqlite3.Connection, crawl_id: int, site: _Site, at: datetime) -> None:
    figures, watch = site.watch.figures, site.watch
    conn.execute(
        """
        INSERT INTO site_health (
            site_id, crawl_id, at, pages, without_teaser, walled, without_date, without_headline, without_author,
            in_new_layouts, words_median, words, new_articles, sources, fetches, failed, blocked, newest_at
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            site.site_id,
            crawl_id,
            stamp(at),
            figures.pages,
            figures.without_teaser,
            figures.walled,
            figures.without_date,
            figures.without_headline,
            figures.without_author,
            figures.in_new_layouts,
            watch.words_median,
            as_json(figures.words),
            figures.new_articles,
            figures.sources,
            figures.fetches,
            figures.failed,
            figures.blocked,
            stamp_or_none(watch.newest_at),
        ),
    )


def history(conn: sqlite3.Connection, site_id: int) -> list[Crawled]:
    """What the crawls of a site have measured, the newest first."""
    rows = conn.execute(
        """
        SELECT crawl_id, at, words, pages, without_teaser, walled, without_date, without_headline, without_author,
               in_new_layouts, new_articles, sources, fetches, failed, blocked
        FROM site_health WHERE site_id = ? ORDER BY crawl_id DESC LIMIT ?
        """,
        (site_id, MAX_CRAWLS),
    ).fetchall()
    return [_crawled(*row) for row in rows]


def _crawled(crawl_id: int, at: str, words: str, *counts: int) -> Crawled:
    names = (
        *("pages", "without_teaser", "walled", "without_date", "without_headline", "without_author"),
        *("in_new_layouts", "new_articles", "sources", "fetches", "failed", "blocked"),
    )
    figures = Figures(words=tuple(json.loads(words)), **dict(zip(names, counts, strict=True)))
    return Crawled(crawl_id=crawl_id, at=datetime.fromisoformat(at), figures=figures)


def _judge(conn: sqlite3.Connection, site: _Site, crawls: Sequence[Crawled]) -> Iterator[Finding]:
    yield from judge([crawl.figures for crawl in crawls], site.watch.usual)
    if silence := find_silence(arrivals_of(crawls)):
        yield silence
    yield from _drift(conn, site.site_id, crawls[0].crawl_id)


def arrivals_of(crawls: Iterable[Crawled]) -> list[Arrivals]:
    """The crawls that asked for the site's sources, or brought something that was found before."""
    return [
        Arrivals(at=crawl.at, new_articles=crawl.figures.new_articles)
        for crawl in crawls
        if crawl.figures.sources or crawl.figures.new_articles
    ]


def _drift(conn: sqlite3.Connection, site_id: int, crawl_id: int) -> Iterator[Finding]:
    """Of a site that is crawled a few pages at a time, only many crawls together show a new template."""
    rows = conn.execute(
        "SELECT detail FROM event WHERE site_id = ? AND crawl_id = ? AND kind = ?",
        (site_id, crawl_id, EventKind.LAYOUT_DRIFT),
    ).fetchall()
    for (text,) in rows:
        event = json.loads(text)
        pages, moved = event["now"]["pages"], event["moved"]
        detail = {"count": round(moved * pages), "of": pages, "share": moved, "usual": 0.0, "low": 0.0, "high": 0.5}
        if event["new"]:
            yield Finding(kind=AlarmKind.LAYOUT_DRIFT, detail=detail)


def _clear(conn: sqlite3.Connection, site: _Site, crawls: Sequence[Crawled], at: datetime) -> None:
    """Ends the alarms of earlier crawls whose cause has gone, or has become what the site is like."""
    usual = learn([crawl.figures for crawl in crawls])
    for alarm in open_alarms(conn, site.name):
        since = [crawl.figures for crawl in crawls if crawl.crawl_id > (alarm.crawl_id or 0)]
        if not since:
            continue
        now = newest(since, alarm.kind, 1 if alarm.kind in AT_ONCE_OVER else PAGES)
        lasts = at - alarm.raised_at >= ACCEPTED_AFTER
        if is_over(alarm.kind, alarm.detail, now, usual) or (lasts and is_usual_now(alarm.kind, now, usual)):
            clear_alarm(conn, alarm, at=at)


AT_ONCE_OVER: Collection[AlarmKind] = frozenset({AlarmKind.BLOCKED, AlarmKind.FAILING, AlarmKind.FRESHNESS})


def store_findings(conn: sqlite3.Connection, found: Iterable[Found], *, at: datetime) -> list[Alarm]:
    """Raises what is not open; returns the alarms that are new."""
    numbers = {raise_alarm(conn, *one, at=at) for one in found}
    return [alarm for alarm in open_alarms(conn) if alarm.id in numbers]
