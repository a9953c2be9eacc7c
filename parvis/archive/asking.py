"""SQL that a person types: it reads, for so many seconds, and nothing but this archive."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parvis.errors import QueryError

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

__all__ = ["Answer", "asking"]

SECONDS = 30.0
STEPS = 20_000  # of SQLite's machine between two looks at the clock
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows come one by one, while the statement is held."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def asking(
    archive: Archive, sql: str, parameters: Mapping[str, str] | None = None, *, seconds: float = SECONDS
) -> Iterator[Answer]:
    """Run one statement that reads, of one moment.

    Raises:
        QueryError: no statement, or one that writes, attaches a file, takes too long, asks for what is not there.
    """
    conn, deadline = archive.conn, time.monotonic() + seconds
    with archive.reading():
        conn.set_authorizer(_only_reading)
        conn.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
        try:
            cursor = conn.execute(sql, parameters or {})
            yield Answer(columns=tuple(column[0] for column in cursor.description or ()), rows=cursor)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise QueryError(_told(error, seconds)) from None
        finally:
            conn.set_progress_handler(None, 0)
            conn.set_authorizer(None)


def _only_reading(action: int, first: str | None, second: str | None, _database: str | None, _by: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION and second == "load_extension":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _told(error: Exception, seconds: float) -> str:
    said = str(error)
    if said == "interrupted":
        return f"the query took more than {seconds:g} s; narrow it, or say --seconds {seconds * 10:g}"
    if "not authorized" in said or "prohibited" in said:
        return f"{said}: a query reads, and nothing but this archive"
    return f"{said}; `parvis codebook` lists views, tables and columns"
