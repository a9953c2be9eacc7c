"""Public views and tables, row by row, for whoever takes them away as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["RELATIONS", "copy_whole", "rows_of_relation"]

# Each in a total order, so that the same archive gives the same file.
RELATIONS: Mapping[str, str] = {
    "articles": "SELECT * FROM articles ORDER BY id",
    "versions": "SELECT * FROM versions ORDER BY id",
    "walls": "SELECT * FROM walls ORDER BY site, access, mechanism, vendor, wall_text",
    "boilerplate": "SELECT * FROM boilerplate ORDER BY site, id",
    "events": "SELECT * FROM events ORDER BY at, site, kind",
    "runs": "SELECT * FROM runs ORDER BY id",
    "site": "SELECT * FROM site ORDER BY id",
    "tombstone": "SELECT * FROM tombstone ORDER BY id",
}


def rows_of_relation(conn: sqlite3.Connection, name: str) -> Iterator[dict[str, Any]]:
    """Rows of one of RELATIONS by column, in order."""
    cursor = conn.execute(RELATIONS[name])
    columns = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(columns, row, strict=True))


def copy_whole(conn: sqlite3.Connection, target: str) -> None:
    """The archive as it is now, packed into a new file; a crawl goes on."""
    conn.execute("VACUUM INTO ?", (target,))
