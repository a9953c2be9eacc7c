"""Everything that was concluded, concluded anew under today's rules: from stored signals and counts, without a fetch.

Statuses of blocks first, then verdicts; an article is laid out anew where one has changed. A step is one transaction.
The place reached is kept in the archive: an interrupted run goes on where it stopped, unless the rules have changed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain

from parvis.archive.blocks import rescore
from parvis.archive.families import join_families
from parvis.archive.rejudging import judge_article
from parvis.archive.settling import settle, settle_sites
from parvis.archive.values import as_json
from parvis.ledger import Counts, level

__all__ = ["Progress", "Reclassified", "reclassify", "rules_digest"]

BLOCKS, ARTICLES = 2_000, 100  # of one step


@dataclass(frozen=True, slots=True, kw_only=True)
class Reclassified:
    """What a run has changed, the interrupted runs before it included."""

    blocks: int = 0  # whose kind is another one
    versions: int = 0  # whose verdict is another one, if only in its evidence
    access: int = 0  # of them with another state


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come."""

    stage: str  # blocks or articles
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a run stands: the last row that is done."""

    rules: str
    stage: str = "blocks"  # then articles, then done
    after: int = 0
    found: Reclassified = Reclassified()


Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]


def reclassify(transaction: Transaction, on_progress: Callable[[Progress], None]) -> Reclassified:
    """Concludes everything anew; `transaction` begins one step, which is stored as a whole or not at all."""
    with transaction() as conn:
        place = _resumed(conn) or _begun(conn)
    while place.stage != "done":
        with transaction() as conn:
            place = (_judge_blocks if place.stage == "blocks" else _judge_articles)(conn, place)
            _keep(conn, place)
            progress = _progress(conn, place)
        on_progress(progress)
    with transaction() as conn:
        conn.execute("DELETE FROM meta WHERE key = 'reclassify'")
    return place.found


def rules_digest() -> str:
    """Of all data that conclusions are drawn with."""
    digest = hashlib.sha256()
    for path in chain.from_iterable(map(_rule_files, ("parvis.page", "parvis.ledger", "parvis.vendors"))):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _rule_files(package: str) -> Iterator[Traversable]:
    yield from sorted((p for p in files(package).iterdir() if p.name.endswith(".toml")), key=lambda path: path.name)


def _resumed(conn: sqlite3.Connection) -> _Place | None:
    row = conn.execute("SELECT value FROM meta WHERE key = 'reclassify'").fetchone()
    if row is None:
        return None
    kept = json.loads(row[0])
    place = _Place(**{**kept, "found": Reclassified(**kept["found"])})
    return place if place.rules == rules_digest() else None


def _begun(conn: sqlite3.Connection) -> _Place:
    """A run from the start: how diverse each path is follows from its counts."""
    rows = conn.execute("SELECT id, seen, texts, level FROM path").fetchall()
    now = [(level(Counts(1, seen, texts)), path_id, before) for path_id, seen, texts, before in rows]
    conn.executemany(
        "UPDATE path SET level = ?, settled = NULL WHERE id = ?",
        [(new, path_id) for new, path_id, before in now if new != before],
    )
    place = _Place(rules=rules_digest())
    _keep(conn, place)
    return place


def _keep(conn: sqlite3.Connection, place: _Place) -> None:
    conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('reclassify', ?)", (as_json(asdict(place)),))


def _progress(conn: sqlite3.Connection, place: _Place) -> Progress:
    if place.stage == "blocks":
        query = "SELECT count(*) FILTER (WHERE id <= ?), count(*) FROM block"
    else:
        query = "SELECT count(*) FILTER (WHERE id <= ?), count(*) FROM article"
    done, total = conn.execute(query, (place.after,)).fetchone()
    return Progress(stage=place.stage, done=done, total=total)


def _judge_blocks(conn: sqlite3.Connection, place: _Place) -> _Place:
    """The next blocks under today's weights; what flips is cleaned at once."""
    rows = conn.execute("SELECT id FROM block WHERE id > ? ORDER BY id LIMIT ?", (place.after, BLOCKS)).fetchall()
    block_ids = [int(row[0]) for row in rows]
    if not block_ids:
        _settle(conn)
        return _Place(rules=place.rules, stage="articles", found=place.found)
    join_families(conn, block_ids)
    flipped = rescore(conn, block_ids)
    settle(conn, flipped)
    found = Reclassified(blocks=place.found.blocks + len(flipped))
    return _Place(rules=place.rules, after=block_ids[-1], found=found)


def _judge_articles(conn: sqlite3.Connection, place: _Place) -> _Place:
    """The verdicts of the next articles, from their stored signals."""
    rows = conn.execute("SELECT id FROM article WHERE id > ? ORDER BY id LIMIT ?", (place.after, ARTICLES)).fetchall()
    if not rows:
        _settle(conn)  # a verdict may have taken texts away
        return _Place(rules=place.rules, stage="done", found=place.found)
    versions = access = 0
    for (article_id,) in rows:
        changed, states = judge_article(conn, article_id)
        versions, access = versions + changed, access + states
    was = place.found
    found = Reclassified(blocks=was.blocks, versions=was.versions + versions, access=was.access + access)
    return _Place(rules=place.rules, stage="articles", after=int(rows[-1][0]), found=found)


def _settle(conn: sqlite3.Connection) -> None:
    settle_sites(conn, [name for (name,) in conn.execute("SELECT name FROM site").fetchall()])
