"""Where each shingle stands: which articles of which site, and whether it is a template's there.

A shingle that stands in three articles of a site or more is templated there: a column's name, a formula of the house,
a turn of the language. The two tables follow from the articles' texts of today alone, in whatever order these came.
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from parvis.archive.values import as_json
from parvis.identity import prefix

TEMPLATED = 3  # articles of one site


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The shingles of an article's text, and one more, which only a text with the very same shingles has."""

    site_id: int
    shingles: frozenset[int]
    whole: int

    @property
    def keys(self) -> list[int]:
        """What it is found by."""
        return [*prefix(self.shingles), self.whole] if self.shingles else []


class Place(NamedTuple):
    """One row of the index: a shingle in an article of a site."""

    key: int
    site_id: int
    article_id: int


@dataclass(frozen=True, slots=True)
class Shift:
    """The articles that had a shingle before and now have it as a template's, and the other way round."""

    weakened: frozenset[int]
    strengthened: frozenset[int]


def fingerprint(site_id: int, shingles: frozenset[int]) -> Fingerprint:
    digest = hashlib.blake2b(_pack(shingles), digest_size=8).digest()
    return Fingerprint(site_id, shingles, int.from_bytes(digest, "little", signed=True))


def _pack(shingles: Collection[int]) -> bytes:
    return struct.pack(f"<{len(shingles)}q", *sorted(shingles))


def _unpack(packed: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f"<{len(packed) // 8}q", packed))


def fingerprints(conn: sqlite3.Connection, article_ids: Collection[int]) -> dict[int, Fingerprint]:
    """As they were last compared."""
    rows = conn.execute(
        """
        SELECT article_id, site_id, shingles, whole FROM fingerprint
        WHERE article_id IN (SELECT value FROM json_each(?))
        """,
        (as_json(list(article_ids)),),
    )
    return {article: Fingerprint(site, _unpack(packed), whole) for article, site, packed, whole in rows}


def replace_fingerprints(
    conn: sqlite3.Connection, before: Mapping[int, Fingerprint], after: Mapping[int, Fingerprint]
) -> Shift:
    """Puts the shingles of articles in the place of those they had; an article that is not in `after` has none."""
    conn.executemany("DELETE FROM fingerprint WHERE article_id = ?", [(id_,) for id_ in before if id_ not in after])
    conn.executemany(
        """
        INSERT OR REPLACE INTO fingerprint (article_id, site_id, telling, whole, shingles)
        VALUES (?, ?, ?, ?, ?)
        """,
        [(id_, new.site_id, len(new.shingles), new.whole, _pack(new.shingles)) for id_, new in after.items()],
    )
    had, have = _places(before), _places(after)
    _remove(conn, had - have)
    _add(conn, have - had)
    return Shift(frozenset(_become_templated(conn)), frozenset(_cease_to_be(conn, had - have)))


def _places(prints: Mapping[int, Fingerprint]) -> set[Place]:
    return {Place(key, known.site_id, article_id) for article_id, known in prints.items() for key in known.keys}


def _remove(conn: sqlite3.Connection, places: Iterable[Place]) -> None:
    conn.executemany(
        "DELETE FROM shingle WHERE key = ? AND templated IN (0, 1) AND site_id = ? AND article_id = ?", sorted(places)
    )


def _add(conn: sqlite3.Connection, places: Iterable[Place]) -> None:
    """In the order of the keys, so that each page of the index is touched once a batch."""
    conn.execute(
        """
        CREATE TEMP TABLE IF NOT EXISTS arriving (
            key INTEGER, site_id INTEGER, article_id INTEGER, PRIMARY KEY (key, site_id, article_id)
        ) WITHOUT ROWID
        """
    )
    conn.execute("DELETE FROM arriving")
    conn.executemany("INSERT INTO arriving VALUES (?, ?, ?)", sorted(places))
    conn.execute(
        """
        INSERT INTO shingle (key, templated, site_id, article_id)
        SELECT key, EXISTS (
            SELECT 1 FROM shingle AS known
            WHERE known.key = arriving.key AND known.templated = 1 AND known.site_id = arriving.site_id
        ), site_id, article_id
        FROM arriving
        """
    )


def _become_templated(conn: sqlite3.Connection) -> Iterator[int]:
    """The articles whose shingle has just been joined by those of others."""
    crossing = conn.execute(
        """
        SELECT DISTINCT key, site_id FROM arriving
        WHERE ? <= (
            SELECT count(*) FROM shingle
            WHERE shingle.key = arriving.key AND templated = 0 AND shingle.site_id = arriving.site_id
        )
        """,
        (TEMPLATED,),
    ).fetchall()
    for key, site_id in crossing:
        holders = _turn(conn, key, site_id, templated=1)
        conn.executemany(
            "UPDATE fingerprint SET telling = telling - 1 WHERE article_id = ? AND whole <> ?",
            [(holder, key) for holder in holders],
        )
        yield from holders


def _cease_to_be(conn: sqlite3.Connection, places: Iterable[Place]) -> Iterator[int]:
    """The articles that are left with a shingle that too few of them still have."""
    for key, site_id in sorted({(place.key, place.site_id) for place in places}):
        [left] = conn.execute(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM shingle WHERE key = ? AND templated = 1 AND site_id = ? LIMIT ?
            )
            """,
            (key, site_id, TEMPLATED),
        ).fetchone()
        if 0 < left < TEMPLATED:
            yield from _turn(conn, key, site_id, templated=0)


def _turn(conn: sqlite3.Connection, key: int, site_id: int, *, templated: int) -> list[int]:
    where = (key, 1 - templated, site_id)
    rows = conn.execute("SELECT article_id FROM shingle WHERE (key, templated, site_id) = (?, ?, ?)", where).fetchall()
    conn.execute("UPDATE shingle SET templated = 1 - templated WHERE key = ? AND templated = ? AND site_id = ?", where)
    return [int(row[0]) for row in rows]
