"""Undoing a merge: a URL is put apart from its article again, with what it has shown, and stays apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import NamedTuple

from parvis.archive.merging import name_article
from parvis.archive.naming import lookup
from parvis.archive.timeline import lay_out
from parvis.archive.values import as_json
from parvis.archive.versions import copy_version
from parvis.errors import ArchiveError
from parvis.identity import url_key


def were_split(conn: sqlite3.Connection, one: int, other: int) -> bool:
    """Whether a person has put two articles apart."""
    row = conn.execute(
        """
        SELECT 1 FROM article_split JOIN article_url ON article_url.key = article_split.key
        WHERE (article_url.article_id, article_split.article_id) IN (VALUES (?, ?), (?, ?)) AND relation = 'own'
        """,
        (one, other, other, one),
    ).fetchone()
    return row is not None


def was_read(conn: sqlite3.Connection, article_id: int, key: str) -> bool:
    """Whether a page of an article was had under this key; else it has the key from the claim of another page."""
    return any(key == seen for _, seen in _looks_of(conn, article_id))


def split_url(conn: sqlite3.Connection, url: str, *, at: str) -> int:
    """Makes an article of its own of a URL. Returns its id: the one it had before it was merged, where it had one."""
    key = url_key(url) or url
    article_id = lookup(conn, key)
    if article_id is None:
        raise ArchiveError(f"{url}: no article is known by this URL; `parvis show` lists the URLs of an article")
    looks = _looks_of(conn, article_id)
    if {key == seen for _, seen in looks} != {True, False}:
        raise ArchiveError(f"{url}: all or nothing that is known of the article was seen under this URL")
    new = _restore(conn, article_id, key)
    _move_urls(conn, article_id, new, key=key, at=at)
    _move_looks(conn, article_id, new, [look for look, seen in looks if seen == key])
    _move_ends(conn, article_id, new, key)
    for article in (article_id, new):
        name_article(conn, article)
        lay_out(conn, article)
    return new


class _Look(NamedTuple):
    id: int
    variant_id: int
    version_id: int


def _looks_of(conn: sqlite3.Connection, article_id: int) -> list[tuple[_Look, str]]:
    """The looks at an article that showed it, with the key under which each was had."""
    rows = conn.execute(
        """
        SELECT observation.id, variant_id, version_id, fetch.url, url.key FROM observation
        JOIN fetch ON fetch.id = observation.fetch_id JOIN url ON url.id = fetch.url_id
        WHERE observation.article_id = ? AND variant_id IS NOT NULL ORDER BY observation.id
        """,
        (article_id,),
    )
    return [(_Look(*look), url_key(fetched or "") or asked) for *look, fetched, asked in rows]


def _restore(conn: sqlite3.Connection, article_id: int, key: str) -> int:
    """The row of the article, under the id by which it may have been cited."""
    row = conn.execute("SELECT id FROM article_alias WHERE article_id = ? AND key = ?", (article_id, key)).fetchone()
    old_id = row[0] if row else None
    conn.execute("DELETE FROM article_alias WHERE id = ?", (old_id,))
    conn.execute("UPDATE article SET key = 'split ' || id WHERE id = ? AND key = ?", (article_id, key))
    added = conn.execute(
        """
        INSERT INTO article (id, site_id, key, url, first_seen_at, last_seen_at)
        SELECT ?, site_id, ?, url, first_seen_at, last_seen_at FROM article WHERE id = ?
        """,
        (old_id, key, article_id),
    )
    return int(added.lastrowid or 0)


def _move_urls(conn: sqlite3.Connection, article_id: int, new: int, *, key: str, at: str) -> None:
    ids = {"old": article_id, "new": new, "key": key, "at": at, "evidence": as_json({"split from": article_id})}
    for statement in (
        """
        UPDATE article_url SET article_id = :new, relation = 'own', evidence = :evidence,
            named_at = coalesce(named_at, :at)
        WHERE article_id = :old AND key = :key
        """,
        "UPDATE url SET article_id = :new WHERE article_id = :old AND key = :key",
        "INSERT OR REPLACE INTO article_split (key, article_id, at) VALUES (:key, :old, :at)",
    ):
        conn.execute(statement, ids)


def _move_looks(conn: sqlite3.Connection, article_id: int, new: int, looks: Sequence[_Look]) -> None:
    """What only these looks have shown goes with them; of what others have shown as well they get a copy."""
    moved = [look.id for look in looks]
    conn.execute(
        "UPDATE observation SET article_id = ? WHERE id IN (SELECT value FROM json_each(?))", (new, as_json(moved))
    )
    _move_variants(conn, article_id, new, {look.variant_id for look in looks})
    _move_versions(conn, article_id, new, {look.version_id for look in looks})


def _move_ends(conn: sqlite3.Connection, article_id: int, new: int, key: str) -> None:
    """The looks that found the URL gone."""
    conn.execute(
        """
        UPDATE observation SET article_id = ? WHERE article_id = ? AND variant_id IS NULL AND fetch_id IN (
            SELECT fetch.id FROM fetch JOIN url ON url.id = fetch.url_id WHERE url.key = ?
        )
        """,
        (new, article_id, key),
    )


def _move_variants(conn: sqlite3.Connection, article_id: int, new: int, variants: Collection[int]) -> None:
    query = "SELECT DISTINCT variant_id FROM observation WHERE article_id = ?"
    shared = {row[0] for row in conn.execute(query, (article_id,))}
    for variant_id in sorted(variants):
        if variant_id in shared:
            copied = _copy_variant(conn, variant_id, new)
            conn.execute(
                "UPDATE observation SET variant_id = ? WHERE article_id = ? AND variant_id = ?",
                (copied, new, variant_id),
            )
        else:
            conn.execute("UPDATE variant SET article_id = ? WHERE id = ?", (new, variant_id))


def _move_versions(conn: sqlite3.Connection, article_id: int, new: int, versions: Collection[int]) -> None:
    query = "SELECT DISTINCT version_id FROM observation WHERE article_id = ?"
    shared = {row[0] for row in conn.execute(query, (article_id,))}
    for version_id in sorted(versions):
        if version_id in shared:
            copied = _copy_version(conn, version_id, new)
            conn.execute(
                "UPDATE observation SET version_id = ? WHERE article_id = ? AND version_id = ?",
                (copied, new, version_id),
            )
        else:
            conn.execute("UPDATE version SET article_id = ? WHERE id = ?", (new, version_id))


def _copy_variant(conn: sqlite3.Connection, variant_id: int, article_id: int) -> int:
    added = conn.execute(
        """
        INSERT INTO variant (article_id, digest, fallback, fallback_source)
        SELECT ?, digest, fallback, fallback_source FROM variant WHERE id = ?
        """,
        (article_id, variant_id),
    )
    conn.execute(
        """
        INSERT INTO candidate (variant_id, position, block_id, words, text)
        SELECT ?, position, block_id, words, text FROM candidate WHERE variant_id = ?
        """,
        (added.lastrowid, variant_id),
    )
    return int(added.lastrowid or 0)


def _copy_version(conn: sqlite3.Connection, version_id: int, article_id: int) -> int:
    at = conn.execute("SELECT first_seen_at FROM version WHERE id = ?", (version_id,)).fetchone()[0]
    copied = copy_version(conn, version_id, at=at)
    conn.execute("UPDATE version SET article_id = ? WHERE id = ?", (article_id, copied))
    return copied
