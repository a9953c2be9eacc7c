"""The queries that an archive keeps, with what they found: they go with it, into copies and snapshots."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from parvis.archive.opening import writing
from parvis.archive.values import moment, stamp, stamp_or_none

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

__all__ = ["StoredQuery", "drop_query", "last_look", "store_query", "stored_queries", "stored_query"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuery:
    """`as_of`: the last look at an article that the archive had when the query was stored."""

    name: str
    kind: str  # search, sql
    typed: str
    normalised: str
    stored_at: datetime
    as_of: datetime | None
    rows: int
    content_sha256: str


_COLUMNS = "SELECT name, kind, typed, normalised, stored_at, as_of, rows, content_sha256 FROM stored_query"
_ALL = _COLUMNS + " ORDER BY name"
_ONE = _COLUMNS + " WHERE name = ?"
_LAST_LOOK = "SELECT max(at) FROM observation"


def stored_queries(archive: Archive) -> tuple[StoredQuery, ...]:
    """All of them, by name."""
    return tuple(map(_stored, archive.conn.execute(_ALL).fetchall()))


def stored_query(archive: Archive, name: str) -> StoredQuery | None:
    row = archive.conn.execute(_ONE, (name,)).fetchone()
    return _stored(row) if row else None


def store_query(archive: Archive, query: StoredQuery) -> None:
    """Keep a query, in the place of one of the same name."""
    with writing(archive.conn) as conn:
        conn.execute("DELETE FROM stored_query WHERE name = ?", (query.name,))
        conn.execute(
            "INSERT INTO stored_query VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                query.name,
                query.kind,
                query.typed,
                query.normalised,
                stamp(query.stored_at),
                stamp_or_none(query.as_of),
                query.rows,
                query.content_sha256,
            ),
        )


def drop_query(archive: Archive, name: str) -> bool:
    """Whether there was one."""
    with writing(archive.conn) as conn:
        return bool(conn.execute("DELETE FROM stored_query WHERE name = ?", (name,)).rowcount)


def last_look(archive: Archive) -> datetime | None:
    return moment(archive.conn.execute(_LAST_LOOK).fetchone()[0])


def _stored(row: sqlite3.Row | tuple[str, ...]) -> StoredQuery:
    name, kind, typed, normalised, stored_at, as_of, rows, digest = row
    at = moment(stored_at)
    assert at is not None  # noqa: S101  the column is never null
    return StoredQuery(
        name=name,
        kind=kind,
        typed=typed,
        normalised=normalised,
        stored_at=at,
        as_of=moment(as_of),
        rows=int(rows),
        content_sha256=digest,
    )
