"""`parvis forget`: what a request means, and its removal, after which no byte of it is in the file or its log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from parvis.archive.erasing import erase_articles
from parvis.archive.forgotten import Name, add_tombstone, author_name
from parvis.archive.opening import speaking_of, writing
from parvis.archive.reading import number_of
from parvis.archive.traces import erase_host, erase_traces, erase_urls
from parvis.archive.values import as_json
from parvis.errors import ArchiveLocked
from parvis.identity import url_key

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be forgotten. The name is None where the articles' own names say all."""

    kind: str  # article, url, author, host
    name: Name | None
    articles: tuple[int, ...]
    urls: tuple[int, ...]


def find_target(archive: Archive, text: str) -> Target | None:
    """An article by number or URL, a URL that was never read, a host, an author; the first that there is."""
    conn = archive.conn
    with archive.reading():
        article_id = number_of(archive, text)
        if article_id is not None:
            return Target(kind="article", name=None, articles=(article_id,), urls=urls_of(conn, [article_id]))
        urls = _column(conn, "SELECT id FROM url WHERE key = ? OR url = ?", url_key(text) or text, text)
        if urls:
            return Target(kind="url", name=None, articles=(), urls=urls)
        return _find_host(conn, text.lower()) or _find_author(conn, text)


def _find_host(conn: sqlite3.Connection, host: str) -> Target | None:
    urls = _column(conn, "SELECT id FROM url WHERE host = ?", host)
    articles = _column(conn, _AT_HOST, host, f"http://{host}/%", f"https://{host}/%")
    if not host or not (urls or articles):
        return None
    return Target(kind="host", name=("host", host), articles=articles, urls=tuple({*urls, *urls_of(conn, articles)}))


_AT_HOST = """
SELECT article_id FROM url WHERE host = ? AND article_id IS NOT NULL
UNION SELECT id FROM article WHERE url LIKE ? OR url LIKE ?
"""


def _find_author(conn: sqlite3.Connection, author: str) -> Target | None:
    wanted = author_name(author)
    rows = conn.execute("SELECT article_id, item.value FROM version JOIN json_each(version.authors) AS item")
    articles = sorted({int(article_id) for article_id, name in rows if author_name(str(name)) == wanted})
    if not articles:
        return None
    return Target(kind="author", name=wanted, articles=tuple(articles), urls=urls_of(conn, articles))


def urls_of(conn: sqlite3.Connection, articles: list[int] | tuple[int, ...]) -> tuple[int, ...]:
    """The frontier's rows of articles: those that led to one, and those that go by a name of theirs."""
    return _column(conn, _FRONTIER, as_json(articles), as_json(articles))


_FRONTIER = """
SELECT id FROM url WHERE article_id IN (SELECT value FROM json_each(?))
UNION SELECT url.id FROM article_url JOIN url ON url.key = article_url.key
WHERE article_url.article_id IN (SELECT value FROM json_each(?))
"""


def _column(conn: sqlite3.Connection, query: str, *values: object) -> tuple[int, ...]:
    return tuple(int(row[0]) for row in conn.execute(query, values))


def forget(archive: Archive, target: Target, *, reason: str, now: datetime, compare: Callable[[], None]) -> None:
    """Removes it, notes that it was removed, and makes the file anew without it. `compare` brings the near duplicates
    up to date. Raises ArchiveLocked where a reader still holds the old bytes; a second call ends what it began."""
    conn = archive.conn
    with speaking_of(archive.path):
        conn.execute("PRAGMA secure_delete = ON")
        with writing(conn):
            _forget(conn, target, reason=reason, now=now)
        compare()
        scrub(archive)


def _forget(conn: sqlite3.Connection, target: Target, *, reason: str, now: datetime) -> None:
    names = set(names_of(conn, target))
    add_tombstone(conn, target.kind, reason, now=now, articles=len(target.articles), urls=len(target.urls), names=names)
    addresses = addresses_of(conn, target)
    author = target.name[1] if target.name and target.kind == "author" else None
    erase_articles(conn, target.articles, author=author)
    erase_urls(conn, target.urls)
    erase_traces(conn, addresses)
    if target.name and target.kind == "host":
        erase_host(conn, target.name[1])


def addresses_of(conn: sqlite3.Connection, target: Target) -> list[str]:
    """Under which the articles were had."""
    return [row[0] for row in conn.execute(_ADDRESSES, (as_json(target.articles),) * 4)]


_ADDRESSES = """
SELECT url FROM article WHERE id IN (SELECT value FROM json_each(?))
UNION SELECT key FROM article WHERE id IN (SELECT value FROM json_each(?))
UNION SELECT url FROM article_url WHERE article_id IN (SELECT value FROM json_each(?))
UNION SELECT key FROM article_url WHERE article_id IN (SELECT value FROM json_each(?))
"""


def names_of(conn: sqlite3.Connection, target: Target) -> Iterator[Name]:
    """All by which it may come again or be asked for."""
    if target.name:
        yield target.name
    articles, urls = as_json(target.articles), as_json(target.urls)
    yield from (("article", str(number)) for number in target.articles)
    for query, ids in _NAMES:
        rows = conn.execute(query, (articles if ids == "articles" else urls,))
        yield from ((kind, str(name)) for kind, name in rows)


_NAMES = (
    ("SELECT 'article', id FROM article_alias WHERE article_id IN (SELECT value FROM json_each(?))", "articles"),
    ("SELECT 'url', key FROM article_alias WHERE article_id IN (SELECT value FROM json_each(?))", "articles"),
    ("SELECT 'url', key FROM article_url WHERE article_id IN (SELECT value FROM json_each(?))", "articles"),
    ("SELECT 'url', key FROM article WHERE id IN (SELECT value FROM json_each(?))", "articles"),
    ("SELECT 'url', key FROM url WHERE id IN (SELECT value FROM json_each(?))", "urls"),
)


def scrub(archive: Archive) -> None:
    """Makes the file anew from its rows alone, and empties the log: pages keep copies of what they once held."""
    conn = archive.conn
    conn.execute("INSERT INTO version_fts (version_fts) VALUES ('optimize')")
    conn.execute("VACUUM")
    busy, _, _ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise ArchiveLocked(
            f"{archive.path}: removed, but a reader holds on to the old bytes; "
            f"close it, and run the same command once more"
        )
