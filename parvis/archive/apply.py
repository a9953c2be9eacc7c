"""What happened, stored: a batch of events is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parvis.archive.articles import note_redirect
from parvis.archive.events import Discovered, Event, Excluded, Failed, PutOff, SourceRead, Stored, Unchanged
from parvis.archive.forgotten import any_forgotten, comes_again, without_forgotten
from parvis.archive.frontier import add_links, end_lease
from parvis.archive.hosts import put_hosts
from parvis.archive.leasing import holds, put_off
from parvis.archive.origins import rights_id
from parvis.archive.record import record
from parvis.archive.revisits import Outcome
from parvis.archive.timeline import Look, add_end, add_look
from parvis.archive.traces import erase_urls
from parvis.archive.validators import keep_validators, note_stale
from parvis.archive.values import as_json, stamp
from parvis.archive.versions import copy_version
from parvis.words import Change, Kind, Reason, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """How many of each a batch brought. `dropped` events had lost their lease to another crawl."""

    discovered: int = 0
    read: int = 0  # feeds, sitemaps and listings
    new: int = 0
    changed: int = 0
    same: int = 0
    excluded: int = 0
    failed: int = 0
    dropped: int = 0

    def __add__(self, other: Applied) -> Applied:
        return Applied(**{name: getattr(self, name) + getattr(other, name) for name in self.__slots__})


def apply_event(conn: sqlite3.Connection, event: Event) -> Applied:
    """Stores one event inside the caller's transaction."""
    if isinstance(event, Discovered):
        site_id = site_id_of(conn, event.site)
        new = add_links(conn, site_id, event.links, crawl_id=event.crawl_id, now=event.at)
        return Applied(discovered=new.articles)
    put_hosts(conn, event.hosts)
    if not holds(conn, event.lease):
        return Applied(dropped=1)
    match event:
        case Stored():
            return _stored(conn, event)
        case SourceRead():
            return _source_read(conn, event)
        case Unchanged():
            return _unchanged(conn, event)
        case Excluded():
            return _excluded(conn, event)
        case Failed():
            return _failed(conn, event)
        case PutOff():
            put_off(conn, event.lease, event.until)
            return Applied()


def apply_events(conn: sqlite3.Connection, events: Sequence[Event]) -> list[Applied]:
    """What each event brought."""
    return [apply_event(conn, event) for event in events]


def site_id_of(conn: sqlite3.Connection, name: str) -> int:
    row = conn.execute("SELECT id FROM site WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise ValueError(f"the site {name!r} is not in the archive; begin_crawl adds it")
    return int(row[0])


def _stored(conn: sqlite3.Connection, event: Stored) -> Applied:
    if any_forgotten(conn):
        if comes_again(conn, event):
            return _forgotten(conn, event)
        event = replace(event, page=without_forgotten(conn, event.page))
    fetch_id = add_fetch(conn, event, State.STORED, rights=rights_id(conn, event.page.rights))
    _, change = record(conn, site_id_of(conn, event.lease.site), event, fetch_id)
    end_lease(conn, event.lease, Outcome(state=State.STORED, at=event.at, change=change))
    if change is Change.CHANGED:
        note_stale(conn, event)
    keep_validators(conn, event.lease.url_id, event.fetch.etag, event.fetch.last_modified)
    return Applied(new=change is Change.NEW, changed=change is Change.CHANGED, same=change is Change.SAME)


def _forgotten(conn: sqlite3.Connection, event: Stored) -> Applied:
    """Another way to something that was removed by request: nothing of it is kept, its address neither."""
    counted = _excluded(conn, Excluded(lease=event.lease, at=event.at, reason=Reason.FORGOTTEN))
    erase_urls(conn, [event.lease.url_id])
    return counted


def _source_read(conn: sqlite3.Connection, event: SourceRead) -> Applied:
    add_fetch(conn, event, State.STORED)
    site_id = site_id_of(conn, event.lease.site)
    new = add_links(conn, site_id, event.links, crawl_id=event.lease.crawl_id, now=event.at)
    if any(new):
        note_stale(conn, event)
    keep_validators(conn, event.lease.url_id, event.fetch.etag, event.fetch.last_modified)
    dated = (link.modified_at or link.published_at for link in event.links)
    outcome = Outcome(
        state=State.STORED,
        at=event.at,
        news=sum(new) / len(event.links) if event.links else 0.0,
        is_index=bool(event.links) and all(link.kind is Kind.SITEMAP for link in event.links),
        newest_at=max(filter(None, dated), default=None),
    )
    end_lease(conn, event.lease, outcome)
    return Applied(discovered=new.articles, read=1)


def _unchanged(conn: sqlite3.Connection, event: Unchanged) -> Applied:
    """A 304 says that what this URL has shown still holds."""
    fetch_id = add_fetch(conn, event, State.UNCHANGED)
    end_lease(conn, event.lease, Outcome(state=State.UNCHANGED, at=event.at))
    if event.lease.kind is not Kind.ARTICLE:
        return Applied(read=1)
    shown = conn.execute(
        """
        SELECT observation.article_id, observation.variant_id, observation.version_id, version.digest,
               observation.layout_id, observation.wall_layout_id
        FROM fetch
        JOIN observation ON observation.fetch_id = fetch.id
        JOIN version ON version.id = observation.version_id
        WHERE fetch.url_id = ? ORDER BY observation.at DESC, observation.id DESC LIMIT 1
        """,
        (event.lease.url_id,),
    ).fetchone()
    if shown:
        article_id, variant_id, version_id, digest, layout, wall_layout = shown
        look = Look(
            article_id=article_id,
            fetch_id=fetch_id,
            at=event.at,
            status=event.fetch.status,
            variant_id=variant_id,
            layout_id=layout,
            wall_layout_id=wall_layout,
        )
        add_look(conn, look, digest=digest, make_version=lambda: copy_version(conn, version_id, at=stamp(event.at)))
    return Applied(same=1)


def _excluded(conn: sqlite3.Connection, event: Excluded) -> Applied:
    fetch_id = add_fetch(conn, event, State.EXCLUDED, reason=event.reason, detail=event.detail)
    outcome = Outcome(state=State.EXCLUDED, at=event.at, reason=event.reason)
    end_lease(conn, event.lease, outcome, detail=event.detail)
    if event.reason is Reason.GONE:
        _close_article(conn, event, fetch_id)
    elif event.reason is Reason.DUPLICATE and event.fetch:
        note_redirect(conn, event.lease.url, event.fetch.url, now=event.at)
    return Applied(excluded=1)


def _close_article(conn: sqlite3.Connection, event: Excluded, fetch_id: int) -> None:
    """An article is gone when the URL that it goes by is, or the last one that still led to it."""
    row = conn.execute(
        """
        SELECT article.id FROM article JOIN url ON url.article_id = article.id
        WHERE url.id = ? AND (url.key = article.key OR NOT EXISTS (
            SELECT 1 FROM url AS other
            WHERE other.article_id = article.id AND other.id <> url.id AND other.state NOT IN ('excluded', 'failed')
        ))
        """,
        (event.lease.url_id,),
    ).fetchone()
    if row:
        status = event.fetch.status if event.fetch else None
        add_end(conn, Look(article_id=row[0], fetch_id=fetch_id, at=event.at, status=status))


def _failed(conn: sqlite3.Connection, event: Failed) -> Applied:
    add_fetch(conn, event, State.FAILED, reason=event.reason, detail=event.detail)
    outcome = Outcome(state=State.FAILED, at=event.at, reason=event.reason)
    end_lease(conn, event.lease, outcome, detail=event.detail, retry_at=event.retry_at, tried=event.tried)
    return Applied(failed=1)


def add_fetch(
    conn: sqlite3.Connection,
    event: Stored | SourceRead | Unchanged | Excluded | Failed,
    outcome: State,
    *,
    reason: Reason | None = None,
    detail: str = "",
    rights: int | None = None,
) -> int:
    """One row for each lease that ends, also where nothing was sent over the wire."""
    fetch, lease = event.fetch, event.lease
    facts = (
        (
            fetch.status,
            fetch.url,
            fetch.bytes,
            fetch.seconds,
            fetch.content_type,
            fetch.etag,
            fetch.last_modified,
            as_json(list(fetch.redirects)),
        )
        if fetch
        else (None,) * 8
    )
    added = conn.execute(
        """
        INSERT INTO fetch (url_id, crawl_id, at, outcome, reason, detail, status, url, bytes, seconds, content_type,
                           etag, last_modified, redirects, robots, robots_verdict, robots_digest,
                           rights_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            lease.url_id,
            lease.crawl_id,
            stamp(event.at),
            outcome,
            reason,
            detail or None,
            *facts,
            *_robots(event),
            rights,
        ),
    )
    return int(added.lastrowid or 0)


def _robots(event: Stored | SourceRead | Unchanged | Excluded | Failed) -> tuple[str | None, str | None, str | None]:
    """Rule, verdict and digest of the file. A request that was not sent has its check beside the event."""
    check = event.robots if isinstance(event, Excluded | Failed) else None
    check = check or (event.fetch.robots if event.fetch else None)
    return (check.rule, check.verdict, check.digest) if check else (None, None, None)
