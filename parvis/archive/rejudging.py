"""The verdicts of one article anew, from the signals that are stored with its versions."""

from __future__ import annotations

import json
import sqlite3

from parvis.archive.blocks import reword
from parvis.archive.timeline import lay_out
from parvis.archive.values import records_json
from parvis.page import judge_access
from parvis.page.counting import count_words
from parvis.page.cutting import cut_words
from parvis.page.teaser import CAP_UNBOUNDED
from parvis.records import Signal, Verdict
from parvis.words import Access

__all__ = ["judge_article"]

_OPEN = frozenset({Access.FREE, Access.UNKNOWN})


def judge_article(conn: sqlite3.Connection, article_id: int) -> tuple[int, int]:
    """How many versions have another verdict, and how many another state of access."""
    rows = conn.execute(
        "SELECT id, access, evidence, confidence, signals FROM version WHERE article_id = ?", (article_id,)
    ).fetchall()
    changed = states = 0
    for version_id, access, evidence, confidence, signals in rows:
        verdict = judge_access([Signal(**signal) for signal in json.loads(signals)])
        new = (verdict.state, records_json(verdict.evidence), verdict.confidence)
        if new == (access, evidence, confidence):
            continue
        changed += 1
        _write_verdict(conn, version_id, verdict)
        if verdict.state != access:
            states += 1
            if access in _OPEN and verdict.state not in _OPEN:
                _cut_teasers(conn, version_id)
    if states:
        lay_out(conn, article_id)
    return changed, states


def _write_verdict(conn: sqlite3.Connection, version_id: int, verdict: Verdict) -> None:
    conn.execute(
        """
        UPDATE version SET access = ?, confidence = ?, mechanism = ?, vendor = ?, remaining_percent = ?, evidence = ?,
            wall_text = CASE WHEN ? IN ('free', 'unknown') THEN NULL ELSE wall_text END
        WHERE id = ?
        """,
        (
            verdict.state,
            verdict.confidence,
            verdict.mechanism,
            verdict.vendor,
            verdict.remaining_percent,
            records_json(verdict.evidence),
            verdict.state,
            version_id,
        ),
    )


def _cut_teasers(conn: sqlite3.Connection, version_id: int) -> None:
    """A page that turns out not to be free, and showed no boundary, keeps no more of its text than such a page may.

    What was cut off leaves the archive, unless another page shows it; its path is settled again, for wordings of one
    line are found by their texts.
    """
    bounded = conn.execute("SELECT withheld_words FROM version WHERE id = ?", (version_id,)).fetchone()[0]
    if bounded:
        return
    conn.execute("UPDATE version SET teaser_cap = ? WHERE id = ?", (CAP_UNBOUNDED, version_id))
    variants = conn.execute(
        "SELECT DISTINCT variant_id FROM observation WHERE version_id = ?", (version_id,)
    ).fetchall()
    for (variant_id,) in variants:
        _cut_variant(conn, variant_id)
    shown = {int(row[0]) for row in conn.execute(_SHOWN, (version_id,))}
    paths = reword(conn, shown) | {int(row[0]) for row in conn.execute(_FORGET, (version_id,))}
    conn.executemany("UPDATE path SET settled = NULL WHERE id = ?", [(path_id,) for path_id in sorted(paths)])


_SHOWN = "SELECT block_id FROM version_blocks WHERE version_id = ?"


# A line that is boilerplate is no article's text: other articles have shown it as well.
_FORGET = """
UPDATE block SET text = '' WHERE role = 'teaser' AND kind IS NULL AND text <> ''
    AND NOT EXISTS (SELECT 1 FROM candidate WHERE candidate.block_id = block.id)
    AND id IN (SELECT block_id FROM version_blocks WHERE version_id = ?)
RETURNING path_id
"""


def _cut_variant(conn: sqlite3.Connection, variant_id: int) -> None:
    lines = conn.execute(
        """
        SELECT position, candidate.words, coalesce(candidate.text, block.text)
        FROM candidate JOIN block ON block.id = candidate.block_id WHERE variant_id = ? ORDER BY position
        """,
        (variant_id,),
    ).fetchall()
    room = CAP_UNBOUNDED
    for number, (position, words, text) in enumerate(lines):
        if words <= room:
            room -= words
            continue
        kept = "" if number else cut_words(text, CAP_UNBOUNDED)
        last = position if kept else position - 1
        conn.execute("DELETE FROM candidate WHERE variant_id = ? AND position > ?", (variant_id, last))
        conn.execute(
            "UPDATE candidate SET text = ?, words = ? WHERE variant_id = ? AND position = ? AND ? <> ''",
            (kept, count_words(kept), variant_id, position, kept),
        )
        return
