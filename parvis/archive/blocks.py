"""The ledger in the archive: what each text of a site was seen in, and what follows for it.

The same pure score as the ledger in memory decides. What is kept depends on the set of pages alone, never on their
order: of the articles a text was seen in the smallest hashes are kept, of its sights the smallest speaks for it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from parvis.archive.counting import count_articles
from parvis.archive.families import ASKING, articles_with, join_families, note_wordings, unsettle
from parvis.archive.naming import note_keys
from parvis.archive.values import as_json, hour, records_json
from parvis.ledger import BlockStatus, Counts, Sighting, score, score_at, sightings
from parvis.ledger.masking import SIGN
from parvis.records import Block, Page, Term
from parvis.words import Role

# Counted in words, its text never kept: what is withheld, what readers wrote, what lies past the teaser's cap.
UNKEPT = frozenset({Role.WITHHELD, Role.COMMENTS, Role.BODY})
_CONTENT = frozenset({Role.HEADLINE, Role.BYLINE, Role.STANDFIRST, Role.TEASER, Role.LABEL, Role.CAPTION})


@dataclass(frozen=True, slots=True)
class Seen:
    """A block of a page and its rows; no block row where the text is not kept."""

    block: Block
    block_id: int | None
    path_id: int


class _Sight(NamedTuple):
    """Where, as what and in which words a text stood. Of all its sights the smallest speaks for it."""

    context: str
    text: str
    words: int
    path_id: int
    role: str


def observe(
    conn: sqlite3.Connection, site_id: int, page: Page, now: datetime
) -> tuple[tuple[Seen, ...], frozenset[int]]:
    """Counts the blocks of a page. Returns its blocks with their rows, and the rows whose status has flipped."""
    pairs = [(block, seen if block.role not in UNKEPT else None) for block, seen in sightings(page)]
    kept = [(block, seen) for block, seen in pairs if seen is not None]
    paths = _path_ids(conn, site_id, {block.path for block, _ in pairs})
    ids, moved = _block_ids(conn, site_id, _sights(kept, paths), hour(now))
    note_keys(conn, site_id, {seen.article_key for _, seen in kept})
    more = count_articles(conn, site_id, {(ids[seen.key], paths[seen.path], seen.article) for _, seen in kept})
    unsettle(conn, more)
    join_families(conn, moved)
    asked = {(ids[seen.key], block.text) for block, seen in kept if block.role in ASKING and SIGN in seen.masked}
    note_wordings(conn, asked, hour(now))
    flipped = rescore(conn, ids.values())
    return tuple(Seen(block, ids[seen.key] if seen else None, paths[block.path]) for block, seen in pairs), flipped


def _path_ids(conn: sqlite3.Connection, site_id: int, names: Collection[str]) -> dict[str, int]:
    query = "SELECT path, id FROM path WHERE site_id = ? AND path IN (SELECT value FROM json_each(?))"
    wanted = (site_id, as_json(sorted(names)))
    known = dict(conn.execute(query, wanted).fetchall())
    if new := sorted(names - known.keys()):
        conn.executemany("INSERT INTO path (site_id, path) VALUES (?, ?)", [(site_id, name) for name in new])
        known = dict(conn.execute(query, wanted).fetchall())
    return known


def _sights(kept: Iterable[tuple[Block, Sighting]], paths: dict[str, int]) -> dict[int, _Sight]:
    """The smallest sight of each text of the page."""
    sights: dict[int, _Sight] = {}
    for block, seen in kept:
        sight = _Sight(context(block), block.text, block.words, paths[block.path], block.role)
        if seen.key not in sights or sight < sights[seen.key]:
            sights[seen.key] = sight
    return sights


def context(block: Block) -> str:
    """Where and as what a text stood, as text whose order prefers content: a card never speaks for a teaser."""
    return _context(block.role, block.path, block.words, block.prior)


@lru_cache(maxsize=16_384)
def _context(role: Role, path: str, words: int, prior: tuple[Term, ...]) -> str:
    rank = 0 if role in _CONTENT else 1
    return as_json([rank, path, role, words, [[term.name, term.bits] for term in prior]])


def _block_ids(
    conn: sqlite3.Connection, site_id: int, sights: dict[int, _Sight], at: str
) -> tuple[dict[int, int], list[int]]:
    """The row of each key: new texts get one, in known ones the smaller sight takes over. With the rows of both."""
    query = """
        SELECT key, id, context, text, first_seen_at, last_seen_at FROM block
        WHERE site_id = ? AND key IN (SELECT value FROM json_each(?))
    """
    rows = conn.execute(query, (site_id, as_json(list(sights)))).fetchall()
    _touch(conn, [row[1] for row in rows if not row[4] <= at <= row[5]], at)
    smaller = [(row[1], row[3], sights[row[0]]) for row in rows if sights[row[0]][:2] < (row[2], row[3])]
    over = [block_id for block_id, _, _ in smaller]
    unsettle(conn, over)  # on the path that a representative leaves
    _take_over(conn, smaller)
    unsettle(conn, over)
    ids = {int(row[0]): int(row[1]) for row in rows}
    new = {key: _add_block(conn, site_id, key, sight, at) for key, sight in sights.items() if key not in ids}
    return ids | new, [*new.values(), *over]


def _touch(conn: sqlite3.Connection, block_ids: Iterable[int], at: str) -> None:
    conn.executemany(
        "UPDATE block SET first_seen_at = min(first_seen_at, ?), last_seen_at = max(last_seen_at, ?) WHERE id = ?",
        [(at, at, block_id) for block_id in block_ids],
    )


def _take_over(conn: sqlite3.Connection, changes: Sequence[tuple[int, str, _Sight]]) -> None:
    """A smaller sight speaks for a text from now on; lines that leant on its old words keep them."""
    conn.executemany(
        "UPDATE candidate SET text = ? WHERE block_id = ? AND text IS NULL",
        [(old, block_id) for block_id, old, sight in changes if old != sight.text],
    )
    conn.executemany(
        "UPDATE block SET context = ?, text = ?, words = ?, path_id = ?, role = ? WHERE id = ?",
        [(*sight, block_id) for block_id, _, sight in changes],
    )


def _add_block(conn: sqlite3.Connection, site_id: int, key: int, sight: _Sight, at: str) -> int:
    """A new text with its status under the counts of one sight, which is what most texts will ever have."""
    status, terms = _status(sight.context, 1, 0)
    added = conn.execute(
        """
        INSERT INTO block (site_id, key, first_seen_at, last_seen_at, context, text, words, path_id, role,
                           kind, score, terms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (site_id, key, at, at, *sight, status.kind, status.score, terms),
    )
    return int(added.lastrowid or 0)


def rescore(conn: sqlite3.Connection, block_ids: Iterable[int]) -> frozenset[int]:
    """Judges blocks anew. Returns those whose kind has changed."""
    changes = list(rescored(conn, block_ids))
    conn.executemany(
        "UPDATE block SET kind = ?, score = ?, terms = ? WHERE id = ?",
        [(status.kind, status.score, terms, block_id) for block_id, _, status, terms in changes],
    )
    return frozenset(block_id for block_id, kind, status, _ in changes if status.kind != kind)


# A block with the articles of its text and of its family's representative, at most CAP of them.
_COUNTED = """
SELECT block.id, block.key, block.context, CASE WHEN block.root_id IS NULL THEN block.articles ELSE (
        SELECT min(3, count(DISTINCT coalesce(counted, article))) FROM block_article
        LEFT JOIN counted_key ON counted_key.site_id = block.site_id AND hash = article
        WHERE block_id IN (block.id, block.root_id)
    ) END, path.level, block.kind, block.terms
FROM block JOIN path ON path.id = block.path_id
WHERE block.id IN (SELECT value FROM json_each(?))
"""


def rescored(conn: sqlite3.Connection, block_ids: Iterable[int]) -> Iterator[tuple[int, str | None, BlockStatus, str]]:
    """The blocks whose status is not what their counts say: id, kind so far, status, terms as they are stored."""
    rows = conn.execute(_COUNTED, (as_json(sorted(block_ids)),))
    for block_id, _, told, articles, level, kind, why in rows:
        status, terms = _status(told, articles, level)
        if (status.kind, terms) != (kind, why):
            yield block_id, kind, status, terms


@lru_cache(maxsize=32_768)
def _status(told: str, articles: int, level: int) -> tuple[BlockStatus, str]:
    """The status of a block from its row, the context and the counts; and its terms as they are stored."""
    status = score_at(block_of(told), articles=max(1, articles), level=level)
    return status, records_json(status.terms)


def block_of(told: str) -> Block:
    """As much of a block as its score looks at."""
    _, path, role, words, prior = json.loads(told)
    terms = tuple(Term(name=name, bits=bits) for name, bits in prior)
    return Block(role=Role(role), text="", words=words, path=path, prior=terms)


def statuses(conn: sqlite3.Connection, site_id: int, page: Page) -> tuple[BlockStatus, ...]:
    """What the ledger says of each block of a page that need not have been observed."""
    pairs = list(sightings(page))
    keys = as_json([seen.key for _, seen in pairs if seen])
    ids = conn.execute(
        "SELECT id FROM block WHERE site_id = ? AND key IN (SELECT value FROM json_each(?))", (site_id, keys)
    ).fetchall()
    rows = conn.execute(_COUNTED, (as_json([row[0] for row in ids]),))
    known = {key: _status(told, articles, level)[0] for _, key, told, articles, level, *_ in rows}
    return tuple(
        score(block, Counts()) if seen is None else known.get(seen.key) or _unseen(conn, site_id, block, seen)
        for block, seen in pairs
    )


def _unseen(conn: sqlite3.Connection, site_id: int, block: Block, seen: Sighting) -> BlockStatus:
    """The status of a text that is new to the site, but may be another wording of one that is not."""
    row = conn.execute("SELECT id, level FROM path WHERE (site_id, path) = (?, ?)", (site_id, seen.path)).fetchone()
    if row is None:
        return score(block, Counts())
    path_id, level = row
    return score_at(block, articles=articles_with(conn, path_id, seen), level=level)
