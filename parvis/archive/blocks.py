"""The ledger in the archive: what each text of a site was seen in, and what follows for it.

The same pure `score` as the ledger in memory decides. What is kept depends on the set of pages alone, never on their
order: of the articles a text was seen in the smallest hashes are kept, of its contexts the smallest speaks for it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from parvis.archive.values import as_json, records_json, stamp
from parvis.ledger import CAP, BlockStatus, Counts, Sighting, score, sightings
from parvis.records import Block, Page, Term
from parvis.words import Role

# Counted in words, its text never kept: what is withheld, what readers wrote, what lies past the teaser's cap.
UNKEPT = frozenset({Role.WITHHELD, Role.COMMENTS, Role.BODY})
_CONTENT = frozenset({Role.HEADLINE, Role.BYLINE, Role.STANDFIRST, Role.TEASER, Role.LABEL, Role.CAPTION})


@dataclass(frozen=True, slots=True)
class Seen:
    """A block of a page and its row; None where the text is not kept."""

    block: Block
    block_id: int | None


def observe(
    conn: sqlite3.Connection, site_id: int, page: Page, now: datetime
) -> tuple[tuple[Seen, ...], frozenset[int]]:
    """Counts the blocks of a page. Returns its blocks with their rows, and the rows whose status has flipped."""
    pairs = [(block, seen if block.role not in UNKEPT else None) for block, seen in sightings(page)]
    kept = [(block, seen) for block, seen in pairs if seen is not None]
    paths = _path_ids(conn, site_id, {seen.path for _, seen in kept})
    ids = _block_ids(conn, site_id, kept, paths, now)
    changed = _count_articles(conn, kept, ids, paths)
    flipped = rescore(conn, _to_rescore(conn, ids.values(), changed))
    return tuple(Seen(block, ids[seen.key] if seen else None) for block, seen in pairs), flipped


def _path_ids(conn: sqlite3.Connection, site_id: int, paths: Collection[str]) -> dict[str, int]:
    conn.executemany("INSERT OR IGNORE INTO path (site_id, path) VALUES (?, ?)", [(site_id, path) for path in paths])
    rows = conn.execute(
        "SELECT path, id FROM path WHERE site_id = ? AND path IN (SELECT value FROM json_each(?))",
        (site_id, as_json(list(paths))),
    )
    return {str(path): int(path_id) for path, path_id in rows}


def _block_ids(
    conn: sqlite3.Connection,
    site_id: int,
    kept: list[tuple[Block, Sighting]],
    paths: dict[str, int],
    now: datetime,
) -> dict[int, int]:
    """The row of each key; new texts get one, known ones take the smaller context."""
    moment = stamp(now)
    conn.executemany(
        """
        INSERT INTO block (site_id, key, text, words, first_seen_at, last_seen_at, context, path_id, role)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (site_id, key) DO UPDATE SET
            first_seen_at = min(first_seen_at, excluded.first_seen_at),
            last_seen_at = max(last_seen_at, excluded.last_seen_at),
            path_id = CASE WHEN excluded.context < context THEN excluded.path_id ELSE path_id END,
            role = CASE WHEN excluded.context < context THEN excluded.role ELSE role END,
            context = min(context, excluded.context)
        """,
        [
            (site_id, seen.key, block.text, block.words, moment, moment, context(block), paths[seen.path], block.role)
            for block, seen in kept
        ],
    )
    rows = conn.execute(
        "SELECT key, id FROM block WHERE site_id = ? AND key IN (SELECT value FROM json_each(?))",
        (site_id, as_json([seen.key for _, seen in kept])),
    )
    return {int(key): int(block_id) for key, block_id in rows}


def context(block: Block) -> str:
    """Where and as what a text stood, as text whose order prefers content: a card never speaks for a teaser."""
    rank = 0 if block.role in _CONTENT else 1
    return as_json([rank, block.path, block.role, block.words, [[term.name, term.bits] for term in block.prior]])


def _count_articles(
    conn: sqlite3.Connection, kept: list[tuple[Block, Sighting]], ids: dict[int, int], paths: dict[str, int]
) -> set[int]:
    """Notes the articles, the smallest CAP hashes for each text and path. Returns the paths whose counts changed."""
    places = {(ids[seen.key], paths[seen.path], seen.article) for _, seen in kept}
    known = _known_articles(conn, {block_id for block_id, _, _ in places})
    changed: set[int] = set()
    for block_id, path_id, article in sorted(places):
        before = known.get((block_id, path_id), set())
        after = set(sorted(before | {article})[:CAP])
        if after == before:
            continue
        changed.add(path_id)
        known[block_id, path_id] = after
        _replace(conn, block_id, path_id, before, after)
    conn.executemany(
        """
        UPDATE block SET articles =
            min(?, (SELECT count(DISTINCT article) FROM block_article WHERE block_id = block.id))
        WHERE id = ?
        """,
        [(CAP, block_id) for block_id in ids.values()] if changed else [],
    )
    return changed


def _known_articles(conn: sqlite3.Connection, block_ids: Collection[int]) -> dict[tuple[int, int], set[int]]:
    known: dict[tuple[int, int], set[int]] = {}
    rows = conn.execute(
        """
        SELECT block_id, path_id, article FROM block_article
        WHERE block_id IN (SELECT value FROM json_each(?))
        """,
        (as_json(list(block_ids)),),
    )
    for block_id, path_id, article in rows:
        known.setdefault((block_id, path_id), set()).add(article)
    return known


def _replace(conn: sqlite3.Connection, block_id: int, path_id: int, before: set[int], after: set[int]) -> None:
    conn.executemany(
        "DELETE FROM block_article WHERE block_id = ? AND path_id = ? AND article = ?",
        [(block_id, path_id, article) for article in before - after],
    )
    conn.executemany(
        "INSERT INTO block_article (block_id, path_id, article) VALUES (?, ?, ?)",
        [(block_id, path_id, article) for article in after - before],
    )
    conn.execute(
        "UPDATE path SET seen = seen + ?, texts = texts + ? WHERE id = ?",
        (len(after) - len(before), 0 if before else 1, path_id),
    )


def _to_rescore(conn: sqlite3.Connection, seen: Iterable[int], paths: Collection[int]) -> set[int]:
    """The blocks of the page, and the repeated ones on its paths: a path's diversity counts only for those."""
    rows = conn.execute(
        "SELECT id FROM block WHERE articles >= 2 AND path_id IN (SELECT value FROM json_each(?))",
        (as_json(list(paths)),),
    )
    return {*seen, *(int(row[0]) for row in rows)}


def rescore_sites(conn: sqlite3.Connection, sites: Collection[str]) -> frozenset[int]:
    """Judges every block of some sites anew: how diverse its path has become counts for a text seen once as well."""
    rows = conn.execute(
        """
        SELECT block.id FROM block JOIN site ON site.id = block.site_id
        WHERE site.name IN (SELECT value FROM json_each(?))
        """,
        (as_json(list(sites)),),
    )
    return rescore(conn, [int(row[0]) for row in rows])


def rescore(conn: sqlite3.Connection, block_ids: Collection[int]) -> frozenset[int]:
    """Judges blocks anew. Returns those whose kind has changed."""
    rows = conn.execute(
        """
        SELECT block.id, block.context, block.articles, path.seen, path.texts, block.kind, block.score, block.terms
        FROM block JOIN path ON path.id = block.path_id
        WHERE block.id IN (SELECT value FROM json_each(?))
        """,
        (as_json(sorted(block_ids)),),
    ).fetchall()
    updates, flipped = [], set()
    for block_id, told, articles, seen, texts, kind, bits, terms in rows:
        status = status_of(told, articles=articles, seen=seen, texts=texts)
        explained = records_json(status.terms)
        if (status.kind, status.score, explained) != (kind, bits, terms):
            updates.append((status.kind, status.score, explained, block_id))
        if status.kind != kind:
            flipped.add(int(block_id))
    conn.executemany("UPDATE block SET kind = ?, score = ?, terms = ? WHERE id = ?", updates)
    return frozenset(flipped)


def status_of(told: str, *, articles: int, seen: int, texts: int) -> BlockStatus:
    """The status of a block from its row: its context and the counts."""
    _, path, role, words, prior = json.loads(told)
    terms = tuple(Term(name=name, bits=bits) for name, bits in prior)
    block = Block(role=Role(role), text="", words=words, path=path, prior=terms)
    return score(block, Counts(articles=max(1, articles), path_seen=max(1, seen), path_texts=max(1, texts)))


def statuses(conn: sqlite3.Connection, site_id: int, page: Page) -> tuple[BlockStatus, ...]:
    """What the ledger says of each block of a page that need not have been observed."""
    pairs = list(sightings(page))
    keys = as_json([seen.key for _, seen in pairs if seen])
    rows = conn.execute(
        "SELECT key, kind, score FROM block WHERE site_id = ? AND key IN (SELECT value FROM json_each(?))",
        (site_id, keys),
    )
    known = {key: BlockStatus(kind=Role(kind) if kind else None, score=bits) for key, kind, bits in rows}
    return tuple((known.get(seen.key) if seen else None) or score(block, Counts()) for block, seen in pairs)
