"""The words that the full-text index knows, as it knows them: in small letters, without accents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

_MAKE = (
    "CREATE VIRTUAL TABLE temp.written USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE temp.written_words USING fts5vocab (temp, written, instance)",
)
_DROP = ("DROP TABLE temp.written_words", "DROP TABLE temp.written")


def index_words(conn: sqlite3.Connection, texts: list[str]) -> list[list[str]]:
    """The words of each text, as the index would hold them; of some texts there are none."""
    with _table(conn, _MAKE, _DROP):
        conn.executemany("INSERT INTO temp.written (rowid, text) VALUES (?, ?)", enumerate(texts))
        rows = conn.execute("SELECT doc, term FROM temp.written_words ORDER BY doc, offset").fetchall()
    found: list[list[str]] = [[] for _ in texts]
    for doc, term in rows:
        found[doc].append(term)
    return found


def words_like(conn: sqlite3.Connection, part: str, *, at_end: bool, limit: int) -> tuple[str, ...]:
    """Words of the archive that hold a part, or end with it, the first `limit` + 1 of the alphabet.

    Reads the whole word list, some seconds for a million articles: what is asked for seldom needs no index of its own.
    """
    with _table(conn, (_LIST,), (_UNLIST,)):
        rows = conn.execute(_LIKE, {"part": part, "at_end": at_end, "limit": limit + 1}).fetchall()
    return tuple(term for (term,) in rows)


_LIST = "CREATE VIRTUAL TABLE temp.word_list USING fts5vocab (main, version_fts, row)"
_UNLIST = "DROP TABLE temp.word_list"
_LIKE = """
SELECT term FROM temp.word_list
WHERE CASE WHEN :at_end THEN substr(term, -length(:part)) = :part ELSE instr(term, :part) END LIMIT :limit
"""


@contextmanager
def _table(conn: sqlite3.Connection, make: tuple[str, ...], drop: tuple[str, ...]) -> Iterator[None]:
    for statement in make:
        conn.execute(statement)
    try:
        yield
    finally:
        for statement in drop:
            conn.execute(statement)
