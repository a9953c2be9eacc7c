"""Whether the catalogue and the search hold what may be found, once. Part of `parvis.archive.audit`.

The index is compared with one made anew: SQLite's own check is a write, so it would make a crawl wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any

# Each query counts the rows that break the law.
LAWS = {
    "the catalogue holds every article that may be found, as it is today": """
        WITH catalogued AS (
            SELECT version_id, article_id, site_id, day, year, section, language, access, vendor
            FROM catalogue JOIN shelf ON shelf.id = shelf_id
        )
        SELECT count(*) FROM (
            SELECT * FROM (SELECT * FROM findable EXCEPT SELECT * FROM catalogued)
            UNION ALL SELECT * FROM (SELECT * FROM catalogued EXCEPT SELECT * FROM findable)
        )
    """,
    "a shelf counts its articles": """
        SELECT count(*) FROM shelf WHERE articles = 0
        OR articles <> (SELECT count(*) FROM catalogue WHERE shelf_id = shelf.id)
    """,
    "the tally is what the catalogue holds, by day and month": """
        WITH counted AS (
            SELECT day AS span, site_id, access, count(*) AS articles
            FROM catalogue JOIN shelf ON shelf.id = shelf_id GROUP BY 1, 2, 3
            UNION ALL SELECT day / 100, site_id, access, count(*)
            FROM catalogue JOIN shelf ON shelf.id = shelf_id WHERE day > 0 GROUP BY 1, 2, 3
        )
        SELECT count(*) FROM (
            SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM tally)
            UNION ALL SELECT * FROM (SELECT * FROM tally EXCEPT SELECT * FROM counted)
        )
    """,
    "the search holds every article of the catalogue once": """
        SELECT count(*) FROM (
            SELECT version_id FROM catalogue WHERE version_id NOT IN (SELECT id FROM version_fts_docsize)
            UNION ALL SELECT id FROM version_fts_docsize WHERE id NOT IN (SELECT version_id FROM catalogue)
        )
    """,
}

Entry = tuple[Any, ...]  # term, version, column, place

_MAKE = """
CREATE VIRTUAL TABLE temp.audited_fts USING fts5 (
    headline, standfirst, teaser, authors, content = '', tokenize = 'unicode61 remove_diacritics 2'
)
"""
_FILL = """
INSERT INTO temp.audited_fts (rowid, headline, standfirst, teaser, authors)
SELECT id, headline, standfirst, teaser, authors FROM searched
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


COMPUTED: dict[str, Callable[[sqlite3.Connection], int]] = {
    "the search knows the words of every article that it holds": wrong_entries,
}


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
