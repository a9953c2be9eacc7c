"""What was removed by request, and stays away: its names are kept as hashes, and recognised when they come again."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parvis.archive.events import Stored
from parvis.archive.values import moment, stamp
from parvis.identity import url_key
from parvis.records import Page

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

Name = tuple[str, str]  # kind (article, url, host, author) and name


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    kind: str
    at: datetime | None
    reason: str


def add_tombstone(
    conn: sqlite3.Connection, kind: str, reason: str, *, now: datetime, articles: int, urls: int, names: Iterable[Name]
) -> None:
    added = conn.execute(
        "INSERT INTO tombstone (kind, at, reason, articles, urls) VALUES (?, ?, ?, ?, ?)",
        (kind, stamp(now), reason, articles, urls),
    )
    add_names(conn, int(added.lastrowid or 0), names)


def add_names(conn: sqlite3.Connection, tombstone_id: int, names: Iterable[Name]) -> None:
    """More names of something that is removed."""
    conn.executemany(
        "INSERT OR IGNORE INTO forgotten (digest, tombstone_id) VALUES (?, ?)",
        [(digest_of(name), tombstone_id) for name in sorted(set(names))],
    )


def digest_of(name: Name) -> bytes:
    """What is kept of a name."""
    return blake2b("\n".join(name).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def author_name(author: str) -> Name:
    return "author", " ".join(author.casefold().split())


def url_names(url: str, key: str | None = None) -> Iterator[Name]:
    """The names under which a URL may have been forgotten: itself and its host."""
    yield "url", key or url_key(url) or url
    host = urlsplit(url).netloc.rpartition("@")[2].lower()
    if host:
        yield "host", host


def tombstone_of(conn: sqlite3.Connection, names: Collection[Name]) -> int | None:
    """The tombstone that one of the names leads to."""
    for name in names:
        row = conn.execute("SELECT tombstone_id FROM forgotten WHERE digest = ?", (digest_of(name),)).fetchone()
        if row:
            return int(row[0])
    return None


def find_tombstone(archive: Archive, key: int | str) -> Tombstone | None:
    """By the number of an article, by any URL that it had, by a host or an author."""
    number = str(key).lstrip("0")  # maybe longer than Python reads
    others = [*url_names(str(key)), ("host", str(key).lower()), author_name(str(key))]
    names = [("article", number)] if number.isdecimal() else others
    found = tombstone_of(archive.conn, names)
    if found is None:
        return None
    kind, at, reason = archive.conn.execute("SELECT kind, at, reason FROM tombstone WHERE id = ?", (found,)).fetchone()
    return Tombstone(kind=kind, at=moment(at), reason=reason)


def any_forgotten(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("SELECT EXISTS (SELECT 1 FROM forgotten)").fetchone()[0])


def comes_again(conn: sqlite3.Connection, event: Stored) -> bool:
    """Whether a page is of something forgotten; the name by which it came is forgotten with it."""
    found = tombstone_of(conn, list(_page_names(event)))
    if found is not None:
        add_names(conn, found, [("url", url_key(event.lease.url) or event.lease.url)])
    return found is not None


def _page_names(event: Stored) -> Iterator[Name]:
    about = event.page.metadata
    ways = [event.page.url, event.lease.url, about.canonical_url or "", *event.fetch.redirects]
    for url in filter(None, ways):
        yield from url_names(url)
    yield from map(author_name, about.authors)


def without_forgotten(conn: sqlite3.Connection, page: Page) -> Page:
    """A page without the cards that lead to something forgotten: they repeat its headline."""
    owners = {block.owner for block in page.blocks if block.owner}
    gone = {owner for owner in owners if tombstone_of(conn, list(url_names(owner))) is not None}
    return replace(page, blocks=tuple(block for block in page.blocks if block.owner not in gone)) if gone else page
