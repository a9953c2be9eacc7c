"""The row of a crawl: what it was asked for, whose it is, what it found of those before it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from parvis.archive.leasing import reset_leases
from parvis.archive.owner import boot_id
from parvis.archive.site_rows import add_sites
from parvis.archive.values import as_json, moment, stamp
from parvis.sites import Site
from parvis.words import Profile


def begin(
    conn: sqlite3.Connection,
    *,
    sites: Sequence[Site],
    command: str,
    now: datetime,
    profile: Profile | None,
    due_only: bool,
) -> int:
    """Adds its row and those of new sites. The caller holds the archive's lock: a crawl that has no end is dead."""
    add_sites(conn, sites)
    conn.execute("INSERT OR IGNORE INTO meta (key, value) VALUES ('begun_at', ?)", (stamp(now),))
    recovered = reset_leases(conn)
    conn.execute("UPDATE crawl SET finished_at = ?, reason = 'killed' WHERE finished_at IS NULL", (stamp(now),))
    names = as_json([site.name for site in sites])
    added = conn.execute(
        """
        INSERT INTO crawl (started_at, command, sites, pid, boot_id, profile, recovered, due, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (stamp(now), command, names, os.getpid(), boot_id(), profile, recovered, int(due_only), _version()),
    )
    return int(added.lastrowid or 0)


def end(conn: sqlite3.Connection, crawl_id: int, *, now: datetime, reason: str, exit_code: int | None) -> None:
    conn.execute(
        "UPDATE crawl SET finished_at = ?, reason = ?, exit = ? WHERE id = ?",
        (stamp(now), reason, exit_code, crawl_id),
    )


def sites_of(conn: sqlite3.Connection, crawl_id: int) -> list[str]:
    """The names of the sites that a crawl was asked for."""
    names: list[str] = json.loads(conn.execute("SELECT sites FROM crawl WHERE id = ?", (crawl_id,)).fetchone()[0])
    return names


def last_ended(conn: sqlite3.Connection, crawl_id: int) -> datetime | None:
    """When the crawl before this one ended; of one that was killed, when the next began."""
    return moment(conn.execute("SELECT max(finished_at) FROM crawl WHERE id < ?", (crawl_id,)).fetchone()[0])


def recovered(conn: sqlite3.Connection, crawl_id: int) -> int:
    return int(conn.execute("SELECT recovered FROM crawl WHERE id = ?", (crawl_id,)).fetchone()[0])


def _version() -> str | None:
    """Of this program; None where it was not installed."""
    try:
        return version("parvis")
    except PackageNotFoundError:
        return None
