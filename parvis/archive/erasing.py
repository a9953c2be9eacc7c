"""Erasing articles: their rows, the texts that only they held, and their names wherever else they stand.

What other articles say is theirs and stays. A URL keeps its row, so that the ledger still balances, and nothing in it.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping

from parvis.archive.blocks import reword
from parvis.archive.counting import recount, recount_paths
from parvis.archive.settling import settle_sites
from parvis.archive.sights import sight_ids
from parvis.archive.values import as_json
from parvis.ledger import CAP, article_hash

BLANK = "[...]"  # in a text that others share, where a forgotten headline or author stood
NAME_LENGTH = 5  # signs; a shorter name would blank what it does not mean


def erase_articles(conn: sqlite3.Connection, article_ids: Collection[int], *, author: str | None = None) -> None:
    """Inside one transaction; what follows for others is settled in it. An author is blanked on every page."""
    if not article_ids:
        return
    ids = as_json(sorted(article_ids))
    keys = [row[0] for row in conn.execute(_KEYS, {"ids": ids})]
    names, layouts = list(_names(conn, ids)), _layouts(conn, ids)
    hashes = as_json(list(map(article_hash, keys)))
    shown = {int(row[0]) for row in conn.execute(_SHOWN, {"ids": ids, "hashes": hashes})}
    for statement in _DELETE:
        conn.execute(statement, {"ids": ids})
    gone = only_theirs(conn, shown, hashes)
    paths = take_out(conn, gone) | _blank(conn, shown - gone, names)
    paths |= reword(conn, shown - gone)
    if author:
        paths |= _blank(conn, _every_block(conn), [author])
    _forget_keys(conn, keys)
    _date_layouts(conn, layouts)
    recount_paths(conn, paths)
    settle_sites(conn, [name for (name,) in conn.execute("SELECT name FROM site").fetchall()])


_KEYS = """
SELECT key FROM article WHERE id IN (SELECT value FROM json_each(:ids))
UNION SELECT key FROM article_url WHERE article_id IN (SELECT value FROM json_each(:ids))
UNION SELECT key FROM article_alias WHERE article_id IN (SELECT value FROM json_each(:ids))
UNION SELECT key FROM url WHERE article_id IN (SELECT value FROM json_each(:ids))
"""
_SHOWN = """
SELECT sight.block_id FROM version JOIN anatomy ON anatomy.id = version.anatomy_id
JOIN json_each(anatomy.blocks) AS item JOIN sight ON sight.id = item.value
WHERE version.article_id IN (SELECT value FROM json_each(:ids)) AND sight.block_id IS NOT NULL
UNION SELECT candidate.block_id FROM candidate JOIN variant ON variant.id = candidate.variant_id
WHERE variant.article_id IN (SELECT value FROM json_each(:ids))
UNION SELECT block_id FROM block_article WHERE article IN (SELECT value FROM json_each(:hashes))
"""
_DELETE = (
    "DELETE FROM observation WHERE article_id IN (SELECT value FROM json_each(:ids))",
    """
    DELETE FROM candidate WHERE variant_id IN (
        SELECT id FROM variant WHERE article_id IN (SELECT value FROM json_each(:ids))
    )
    """,
    "DELETE FROM variant WHERE article_id IN (SELECT value FROM json_each(:ids))",
    "UPDATE article SET version_id = NULL WHERE id IN (SELECT value FROM json_each(:ids))",
    """
    DELETE FROM version_alias WHERE version_id IN (
        SELECT id FROM version WHERE article_id IN (SELECT value FROM json_each(:ids))
    )
    """,
    "DELETE FROM version WHERE article_id IN (SELECT value FROM json_each(:ids))",
    "DELETE FROM anatomy WHERE id NOT IN (SELECT anatomy_id FROM version)",
    "DELETE FROM article_split WHERE article_id IN (SELECT value FROM json_each(:ids))",
    "DELETE FROM article_alias WHERE article_id IN (SELECT value FROM json_each(:ids))",
    "DELETE FROM article_url WHERE article_id IN (SELECT value FROM json_each(:ids))",
    "UPDATE url SET article_id = NULL WHERE article_id IN (SELECT value FROM json_each(:ids))",
    "DELETE FROM article WHERE id IN (SELECT value FROM json_each(:ids))",
)


def _names(conn: sqlite3.Connection, ids: str) -> Iterator[str]:
    """The headlines and authors that lines of other pages may repeat."""
    rows = conn.execute(
        """
        SELECT headline FROM version WHERE article_id IN (SELECT value FROM json_each(:ids))
        UNION SELECT author.value FROM version JOIN json_each(version.authors) AS author
        WHERE article_id IN (SELECT value FROM json_each(:ids))
        UNION SELECT title FROM url WHERE article_id IN (SELECT value FROM json_each(:ids))
        """,
        {"ids": ids},
    )
    yield from (name for (name,) in rows if name and len(name) >= NAME_LENGTH)


def only_theirs(conn: sqlite3.Connection, shown: Collection[int], hashes: str) -> set[int]:
    """The texts that no other page shows, and those that others show of these articles alone: their cards."""
    held = {int(row[0]) for row in conn.execute(_HELD)}
    cards = {int(row[0]) for row in conn.execute(_CARDS, (as_json(sorted(shown)), CAP, hashes))}
    leant_on = {int(row[0]) for row in conn.execute("SELECT DISTINCT block_id FROM candidate")}
    return {block for block in shown if block not in held or block in cards} - leant_on


_HELD = """
SELECT DISTINCT sight.block_id FROM anatomy JOIN json_each(anatomy.blocks) AS item JOIN sight ON sight.id = item.value
WHERE sight.block_id IS NOT NULL
"""
_CARDS = """
SELECT id FROM block WHERE id IN (SELECT value FROM json_each(?)) AND articles < ? AND NOT EXISTS (
    SELECT 1 FROM block_article WHERE block_id = block.id AND article NOT IN (SELECT value FROM json_each(?))
)
"""


def take_out(conn: sqlite3.Connection, gone: Collection[int]) -> set[int]:
    """Removes texts; pages that showed them keep the place and the length. Returns the paths they stood on."""
    ids = as_json(sorted(gone))
    paths = {int(row[0]) for row in conn.execute(_PATHS, {"ids": ids})}
    rows = conn.execute(_SIGHTS, {"ids": ids})
    sights = {sight_id: (None, path_id, role, words) for sight_id, path_id, role, words in rows.fetchall()}
    empty = dict(zip(sights, sight_ids(conn, list(sights.values())), strict=True))
    _rewrite_anatomies(conn, empty)
    for statement in _REMOVE:
        conn.execute(statement, {"ids": ids})
    return paths


_SIGHTS = "SELECT id, path_id, role, words FROM sight WHERE block_id IN (SELECT value FROM json_each(:ids))"
_PATHS = """
SELECT path_id FROM block WHERE id IN (SELECT value FROM json_each(:ids))
UNION SELECT path_id FROM block_article WHERE block_id IN (SELECT value FROM json_each(:ids))
UNION SELECT path_id FROM block WHERE root_id IN (SELECT value FROM json_each(:ids))
"""
_REMOVE = (
    "DELETE FROM sight WHERE block_id IN (SELECT value FROM json_each(:ids))",
    "DELETE FROM wording WHERE block_id IN (SELECT value FROM json_each(:ids))",
    "DELETE FROM block_article WHERE block_id IN (SELECT value FROM json_each(:ids))",
    "UPDATE block SET root_id = NULL WHERE root_id IN (SELECT value FROM json_each(:ids))",
    "DELETE FROM block WHERE id IN (SELECT value FROM json_each(:ids))",
)


def _rewrite_anatomies(conn: sqlite3.Connection, instead: Mapping[int, int]) -> None:
    """Puts sights in the place of others; two anatomies that become one are one row."""
    rows = conn.execute(_HOLDING, (as_json(sorted(instead)),)).fetchall()
    for anatomy_id, blocks in rows:
        listed = as_json([instead.get(sight, sight) for sight in json.loads(blocks)])
        digest = hashlib.sha256(listed.encode()).hexdigest()[:32]
        same = conn.execute("SELECT id FROM anatomy WHERE digest = ?", (digest,)).fetchone()
        if same:
            conn.execute("UPDATE version SET anatomy_id = ? WHERE anatomy_id = ?", (same[0], anatomy_id))
            conn.execute("DELETE FROM anatomy WHERE id = ?", (anatomy_id,))
        else:
            conn.execute("UPDATE anatomy SET blocks = ?, digest = ? WHERE id = ?", (listed, digest, anatomy_id))


_HOLDING = """
SELECT id, blocks FROM anatomy WHERE EXISTS (
    SELECT 1 FROM json_each(anatomy.blocks) AS item WHERE item.value IN (SELECT value FROM json_each(?))
)
"""


def _blank(conn: sqlite3.Connection, shared: Collection[int], names: Collection[str]) -> set[int]:
    """Takes names out of the lines that others share with these articles: "Share ...", "More by ...". Returns paths.

    A line in another article's own teaser stays as it was: it is what that article says.
    """
    if not names:
        return set()
    pattern = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), re.IGNORECASE)
    rows = conn.execute(_SHARED, (as_json(sorted(shared)),)).fetchall()
    named = [(pattern.sub(BLANK, text), block_id, path_id) for block_id, text, path_id in rows if pattern.search(text)]
    conn.executemany("UPDATE block SET text = ? WHERE id = ?", [row[:2] for row in named])
    wordings = conn.execute("SELECT block_id, text FROM wording").fetchall()
    conn.executemany(
        "UPDATE OR REPLACE wording SET text = ? WHERE block_id = ? AND text = ?",
        [(pattern.sub(BLANK, text), block_id, text) for block_id, text in wordings if pattern.search(text)],
    )
    return {path_id for _, _, path_id in named}


def _every_block(conn: sqlite3.Connection) -> list[int]:
    return [int(row[0]) for row in conn.execute("SELECT id FROM block")]


_SHARED = """
SELECT id, text, path_id FROM block
WHERE id IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT block_id FROM candidate)
"""


def _forget_keys(conn: sqlite3.Connection, keys: Collection[str]) -> None:
    """Keys under which the ledger counts; what it has counted stays."""
    wanted = as_json(sorted(keys))
    rows = conn.execute(
        "SELECT site_id, hash FROM counted_key WHERE key IN (SELECT value FROM json_each(?))", (wanted,)
    ).fetchall()
    conn.executemany("DELETE FROM counted_key WHERE site_id = ? AND hash = ?", rows)
    for site_id in {site_id for site_id, _ in rows}:
        recount(conn, site_id, [hash_ for site, hash_ in rows if site == site_id])


def _layouts(conn: sqlite3.Connection, ids: str) -> list[int]:
    rows = conn.execute(
        """
        SELECT layout_id FROM observation WHERE article_id IN (SELECT value FROM json_each(:ids))
            AND layout_id IS NOT NULL
        UNION SELECT layout_id FROM version WHERE article_id IN (SELECT value FROM json_each(:ids))
        """,
        {"ids": ids},
    )
    return [int(row[0]) for row in rows]


def _date_layouts(conn: sqlite3.Connection, layouts: Collection[int]) -> None:
    """A layout that nobody looks at any more goes; the others are as old as their first look."""
    ids = as_json(sorted(layouts))
    conn.execute(_UNUSED, (ids,))
    first = dict(conn.execute(_FIRST, (ids,)).fetchall())
    conn.executemany("UPDATE layout SET first_seen_at = ? WHERE id = ?", [(first.get(id_), id_) for id_ in layouts])
    conn.execute(
        """
        DELETE FROM wall_layout
        WHERE id NOT IN (SELECT wall_layout_id FROM observation WHERE wall_layout_id IS NOT NULL)
        """
    )


_UNUSED = """
DELETE FROM layout WHERE id IN (SELECT value FROM json_each(?))
    AND id NOT IN (SELECT layout_id FROM version)
    AND id NOT IN (SELECT layout_id FROM observation WHERE layout_id IS NOT NULL)
"""
_FIRST = """
SELECT layout_id, min(at) FROM observation WHERE layout_id IN (SELECT value FROM json_each(?)) GROUP BY layout_id
"""
