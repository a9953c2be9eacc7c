"""The ledger in the archive: what each text of a site was seen in, and what follows for it.

The same pure score as the ledger in memory decides. What is kept depends on the set of pages alone, never on their
order: of the articles a text was seen in the smallest hashes are kept, of its sights the smallest speaks for it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from parvis.archive.counting import count_articles
from parvis.archive.explanations import explanation_ids
from parvis.archive.families import ASKING, articles_with, join_families, note_wordings, unsettle
from parvis.archive.naming import note_keys
from parvis.archive.paths import path_ids, path_key
from parvis.archive.values import as_json, free_ids, hour, records_json
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
    """Where, as what and in which words a text stood. Of all its sights the smallest speaks for it.

    The order prefers content, so that a card never speaks for a teaser; for the rest any order does that follows from
    the page alone.
    """

    rank: int
    path_key: int
    role: str
    words: int
    prior: str  # terms as JSON
    text: str
    path_id: int


def observe(
    conn: sqlite3.Connection, site_id: int, page: Page, now: datetime
) -> tuple[tuple[Seen, ...], frozenset[int]]:
    """Counts the blocks of a page. Returns its blocks with their rows, and the rows whose status has flipped."""
    pairs = [(block, seen if block.role not in UNKEPT else None) for block, seen in sightings(page)]
    kept = [(block, seen) for block, seen in pairs if seen is not None]
    paths = path_ids(conn, site_id, {block.path for block, _ in pairs})
    ids, moved = _block_ids(conn, site_id, _sights(kept, paths), hour(now))
    note_keys(conn, site_id, {seen.article_key for _, seen in kept})
    more = count_articles(conn, site_id, {(ids[seen.key], paths[seen.path], seen.article) for _, seen in kept})
    unsettle(conn, more)
    join_families(conn, moved)
    asked = {(ids[seen.key], block.text) for block, seen in kept if block.role in ASKING and SIGN in seen.masked}
    note_wordings(conn, asked, hour(now))
    flipped = rescore(conn, ids.values())
    return tuple(Seen(block, ids[seen.key] if seen else None, paths[block.path]) for block, seen in pairs), flipped


def _sights(kept: Iterable[tuple[Block, Sighting]], paths: dict[str, int]) -> dict[int, _Sight]:
    """The smallest sight of each text of the page."""
    sights: dict[int, _Sight] = {}
    for block, seen in kept:
        key, prior = path_key(block.path), _prior(block.prior)
        sight = _Sight(_rank(block.role), key, block.role, block.words, prior, block.text, paths[block.path])
        if seen.key not in sights or sight < sights[seen.key]:
            sights[seen.key] = sight
    return sights


@lru_cache(maxsize=4_096)
def _prior(terms: tuple[Term, ...]) -> str:
    return records_json(terms)


def _rank(role: str) -> int:
    return 0 if role in _CONTENT else 1


def _block_ids(
    conn: sqlite3.Connection, site_id: int, sights: dict[int, _Sight], at: str
) -> tuple[dict[int, int], list[int]]:
    """The row of each key: new texts get one, in known ones the smaller sight takes over. With the rows of both."""
    rows = conn.execute(_KNOWN, (site_id, as_json(list(sights)))).fetchall()
    _touch(conn, [row[1] for row in rows if not row[2] <= at <= row[3]], at)
    known = {key: (block_id, _Sight(_rank(rest[1]), *rest)) for key, block_id, _, _, *rest in rows}
    smaller = {
        block_id: (old, sights[key])
        for key, (block_id, old) in known.items()
        if sights[key] < old or not old.text  # taken away when a verdict was told anew; this page shows it again
    }
    unsettle(conn, smaller)  # on the path that a representative leaves
    _take_over(conn, smaller)
    unsettle(conn, smaller)
    ids = {key: block_id for key, (block_id, _) in known.items()}
    new = _add_blocks(conn, site_id, {key: sight for key, sight in sights.items() if key not in ids}, at)
    return ids | new, [*new.values(), *smaller]


_KNOWN = """
SELECT block.key, block.id, block.first_seen_at, block.last_seen_at,
    path.key, block.role, block.words, explanation.terms, block.text, block.path_id
FROM block JOIN path ON path.id = block.path_id JOIN explanation ON explanation.id = block.prior_id
WHERE block.site_id = ? AND block.key IN (SELECT value FROM json_each(?))
"""


def _touch(conn: sqlite3.Connection, block_ids: Iterable[int], at: str) -> None:
    conn.executemany(
        "UPDATE block SET first_seen_at = min(first_seen_at, ?), last_seen_at = max(last_seen_at, ?) WHERE id = ?",
        [(at, at, block_id) for block_id in block_ids],
    )


def _take_over(conn: sqlite3.Connection, changes: dict[int, tuple[_Sight, _Sight]]) -> None:
    """A smaller sight speaks for a text from now on; lines that leant on its old words keep them."""
    conn.executemany(
        "UPDATE candidate SET text = ? WHERE block_id = ? AND text IS NULL",
        [(old.text, block_id) for block_id, (old, new) in changes.items() if old.text != new.text],
    )
    priors = explanation_ids(conn, {new.prior for _, new in changes.values()})
    conn.executemany(
        "UPDATE block SET text = ?, words = ?, path_id = ?, role = ?, prior_id = ? WHERE id = ?",
        [
            (new.text, new.words, new.path_id, new.role, priors[new.prior], block_id)
            for block_id, (_, new) in changes.items()
        ],
    )


def reword(conn: sqlite3.Connection, shared: Collection[int]) -> set[int]:
    """Lines that differ in their numbers alone are one text, kept as one of them has it: now as one that stays, where
    none leans on the old one. Returns the paths whose texts have changed.
    """
    rows = conn.execute(_REWORDED, (as_json(sorted(shared)),)).fetchall()
    conn.executemany("UPDATE block SET text = ? WHERE id = ?", [row[:2] for row in rows])
    conn.executemany(
        "UPDATE candidate SET text = NULL WHERE text = ? AND block_id = ?",
        [(text, block_id) for text, block_id, _ in rows],
    )
    return {int(row[2]) for row in rows}


_REWORDED = """
SELECT min(candidate.text), block.id, block.path_id FROM block JOIN candidate ON candidate.block_id = block.id
WHERE block.id IN (SELECT value FROM json_each(?))
GROUP BY block.id HAVING count(*) = count(candidate.text)
"""


def _add_blocks(conn: sqlite3.Connection, site_id: int, sights: dict[int, _Sight], at: str) -> dict[int, int]:
    """New texts with their status under the counts of one sight, which is what most texts will ever have."""
    told = {key: _status(sight.role, sight.words, sight.prior, 1, 0) for key, sight in sights.items()}
    ids = explanation_ids(conn, {sight.prior for sight in sights.values()} | {terms for _, terms in told.values()})
    added = dict(zip(sights, free_ids(conn, "SELECT max(id) FROM block", len(sights)), strict=True))
    rows = []
    for key, sight in sights.items():
        status, terms = told[key]
        where = (sight.text, sight.words, sight.path_id, sight.role, ids[sight.prior])
        rows.append((added[key], site_id, key, at, at, *where, status.kind, status.score, ids[terms]))
    conn.executemany(
        """
        INSERT INTO block (id, site_id, key, first_seen_at, last_seen_at, text, words, path_id, role, prior_id,
                           kind, score, explanation_id, articles)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
        """,
        rows,
    )
    return added


def rescore(conn: sqlite3.Connection, block_ids: Iterable[int]) -> frozenset[int]:
    """Judges blocks anew. Returns those whose kind has changed."""
    changes = list(rescored(conn, block_ids))
    ids = explanation_ids(conn, {terms for *_, terms in changes})
    conn.executemany(
        "UPDATE block SET kind = ?, score = ?, explanation_id = ? WHERE id = ?",
        [(status.kind, status.score, ids[terms], block_id) for block_id, _, status, terms in changes],
    )
    return frozenset(block_id for block_id, kind, status, _ in changes if status.kind != kind)


# A block with the articles of its text and of its family's representative, at most CAP of them.
_COUNTED = """
SELECT block.id, block.key, block.role, block.words, prior.terms,
    CASE WHEN block.root_id IS NULL THEN block.articles ELSE (
        SELECT min(3, count(DISTINCT coalesce(counted, article))) FROM block_article
        LEFT JOIN counted_key ON counted_key.site_id = block.site_id AND hash = article
        WHERE block_id IN (block.id, block.root_id)
    ) END,
    path.level, block.kind, explanation.terms
FROM block
JOIN path ON path.id = block.path_id
JOIN explanation AS prior ON prior.id = block.prior_id
JOIN explanation ON explanation.id = block.explanation_id
WHERE block.id IN (SELECT value FROM json_each(?))
"""


def rescored(conn: sqlite3.Connection, block_ids: Iterable[int]) -> Iterator[tuple[int, str | None, BlockStatus, str]]:
    """The blocks whose status is not what their counts say: id, kind so far, status, terms as they are stored."""
    rows = conn.execute(_COUNTED, (as_json(sorted(block_ids)),))
    for block_id, _, role, words, prior, articles, level, kind, why in rows:
        status, terms = _status(role, words, prior, articles, level)
        if (status.kind, terms) != (kind, why):
            yield block_id, kind, status, terms


@lru_cache(maxsize=32_768)
def _status(role: str, words: int, prior: str, articles: int, level: int) -> tuple[BlockStatus, str]:
    """The status of a block from its row and its counts; and its terms as they are stored."""
    block = Block(role=Role(role), text="", words=words, path="", prior=_terms(prior))
    status = score_at(block, articles=max(1, articles), level=level)
    return status, records_json(status.terms)


@lru_cache(maxsize=4_096)
def _terms(prior: str) -> tuple[Term, ...]:
    return tuple(Term(**term) for term in json.loads(prior))


def statuses(conn: sqlite3.Connection, site_id: int, page: Page) -> tuple[BlockStatus, ...]:
    """What the ledger says of each block of a page that need not have been observed."""
    pairs = list(sightings(page))
    keys = as_json([seen.key for _, seen in pairs if seen])
    ids = conn.execute(
        "SELECT id FROM block WHERE site_id = ? AND key IN (SELECT value FROM json_each(?))", (site_id, keys)
    ).fetchall()
    rows = conn.execute(_COUNTED, (as_json([row[0] for row in ids]),))
    known = {
        key: _status(role, words, prior, articles, level)[0] for _, key, role, words, prior, articles, level, *_ in rows
    }
    return tuple(
        score(block, Counts()) if seen is None else known.get(seen.key) or _unseen(conn, site_id, block, seen)
        for block, seen in pairs
    )


def _unseen(conn: sqlite3.Connection, site_id: int, block: Block, seen: Sighting) -> BlockStatus:
    """The status of a text that is new to the site, but may be another wording of one that is not."""
    key = path_key(seen.path)
    row = conn.execute("SELECT id, level FROM path WHERE (site_id, key) = (?, ?)", (site_id, key)).fetchone()
    if row is None:
        return score(block, Counts())
    path_id, level = row
    return score_at(block, articles=articles_with(conn, path_id, seen), level=level)
