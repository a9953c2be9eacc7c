"""Pages that come out of a file instead of off the wire: stored as a crawl stores them, once, wherever it was killed.

A file is a crawl that ran elsewhere, from the time of its first record to that of its last. What its records bring and
how many of them are dealt with stand in one transaction, so a second run goes on behind the last one that counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from parvis.archive.apply import Applied, apply_event
from parvis.archive.ends import mend_ends
from parvis.archive.events import Event, Lease
from parvis.archive.frontier import add_links
from parvis.archive.learning import learn_names
from parvis.archive.settling import settle_sites
from parvis.archive.site_rows import add_sites, refuse_mixing
from parvis.archive.values import as_json, moment, stamp
from parvis.identity import url_key
from parvis.records import Link
from parvis.sites import Site
from parvis.words import Profile, SkipReason

BY_NOBODY = 0  # the process of a crawl that ran elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to import, as the ledger knows it."""

    digest: str
    name: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the import of a file is."""

    records: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer of a server, as a file has it. `end` makes the event that stores it of the right to do so."""

    site: Site
    link: Link
    at: datetime
    end: Callable[[Lease], Event]


def standing_of(conn: sqlite3.Connection, digest: str) -> Standing:
    row = conn.execute(
        "SELECT records, skipped, finished_at IS NOT NULL FROM imported_file WHERE digest = ?", (digest,)
    ).fetchone()
    return Standing(records=row[0], skipped=json.loads(row[1]), finished=bool(row[2])) if row else Standing()


def import_entries(
    conn: sqlite3.Connection,
    file: SourceFile,
    entries: Sequence[Entry],
    *,
    path: Path,
    records: int,
    skipped: Mapping[SkipReason, int],
    profile: Profile,
) -> Applied:
    """Stores what some of a file's records show. `records`: how far the file is now; `skipped`: what is new of that."""
    conn.execute(
        "INSERT OR IGNORE INTO imported_file (digest, name, bytes) VALUES (?, ?, ?)",
        (file.digest, file.name, file.bytes),
    )
    applied, more = Applied(), Counter[str](standing_of(conn, file.digest).skipped)
    more.update(skipped)
    for entry in entries:
        crawl_id = _crawl_of(conn, file, entry.at, profile)
        what = _import(conn, entry, site_id=_site_id(conn, entry.site, path), crawl_id=crawl_id)
        if isinstance(what, Applied):
            applied += what
        else:
            more[what] += 1
    conn.execute(
        "UPDATE imported_file SET records = ?, skipped = ? WHERE digest = ?",
        (records, as_json(dict(sorted(more.items()))), file.digest),
    )
    return applied


def _site_id(conn: sqlite3.Connection, site: Site, path: Path) -> int:
    """A site that crawls know stays as they know it."""
    row = conn.execute("SELECT id FROM site WHERE name = ?", (site.name,)).fetchone()
    if row:
        return int(row[0])
    refuse_mixing(conn, [site], path)
    return add_sites(conn, [site])[0]


def _crawl_of(conn: sqlite3.Connection, file: SourceFile, at: datetime, profile: Profile) -> int:
    row = conn.execute("SELECT crawl_id FROM imported_file WHERE digest = ?", (file.digest,)).fetchone()
    if row[0] is not None:
        return int(row[0])
    added = conn.execute(
        "INSERT INTO crawl (started_at, command, sites, pid, profile) VALUES (?, ?, '[]', ?, ?)",
        (stamp(at), f"parvis import {file.name}", BY_NOBODY, profile),
    )
    conn.execute("UPDATE imported_file SET crawl_id = ? WHERE digest = ?", (added.lastrowid, file.digest))
    return int(added.lastrowid or 0)


def _import(conn: sqlite3.Connection, entry: Entry, *, site_id: int, crawl_id: int) -> Applied | SkipReason:
    new = add_links(conn, site_id, [entry.link], crawl_id=crawl_id, now=entry.at)
    row = conn.execute(_KNOWN, (entry.link.kind, url_key(entry.link.url))).fetchone()
    if row is None:
        return SkipReason.FORGOTTEN
    url_id, *before = row
    if conn.execute("SELECT 1 FROM fetch WHERE url_id = ? AND at = ?", (url_id, stamp(entry.at))).fetchone():
        return SkipReason.KNOWN
    conn.execute("UPDATE url SET state = 'leased', crawl_id = ? WHERE id = ?", (crawl_id, url_id))
    lease = Lease(
        url_id=url_id,
        crawl_id=crawl_id,
        site=entry.site.name,
        url=entry.link.url,
        kind=entry.link.kind,
        link=entry.link,
    )
    applied = apply_event(conn, entry.end(lease))
    if before[0] and before[0] > stamp(entry.at):
        conn.execute(_RESTORE, (*before, url_id))
    elif not before[0]:
        conn.execute(_UNPLANNED, (url_id,))
    conn.execute(_FIRST, {"at": stamp(entry.at), "id": url_id})
    return applied + Applied(discovered=new.articles)


_FIRST = "UPDATE url SET discovered_at = :at WHERE id = :id AND discovered_at > :at"
# What a file shows of the past does not change what is known of the present.
_KNOWN = """
SELECT id, fetched_at, state, reason, detail, due_at, crawl_id, attempts, etag, last_modified, revisit_at, interval,
    quiet, unread
FROM url WHERE kind = ? AND key = ?
"""
_RESTORE = """
UPDATE url SET fetched_at = ?, state = ?, reason = ?, detail = ?, due_at = ?, crawl_id = ?, attempts = ?, etag = ?,
    last_modified = ?, revisit_at = ?, interval = ?, quiet = ?, unread = ?
WHERE id = ?
"""
# A file of a million pages must not send the next crawl to all of them.
_UNPLANNED = "UPDATE url SET revisit_at = NULL WHERE id = ?"


def finish_import(conn: sqlite3.Connection, file: SourceFile, *, now: datetime) -> None:
    """Closes a file: what its pages say together is drawn from them, as at the end of a crawl."""
    row = conn.execute("SELECT crawl_id FROM imported_file WHERE digest = ?", (file.digest,)).fetchone()
    crawl_id = row[0] if row else None
    if crawl_id is not None:
        first, last, sites = conn.execute(_SPAN, (crawl_id,)).fetchone()
        sites = sorted(json.loads(sites))
        learn_names(conn, sites, moment(last) or now)
        settle_sites(conn, sites)
        mend_ends(conn, [row[0] for row in conn.execute(_SEEN, (crawl_id,))])
        conn.execute(
            "UPDATE crawl SET started_at = ?, finished_at = ?, reason = 'finished', sites = ? WHERE id = ?",
            (first, last, as_json(sites), crawl_id),
        )
    conn.execute(
        """
        INSERT INTO imported_file (digest, name, bytes, finished_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (digest) DO UPDATE SET finished_at = excluded.finished_at
        """,
        (file.digest, file.name, file.bytes, stamp(now)),
    )


_SEEN = """
SELECT DISTINCT url.article_id FROM fetch JOIN url ON url.id = fetch.url_id
WHERE fetch.crawl_id = ?1 AND url.article_id IS NOT NULL
UNION SELECT article.id FROM fetch JOIN url ON url.id = fetch.url_id JOIN article ON article.key = url.key
WHERE fetch.crawl_id = ?1 AND fetch.reason = 'gone'
"""
_SPAN = """
SELECT coalesce(min(fetch.at), max(crawl.started_at)), coalesce(max(fetch.at), max(crawl.started_at)),
    coalesce(json_group_array(DISTINCT site.name) FILTER (WHERE site.name IS NOT NULL), '[]')
FROM crawl LEFT JOIN fetch ON fetch.crawl_id = crawl.id LEFT JOIN url ON url.id = fetch.url_id
LEFT JOIN site ON site.id = url.site_id
WHERE crawl.id = ?
"""
