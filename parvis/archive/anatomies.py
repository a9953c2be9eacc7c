"""The anatomy of a version: the blocks of its page in their order, as the ledger judges them today."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from parvis.records import Term
from parvis.words import Role

__all__ = ["Part", "parts_of"]

MOST_PARTS = 5_000  # of one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block. Withheld text and comments have words and no text."""

    block_id: int | None
    role: Role  # what the ledger says; where it says nothing, what the page alone says
    removed: bool  # it is boilerplate: counted, and in no teaser
    text: str
    words: int
    articles: int  # that the ledger counts, which stops where it is certain
    score: float
    terms: tuple[Term, ...]


def parts_of(conn: sqlite3.Connection, anatomy_id: int) -> tuple[Part, ...]:
    return tuple(_part(_Row(*row)) for row in conn.execute(_PARTS, (anatomy_id, MOST_PARTS)))


class _Row(NamedTuple):
    """Of withheld text and comments there is a sight, and no block."""

    block_id: int | None
    role: str
    kind: str | None
    text: str | None
    words: int
    articles: int | None
    score: float | None
    terms: str | None


def _part(row: _Row) -> Part:
    kind = None if row.kind == Role.LABEL else row.kind
    return Part(
        block_id=row.block_id,
        role=Role(kind or row.role),
        removed=kind is not None,
        text=row.text or "",
        words=row.words,
        articles=row.articles or 0,
        score=row.score or 0.0,
        terms=tuple(Term(**term) for term in json.loads(row.terms or "[]")),
    )


_PARTS = """
SELECT sight.block_id, sight.role, block.kind, block.text, sight.words, block.articles, block.score, explanation.terms
FROM anatomy JOIN json_each(anatomy.blocks) AS item
JOIN sight ON sight.id = item.value
LEFT JOIN block ON block.id = sight.block_id
LEFT JOIN explanation ON explanation.id = block.explanation_id
WHERE anatomy.id = ? ORDER BY item.key LIMIT ?
"""
