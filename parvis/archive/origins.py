"""The files by which an origin says what may be fetched and kept: the last answer to each, and all wordings of it."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from parvis.archive.values import as_json, moment, stamp
from parvis.records import Rights, plain
from parvis.rights.origin import OriginFile
from parvis.rights.robots import file_digest

KEPT = 2**16  # bytes of a file that are kept for good; a longer one is known by its digest only


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRow:
    """A robots.txt as it was had, or why it was not."""

    origin: str  # scheme://host[:port]
    fetched_at: datetime
    status: int | None
    body: bytes | None
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsFile(OriginFile):
    """Another file that speaks of rights, and when it was asked for."""

    origin: str
    fetched_at: datetime


def robots_of(conn: sqlite3.Connection, origin: str) -> RobotsRow | None:
    row = conn.execute(
        "SELECT origin, fetched_at, status, body, problem FROM robots WHERE origin = ?", (origin,)
    ).fetchone()
    if row is None:
        return None
    return RobotsRow(origin=row[0], fetched_at=_when(row[1]), status=row[2], body=row[3], problem=row[4])


def put_robots(conn: sqlite3.Connection, row: RobotsRow) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO robots (origin, fetched_at, status, body, problem) VALUES (?, ?, ?, ?, ?)",
        (row.origin, stamp(row.fetched_at), row.status, row.body, row.problem),
    )
    _keep_wording(conn, row)


def files_of(conn: sqlite3.Connection, origin: str) -> tuple[RightsFile, ...]:
    rows = conn.execute(
        """
        SELECT origin, kind, url, fetched_at, status, body, problem FROM rights_file
        WHERE origin = ? ORDER BY kind, url
        """,
        (origin,),
    ).fetchall()
    return tuple(
        RightsFile(origin=name, kind=kind, url=url, fetched_at=_when(at), status=status, body=body, problem=problem)
        for name, kind, url, at, status, body, problem in rows
    )


def put_file(conn: sqlite3.Connection, row: RightsFile) -> None:
    conn.execute(
        """
        INSERT OR REPLACE INTO rights_file (origin, kind, url, fetched_at, status, body, problem)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        (row.origin, row.kind, row.url, stamp(row.fetched_at), row.status, row.body, row.problem),
    )
    _keep_wording(conn, row)


def rights_id(conn: sqlite3.Connection, rights: Rights) -> int:
    """The row of what bound a fetch, made where it is new."""
    digest, terms = _terms(rights)
    known = conn.execute("SELECT id FROM rights WHERE digest = ?", (digest,)).fetchone()
    if known:
        return int(known[0])
    return int(conn.execute("INSERT INTO rights (digest, terms) VALUES (?, ?)", (digest, terms)).lastrowid or 0)


@lru_cache(maxsize=256)  # the pages of a site say much the same
def _terms(rights: Rights) -> tuple[str, str]:
    terms = as_json(plain(rights))
    return hashlib.sha256(terms.encode()).hexdigest()[:32], terms


def _keep_wording(conn: sqlite3.Connection, row: RobotsRow | RightsFile) -> None:
    """Of what answered 404 nothing is kept: it is a page, and no file of rules."""
    if row.body and len(row.body) <= KEPT and row.problem is None and row.status is not None and row.status < 300:
        conn.execute(
            "INSERT OR IGNORE INTO origin_text (digest, first_seen_at, body) VALUES (?, ?, ?)",
            (file_digest(row.body), stamp(row.fetched_at), row.body),
        )


def _when(text: str) -> datetime:
    found = moment(text)
    assert found is not None  # noqa: S101  the column is NOT NULL
    return found
