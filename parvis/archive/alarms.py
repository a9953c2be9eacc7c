"""Alarms: raised once, open until the site is as it was, told to the operator's command."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from parvis.archive.opening import speaking_of, writing
from parvis.archive.values import as_json, moment, stamp
from parvis.health import Finding, tell
from parvis.words import AlarmKind

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that is wrong with a site; `cleared_at` is None as long as it is."""

    id: int | None  # None: it is found out when one asks, and stands nowhere
    site: str
    kind: AlarmKind
    raised_at: datetime
    cleared_at: datetime | None
    crawl_id: int | None
    detail: Mapping[str, Any]

    @property
    def text(self) -> str:
        return tell(self.kind, self.detail)


def raise_alarm(conn: sqlite3.Connection, site_id: int, crawl_id: int, finding: Finding, *, at: datetime) -> int | None:
    """The number of a new alarm; None where one of this kind is open."""
    added = conn.execute(
        """
        INSERT INTO alarm (site_id, crawl_id, kind, raised_at, detail) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        (site_id, crawl_id, finding.kind, stamp(at), as_json(finding.detail)),
    )
    return int(added.lastrowid or 0) if added.rowcount else None


def clear_alarm(conn: sqlite3.Connection, alarm: Alarm, *, at: datetime) -> None:
    conn.execute("UPDATE alarm SET cleared_at = ? WHERE id = ?", (stamp(at), alarm.id))


def note_told(archive: Archive, alarm_ids: Collection[int], *, now: datetime) -> None:
    """The operator's command has taken these alarms."""
    with speaking_of(archive.path), writing(archive.conn) as conn:
        conn.executemany("UPDATE alarm SET told_at = ? WHERE id = ?", [(stamp(now), one) for one in sorted(alarm_ids)])


def open_alarms(conn: sqlite3.Connection, site: str | None = None) -> tuple[Alarm, ...]:
    """What is wrong now, the oldest first."""
    rows = conn.execute(
        """
        SELECT id, site, kind, raised_at, cleared_at, crawl_id, detail FROM alarms
        WHERE cleared_at IS NULL AND site = coalesce(?, site) ORDER BY raised_at, id
        """,
        (site,),
    )
    return tuple(_alarm(row) for row in rows.fetchall())


def untold_alarms(archive: Archive, sites: Collection[str]) -> tuple[Alarm, ...]:
    """Open alarms of some sites that no command has taken yet."""
    rows = archive.conn.execute(
        """
        SELECT alarms.id, site, alarms.kind, alarms.raised_at, alarms.cleared_at, alarms.crawl_id, alarms.detail
        FROM alarms JOIN alarm USING (id)
        WHERE alarm.cleared_at IS NULL AND told_at IS NULL AND site IN (SELECT value FROM json_each(?)) ORDER BY id
        """,
        (as_json(sorted(sites)),),
    )
    return tuple(_alarm(row) for row in rows.fetchall())


def _alarm(row: tuple[Any, ...]) -> Alarm:
    number, site, kind, raised_at, cleared_at, crawl_id, detail = row
    return Alarm(
        id=number,
        site=site,
        kind=AlarmKind(kind),
        raised_at=datetime.fromisoformat(raised_at),
        cleared_at=moment(cleared_at),
        crawl_id=crawl_id,
        detail=json.loads(detail),
    )
