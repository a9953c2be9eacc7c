"""Families in the archive: which text counts with which, and what prompts said word for word.

A block belongs to the family of a representative of its path. Representatives change ever more rarely as an archive
grows; when they do, the path is settled at the end of the crawl.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from parvis.archive.values import as_json
from parvis.ledger import CAP, MAX_REPRESENTATIVES, Representative, Sighting, family_words, mask, root_of
from parvis.ledger.families import FAMILY_WORDS
from parvis.words import Role

# Whose wording is a fact worth a date: a wall's offer, the text of a login.
ASKING = frozenset({Role.WALL, Role.LOGIN, Role.REGISTRATION, Role.OFFER, Role.NEWSLETTER, Role.CONSENT})


def join_families(conn: sqlite3.Connection, block_ids: Iterable[int]) -> None:
    """Finds the family of each block, under the representatives of today."""
    conn.executemany("UPDATE block SET root_id = ? WHERE id = ?", list(strangers(conn, block_ids)))


def strangers(conn: sqlite3.Connection, block_ids: Iterable[int]) -> Iterator[tuple[int | None, int]]:
    """The blocks whose family is not the one that is noted: the root as it should be, and the block."""
    rows = conn.execute(
        """
        SELECT id, key, text, path_id, root_id FROM block
        WHERE id IN (SELECT value FROM json_each(?)) AND (words >= ? OR root_id IS NOT NULL)
        """,
        (as_json(sorted(block_ids)), FAMILY_WORDS),
    ).fetchall()
    known = {path_id: representatives(conn, path_id) for path_id in sorted({row[3] for row in rows})}
    for block_id, key, text, path_id, before in rows:
        root = _root_id(key, _words(text), known[path_id])
        if root != before:
            yield root, block_id


def _root_id(key: int, words: frozenset[str], known: dict[Representative, int]) -> int | None:
    """The row of the representative whose family a text joins."""
    root = root_of(key, words, tuple(known)) if known else None
    return next((block_id for one, block_id in known.items() if one.key == root), None)


def representatives(conn: sqlite3.Connection, path_id: int) -> dict[Representative, int]:
    """The representatives of a path with their rows, the smallest key first."""
    rows = conn.execute(
        """
        SELECT id, key, text FROM block WHERE path_id = ? AND articles >= 2 AND words >= 5
        ORDER BY key LIMIT ?
        """,
        (path_id, MAX_REPRESENTATIVES),
    )
    return {Representative(key, _words(text)): block_id for block_id, key, text in rows}


def articles_with(conn: sqlite3.Connection, path_id: int, seen: Sighting) -> int:
    """In how many articles a text that is new to the site would be seen, its family's among them."""
    root_id = _root_id(seen.key, family_words(seen.masked), representatives(conn, path_id))
    rows = conn.execute(
        """
        SELECT DISTINCT coalesce(counted, article) FROM block_article JOIN block ON block.id = block_id
        LEFT JOIN counted_key ON counted_key.site_id = block.site_id AND hash = article
        WHERE block_id = ?
        """,
        (root_id,),
    )
    return min(CAP, len({seen.article, *(row[0] for row in rows)}))


@lru_cache(maxsize=8_192)
def _words(text: str) -> frozenset[str]:
    return family_words(mask(text))


def unsettle(conn: sqlite3.Connection, block_ids: Collection[int]) -> None:
    """Has the paths settled again on which one of these blocks, whose articles have become more, represents others."""
    conn.execute(
        """
        UPDATE path SET settled = NULL WHERE id IN (
            SELECT path_id FROM block WHERE id IN (SELECT value FROM json_each(?)) AND articles >= 2 AND words >= 5
                AND (SELECT count(*) FROM block AS other WHERE other.path_id = block.path_id AND other.key < block.key
                     AND other.articles >= 2 AND other.words >= 5) < ?
        )
        """,
        (as_json(sorted(block_ids)), MAX_REPRESENTATIVES),
    )


def note_wordings(conn: sqlite3.Connection, texts: Collection[tuple[int, str]], at: str) -> None:
    """Notes what prompts say, as (block, text); `at` is the hour."""
    conn.executemany(
        """
        INSERT INTO wording (block_id, text, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (block_id, text) DO UPDATE SET
            first_seen_at = min(first_seen_at, excluded.first_seen_at),
            last_seen_at = max(last_seen_at, excluded.last_seen_at)
        WHERE excluded.first_seen_at < first_seen_at OR excluded.last_seen_at > last_seen_at
        """,
        [(block_id, text, at, at) for block_id, text in sorted(texts)],
    )
