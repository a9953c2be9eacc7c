"""The rows of layouts: those of pages once a site, those of walls once over all sites; and which are one family."""

from __future__ import annotations

import sqlite3

from parvis.page.likeness import find_families
from parvis.records import Layout


def layout_id(conn: sqlite3.Connection, site_id: int, layout: Layout) -> int:
    """The row of a page's layout."""
    key = (site_id, layout.digest)
    known = conn.execute("SELECT id FROM layout WHERE site_id = ? AND digest = ?", key).fetchone()
    if known:
        return int(known[0])
    added = conn.execute("INSERT INTO layout (site_id, digest, skeleton) VALUES (?, ?, ?)", (*key, layout.skeleton))
    return int(added.lastrowid or 0)


def wall_layout_id(conn: sqlite3.Connection, layout: Layout) -> int | None:
    """The row of a wall's layout; None where there is no wall."""
    if not layout.digest:
        return None
    known = conn.execute("SELECT id FROM wall_layout WHERE digest = ?", (layout.digest,)).fetchone()
    if known:
        return int(known[0])
    added = conn.execute("INSERT INTO wall_layout (digest, skeleton) VALUES (?, ?)", (layout.digest, layout.skeleton))
    return int(added.lastrowid or 0)


def note_sight(conn: sqlite3.Connection, layout_id: int | None, at: str) -> None:
    """Dates a layout; only the first sight writes, or an earlier one that comes late."""
    conn.execute(
        "UPDATE layout SET first_seen_at = ? WHERE id = ? AND coalesce(first_seen_at > ?, 1)", (at, layout_id, at)
    )


def families(conn: sqlite3.Connection, site_id: int) -> dict[int, int]:
    """Of each layout of a site the one that its family is named after, the oldest first.

    By the times of the looks, so that the order in which pages came does not matter.
    """
    rows = conn.execute(
        """
        SELECT id, skeleton FROM layout
        WHERE site_id = ? AND first_seen_at IS NOT NULL ORDER BY first_seen_at, digest
        """,
        (site_id,),
    ).fetchall()
    founders = find_families(skeleton for _, skeleton in rows)
    return {int(row[0]): int(rows[founder][0]) for row, founder in zip(rows, founders, strict=True)}
