"""What was removed by request in one archive is removed in all that it is merged with.

Tombstones unite. Their names are hashes, so the articles that they mean are found by hashing the names that the archive
has. A name that is the number of an article means one archive's own, and does not travel.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from parvis.archive.erasing import erase_articles
from parvis.archive.forgetting import Target, addresses_of, names_of, urls_of
from parvis.archive.forgotten import Name, add_names, any_forgotten, author_name, digest_of, tombstone_of, url_names
from parvis.archive.traces import erase_host, erase_traces, erase_urls


def unite_tombstones(conn: sqlite3.Connection) -> None:
    for statement in _UNITE:
        conn.execute(statement)
    last = conn.execute("SELECT seq FROM shard.sqlite_sequence WHERE name = 'article'").fetchone()
    numbers = ((digest_of(("article", str(number))),) for number in range(1, (last[0] if last else 0) + 1))
    conn.executemany("DELETE FROM temp.their_name WHERE digest = ?", numbers)
    conn.execute(
        "INSERT OR IGNORE INTO main.forgotten (digest, tombstone_id) SELECT digest, tombstone_id FROM temp.their_name"
    )


_UNITE = (
    """
    INSERT INTO main.tombstone (kind, at, reason, articles, urls)
    SELECT kind, at, reason, articles, urls FROM shard.tombstone AS raw WHERE NOT EXISTS (
        SELECT 1 FROM main.tombstone AS mine WHERE (mine.kind, mine.at, mine.reason) = (raw.kind, raw.at, raw.reason)
    )
    """,
    """
    CREATE TEMP TABLE their_name AS
    SELECT raw.digest, min(mine.id) AS tombstone_id FROM shard.forgotten AS raw
    JOIN shard.tombstone AS theirs ON theirs.id = raw.tombstone_id
    JOIN main.tombstone AS mine ON (mine.kind, mine.at, mine.reason) = (theirs.kind, theirs.at, theirs.reason)
    GROUP BY raw.digest
    """,
    "CREATE INDEX temp.their_name_digest ON their_name (digest)",
)


def erase_forgotten(conn: sqlite3.Connection) -> bool:
    """Removes what a tombstone means. Returns whether there was anything."""
    if not any_forgotten(conn):
        return False
    articles, urls = _meant(conn, _articles(conn)), _meant(conn, _urls(conn))
    for article_id, (tombstone_id, name) in articles.items():
        found = urls_of(conn, [article_id])
        target = Target(kind="article", name=None, articles=(article_id,), urls=found)
        _erase(conn, target, tombstone_id, author=name[1] if name[0] == "author" else None)
    for url_id, (tombstone_id, _) in urls.items():
        _erase(conn, Target(kind="url", name=None, articles=(), urls=(url_id,)), tombstone_id)
    for host in sorted({name[1] for _, name in (*articles.values(), *urls.values()) if name[0] == "host"}):
        erase_host(conn, host)
    return bool(articles or urls)


def _erase(conn: sqlite3.Connection, target: Target, tombstone_id: int, *, author: str | None = None) -> None:
    """Its other names are forgotten with it, so that it does not come back by one of them."""
    add_names(conn, tombstone_id, list(names_of(conn, target)))
    addresses = addresses_of(conn, target)
    erase_articles(conn, target.articles, author=author)
    erase_urls(conn, target.urls)
    erase_traces(conn, addresses)


def _meant(conn: sqlite3.Connection, rows: Iterable[tuple[int, Name]]) -> dict[int, tuple[int, Name]]:
    """The rows that a tombstone means: by number the tombstone, and the name that leads to it."""
    found = ((number, tombstone_of(conn, [name]), name) for number, name in rows)
    return {number: (tombstone, name) for number, tombstone, name in found if tombstone is not None}


def _articles(conn: sqlite3.Connection) -> Iterator[tuple[int, Name]]:
    for article_id, key, url in conn.execute("SELECT article_id, key, url FROM article_url ORDER BY 1, 2").fetchall():
        yield from ((article_id, name) for name in url_names(url, key))
    authors = conn.execute("SELECT article_id, item.value FROM version JOIN json_each(version.authors) AS item")
    for article_id, author in authors.fetchall():
        yield article_id, author_name(str(author))


def _urls(conn: sqlite3.Connection) -> Iterator[tuple[int, Name]]:
    """Those of articles are among what goes with the article."""
    rows = conn.execute(
        "SELECT id, key, url FROM url WHERE reason IS NOT 'forgotten' AND article_id IS NULL ORDER BY id"
    )
    for url_id, key, url in rows.fetchall():
        yield from ((url_id, name) for name in url_names(url, key))
