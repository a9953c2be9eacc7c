"""Lists of terms, each once: few sums explain many texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from parvis.archive.values import as_json


def explanation_ids(conn: sqlite3.Connection, terms: Collection[str]) -> dict[str, int]:
    """The row of each list of terms, given as JSON; made where it is new."""
    query = "SELECT terms, id FROM explanation WHERE terms IN (SELECT value FROM json_each(?))"
    wanted = (as_json(sorted(terms)),)
    known = dict(conn.execute(query, wanted).fetchall())
    if new := sorted(set(terms) - known.keys()):
        conn.executemany("INSERT INTO explanation (terms) VALUES (?)", [(text,) for text in new])
        known = dict(conn.execute(query, wanted).fetchall())
    return known
