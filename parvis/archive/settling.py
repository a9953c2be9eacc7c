"""What follows when a block's status flips: the versions whose candidates hold it are rendered anew, and only those."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import asdict

from parvis.archive.rendering import lines_of, metadata_of, render
from parvis.archive.values import as_json


def settle(conn: sqlite3.Connection, flipped: Collection[int]) -> int:
    """Renders the versions anew that hold a flipped block. Returns how many there were."""
    if not flipped:
        return 0
    rows = conn.execute(
        """
        SELECT DISTINCT candidate.version_id, version.article_id
        FROM candidate JOIN version ON version.id = candidate.version_id
        WHERE candidate.block_id IN (SELECT value FROM json_each(?))
        ORDER BY 1
        """,
        (as_json(sorted(flipped)),),
    ).fetchall()
    for version_id, _ in rows:
        _render_again(conn, version_id)
    for article_id in sorted({article_id for _, article_id in rows}):
        merge_neighbours(conn, article_id)
    return len(rows)


def _render_again(conn: sqlite3.Connection, version_id: int) -> None:
    about, access = metadata_of(conn, version_id)
    view = render(lines_of(conn, version_id), about=about, access=access, fallback=None)
    conn.execute(
        """
        UPDATE version SET
            teaser = :teaser, teaser_source = :source, teaser_words = :words, digest = :digest,
            masked_digest = :masked_digest, boilerplate_words = boilerplate_words - removed_words + :removed_words,
            removed_words = :removed_words
        WHERE id = :version_id
        """,
        {**asdict(view), "version_id": version_id},
    )


def merge_neighbours(conn: sqlite3.Connection, article_id: int) -> None:
    """Neighbouring versions that have become equal are one; the later id stays as an alias."""
    rows = conn.execute(
        "SELECT id, digest FROM version WHERE article_id = ? ORDER BY first_seen_at, id", (article_id,)
    ).fetchall()
    kept_id, kept_digest = rows[0] if rows else (0, "")
    for version_id, digest in rows[1:]:
        if digest == kept_digest:
            _merge(conn, kept_id, version_id)
        else:
            kept_id, kept_digest = version_id, digest


def _merge(conn: sqlite3.Connection, kept_id: int, version_id: int) -> None:
    conn.execute(
        """
        UPDATE version SET last_seen_at = max(last_seen_at, (SELECT last_seen_at FROM version WHERE id = ?))
        WHERE id = ?
        """,
        (version_id, kept_id),
    )
    conn.execute("UPDATE observation SET version_id = ? WHERE version_id = ?", (kept_id, version_id))
    conn.execute("UPDATE article SET version_id = ? WHERE version_id = ?", (kept_id, version_id))
    conn.execute("UPDATE version_alias SET version_id = ? WHERE version_id = ?", (kept_id, version_id))
    conn.execute("INSERT INTO version_alias (id, version_id) VALUES (?, ?)", (version_id, kept_id))
    conn.execute("DELETE FROM candidate WHERE version_id = ?", (version_id,))
    conn.execute("DELETE FROM version WHERE id = ?", (version_id,))
