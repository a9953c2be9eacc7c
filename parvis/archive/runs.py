"""The crawls of an archive, as `parvis runs` lists them."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from parvis.archive.owner import boot_id
from parvis.archive.queries import check_site
from parvis.archive.values import moment

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

KILLED, RUNNING = "killed", "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl. A killed one ended at an unknown time after its last fetch."""

    id: int
    started_at: datetime
    ended_at: datetime | None  # a killed one: when it was last seen alive
    reason: str  # finished, interrupted, page budget, hosts ask to wait, error, killed, running
    exit: int | None  # None: it was killed, runs, or is older than this column
    version: str | None
    sites: tuple[str, ...]
    discovered: int
    stored: int
    unchanged: int
    excluded: int
    failed: int
    alarms: int  # raised
    command: str

    @property
    def duration(self) -> timedelta | None:
        return self.ended_at - self.started_at if self.ended_at else None


def runs(archive: Archive, *, site: str | None = None, last: int) -> tuple[Run, ...]:
    """The last crawls, of one site or of all, the newest first."""
    check_site(archive, site)
    cursor = archive.conn.execute(
        """
        SELECT runs.*, crawl.pid, crawl.boot_id, (SELECT count(*) FROM alarm WHERE alarm.crawl_id = runs.id) AS alarms
        FROM runs JOIN crawl USING (id)
        WHERE id IN (
            SELECT id FROM crawl WHERE :site IS NULL OR :site IN (SELECT value FROM json_each(crawl.sites))
            ORDER BY id DESC LIMIT :last
        )
        ORDER BY id DESC
        """,
        {"site": site, "last": last},
    )
    names = [column[0] for column in cursor.description]
    return tuple(_run(dict(zip(names, row, strict=True))) for row in cursor.fetchall())


def _run(row: dict[str, Any]) -> Run:
    reason = row["reason"] or (RUNNING if _is_alive(row["pid"], row["boot_id"]) else KILLED)
    ended = moment(row["last_fetch_at"] if reason in {KILLED, RUNNING} else row["finished_at"])
    return Run(
        ended_at=ended,
        reason=reason,
        started_at=datetime.fromisoformat(row["started_at"]),
        sites=tuple(json.loads(row["sites"])),
        **{name: row[name] for name in ("id", "exit", "version", "discovered", "alarms", "command")},
        **{name: row[name] for name in ("stored", "unchanged", "excluded", "failed")},
    )


def _is_alive(pid: int, boot: str | None) -> bool:
    """Whether a crawl's process runs on; an import has none."""
    if pid <= 0 or boot != boot_id():
        return False
    with suppress(ProcessLookupError):
        try:
            os.kill(pid, 0)
        except PermissionError:  # another user's
            return True
        return True
    return False
