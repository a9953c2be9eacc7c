"""Near duplicates across URLs and sites, article by article as their texts change (docs/adr/0010).

Two articles are alike when their shingles are (Jaccard) and enough of those they share are telling: no template's on
either site. A telling shingle stands in two articles of a site at most, so counting those that two articles share finds
every such pair at a cost that does not grow with the archive; a candidate's Jaccard is then computed from both texts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from typing import NamedTuple

from parvis.archive.clusters import recluster
from parvis.archive.shingle_index import Fingerprint, fingerprint, fingerprints, replace_fingerprints
from parvis.archive.values import as_json
from parvis.identity import ALIKE, COMMON, jaccard, shingles

MIN_SHINGLES = 6  # a shorter text says nothing
MIN_TELLING = COMMON  # that two articles share; fewer say nothing, and the two are kept apart
BATCH = 250  # as many as fit into little memory, with all their shingles


class Pair(NamedTuple):
    """A row of `near_pair`; the smaller id stands first."""

    article_id: int
    other_id: int
    method: str
    jaccard: float
    shared: int
    telling: int
    size: int
    other_size: int


def compare_due(conn: sqlite3.Connection, *, limit: int = BATCH) -> int:
    """Compares the articles that wait for it, at most so many. Returns how many there were."""
    due = [int(row[0]) for row in conn.execute("SELECT article_id FROM uncompared ORDER BY 1 LIMIT ?", (limit,))]
    if not due:
        return 0
    after = dict(read_texts(conn, due))
    shift = replace_fingerprints(conn, fingerprints(conn, due), after)
    _compare(conn, after.keys() | shift.strengthened | _paired(conn, shift.weakened))
    conn.execute("DELETE FROM uncompared WHERE article_id IN (SELECT value FROM json_each(?))", (as_json(due),))
    return len(due)


def read_texts(conn: sqlite3.Connection, article_ids: Collection[int]) -> Iterator[tuple[int, Fingerprint]]:
    """The fingerprints of the texts of today."""
    rows = conn.execute(
        """
        SELECT article.id, article.site_id, coalesce(version.headline, ''), version.teaser
        FROM article JOIN version ON version.id = article.version_id
        WHERE article.id IN (SELECT value FROM json_each(?))
        """,
        (as_json(list(article_ids)),),
    )
    for article_id, site_id, headline, teaser in rows:
        yield article_id, fingerprint(site_id, compared_by(headline, teaser))


def compared_by(headline: str, teaser: str) -> frozenset[int]:
    """What an article is compared by: its teaser, and the headline only where the teaser alone is too short.

    Papers that print an agency's text write their own headline over it.
    """
    found = shingles(teaser)
    if len(found) < MIN_SHINGLES:
        found = shingles(f"{headline} {teaser}")
    return found if len(found) >= MIN_SHINGLES else frozenset()


def _paired(conn: sqlite3.Connection, article_ids: Collection[int]) -> set[int]:
    """Those of the articles that are in a pair: a shingle that tells nothing any more can only undo pairs."""
    ids = set(article_ids)
    return {id_ for pair in _pairs_of(conn, ids) for id_ in pair if id_ in ids}


def _pairs_of(conn: sqlite3.Connection, article_ids: Collection[int]) -> list[tuple[int, int]]:
    return conn.execute(
        """
        SELECT article_id, other_id FROM near_pair WHERE article_id IN (SELECT value FROM json_each(:ids))
        UNION SELECT article_id, other_id FROM near_pair WHERE other_id IN (SELECT value FROM json_each(:ids))
        """,
        {"ids": as_json(list(article_ids))},
    ).fetchall()


def _compare(conn: sqlite3.Connection, article_ids: Collection[int]) -> None:
    """Finds the pairs of articles anew, and how many of their shingles are telling."""
    old = _pairs_of(conn, article_ids)
    conn.executemany("DELETE FROM near_pair WHERE article_id = ? AND other_id = ?", old)
    new = list(find_pairs(conn, article_ids))
    conn.execute(_NOTE_TELLING, (as_json(list(article_ids)),))
    conn.executemany("INSERT INTO near_pair VALUES (?, ?, ?, ?, ?, ?, ?, ?)", new)
    recluster(conn, article_ids)


def find_pairs(conn: sqlite3.Connection, article_ids: Collection[int]) -> Iterator[Pair]:
    """The pairs of articles with any others, as the index has them."""
    found = _candidates(conn, fingerprints(conn, article_ids))
    prints = fingerprints(conn, {id_ for pair in found for id_ in pair})
    for (one, two), telling in found.items():
        a, b = prints[one].shingles, prints[two].shingles
        likeness = jaccard(a, b)
        if likeness >= ALIKE:
            method = "same" if a == b else "shingles"
            yield Pair(one, two, method, round(likeness, 6), len(a & b), telling, len(a), len(b))


_PROBE = """
CREATE TEMP TABLE IF NOT EXISTS probe (
    key INTEGER, site_id INTEGER, article_id INTEGER, weight INTEGER, PRIMARY KEY (key, site_id, article_id)
) WITHOUT ROWID
"""
_ONLY_TELLING = """
DELETE FROM probe WHERE NOT EXISTS (
    SELECT 1 FROM shingle
    WHERE shingle.key = probe.key AND templated = 0 AND shingle.site_id = probe.site_id
      AND shingle.article_id = probe.article_id
)
"""
_NOTE_TELLING = """
UPDATE fingerprint SET telling = coalesce(counted.telling, 0)
FROM json_each(?) AS wanted LEFT JOIN (
    SELECT article_id, count(*) FILTER (WHERE weight = 1) AS telling FROM probe GROUP BY article_id
) AS counted ON counted.article_id = wanted.value
WHERE fingerprint.article_id = wanted.value
"""
_CANDIDATES = """
SELECT DISTINCT min(probe.article_id, other.article_id), max(probe.article_id, other.article_id),
    count(*) FILTER (WHERE weight = 1)
FROM probe CROSS JOIN shingle AS other
    ON other.key = probe.key AND other.templated = 0 AND other.article_id <> probe.article_id
GROUP BY probe.article_id, other.article_id HAVING sum(weight) >= ?
"""


def _candidates(conn: sqlite3.Connection, prints: dict[int, Fingerprint]) -> dict[tuple[int, int], int]:
    """The pairs that share enough telling shingles, or their whole text, and how many telling ones they share."""
    rows = [
        (key, known.site_id, article_id, 1 if key in known.shingles else MIN_TELLING)
        for article_id, known in prints.items()
        for key in known.keys
    ]
    conn.execute(_PROBE)
    conn.execute("DELETE FROM probe")
    conn.executemany("INSERT INTO probe VALUES (?, ?, ?, ?)", sorted(rows))
    conn.execute(_ONLY_TELLING)
    return {(one, two): telling for one, two, telling in conn.execute(_CANDIDATES, (MIN_TELLING,))}
