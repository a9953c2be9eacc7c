"""Paths: where blocks stand, as a tree of steps, so that what many begin with is stored once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from functools import lru_cache

from parvis.archive.values import as_json, free_ids
from parvis.ledger.key import key_of


def path_ids(conn: sqlite3.Connection, site_id: int, names: Collection[str]) -> dict[str, int]:
    """The row of each path of a site, made where it is new."""
    keys = {name: path_key(name) for name in names}
    known = _known(conn, site_id, keys.values())
    if missing := [name for name, key in keys.items() if key not in known]:
        known |= _add(conn, site_id, missing)
    return {name: known[key] for name, key in keys.items()}


@lru_cache(maxsize=32_768)  # the pages of a site share their paths
def path_key(name: str) -> int:
    """What a path is looked up and compared by."""
    return key_of(name)


def path_of(conn: sqlite3.Connection, path_id: int) -> str:
    """A path in full, from the outermost element to the block's own."""
    rows = conn.execute(
        """
        WITH RECURSIVE up (depth, parent_id, step) AS (
            SELECT 0, parent_id, step FROM path WHERE id = ?
            UNION ALL SELECT depth + 1, path.parent_id, path.step FROM up JOIN path ON path.id = up.parent_id
        )
        SELECT step FROM up ORDER BY depth DESC
        """,
        (path_id,),
    )
    return " ".join(step for (step,) in rows)


def _known(conn: sqlite3.Connection, site_id: int, keys: Collection[int]) -> dict[int, int]:
    rows = conn.execute(
        "SELECT key, id FROM path WHERE site_id = ? AND key IN (SELECT value FROM json_each(?))",
        (site_id, as_json(sorted(keys))),
    )
    return dict(rows.fetchall())


def _add(conn: sqlite3.Connection, site_id: int, names: Collection[str]) -> dict[int, int]:
    """Adds paths, and every beginning of theirs that is not there yet."""
    steps = {}
    for name in names:
        parent = ""
        for step in name.split(" "):
            whole = f"{parent} {step}" if parent else step
            steps[path_key(whole)] = (path_key(parent) if parent else None, step)
            parent = whole
    known = _known(conn, site_id, steps)
    new = [key for key in steps if key not in known]  # a parent stands before its children
    known |= dict(zip(new, free_ids(conn, "SELECT max(id) FROM path", len(new)), strict=True))
    rows = []
    for key in new:
        parent_key, step = steps[key]
        rows.append((known[key], site_id, key, known[parent_key] if parent_key is not None else None, step))
    conn.executemany("INSERT INTO path (id, site_id, key, parent_id, step) VALUES (?, ?, ?, ?, ?)", rows)
    return known
