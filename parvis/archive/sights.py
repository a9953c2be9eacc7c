"""Sights: a text, or none, as a page shows it. Pages of a site share most of theirs, so an anatomy is a short list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from parvis.archive.values import as_json, free_ids

Shown = tuple[int | None, int, str, int]  # block, path, role, words


def sight_ids(conn: sqlite3.Connection, shown: Sequence[Shown]) -> list[int]:
    """The row of each sight in the order given, made where it is new."""
    known = _known(conn, shown)
    new = [one for one in dict.fromkeys(shown) if one not in known]
    known |= dict(zip(new, free_ids(conn, "SELECT max(id) FROM sight", len(new)), strict=True))
    conn.executemany(
        "INSERT INTO sight (id, block_id, path_id, role, words) VALUES (?, ?, ?, ?, ?)",
        [(known[one], *one) for one in new],
    )
    return [known[one] for one in shown]


def _known(conn: sqlite3.Connection, shown: Iterable[Shown]) -> dict[Shown, int]:
    rows = conn.execute(
        """
        SELECT sight.block_id, sight.path_id, sight.role, sight.words, sight.id
        FROM json_each(?) AS item
        JOIN sight ON coalesce(sight.block_id, 0) = coalesce(json_extract(item.value, '$[0]'), 0)
            AND sight.path_id = json_extract(item.value, '$[1]')
            AND sight.words = json_extract(item.value, '$[3]')
            AND sight.role = json_extract(item.value, '$[2]')
        """,
        (as_json(sorted(set(shown), key=repr)),),
    )
    return {(block_id, path_id, role, words): sight_id for block_id, path_id, role, words, sight_id in rows}
