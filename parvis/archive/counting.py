"""Counting the articles of a text: at most CAP, the smallest hashes, for each path that the text stands on.

Keys that may turn out to be one article (`counted_key.loose`) are kept side by side, so that they can be counted as one
once their site has taught that they are, and apart again: of CAP loose names the smallest, of each up to WIDTH keys.
Where a page's claim has made one article of some of these, more are kept until CAP articles can be told apart.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from parvis.archive.values import as_json
from parvis.ledger import CAP, Counts, level

Place = tuple[int, int]  # block and path
WIDTH = 16  # keys of one loose name that are kept: an article hardly has more URLs, a script without paths has


class Name(NamedTuple):
    """What the hash of a key may come down to, and what it is counted as today."""

    loose: int
    counted: int


def count_articles(conn: sqlite3.Connection, site_id: int, sights: Collection[tuple[int, int, int]]) -> list[int]:
    """Notes that texts were seen: (block, path, hash of the article). What is known already changes nothing.

    Returns the blocks that are counted in another number of articles than before.
    """
    known = _known(conn, {block_id for block_id, _, _ in sights})
    before = {place: frozenset(articles) for place, articles in known.items()}
    for block_id, path_id, article in sights:
        known[block_id, path_id].add(article)
    more = {place for place, articles in known.items() if len(articles) > len(before.get(place, ()))}
    blocks = {block_id for block_id, _ in more}
    names = _names(conn, site_id, {hash_ for place, hashes in known.items() if place[0] in blocks for hash_ in hashes})
    kept: dict[frozenset[int], set[int]] = {}  # a template's lines have been seen in the same articles
    for place in more:
        hashes = frozenset(known[place])
        if hashes not in kept:
            kept[hashes] = keep_smallest(known[place], names)
        known[place] = kept[hashes]
    changed = {place: frozenset(known[place]) for place in more if known[place] != before.get(place, frozenset())}
    if not changed:
        return []
    _replace(conn, before, changed)
    _count_paths(conn, before, changed, names)
    return _count_texts(conn, known, {block_id for block_id, _ in changed}, names)


def _known(conn: sqlite3.Connection, block_ids: Collection[int]) -> defaultdict[Place, set[int]]:
    known: defaultdict[Place, set[int]] = defaultdict(set)
    rows = conn.execute(
        "SELECT block_id, path_id, article FROM block_article WHERE block_id IN (SELECT value FROM json_each(?))",
        (as_json(sorted(block_ids)),),
    )
    for block_id, path_id, article in rows:
        known[block_id, path_id].add(article)
    return known


Names = dict[int, Name]  # by hash; a key that is not in it stands for itself


def _names(conn: sqlite3.Connection, site_id: int, hashes: Collection[int]) -> Names:
    rows = conn.execute(
        """
        SELECT hash, loose, counted FROM counted_key
        WHERE site_id = ? AND hash IN (SELECT value FROM json_each(?))
        """,
        (site_id, as_json(sorted(hashes))),
    )
    return {hash_: Name(loose, counted) for hash_, loose, counted in rows}


def keep_smallest(hashes: set[int], names: Names) -> set[int]:
    """The hashes of a place that are kept."""
    if len(hashes) <= CAP:
        return hashes
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for hash_ in sorted(hashes):
        groups[names[hash_].loose if hash_ in names else hash_].append(hash_)
    kept: set[int] = set()
    for place, loose in enumerate(sorted(groups)[:WIDTH]):
        if place >= CAP and _number(kept, names) == CAP:
            break  # else a claim has made one article of some of them
        kept.update(groups[loose][:WIDTH])
    return kept


def _number(hashes: Iterable[int], names: Names) -> int:
    """How many articles some hashes are, at most CAP."""
    return min(CAP, len({names[hash_].counted if hash_ in names else hash_ for hash_ in hashes}))


Counted = dict[Place, frozenset[int]]


def _replace(conn: sqlite3.Connection, before: Counted, changed: Counted) -> None:
    gone = [(*place, article) for place, after in changed.items() for article in before.get(place, frozenset()) - after]
    new = [(*place, article) for place, after in changed.items() for article in after - before.get(place, frozenset())]
    conn.executemany("DELETE FROM block_article WHERE block_id = ? AND path_id = ? AND article = ?", gone)
    conn.executemany("INSERT INTO block_article (block_id, path_id, article) VALUES (?, ?, ?)", sorted(new))


def _count_texts(
    conn: sqlite3.Connection, known: dict[Place, set[int]], block_ids: Collection[int], names: Names
) -> list[int]:
    """The articles of a text over all its paths. Returns the texts for which their number has changed."""
    articles: defaultdict[int, set[int]] = defaultdict(set)
    for (block_id, _), hashes in known.items():
        articles[block_id] |= hashes
    rows = conn.execute(
        "SELECT id, articles FROM block WHERE id IN (SELECT value FROM json_each(?))", (as_json(sorted(block_ids)),)
    )
    sums = {block_id: (_number(articles[block_id], names), before) for block_id, before in rows.fetchall()}
    changed = [block_id for block_id, (now, before) in sums.items() if now != before]
    conn.executemany(
        "UPDATE block SET articles = ? WHERE id = ?", [(sums[block_id][0], block_id) for block_id in changed]
    )
    return changed


def _count_paths(conn: sqlite3.Connection, before: Counted, changed: Counted, names: Names) -> None:
    """What a path has shown: sights of texts, each counted up to CAP, and distinct texts."""
    more: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for place, after in changed.items():
        path = more[place[1]]
        path[0] += _number(after, names) - _number(before.get(place, ()), names)
        path[1] += place not in before
    rows = conn.execute(
        "SELECT id, seen, texts FROM path WHERE id IN (SELECT value FROM json_each(?))", (as_json(sorted(more)),)
    ).fetchall()
    write_paths(conn, [(path_id, seen + more[path_id][0], texts + more[path_id][1]) for path_id, seen, texts in rows])


def write_paths(conn: sqlite3.Connection, sums: Iterable[tuple[int, int, int]]) -> None:
    """What paths have shown, as (path, sights, texts). They are settled later where that says something else."""
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


def recount(conn: sqlite3.Connection, site_id: int, hashes: Collection[int]) -> None:
    """Counts the texts anew that were seen under keys which are counted as other articles since.

    Their paths are settled at the end of the crawl. Reads the ledger once, however many keys there are.
    """
    if not hashes:
        return
    block_ids = [row[0] for row in conn.execute(_BLOCKS_OF, (site_id, as_json(sorted(hashes))))]
    wanted = {"blocks": as_json(block_ids), "cap": CAP}
    conn.executemany("UPDATE block SET articles = ? WHERE id = ?", conn.execute(_TEXTS, wanted).fetchall())
    write_paths(conn, conn.execute(_PATHS, wanted).fetchall())
    conn.execute(_UNSETTLE, wanted)


_BLOCKS_OF = """
SELECT DISTINCT block_id FROM block_article JOIN block ON block.id = block_id
WHERE block.site_id = ? AND article IN (SELECT value FROM json_each(?))
"""
_TEXTS = """
SELECT min(:cap, count(DISTINCT coalesce(counted, article))), block_id
FROM block_article JOIN block ON block.id = block_id
LEFT JOIN counted_key ON counted_key.site_id = block.site_id AND hash = article
WHERE block_id IN (SELECT value FROM json_each(:blocks)) GROUP BY block_id
"""
_PATHS = """
SELECT path_id, sum(number), count(*) FROM (
    SELECT block_article.path_id, block_id, min(:cap, count(DISTINCT coalesce(counted, article))) AS number
    FROM block_article JOIN path ON path.id = block_article.path_id
    LEFT JOIN counted_key ON counted_key.site_id = path.site_id AND hash = article
    WHERE block_article.path_id IN (
        SELECT path_id FROM block_article WHERE block_id IN (SELECT value FROM json_each(:blocks))
    )
    GROUP BY block_article.path_id, block_id
) GROUP BY path_id
"""
_UNSETTLE = """
UPDATE path SET settled = NULL
WHERE id IN (SELECT path_id FROM block WHERE id IN (SELECT value FROM json_each(:blocks)))
"""


def recount_paths(conn: sqlite3.Connection, path_ids: Collection[int]) -> None:
    """Counts anew what paths have shown, also where it is nothing any more; they are settled at the next occasion."""
    ids = (as_json(sorted(path_ids)),)
    rows = conn.execute(_COUNT_PATHS, ids).fetchall()
    write_paths(conn, [(int(path_id), seen, texts) for path_id, seen, texts in rows])
    conn.execute("UPDATE path SET settled = NULL WHERE id IN (SELECT value FROM json_each(?))", ids)


_COUNT_PATHS = """
SELECT wanted.value, coalesce(sum(number), 0), count(block_id) FROM json_each(?) AS wanted LEFT JOIN (
    SELECT block_article.path_id, block_id, min(3, count(DISTINCT coalesce(counted, article))) AS number
    FROM block_article JOIN path ON path.id = block_article.path_id
    LEFT JOIN counted_key ON counted_key.site_id = path.site_id AND hash = article
    GROUP BY block_article.path_id, block_id
) AS sights ON sights.path_id = wanted.value
GROUP BY wanted.value
"""
