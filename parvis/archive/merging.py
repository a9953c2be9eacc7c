"""Two articles that have turned out to be one: their histories are united, the old id stays valid."""

from __future__ import annotations

import sqlite3

from parvis.archive.timeline import lay_out

# A URL that names an article keeps the reason for which it does; another one may come to name it.
_STAYS = (
    "relation IN ('own', 'article_id', 'parameter')"
    " OR excluded.relation NOT IN ('own', 'canonical', 'article_id', 'parameter')"
)
ADD_URL = (
    """
INSERT INTO article_url (article_id, key, url, relation, evidence, first_seen_at, named_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (article_id, key) DO UPDATE SET
    first_seen_at = min(first_seen_at, excluded.first_seen_at),
    url = CASE WHEN coalesce(named_at, '') < coalesce(excluded.named_at, '') THEN excluded.url ELSE url END,
    named_at = nullif(max(coalesce(named_at, ''), coalesce(excluded.named_at, '')), ''),
    relation = iif("""
    + _STAYS
    + ", relation, excluded.relation), evidence = iif("
    + _STAYS
    + ", evidence, excluded.evidence)"
)


def merge(conn: sqlite3.Connection, kept: int, other: int, *, at: str, evidence: str) -> None:
    """Makes two articles one. Who has cited the other finds it by its alias."""
    ids = {"kept": kept, "other": other, "at": at, "evidence": evidence}
    urls = conn.execute(
        "SELECT key, url, relation, evidence, first_seen_at, named_at FROM article_url WHERE article_id = ?", (other,)
    ).fetchall()
    conn.executemany(ADD_URL, [(kept, *row) for row in urls])
    for statement in _MERGE:
        conn.execute(statement, ids)
    lay_out(conn, kept)


_MERGE = (
    """
    UPDATE observation SET variant_id = (
        SELECT same.id FROM variant JOIN variant AS same ON same.digest = variant.digest AND same.article_id = :kept
        WHERE variant.id = observation.variant_id
    )
    WHERE article_id = :other AND variant_id IN (
        SELECT variant.id FROM variant JOIN variant AS same ON same.digest = variant.digest
        WHERE variant.article_id = :other AND same.article_id = :kept
    )
    """,
    """
    DELETE FROM candidate WHERE variant_id IN (
        SELECT variant.id FROM variant JOIN variant AS same ON same.digest = variant.digest
        WHERE variant.article_id = :other AND same.article_id = :kept
    )
    """,
    """
    DELETE FROM variant WHERE article_id = :other
        AND digest IN (SELECT digest FROM variant WHERE article_id = :kept)
    """,
    "UPDATE variant SET article_id = :kept WHERE article_id = :other",
    "UPDATE version SET article_id = :kept WHERE article_id = :other",
    "UPDATE observation SET article_id = :kept WHERE article_id = :other",
    "UPDATE url SET article_id = :kept WHERE article_id = :other",
    "UPDATE article_split SET article_id = :kept WHERE article_id = :other",
    "UPDATE article_alias SET article_id = :kept WHERE article_id = :other",
    """
    INSERT INTO article_alias (id, article_id, key, url, at, evidence)
    SELECT id, :kept, key, url, :at, :evidence FROM article WHERE id = :other
    """,
    "DELETE FROM article_url WHERE article_id = :other",
    "DELETE FROM article WHERE id = :other",
)


def name_article(conn: sqlite3.Connection, article_id: int) -> None:
    """An article goes by the URL that its newest page gives for it."""
    conn.execute(
        """
        UPDATE article SET key = named.key, url = named.url FROM (
            SELECT key, url FROM article_url WHERE article_id = :id AND relation NOT IN ('requested', 'redirect')
            ORDER BY named_at DESC, key LIMIT 1
        ) AS named
        WHERE id = :id AND (article.key, article.url) <> (named.key, named.url)
        """,
        {"id": article_id},
    )
