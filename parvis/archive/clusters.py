"""Articles that pairs hold together, directly or through others."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from parvis.archive.values import as_json


def recluster(conn: sqlite3.Connection, article_ids: Collection[int]) -> None:
    """Finds the clusters anew that articles were in or have come into."""
    ids = _companions(conn, article_ids) | _neighbours(conn, article_ids)
    conn.execute("DELETE FROM near_cluster WHERE article_id IN (SELECT value FROM json_each(?))", (as_json(list(ids)),))
    rows = [(member, min(cluster)) for cluster in _clusters(conn, ids) for member in cluster]
    conn.executemany("INSERT OR REPLACE INTO near_cluster (article_id, cluster_id) VALUES (?, ?)", rows)


def _companions(conn: sqlite3.Connection, article_ids: Collection[int]) -> set[int]:
    """Everyone in the clusters that the articles were in."""
    rows = conn.execute(
        """
        SELECT article_id FROM near_cluster WHERE cluster_id IN (
            SELECT cluster_id FROM near_cluster WHERE article_id IN (SELECT value FROM json_each(?))
        )
        """,
        (as_json(list(article_ids)),),
    )
    return {int(row[0]) for row in rows}


def _clusters(conn: sqlite3.Connection, article_ids: Collection[int]) -> Iterator[set[int]]:
    """Each cluster once that has one of the articles; an article alone is none."""
    waiting = set(article_ids)
    while waiting:
        cluster, edge = set[int](), {waiting.pop()}
        while edge:
            cluster |= edge
            edge = _neighbours(conn, edge) - cluster
        waiting -= cluster
        if len(cluster) > 1:
            yield cluster


def _neighbours(conn: sqlite3.Connection, article_ids: Collection[int]) -> set[int]:
    rows = conn.execute(
        """
        SELECT other_id FROM near_pair
        WHERE article_id IN (SELECT value FROM json_each(:ids))
        UNION SELECT article_id FROM near_pair
        WHERE other_id IN (SELECT value FROM json_each(:ids))
        """,
        {"ids": as_json(list(article_ids))},
    )
    return {int(row[0]) for row in rows}
