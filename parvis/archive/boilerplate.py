"""What a site repeats: its boilerplate by family, and for one text the sum that says what it is.

Pages are looks at versions whose anatomy holds the text, articles those that the versions belong to: all of them,
while the ledger itself stops counting at the few that decide. A version's anatomy is that of its first look, for what
changes in the boilerplate around an article makes no version.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from parvis.archive.paths import path_of
from parvis.archive.values import moment
from parvis.records import Term
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A line that a site repeats, in all its wordings; text and id are those of the one seen on most pages."""

    id: int
    site: str
    kind: str
    text: str
    words: int
    texts: int  # how many wordings it has, numbers, dates and prices apart
    articles: int
    pages: int
    words_saved: int  # over all pages
    first_seen_at: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a line said, word for word."""

    text: str
    first_seen_at: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockVerdict:
    """A text of a site, what the ledger says of it, and why."""

    id: int
    site: str
    kind: str | None  # None: content
    role: str  # what the page alone takes it for
    path: str
    text: str
    articles: int
    site_articles: int
    pages: int
    site_pages: int
    score: float
    terms: tuple[Term, ...]
    family: tuple[Wording, ...]  # the other texts of its family
    wordings: tuple[Wording, ...]  # where only a number, price or date differs
    examples: tuple[str, ...]  # URLs of articles that hold it


_REPEATED = """
WITH held AS MATERIALIZED (
    SELECT version_blocks.*, (SELECT count(*) FROM observation WHERE version_id = version_blocks.version_id) AS looks
    FROM version_blocks JOIN article ON article.id = version_blocks.article_id
    WHERE article.site_id = ?
), text AS MATERIALIZED (
    SELECT block.id, coalesce(block.root_id, block.id) AS family_id, block.kind, block.text, block.words,
        sum(looks) AS pages, sum(times * looks) * block.words AS saved, block.first_seen_at, block.last_seen_at
    FROM block JOIN held ON held.block_id = block.id
    WHERE block.kind IS NOT NULL AND block.kind <> 'label'
    GROUP BY block.id
), family AS (
    SELECT family_id, count(DISTINCT text) AS texts, sum(saved) AS saved,
        min(first_seen_at) AS first, max(last_seen_at) AS last
    FROM text GROUP BY family_id
), spread AS (
    SELECT family_id, count(DISTINCT article_id) AS articles, sum(looks) AS pages FROM (
        SELECT DISTINCT text.family_id, held.article_id, held.version_id, held.looks
        FROM text JOIN held ON held.block_id = text.id
    ) GROUP BY family_id
), speaker AS (
    SELECT *, row_number() OVER (PARTITION BY family_id ORDER BY pages DESC, id) AS place FROM text
)
SELECT speaker.id, speaker.kind, speaker.text, speaker.words, family.texts, spread.articles, spread.pages, family.saved,
    family.first, family.last
FROM family
JOIN spread ON spread.family_id = family.family_id
JOIN speaker ON speaker.family_id = family.family_id AND speaker.place = 1
"""


def repeated(archive: Archive, *, site: str | None = None, kind: Role | None = None) -> tuple[Repeated, ...]:
    """The boilerplate of one site or of all, what saves most words first."""
    with archive.reading():
        sites = archive.conn.execute(
            "SELECT id, name FROM site WHERE ? IS NULL OR name = ? ORDER BY name", (site, site)
        ).fetchall()
        found = [
            Repeated(
                id=block_id,
                site=name,
                kind=of,
                text=text,
                words=words,
                texts=texts,
                articles=articles,
                pages=pages,
                words_saved=saved,
                first_seen_at=moment(first),
                last_seen_at=moment(last),
            )
            for site_id, name in sites
            for block_id, of, text, words, texts, articles, pages, saved, first, last in archive.conn.execute(
                _REPEATED, (site_id,)
            )
            if kind is None or of == kind
        ]
    return tuple(sorted(found, key=lambda one: (-one.words_saved, one.id)))


def verdict_of(archive: Archive, block_id: int) -> BlockVerdict | None:
    """What the ledger says of a text, by the number of its row, and why; None: there is no such text."""
    conn = archive.conn
    with archive.reading():
        row = conn.execute(
            """
            SELECT site.id, site.name, block.kind, block.role, block.path_id, block.text, block.score,
                explanation.terms, coalesce(block.root_id, block.id)
            FROM block JOIN site ON site.id = block.site_id
            JOIN explanation ON explanation.id = block.explanation_id
            WHERE block.id = ?
            """,
            (block_id,),
        ).fetchone()
        if row is None:
            return None
        site_id, site, kind, role, path_id, text, score, terms, root_id = row
        articles, pages = _spread(archive, site_id, block_id)
        site_articles, site_pages = _of_site(archive, site_id)
        return BlockVerdict(
            id=block_id,
            site=site,
            kind=kind,
            role=role,
            path=path_of(conn, path_id),
            text=text,
            articles=articles,
            site_articles=site_articles,
            pages=pages,
            site_pages=site_pages,
            score=score,
            terms=tuple(Term(**term) for term in json.loads(terms)),
            family=_wordings(archive, _FAMILY, (root_id, block_id)),
            wordings=_wordings(archive, _WORDINGS, (block_id,)),
            examples=_examples(archive, site_id, block_id),
        )


def _spread(archive: Archive, site_id: int, block_id: int) -> tuple[int, int]:
    row = archive.conn.execute(
        """
        SELECT count(DISTINCT observation.article_id), count(*)
        FROM version_blocks
        JOIN article ON article.id = version_blocks.article_id
        JOIN observation ON observation.version_id = version_blocks.version_id
        WHERE article.site_id = ? AND block_id = ?
        """,
        (site_id, block_id),
    ).fetchone()
    return int(row[0]), int(row[1])


def _of_site(archive: Archive, site_id: int) -> tuple[int, int]:
    row = archive.conn.execute(
        """
        SELECT count(DISTINCT article.id), count(*)
        FROM article JOIN observation ON observation.article_id = article.id
        WHERE article.site_id = ? AND observation.version_id IS NOT NULL
        """,
        (site_id,),
    ).fetchone()
    return int(row[0]), int(row[1])


_FAMILY = """
SELECT text, first_seen_at, last_seen_at FROM block
WHERE (id = ?1 OR root_id = ?1) AND text <> (SELECT text FROM block WHERE id = ?2)
ORDER BY first_seen_at, id
"""
_WORDINGS = "SELECT text, first_seen_at, last_seen_at FROM wording WHERE block_id = ? ORDER BY first_seen_at, text"


def _wordings(archive: Archive, query: str, values: Sequence[int]) -> tuple[Wording, ...]:
    rows = archive.conn.execute(query, values)
    return tuple(
        Wording(text=text, first_seen_at=moment(first), last_seen_at=moment(last)) for text, first, last in rows
    )


def _examples(archive: Archive, site_id: int, block_id: int) -> tuple[str, ...]:
    rows = archive.conn.execute(
        """
        SELECT DISTINCT article.url FROM version_blocks JOIN article ON article.id = version_blocks.article_id
        WHERE article.site_id = ? AND block_id = ? ORDER BY article.id LIMIT 3
        """,
        (site_id, block_id),
    )
    return tuple(row[0] for row in rows)
