"""The step by which older archives store once what their rows have in common. A new archive has nothing to do here."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator

from parvis.archive.explanations import explanation_ids
from parvis.archive.paths import path_key
from parvis.archive.sights import sight_ids
from parvis.archive.values import as_json

__all__ = ["fill"]


def fill(conn: sqlite3.Connection) -> None:
    """Paths become a tree, lists of terms and blocks of anatomies rows of their own."""
    _plant_paths(conn)
    _share_terms(conn)
    _share_sights(conn)


def _plant_paths(conn: sqlite3.Connection) -> None:
    rows = conn.execute("SELECT id, site_id, path, seen, texts, level, settled FROM path ORDER BY id").fetchall()
    known = {(site_id, path): path_id for path_id, site_id, path, *_ in rows}
    free = max(known.values(), default=0)
    counts = {path_id: tuple(rest) for path_id, _, _, *rest in rows}
    for site_id, path in list(known):
        for beginning in _beginnings(path):
            if (site_id, beginning) not in known:
                free += 1
                known[site_id, beginning] = free
    conn.executemany(
        """
        INSERT INTO path_tree (id, site_id, key, parent_id, step, seen, texts, level, settled)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (
                path_id,
                site_id,
                path_key(path),
                *_parent_and_step(known, site_id, path),
                *counts.get(path_id, (0, 0, 0, 1)),
            )
            for (site_id, path), path_id in sorted(known.items(), key=lambda item: item[1])
        ],
    )
    conn.execute("DROP TABLE path")
    conn.execute("ALTER TABLE path_tree RENAME TO path")
    conn.execute("CREATE INDEX path_unsettled ON path (site_id) WHERE settled IS NULL")


def _beginnings(path: str) -> Iterator[str]:
    steps = path.split(" ")
    yield from (" ".join(steps[:length]) for length in range(1, len(steps)))


def _parent_and_step(known: dict[tuple[int, str], int], site_id: int, path: str) -> tuple[int | None, str]:
    parent, _, step = path.rpartition(" ")
    return (known[site_id, parent] if parent else None), step


def _share_terms(conn: sqlite3.Connection) -> None:
    for block_id, context, terms in conn.execute("SELECT id, context, terms FROM block").fetchall():
        prior = as_json([{"name": name, "bits": bits} for name, bits in json.loads(context)[4]])
        ids = explanation_ids(conn, {prior, terms})
        conn.execute(
            "UPDATE block SET prior_id = ?, explanation_id = ? WHERE id = ?", (ids[prior], ids[terms], block_id)
        )


def _share_sights(conn: sqlite3.Connection) -> None:
    for anatomy_id, blocks in conn.execute("SELECT id, blocks FROM anatomy").fetchall():
        rows = [(block_id, path_id, role, words) for block_id, role, words, path_id in json.loads(blocks)]
        listed = as_json(sight_ids(conn, rows))
        digest = hashlib.sha256(listed.encode()).hexdigest()[:32]
        conn.execute("UPDATE anatomy SET blocks = ?, digest = ? WHERE id = ?", (listed, digest, anatomy_id))
