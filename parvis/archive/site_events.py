"""What the archive noticed of a site, dated: a change of its practice, with the numbers that show it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from parvis.archive.values import as_json, stamp
from parvis.words import EventKind

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

RECENT = timedelta(days=30)  # before the last crawl


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEvent:
    site: str
    at: datetime
    kind: EventKind
    detail: Mapping[str, Any]
    crawl_id: int | None


def add_event(
    conn: sqlite3.Connection, site_id: int, kind: EventKind, *, crawl_id: int, at: datetime, detail: Mapping[str, Any]
) -> None:
    """Notes an event; the same one of the same crawl once."""
    conn.execute(
        "INSERT OR IGNORE INTO event (site_id, crawl_id, at, kind, detail) VALUES (?, ?, ?, ?, ?)",
        (site_id, crawl_id, stamp(at), kind, as_json(detail)),
    )


def recent_events(archive: Archive) -> tuple[SiteEvent, ...]:
    """The events of the weeks before the archive's last crawl, the newest first."""
    last = archive.conn.execute("SELECT max(started_at) FROM crawl").fetchone()[0]
    since = stamp(datetime.fromisoformat(last) - RECENT) if last else ""
    return _events(archive, since=since)


def site_events(archive: Archive, *, kind: EventKind, site: str | None = None) -> tuple[SiteEvent, ...]:
    """The events of a kind, of one site or of all, the newest first."""
    return _events(archive, kind=kind, site=site)


def _events(
    archive: Archive, *, since: str = "", kind: EventKind | None = None, site: str | None = None
) -> tuple[SiteEvent, ...]:
    rows = archive.conn.execute(
        """
        SELECT site, at, kind, detail, crawl_id FROM events
        WHERE at >= ? AND kind = coalesce(?, kind) AND site = coalesce(?, site) ORDER BY at DESC, site, kind
        """,
        (since, kind, site),
    ).fetchall()
    return tuple(
        SiteEvent(
            site=site,
            at=datetime.fromisoformat(at),
            kind=EventKind(kind),
            detail=json.loads(detail),
            crawl_id=crawl_id,
        )
        for site, at, kind, detail, crawl_id in rows
    )
