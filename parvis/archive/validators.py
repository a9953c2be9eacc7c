"""ETag and Last-Modified: what the next request sends, and whether a site's may be believed."""

from __future__ import annotations

import sqlite3

from parvis.archive.events import SourceRead, Stored
from parvis.archive.site_events import add_event
from parvis.words import EventKind


def keep_validators(conn: sqlite3.Connection, url_id: int, etag: str | None, last_modified: str | None) -> None:
    conn.execute("UPDATE url SET etag = ?, last_modified = ? WHERE id = ?", (etag, last_modified, url_id))


def note_stale(conn: sqlite3.Connection, event: Stored | SourceRead) -> None:
    """Notes that something new was sent under the validators of what was known: a conditional request would have been
    answered with 304. Once a site: from then on it is asked for bodies more often. Before the new ones are kept."""
    site_id, *known = conn.execute(
        "SELECT site_id, etag, last_modified FROM url WHERE id = ?", (event.lease.url_id,)
    ).fetchone()
    if not any(known) or known != [event.fetch.etag, event.fetch.last_modified] or _is_noted(conn, site_id):
        return
    detail = {"url": event.lease.url, "etag": event.fetch.etag, "last_modified": event.fetch.last_modified}
    add_event(conn, site_id, EventKind.STALE_VALIDATORS, crawl_id=event.lease.crawl_id, at=event.at, detail=detail)


def _is_noted(conn: sqlite3.Connection, site_id: int) -> bool:
    query = "SELECT 1 FROM event WHERE site_id = ? AND kind = ? LIMIT 1"
    return conn.execute(query, (site_id, EventKind.STALE_VALIDATORS)).fetchone() is not None
