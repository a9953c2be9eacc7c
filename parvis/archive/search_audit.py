"""Whether the search finds what the versions say: its index against one made anew. Part of `parvis.archive.audit`.

SQLite's own check is a write, so it would make a crawl wait; this one needs no more than to read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

Entry = tuple[Any, ...]  # term, version, column, place

_MAKE = """
CREATE VIRTUAL TABLE temp.audited_fts USING fts5 (
    headline, standfirst, teaser, authors, content = '', tokenize = 'unicode61 remove_diacritics 2'
)
"""
_FILL = """
INSERT INTO temp.audited_fts (rowid, headline, standfirst, teaser, authors)
SELECT id, headline, standfirst, teaser, authors FROM version
"""

_DROP = ("DROP TABLE temp.stored_words", "DROP TABLE temp.audited_words", "DROP TABLE temp.audited_fts")


def wrong_entries(conn: sqlite3.Connection) -> int:
    """Words of versions that the search does not know, or knows of versions that do not say them."""
    conn.execute(_MAKE)
    conn.execute(_FILL)
    conn.execute("CREATE VIRTUAL TABLE temp.stored_words USING fts5vocab (main, version_fts, instance)")
    conn.execute("CREATE VIRTUAL TABLE temp.audited_words USING fts5vocab (temp, audited_fts, instance)")
    try:
        stored = conn.execute("SELECT term, doc, col, offset FROM temp.stored_words")
        wanted = conn.execute("SELECT term, doc, col, offset FROM temp.audited_words")
        return sum(1 for _ in _differences(stored, wanted))
    finally:
        for statement in _DROP:
            conn.execute(statement)


def _differences(one: Iterable[Entry], other: Iterable[Entry]) -> Iterator[Entry]:
    """What only one of two lists has; both are in order."""
    left, right = iter(one), iter(other)
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if a == b:
            a, b = next(left, None), next(right, None)
        elif b is None or (a is not None and a < b):
            yield a or ()
            a = next(left, None)
        else:
            yield b
            b = next(right, None)
