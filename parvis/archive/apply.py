"""What happened, stored: a batch of events is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.archive.events import Discovered, Event, Excluded, Failed, Lease, SourceRead, Stored, Unchanged
from parvis.archive.frontier import add_links, end_lease, holds
from parvis.archive.record import record
from parvis.archive.values import as_json, stamp
from parvis.records import Fetch
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
        return Applied(discovered=add_links(conn, site_id, event.links, crawl_id=event.crawl_id, now=event.at))
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


def apply_events(conn: sqlite3.Connection, events: Sequence[Event]) -> Applied:
    return sum((apply_event(conn, event) for event in events), Applied())


def site_id_of(conn: sqlite3.Connection, name: str) -> int:
    row = conn.execute("SELECT id FROM site WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise ValueError(f"the site {name!r} is not in the archive; begin_crawl adds it")
    return int(row[0])


def _stored(conn: sqlite3.Connection, event: Stored) -> Applied:
    fetch_id = add_fetch(conn, event, State.STORED)
    _, change = record(conn, site_id_of(conn, event.lease.site), event, fetch_id)
    end_lease(conn, event.lease, state=State.STORED, now=event.at)
    _keep_validators(conn, event.lease, event.fetch)
    return Applied(new=change is Change.NEW, changed=change is Change.CHANGED, same=change is Change.SAME)


def _source_read(conn: sqlite3.Connection, event: SourceRead) -> Applied:
    add_fetch(conn, event, State.STORED)
    end_lease(conn, event.lease, state=State.STORED, now=event.at)
    _keep_validators(conn, event.lease, event.fetch)
    site_id = site_id_of(conn, event.lease.site)
    found = add_links(conn, site_id, event.links, crawl_id=event.lease.crawl_id, now=event.at)
    return Applied(discovered=found, read=1)


def _unchanged(conn: sqlite3.Connection, event: Unchanged) -> Applied:
    """A 304 says that what is known still holds: an observation of the article's current version."""
    fetch_id = add_fetch(conn, event, State.UNCHANGED)
    end_lease(conn, event.lease, state=State.UNCHANGED, now=event.at)
    if event.lease.kind is not Kind.ARTICLE:
        return Applied(read=1)
    row = conn.execute(
        """
        SELECT article.id, article.version_id FROM article JOIN url ON url.article_id = article.id
        WHERE url.id = ?
        """,
        (event.lease.url_id,),
    ).fetchone()
    if row:
        moment = stamp(event.at)
        conn.execute(
            """
            INSERT INTO observation (article_id, version_id, fetch_id, at, change, status)
            VALUES (?, ?, ?, ?, 'same', ?)
            """,
            (*row, fetch_id, moment, event.fetch.status),
        )
        conn.execute("UPDATE article SET last_seen_at = max(last_seen_at, ?) WHERE id = ?", (moment, row[0]))
        conn.execute("UPDATE version SET last_seen_at = max(last_seen_at, ?) WHERE id = ?", (moment, row[1]))
    return Applied(same=1)


def _excluded(conn: sqlite3.Connection, event: Excluded) -> Applied:
    fetch_id = add_fetch(conn, event, State.EXCLUDED, reason=event.reason, detail=event.detail)
    end_lease(conn, event.lease, state=State.EXCLUDED, now=event.at, reason=event.reason, detail=event.detail)
    if event.reason is Reason.GONE:
        _close_article(conn, event, fetch_id)
    return Applied(excluded=1)


def _close_article(conn: sqlite3.Connection, event: Excluded, fetch_id: int) -> None:
    """An article is gone when the URL that stands for it is; a second URL may vanish without harm."""
    row = conn.execute(
        """
        SELECT article.id FROM article JOIN url ON url.article_id = article.id
        WHERE url.id = ? AND url.key = article.key
        """,
        (event.lease.url_id,),
    ).fetchone()
    if row:
        moment, status = stamp(event.at), event.fetch.status if event.fetch else None
        conn.execute("UPDATE article SET gone_at = coalesce(gone_at, ?) WHERE id = ?", (moment, row[0]))
        conn.execute(
            "INSERT INTO observation (article_id, fetch_id, at, change, status) VALUES (?, ?, ?, 'changed', ?)",
            (row[0], fetch_id, moment, status),
        )


def _failed(conn: sqlite3.Connection, event: Failed) -> Applied:
    add_fetch(conn, event, State.FAILED, reason=event.reason, detail=event.detail)
    end_lease(
        conn,
        event.lease,
        state=State.FAILED,
        now=event.at,
        reason=event.reason,
        detail=event.detail,
        retry_at=event.retry_at,
    )
    return Applied(failed=1)


def add_fetch(
    conn: sqlite3.Connection,
    event: Stored | SourceRead | Unchanged | Excluded | Failed,
    outcome: State,
    *,
    reason: Reason | None = None,
    detail: str = "",
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
            fetch.robots,
        )
        if fetch
        else (None,) * 9
    )
    added = conn.execute(
        """
        INSERT INTO fetch (url_id, crawl_id, at, outcome, reason, detail, status, url, bytes, seconds, content_type,
                           etag, last_modified, redirects, robots)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (lease.url_id, lease.crawl_id, stamp(event.at), outcome, reason, detail or None, *facts),
    )
    return int(added.lastrowid or 0)


def _keep_validators(conn: sqlite3.Connection, lease: Lease, fetch: Fetch) -> None:
    """What the next conditional request sends; a 304 need not repeat them."""
    conn.execute(
        "UPDATE url SET etag = ?, last_modified = ? WHERE id = ?", (fetch.etag, fetch.last_modified, lease.url_id)
    )
