"""Which article a page belongs to, and every URL that led to it.

A page names its article by its own URL and by the one that it claims (`parvis.identity`). A claim is followed when the
titles agree; both names then lead to one article, also where they had been two.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from parvis.archive.events import Stored
from parvis.archive.timeline import lay_out
from parvis.archive.values import records_json, stamp
from parvis.identity import Identity, Relation, canonical_for, url_key
from parvis.records import Page

AGREEMENT = 0.5  # share of the words that two titles of one article have in common
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The article of a page; `page` claims no other URL than the one that was followed."""

    article_id: int
    identity: Identity
    page: Page


def find_article(conn: sqlite3.Connection, site_id: int, page: Page, now: datetime) -> Found:
    """The article of a page, made when it is new."""
    identity = canonical_for(page)
    claimed = lookup(conn, identity.key)
    own = claimed if identity.relation is Relation.OWN else lookup(conn, url_key(page.url) or page.url)
    if claimed is not None and claimed != own and not _titles_agree(conn, claimed, page):
        return _find_without_claim(conn, site_id, page, now)
    if claimed is not None and own is not None and claimed != own:
        _merge(conn, claimed, own)
    article_id = claimed or own or _add(conn, site_id, identity, page, now)
    return Found(article_id=article_id, identity=identity, page=page)


def _find_without_claim(conn: sqlite3.Connection, site_id: int, page: Page, now: datetime) -> Found:
    """A page with another title than the article that it claims to be: a template's mistake; it stands for itself."""
    alone = replace(page, metadata=replace(page.metadata, canonical_url=None, claimed_urls=()))
    identity = canonical_for(alone)
    article_id = lookup(conn, identity.key) or _add(conn, site_id, identity, alone, now)
    return Found(article_id=article_id, identity=replace(identity, evidence=canonical_for(page).evidence), page=alone)


def lookup(conn: sqlite3.Connection, key: str) -> int | None:
    """The article that a URL key stands for; a URL that only redirected to it may lead elsewhere tomorrow."""
    row = conn.execute(
        """
        SELECT id FROM article WHERE key = :key
        UNION ALL SELECT article_id FROM article_url WHERE key = :key AND relation IN ('own', 'canonical')
        LIMIT 1
        """,
        {"key": key},
    ).fetchone()
    return int(row[0]) if row else None


def _titles_agree(conn: sqlite3.Connection, article_id: int, page: Page) -> bool:
    """Whether two titles share enough of their words; a title that is missing contradicts nothing."""
    row = conn.execute(
        "SELECT version.headline FROM article JOIN version ON version.id = article.version_id WHERE article.id = ?",
        (article_id,),
    ).fetchone()
    one = set(_WORD.findall((row[0] or "").casefold())) if row else set()
    two = set(_WORD.findall((page.metadata.headline or "").casefold()))
    return not one or not two or len(one & two) >= AGREEMENT * len(one | two)


def _add(conn: sqlite3.Connection, site_id: int, identity: Identity, page: Page, now: datetime) -> int:
    added = conn.execute(
        "INSERT INTO article (site_id, key, url, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?)",
        (site_id, identity.key, _url_of(identity, page), stamp(now), stamp(now)),
    )
    return int(added.lastrowid or 0)


def _url_of(identity: Identity, page: Page) -> str:
    """The URL behind the article's key, as the page spells it."""
    claims = (claim.url for claim in identity.evidence if url_key(claim.url) == identity.key)
    return page.url if identity.relation is Relation.OWN else next(claims, page.url)


_ADD_URL = """
INSERT INTO article_url (article_id, key, url, relation, evidence, first_seen_at, named_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (article_id, key) DO UPDATE SET
    relation = CASE WHEN relation = 'own' OR excluded.relation NOT IN ('own', 'canonical')
        THEN relation ELSE excluded.relation END,
    first_seen_at = min(first_seen_at, excluded.first_seen_at),
    url = CASE WHEN coalesce(named_at, '') < coalesce(excluded.named_at, '') THEN excluded.url ELSE url END,
    named_at = nullif(max(coalesce(named_at, ''), coalesce(excluded.named_at, '')), '')
"""


def _merge(conn: sqlite3.Connection, kept: int, other: int) -> None:
    """Two articles have turned out to be one."""
    ids = {"kept": kept, "other": other}
    urls = conn.execute(
        "SELECT key, url, relation, evidence, first_seen_at, named_at FROM article_url WHERE article_id = ?", (other,)
    ).fetchall()
    conn.executemany(_ADD_URL, [(kept, *row) for row in urls])
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
    "DELETE FROM article_url WHERE article_id = :other",
    "DELETE FROM article WHERE id = :other",
)


def note_urls(conn: sqlite3.Connection, found: Found, event: Stored) -> None:
    """Every URL on the way to the page, with why it counts as the same article."""
    page, identity = event.page, found.identity
    ways = [(page.url, str(identity.relation)), (_url_of(identity, page), "own"), (event.lease.url, "requested")]
    ways += [(url, "redirect") for url in event.fetch.redirects]
    rows = {(url_key(url) or url): (url, relation) for url, relation in reversed(ways)}
    evidence, at = records_json(identity.evidence), stamp(event.at)
    conn.executemany(
        _ADD_URL,
        [
            (found.article_id, key, url, relation, evidence, at, at if key == identity.key else None)
            for key, (url, relation) in rows.items()
        ],
    )
    conn.execute("UPDATE url SET article_id = ? WHERE id = ?", (found.article_id, event.lease.url_id))


def rename(conn: sqlite3.Connection, found: Found) -> None:
    """An article goes by the URL that its newest page gives for it."""
    conn.execute(
        """
        UPDATE article SET (key, url) = (
            SELECT key, url FROM article_url WHERE article_id = :id AND named_at IS NOT NULL
            ORDER BY named_at DESC, key LIMIT 1
        ), syndicated_from = coalesce(:source, syndicated_from)
        WHERE id = :id
        """,
        {"id": found.article_id, "source": found.identity.syndicated_from},
    )


def note_redirect(conn: sqlite3.Connection, url: str, target: str, *, now: datetime) -> None:
    """A URL that leads to an article that is known is one more way to it."""
    article_id = lookup(conn, url_key(target) or target)
    if article_id is not None:
        conn.execute(
            """
            INSERT OR IGNORE INTO article_url (article_id, key, url, relation, first_seen_at)
            VALUES (?, ?, ?, 'redirect', ?)
            """,
            (article_id, url_key(url) or url, url, stamp(now)),
        )
