"""What can still be read of a damaged archive, row by row, in a new one.

The damaged file is copied first and never written to. Where a page cannot be read, reading goes on behind it, by the
rows' numbers; a table without numbers is read from both ends.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parvis.archive import catalogue
from parvis.archive.archive import Archive
from parvis.archive.backup import unfinished
from parvis.archive.opening import writing
from parvis.archive.seals import UNSEALED, Sealed, quoted, sealed_tables
from parvis.errors import ArchiveError, NotAnArchive

MAGIC = b"SQLite format 3\x00"
LAST = 2**62
MOST_PAGES = 2**24  # what a damaged header may say of the file's length; a sparse file costs nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What became of a table: rows that are in the new archive, and what is known to be lost."""

    table: str
    rows: int
    refused: int  # read, but no record: a value of the wrong kind, or the name of another row
    holes: int  # places at which nothing could be read; how many rows stood there is unknown
    loose: int  # left out, for what they refer to is lost

    @property
    def is_lossy(self) -> bool:
        return bool(self.refused or self.holes or self.loose)


def recover(damaged: Path, target: Path, *, on_table: Callable[[str], None] = lambda _: None) -> tuple[Salvaged, ...]:
    """Makes a new archive of what can be read. Raises ArchiveError where that is nothing."""
    if not damaged.exists():
        raise NotAnArchive(f"{damaged}: there is no file here")
    if target.exists():
        raise ArchiveError(f"{target} is there already; name another file")
    with unfinished(target) as part, unfinished(target.with_name(f"{target.name}.copy")) as copy:
        _copy(damaged, copy)
        with Archive.open(part, "w") as archive:
            found = tuple(_fill(archive, copy, on_table))
        part.replace(target)
    return found


def _copy(damaged: Path, copy: Path) -> None:
    """With its log. The sign by which SQLite knows its files is written anew, and pages that were cut off are empty."""
    shutil.copyfile(damaged, copy)
    with suppress(FileNotFoundError):
        shutil.copyfile(f"{damaged}-wal", f"{copy}-wal")
    with copy.open("r+b") as file:
        header = file.read(32)
        size, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
        file.seek(0)
        file.write(MAGIC)
        file.truncate(max(copy.stat().st_size, min(pages, MOST_PAGES) * (65_536 if size == 1 else size)))


def _fill(archive: Archive, copy: Path, on_table: Callable[[str], None]) -> Iterator[Salvaged]:
    conn = archive.conn
    conn.execute("PRAGMA foreign_keys = OFF")
    with closing(sqlite3.connect(copy, isolation_level=None)) as source:
        source.text_factory = lambda data: data.decode(errors="replace")
        _check(source, copy)
        with writing(conn):
            counts = {table.name: _fill_table(conn, source, table, on_table) for table in sealed_tables(conn)}
            loose = _drop_loose(conn)
            _draw_anew(conn)
    conn.execute("PRAGMA foreign_keys = ON")
    archive.compare()
    for name, (rows, refused, holes) in counts.items():
        lost = loose.get(name, 0)
        yield Salvaged(table=name, rows=rows - lost, refused=refused, holes=holes, loose=lost)


def _check(source: sqlite3.Connection, copy: Path) -> None:
    try:
        names = {name for (name,) in source.execute("SELECT name FROM sqlite_schema")}
    except sqlite3.DatabaseError as error:
        raise NotAnArchive(f"{copy.name}: its first page cannot be read; only a backup helps") from error
    if not {"url", "article", "version"} <= names:
        raise NotAnArchive(f"{copy.name}: no archive of Parvis")


def _fill_table(
    conn: sqlite3.Connection, source: sqlite3.Connection, table: Sealed, on_table: Callable[[str], None]
) -> tuple[int, int, int]:
    on_table(table.name)
    conn.execute(f"DELETE FROM {quoted(table.name)}")  # what a new archive begins with
    rows, holes = _Reader(source, table).read()
    columns = ", ".join(map(quoted, table.columns))
    marks = ", ".join("?" * len(table.columns))
    insert = f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({marks})"
    taken = refused = 0
    for row in rows:
        try:
            conn.execute(insert, row)
            taken += 1
        except (sqlite3.IntegrityError, sqlite3.OperationalError, OverflowError, UnicodeEncodeError):
            refused += 1
    return taken, refused, holes


Row = tuple[Any, ...]


class _Reader:
    """Reads the rows of one table past what cannot be read."""

    def __init__(self, source: sqlite3.Connection, table: Sealed) -> None:
        self._source = source
        self._name = quoted(table.name)
        self._numbered = table.numbered
        self._key = quoted(table.key[0]) if table.numbered else ", ".join(map(quoted, table.key))
        self._backwards = ", ".join(f"{quoted(name)} DESC" for name in table.key)
        had = {name for (name,) in self._columns(table.name)}
        self._selected = ", ".join(quoted(name) if name in had else "NULL" for name in table.columns)
        self._place = table.columns.index(table.key[0])
        self._known = bool(had)

    def _columns(self, name: str) -> list[tuple[str]]:
        try:
            return self._source.execute("SELECT name FROM pragma_table_info(?)", (name,)).fetchall()
        except sqlite3.DatabaseError:
            return []

    @property
    def _onward(self) -> str:
        return f"SELECT {self._selected} FROM {self._name} WHERE {self._key} > ? ORDER BY {self._key}"

    @property
    def _back(self) -> str:
        return f"SELECT {self._selected} FROM {self._name} WHERE {self._key} <= ? ORDER BY {self._key} DESC"

    def read(self) -> tuple[list[Row], int]:
        """The rows, and how often reading had to go on elsewhere."""
        if not self._known:  # of a later step than the file
            return [], 0
        return self._by_number() if self._numbered else self._from_both_ends()

    def _by_number(self) -> tuple[list[Row], int]:
        """Behind a hole it goes on in growing steps, and from where there are rows again back to the hole's end."""
        found: dict[int, Row] = {}
        after, step, holes = -1, 0, 0
        while after < LAST:
            rows, whole = self._try(self._onward, after)
            if step and (rows or whole):
                rows += self._try(self._back, after)[0]
            found |= {row[self._place]: row for row in rows if isinstance(row[self._place], int)}
            if whole:
                break
            holes += bool(rows) or not step
            step = 1 if rows else step * 2 or 1
            after = (max(found) if rows else after) + step
        return [found[number] for number in sorted(found)], holes

    def _from_both_ends(self) -> tuple[list[Row], int]:
        query = f"SELECT {self._selected} FROM {self._name} ORDER BY "
        rows, whole = self._try(query + self._key)
        if whole:
            return rows, 0
        others, _ = self._try(query + self._backwards)
        return list(dict.fromkeys([*rows, *others])), 1

    def _try(self, query: str, *values: int) -> tuple[list[Row], bool]:
        rows: list[Row] = []
        try:
            rows.extend(self._source.execute(query, values))
        except sqlite3.DatabaseError:
            return rows, False
        return rows, True


def _drop_loose(conn: sqlite3.Connection) -> dict[str, int]:
    """Takes out rows whose references lead nowhere, and in turn what referred to them."""
    dropped: dict[str, int] = {}
    while broken := conn.execute("PRAGMA foreign_key_check").fetchall():
        for table, rowid, parent, number in broken:
            dropped[table] = dropped.get(table, 0) + _loosen(conn, table, rowid, parent, number)
    return {table: count for table, count in dropped.items() if count}


def _loosen(conn: sqlite3.Connection, table: str, rowid: int | None, parent: str, number: int) -> int:
    """A reference that may be empty is emptied; else the row goes. Returns how many rows went."""
    column, optional = conn.execute(
        """
        SELECT keys."from", columns."notnull" = 0 AND columns.pk = 0
        FROM pragma_foreign_key_list(?) AS keys JOIN pragma_table_info(?) AS columns ON columns.name = keys."from"
        WHERE keys.id = ?
        """,
        (table, table, number),
    ).fetchone()
    there = f"SELECT 1 FROM {quoted(parent)} WHERE id = {quoted(table)}.{quoted(column)}"
    if optional:
        conn.execute(f"UPDATE {quoted(table)} SET {quoted(column)} = NULL WHERE rowid = ?", (rowid,))
        return 0
    if rowid is not None:
        return conn.execute(f"DELETE FROM {quoted(table)} WHERE rowid = ?", (rowid,)).rowcount
    return conn.execute(f"DELETE FROM {quoted(table)} WHERE NOT EXISTS ({there})").rowcount


def _draw_anew(conn: sqlite3.Connection) -> None:
    """What follows from other tables: the search, and what near duplicates are found by."""
    for name in sorted(UNSEALED - {"seal"}):
        conn.execute(f"DELETE FROM {quoted(name)}")
    catalogue.draw_anew(conn)
    conn.execute("INSERT INTO uncompared (article_id) SELECT id FROM article WHERE version_id IS NOT NULL")
