"""The ledger of a shard: which texts speak otherwise now, in how many articles they were seen, what that makes of them.

Only what the shard brings is looked at: a merge costs the shard's length and not the archive's.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from parvis.archive.blocks import rescore
from parvis.archive.counting import Name, keep_smallest, write_paths
from parvis.archive.families import join_families, unsettle
from parvis.archive.settling import settle
from parvis.archive.values import as_json

SOME = 5_000  # blocks that are judged at a time


def unite_sights(conn: sqlite3.Connection) -> None:
    """Of all sights of a text the smallest speaks for it; lines that leant on the old words keep them.

    The order is that of `parvis.archive.blocks`.
    """
    for statement in _SMALLER:
        conn.execute(statement)


_SMALLER = (
    """
    CREATE TEMP TABLE moved AS
    SELECT mine.id, mine.text AS old_text, mine.path_id AS old_path_id,
        theirs.text, theirs.words, theirs.path_id, theirs.role, theirs.prior_id
    FROM temp."map block" AS m
    JOIN temp."their block" AS theirs ON theirs.old = m.old
    JOIN main.block AS mine ON mine.id = m.new
    JOIN main.path AS my_path ON my_path.id = mine.path_id
    JOIN main.path AS their_path ON their_path.id = theirs.path_id
    JOIN main.explanation AS my_prior ON my_prior.id = mine.prior_id
    JOIN main.explanation AS their_prior ON their_prior.id = theirs.prior_id
    WHERE NOT m.added AND (
        theirs.text = '',
        theirs.role NOT IN ('headline', 'byline', 'standfirst', 'teaser', 'label', 'caption'),
        their_path.key, theirs.role, theirs.words, their_prior.terms, theirs.text
    ) < (
        mine.text = '',
        mine.role NOT IN ('headline', 'byline', 'standfirst', 'teaser', 'label', 'caption'),
        my_path.key, mine.role, mine.words, my_prior.terms, mine.text
    )
    """,
    """
    UPDATE main.candidate SET text = moved.old_text FROM temp.moved
    WHERE candidate.block_id = moved.id AND candidate.text IS NULL AND moved.old_text <> moved.text
    """,
    """
    UPDATE main.block SET text = moved.text, words = moved.words, path_id = moved.path_id, role = moved.role,
        prior_id = moved.prior_id
    FROM temp.moved WHERE block.id = moved.id
    """,
    """
    UPDATE main.path SET settled = NULL
    WHERE id IN (SELECT old_path_id FROM temp.moved UNION SELECT path_id FROM temp.moved)
    """,
)


def unite_places(conn: sqlite3.Connection) -> None:
    """The articles that each text was seen in on each path: the smallest hashes of both, and the counts they make."""
    for statement in _PLACES:
        conn.execute(statement)
    _trim(conn)
    conn.execute(_COUNT_AFTER)
    changed = conn.execute(_COUNT_TEXTS).fetchall()
    conn.execute("CREATE TEMP TABLE changed_text (id INTEGER PRIMARY KEY)")
    conn.executemany("INSERT INTO temp.changed_text (id) VALUES (?)", changed)
    rows = conn.execute(_PATH_SUMS).fetchall()
    write_paths(conn, rows)


# `number`: of how many articles a text is on a path, keys of one article counted once.
_NUMBERS = """
SELECT block_article.block_id, block_article.path_id, min(3, count(DISTINCT coalesce(counted, article))) AS number
FROM (SELECT DISTINCT block_id, path_id FROM temp.new_place) AS place
JOIN main.block_article USING (block_id, path_id)
JOIN main.path ON path.id = block_article.path_id
LEFT JOIN main.counted_key ON counted_key.site_id = path.site_id AND hash = article
GROUP BY 1, 2
"""
_PLACES = (
    """
    CREATE TEMP TABLE new_place AS
    SELECT b.new AS block_id, p.new AS path_id, raw.article
    FROM shard.block_article AS raw
    JOIN temp."map block" AS b ON b.old = raw.block_id
    JOIN temp."map path" AS p ON p.old = raw.path_id
    WHERE NOT EXISTS (SELECT 1 FROM main.block_article WHERE (block_id, path_id, article) = (b.new, p.new, raw.article))
    """,
    "CREATE TEMP TABLE number_before AS " + _NUMBERS,
    "CREATE INDEX temp.number_before_place ON number_before (block_id, path_id)",
    "INSERT INTO main.block_article (block_id, path_id, article) SELECT block_id, path_id, article FROM temp.new_place",
)
_COUNT_AFTER = "CREATE TEMP TABLE number_after AS " + _NUMBERS
_PATH_SUMS = """
SELECT path.id, path.seen + sum(number_after.number - coalesce(number_before.number, 0)),
    path.texts + sum(number_before.number IS NULL)
FROM temp.number_after
LEFT JOIN temp.number_before USING (block_id, path_id)
JOIN main.path ON path.id = path_id
GROUP BY path.id
"""
_COUNT_TEXTS = """
UPDATE main.block SET articles = counted.number FROM (
    SELECT block_id, min(3, count(DISTINCT coalesce(counted, article))) AS number
    FROM main.block_article JOIN main.block ON block.id = block_id
    LEFT JOIN main.counted_key ON counted_key.site_id = block.site_id AND hash = article
    WHERE block_id IN (SELECT block_id FROM temp.new_place) GROUP BY block_id
) AS counted
WHERE block.id = counted.block_id AND articles <> counted.number
RETURNING id
"""


def _trim(conn: sqlite3.Connection) -> None:
    """Of more articles than are kept for a place, the smallest hashes stay."""
    rows = conn.execute(_CROWDED)
    gone = [
        (*place, hash_)
        for place, items in groupby(rows, key=itemgetter(0, 1))
        for hash_ in _too_many({hash_: Name(loose, counted) for _, _, hash_, loose, counted in items})
    ]
    conn.executemany("DELETE FROM main.block_article WHERE (block_id, path_id, article) = (?, ?, ?)", gone)


_CROWDED = """
SELECT block_id, path_id, article, coalesce(loose, article), coalesce(counted, article) FROM (
    SELECT block_article.*, count(*) OVER (PARTITION BY block_id, path_id) AS many
    FROM (SELECT DISTINCT block_id, path_id FROM temp.new_place) JOIN main.block_article USING (block_id, path_id)
)
JOIN main.path ON path.id = path_id
LEFT JOIN main.counted_key ON counted_key.site_id = path.site_id AND hash = article
WHERE many > 3 ORDER BY 1, 2
"""


def _too_many(names: dict[int, Name]) -> set[int]:
    return set(names) - keep_smallest(set(names), names)


def judge_texts(conn: sqlite3.Connection) -> None:
    """What follows for texts that the shard has brought or counted further, and for the articles they are in."""
    conn.execute(_REPRESENTED)
    conn.execute(_TO_JUDGE)
    last = 0
    while ids := _some(conn, last):
        last = ids[-1]
        unsettle(conn, ids)
        join_families(conn, ids)
        settle(conn, rescore(conn, ids))


# Paths of the archive on which there are texts that others may be wordings of.
_REPRESENTED = """
CREATE TEMP TABLE represented AS
SELECT DISTINCT place.new AS path_id FROM temp."map path" AS place
CROSS JOIN main.block AS other INDEXED BY block_representative ON other.path_id = place.new
WHERE NOT place.added AND other.articles >= 2 AND other.words >= 5
  AND other.id < (SELECT coalesce(min(new), 0) FROM temp."map block" WHERE added)
"""
# A text that is new to the archive stays as the shard has judged it, unless its path stands otherwise here. What stands
# on a path that waits to be settled is judged then.
_TO_JUDGE = """
CREATE TEMP TABLE to_judge AS
SELECT block.id FROM main.block JOIN main.path ON path.id = block.path_id
WHERE path.settled IS NOT NULL
  AND block.id IN (SELECT id FROM temp.changed_text UNION SELECT id FROM temp.moved)
UNION
SELECT m.new FROM temp."map block" AS m
JOIN shard.block AS theirs ON theirs.id = m.old
JOIN main.block AS mine ON mine.id = m.new
JOIN temp."map path" AS place ON place.old = theirs.path_id
JOIN shard.path AS their_path ON their_path.id = theirs.path_id
JOIN main.path AS my_path ON my_path.id = mine.path_id
WHERE m.added AND NOT place.added AND my_path.settled IS NOT NULL AND (
    their_path.settled IS NULL OR their_path.level <> my_path.level OR mine.articles >= 2
    OR my_path.id IN (SELECT path_id FROM temp.represented)
)
ORDER BY 1
"""


def _some(conn: sqlite3.Connection, last: int) -> list[int]:
    rows = conn.execute("SELECT id FROM temp.to_judge WHERE id > ? ORDER BY id LIMIT ?", (last, SOME))
    return [int(row[0]) for row in rows]


def unite_anatomies(conn: sqlite3.Connection) -> None:
    """An anatomy is a list of numbers of sights, so it is spelt anew and compared by what it is then."""
    conn.execute('CREATE TEMP TABLE "map anatomy" (old INTEGER PRIMARY KEY, new INTEGER)')
    for old, sights in _anatomies(conn):
        blocks = as_json(sights)
        digest = hashlib.sha256(blocks.encode()).hexdigest()[:32]
        conn.execute("INSERT OR IGNORE INTO main.anatomy (digest, blocks) VALUES (?, ?)", (digest, blocks))
        conn.execute('INSERT INTO temp."map anatomy" SELECT ?, id FROM main.anatomy WHERE digest = ?', (old, digest))


def _anatomies(conn: sqlite3.Connection) -> Iterator[tuple[int, list[int]]]:
    rows: Iterable[tuple[int, int]] = conn.execute(_ANATOMIES)
    for old, items in groupby(rows, key=itemgetter(0)):
        yield old, [new for _, new in items if new is not None]


_ANATOMIES = """
SELECT raw.id, m.new FROM shard.anatomy AS raw LEFT JOIN json_each(raw.blocks) AS item
LEFT JOIN temp."map sight" AS m ON m.old = item.value
WHERE raw.id IN (
    SELECT anatomy_id FROM shard.version WHERE id IN (SELECT old FROM temp."wanted version")
)
ORDER BY raw.id, item.key
"""
