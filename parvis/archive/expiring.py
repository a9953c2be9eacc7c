"""`parvis expire`: what a publisher wanted shown until a day, erased when that day has passed (docs/adr/0027).

What binds an article is what its newest look said: a later page may name another day, or none. Of every version the
standfirst, description and teaser go, and the blocks that held them; headline, metadata and verdict stay.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from parvis.archive.blocks import reword
from parvis.archive.counting import recount_paths
from parvis.archive.erasing import only_theirs, take_out
from parvis.archive.forgetting import scrub
from parvis.archive.opening import speaking_of, writing
from parvis.archive.rendering import erased_digest
from parvis.archive.settling import settle_sites
from parvis.archive.sights import sight_ids
from parvis.archive.timeline import lay_out
from parvis.archive.values import as_json, moment, stamp
from parvis.ledger import article_hash
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

TEXT = frozenset({Role.TEASER, Role.STANDFIRST, Role.BODY, Role.CAPTION})  # roles that the policy empties too
_UNSCRUBBED = "unscrubbed"  # in `meta`: rows were erased, the file is not made anew yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """An article that holds text past the day that its publisher set."""

    id: int
    site: str
    url: str
    headline: str | None
    unavailable_after: datetime
    versions: int  # that hold text
    words: int  # of their teasers


def find_expired(archive: Archive, now: datetime) -> tuple[Expired, ...]:
    """The day that passed first stands first."""
    with archive.reading():
        rows = archive.conn.execute(_ARTICLES).fetchall()
    found = (
        Expired(id=id_, site=site, url=url, headline=headline, unavailable_after=end, versions=versions, words=words)
        for id_, site, url, headline, terms, versions, words in rows
        if (end := _end(terms)) and end <= now
    )
    return tuple(sorted(found, key=lambda one: (one.unavailable_after, one.id)))


_ARTICLES = """
WITH dated AS (
    SELECT DISTINCT observation.article_id AS id
    FROM rights JOIN fetch ON fetch.rights_id = rights.id JOIN observation ON observation.fetch_id = fetch.id
    WHERE instr(rights.terms, '"unavailable_after":"')
), held AS (
    SELECT article_id AS id, count(*) AS versions, sum(teaser_words) AS words FROM version
    WHERE article_id IN (SELECT id FROM dated)
        AND (teaser <> '' OR standfirst IS NOT NULL OR description IS NOT NULL)
    GROUP BY article_id
)
SELECT article.id, site.name, article.url, version.headline, (
    SELECT rights.terms FROM observation JOIN fetch ON fetch.id = observation.fetch_id
    JOIN rights ON rights.id = fetch.rights_id
    WHERE observation.article_id = article.id ORDER BY observation.at DESC, observation.id DESC LIMIT 1
), held.versions, held.words
FROM held JOIN article ON article.id = held.id JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id
"""


def _end(terms: str) -> datetime | None:
    return moment(json.loads(terms).get("unavailable_after"))


def expire(archive: Archive, found: Collection[Expired], *, now: datetime) -> None:
    """Erases their text, and makes the file anew without it. Raises ArchiveLocked where a reader still holds the old
    bytes; a second call, also with nothing found, ends what it began."""
    conn = archive.conn
    with speaking_of(archive.path):
        conn.execute("PRAGMA secure_delete = ON")
        if found:
            with writing(conn):
                conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_UNSCRUBBED, stamp(now)))
                erase_texts(conn, [one.id for one in found], at=stamp(now))
        if not conn.execute("SELECT 1 FROM meta WHERE key = ?", (_UNSCRUBBED,)).fetchone():
            return
        archive.compare()
        scrub(archive)
        with writing(conn):
            conn.execute("DELETE FROM meta WHERE key = ?", (_UNSCRUBBED,))


def erase_texts(conn: sqlite3.Connection, article_ids: Collection[int], *, at: str) -> None:
    """Inside one transaction; what follows for others is settled in it."""
    ids = as_json(sorted(article_ids))
    hashes = as_json([article_hash(row[0]) for row in conn.execute(_KEYS, {"ids": ids})])
    roles = as_json(sorted(TEXT))
    shown = {int(row[0]) for row in conn.execute(_SHOWN, {"ids": ids, "hashes": hashes, "roles": roles})}
    conn.execute(_NO_CANDIDATES, (ids,))
    _empty_pages(conn, ids)
    _empty_versions(conn, ids, at)
    _empty_variants(conn, ids)
    gone = only_theirs(conn, shown, hashes)
    recount_paths(conn, take_out(conn, gone) | reword(conn, shown - gone))
    for article_id in sorted(article_ids):
        lay_out(conn, article_id)
    settle_sites(conn, [row[0] for row in conn.execute(_SITES, (ids,)).fetchall()])


_KEYS = """
SELECT key FROM article WHERE id IN (SELECT value FROM json_each(:ids))
UNION SELECT key FROM article_url WHERE article_id IN (SELECT value FROM json_each(:ids))
UNION SELECT key FROM article_alias WHERE article_id IN (SELECT value FROM json_each(:ids))
"""
# The lines of its text, and cards of other pages that repeat them; a headline stays.
_SHOWN = """
SELECT id FROM block WHERE text NOT IN (
    SELECT headline FROM version WHERE headline IS NOT NULL AND article_id IN (SELECT value FROM json_each(:ids))
) AND id IN (
    SELECT sight.block_id FROM version JOIN anatomy ON anatomy.id = version.anatomy_id
    JOIN json_each(anatomy.blocks) AS item JOIN sight ON sight.id = item.value
    WHERE version.article_id IN (SELECT value FROM json_each(:ids)) AND sight.block_id IS NOT NULL
        AND sight.role IN (SELECT value FROM json_each(:roles))
    UNION SELECT candidate.block_id FROM candidate JOIN variant ON variant.id = candidate.variant_id
    WHERE variant.article_id IN (SELECT value FROM json_each(:ids))
    UNION SELECT block_id FROM block_article JOIN block ON block.id = block_id
    WHERE article IN (SELECT value FROM json_each(:hashes))
        AND (role = 'related' OR role IN (SELECT value FROM json_each(:roles)))
)
"""
_NO_CANDIDATES = """
DELETE FROM candidate WHERE variant_id IN (
    SELECT id FROM variant WHERE article_id IN (SELECT value FROM json_each(?))
)
"""
_SITES = """
SELECT DISTINCT site.name FROM article JOIN site ON site.id = article.site_id
WHERE article.id IN (SELECT value FROM json_each(?))
"""


def _empty_pages(conn: sqlite3.Connection, ids: str) -> None:
    """The pages keep the place and the length of each line of text: what others hold too is not theirs to show."""
    rows = conn.execute(_PAGES, (ids,)).fetchall()
    empty = _empty_sights(conn, {sight for _, blocks in rows for sight in json.loads(blocks)})
    for version_id, blocks in rows:
        listed = as_json([empty.get(sight, sight) for sight in json.loads(blocks)])
        digest = hashlib.sha256(listed.encode()).hexdigest()[:32]
        conn.execute("INSERT OR IGNORE INTO anatomy (digest, blocks) VALUES (?, ?)", (digest, listed))
        conn.execute(_REPOINT, (digest, version_id))
    conn.execute("DELETE FROM anatomy WHERE id NOT IN (SELECT anatomy_id FROM version)")


_PAGES = """
SELECT version.id, anatomy.blocks FROM version JOIN anatomy ON anatomy.id = anatomy_id
WHERE article_id IN (SELECT value FROM json_each(?))
"""
_REPOINT = "UPDATE version SET anatomy_id = (SELECT id FROM anatomy WHERE digest = ?) WHERE id = ?"


def _empty_sights(conn: sqlite3.Connection, sights: Collection[int]) -> dict[int, int]:
    """For each sight of a line of text the same without it."""
    rows = conn.execute(
        """
        SELECT id, path_id, role, words FROM sight WHERE id IN (SELECT value FROM json_each(?))
            AND role IN (SELECT value FROM json_each(?)) AND block_id IS NOT NULL
        """,
        (as_json(sorted(sights)), as_json(sorted(TEXT))),
    ).fetchall()
    instead = sight_ids(conn, [(None, path_id, role, words) for _, path_id, role, words in rows])
    return {row[0]: new for row, new in zip(rows, instead, strict=True)}


def _empty_versions(conn: sqlite3.Connection, ids: str, at: str) -> None:
    rows = conn.execute(
        "SELECT id, rights FROM version WHERE article_id IN (SELECT value FROM json_each(?))", (ids,)
    ).fetchall()
    conn.executemany(_ERASE, [(at, _withholding(rights), version_id) for version_id, rights in rows])


_ERASE = """
UPDATE version SET standfirst = NULL, description = NULL, teaser = '', teaser_source = 'none', teaser_words = 0,
    expired_at = coalesce(expired_at, ?), rights = ?
WHERE id = ?
"""


def _withholding(rights: str) -> str:
    said = json.loads(rights)
    return as_json({**said, "withheld": said.get("withheld") or "teaser"})


def _empty_variants(conn: sqlite3.Connection, ids: str) -> None:
    """What was shown is now what a page without text shows; two that have become one are one row."""
    rows = conn.execute(_VARIANTS, (ids,)).fetchall()
    first: dict[tuple[int, str], int] = {}
    for article_id, variant_id, version_id in rows:
        digest = erased_digest(conn, version_id)
        kept = first.setdefault((article_id, digest), variant_id)
        if kept != variant_id:
            conn.execute("UPDATE observation SET variant_id = ? WHERE variant_id = ?", (kept, variant_id))
            conn.execute("DELETE FROM variant WHERE id = ?", (variant_id,))
    for (_, digest), variant_id in first.items():
        conn.execute(_EMPTY, (digest, variant_id))


_VARIANTS = """
SELECT variant.article_id, variant.id, coalesce(min(observation.version_id), article.version_id)
FROM variant JOIN article ON article.id = variant.article_id
LEFT JOIN observation ON observation.variant_id = variant.id
WHERE variant.article_id IN (SELECT value FROM json_each(?)) GROUP BY variant.id ORDER BY variant.id
"""
_EMPTY = "UPDATE variant SET fallback = '', fallback_source = 'none', digest = ? WHERE id = ?"
