"""Counting the articles of a text: at most CAP, the smallest hashes, for each path that the text stands on."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection

from parvis.archive.values import as_json
from parvis.ledger import CAP, Counts, level

Place = tuple[int, int]  # block and path


def count_articles(conn: sqlite3.Connection, sights: Collection[tuple[int, int, int]]) -> list[int]:
    """Notes that texts were seen: (block, path, hash of the article). What is known already changes nothing.

    Returns the blocks that are counted in another number of articles than before.
    """
    known = _known(conn, {block_id for block_id, _, _ in sights})
    before = {place: frozenset(articles) for place, articles in known.items()}
    for block_id, path_id, article in sights:
        known[block_id, path_id].add(article)
    changed = {}
    for place, articles in known.items():
        after = frozenset(sorted(articles)[:CAP])
        known[place] = set(after)
        if after != before.get(place, frozenset()):
            changed[place] = after
    if not changed:
        return []
    _replace(conn, before, changed)
    _count_paths(conn, before, changed)
    return _count_texts(conn, known, {block_id for block_id, _ in changed})


def _known(conn: sqlite3.Connection, block_ids: Collection[int]) -> defaultdict[Place, set[int]]:
    known: defaultdict[Place, set[int]] = defaultdict(set)
    rows = conn.execute(
        "SELECT block_id, path_id, article FROM block_article WHERE block_id IN (SELECT value FROM json_each(?))",
        (as_json(sorted(block_ids)),),
    )
    for block_id, path_id, article in rows:
        known[block_id, path_id].add(article)
    return known


Counted = dict[Place, frozenset[int]]


def _replace(conn: sqlite3.Connection, before: Counted, changed: Counted) -> None:
    gone = [(*place, article) for place, after in changed.items() for article in before.get(place, frozenset()) - after]
    new = [(*place, article) for place, after in changed.items() for article in after - before.get(place, frozenset())]
    conn.executemany("DELETE FROM block_article WHERE block_id = ? AND path_id = ? AND article = ?", gone)
    conn.executemany("INSERT INTO block_article (block_id, path_id, article) VALUES (?, ?, ?)", sorted(new))


def _count_texts(conn: sqlite3.Connection, known: dict[Place, set[int]], block_ids: Collection[int]) -> list[int]:
    """The articles of a text over all its paths. Returns the texts for which their number has changed."""
    articles: defaultdict[int, set[int]] = defaultdict(set)
    for (block_id, _), hashes in known.items():
        articles[block_id] |= hashes
    rows = conn.execute(
        "SELECT id, articles FROM block WHERE id IN (SELECT value FROM json_each(?))", (as_json(sorted(block_ids)),)
    )
    sums = {block_id: (min(CAP, len(articles[block_id])), before) for block_id, before in rows.fetchall()}
    changed = [block_id for block_id, (now, before) in sums.items() if now != before]
    conn.executemany(
        "UPDATE block SET articles = ? WHERE id = ?", [(sums[block_id][0], block_id) for block_id in changed]
    )
    return changed


def _count_paths(conn: sqlite3.Connection, before: Counted, changed: Counted) -> None:
    """What a path has shown: sights of texts, each counted up to CAP, and distinct texts."""
    more: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for place, after in changed.items():
        path = more[place[1]]
        path[0] += len(after) - len(before.get(place, ()))
        path[1] += place not in before
    rows = conn.execute(
        "SELECT id, seen, texts FROM path WHERE id IN (SELECT value FROM json_each(?))", (as_json(sorted(more)),)
    ).fetchall()
    sums = [(path_id, seen + more[path_id][0], texts + more[path_id][1]) for path_id, seen, texts in rows]
    conn.executemany(
        """
        UPDATE path SET
            seen = :seen, texts = :texts, level = :level, settled = CASE level WHEN :level THEN settled ELSE NULL END
        WHERE id = :id
        """,
        [
            {"id": path_id, "seen": seen, "texts": texts, "level": level(Counts(1, seen, texts))}
            for path_id, seen, texts in sums
        ],
    )
