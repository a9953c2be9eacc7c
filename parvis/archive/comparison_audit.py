"""What must hold of near duplicates, asked of the rows themselves: part of `parvis.archive.audit`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping

from parvis.archive.comparison import BATCH, find_pairs, read_texts
from parvis.archive.shingle_index import TEMPLATED, fingerprints

LAWS = {
    "a fingerprint is of an article, or waits to be taken out": """
        SELECT count(*) FROM fingerprint
        WHERE article_id NOT IN (SELECT id FROM article) AND article_id NOT IN (SELECT article_id FROM uncompared)
    """,
    "an article has a fingerprint, or waits for it": """
        SELECT count(*) FROM article
        WHERE version_id IS NOT NULL AND id NOT IN (SELECT article_id FROM fingerprint)
          AND id NOT IN (SELECT article_id FROM uncompared)
    """,
    "every article of a pair or cluster is there": """
        SELECT count(*) FROM (
            SELECT article_id AS id FROM near_pair UNION ALL SELECT other_id FROM near_pair
            UNION ALL SELECT article_id FROM near_cluster
        ) WHERE id NOT IN (SELECT id FROM article)
    """,
}


def _wrong_templates(conn: sqlite3.Connection) -> int:
    """Shingles of a site that are templated without standing in enough articles, or the other way round."""
    rows = conn.execute(
        """
        SELECT count(*) FROM (
            SELECT min(templated) AS low, max(templated) AS high, count(*) >= ? AS many
            FROM shingle GROUP BY key, site_id
        ) WHERE low <> many OR high <> many
        """,
        (TEMPLATED,),
    )
    return int(rows.fetchone()[0])


def _stale_fingerprints(conn: sqlite3.Connection) -> int:
    """Of articles that do not wait for comparison."""
    return sum(
        len(known.items() ^ dict(read_texts(conn, known.keys())).items()) > 0
        for known in (fingerprints(conn, ids) for ids in _batches(conn))
    )


def _wrong_index(conn: sqlite3.Connection) -> int:
    """How many places of shingles are missing or too many."""
    ids = [int(row[0]) for row in conn.execute("SELECT article_id FROM fingerprint")]
    wanted = sum(len(known.keys) for some in _batched(ids) for known in fingerprints(conn, some).values())
    [there] = conn.execute("SELECT count(*) FROM shingle").fetchone()
    return abs(int(there) - wanted)


def _wrong_pairs(conn: sqlite3.Connection) -> int:
    """Pairs that the index does not have so, or has more; while articles wait, nobody can tell."""
    if _waiting(conn):
        return 0
    stored = set(conn.execute("SELECT * FROM near_pair").fetchall())
    found = {tuple(pair) for ids in _batches(conn) for pair in find_pairs(conn, ids)}
    return len(stored ^ found)


def _wrong_clusters(conn: sqlite3.Connection) -> int:
    """Articles whose cluster is not the one that their pairs make."""
    if _waiting(conn):
        return 0
    pairs = conn.execute("SELECT article_id, other_id FROM near_pair").fetchall()
    stored = dict(conn.execute("SELECT article_id, cluster_id FROM near_cluster").fetchall())
    return len(stored.items() ^ _joined(pairs).items())


def _joined(pairs: list[tuple[int, int]]) -> Mapping[int, int]:
    """The smallest id that each article is joined with."""
    first: dict[int, int] = {}

    def root(id_: int) -> int:
        while (above := first.setdefault(id_, id_)) != id_:
            id_ = above
        return id_

    for one, two in pairs:
        a, b = root(one), root(two)
        first[max(a, b)] = min(a, b)
    return {id_: root(id_) for id_ in first}


def _waiting(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("SELECT EXISTS (SELECT 1 FROM uncompared)").fetchone()[0])


def _batches(conn: sqlite3.Connection) -> Iterator[list[int]]:
    """The articles that have been compared and do not wait for it again."""
    rows = conn.execute(
        "SELECT article_id FROM fingerprint WHERE article_id NOT IN (SELECT article_id FROM uncompared) ORDER BY 1"
    ).fetchall()
    yield from _batched([int(row[0]) for row in rows])


def _batched(ids: list[int]) -> Iterator[list[int]]:
    yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


COMPUTED: dict[str, Callable[[sqlite3.Connection], int]] = {
    "a shingle is a template's where three articles have it": _wrong_templates,
    "the index holds the shingles of each fingerprint": _wrong_index,
    "a fingerprint is of the text of today": _stale_fingerprints,
    "the pairs follow from the fingerprints": _wrong_pairs,
    "the clusters follow from the pairs": _wrong_clusters,
}
