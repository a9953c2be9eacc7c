"""What follows when a block's status flips: the articles whose lines hold it are laid out anew, and only those."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from parvis.archive.blocks import rescore
from parvis.archive.families import join_families
from parvis.archive.timeline import lay_out
from parvis.archive.values import as_json


def settle(conn: sqlite3.Connection, flipped: Collection[int]) -> int:
    """Lays out the articles that hold a flipped block. Returns how many there were."""
    if not flipped:
        return 0
    rows = conn.execute(
        """
        SELECT DISTINCT variant.article_id
        FROM candidate JOIN variant ON variant.id = candidate.variant_id
        WHERE candidate.block_id IN (SELECT value FROM json_each(?))
        ORDER BY 1
        """,
        (as_json(sorted(flipped)),),
    ).fetchall()
    for (article_id,) in rows:
        lay_out(conn, article_id)
    return len(rows)


def settle_sites(conn: sqlite3.Connection, sites: Collection[str]) -> int:
    """Judges every block anew whose path has become more or less diverse since, or has other representatives.
    Returns how many articles changed.

    A page judges its own blocks at once; what it means for all others on its paths waits for the end of the crawl, so
    that a page costs its own length and not that of the archive.
    """
    paths = [
        int(row[0])
        for row in conn.execute(
            """
            SELECT path.id FROM path JOIN site ON site.id = path.site_id
            WHERE path.settled IS NULL AND site.name IN (SELECT value FROM json_each(?))
            """,
            (as_json(list(sites)),),
        )
    ]
    flipped: set[int] = set()
    for path_id in paths:
        block_ids = [int(row[0]) for row in conn.execute("SELECT id FROM block WHERE path_id = ?", (path_id,))]
        join_families(conn, block_ids)
        flipped |= rescore(conn, block_ids)
    conn.executemany("UPDATE path SET settled = 1 WHERE id = ?", [(path_id,) for path_id in paths])
    return settle(conn, flipped)
