"""Seals: sums over the hashes of all rows, by which a bit that has flipped in the file is found, and its row named.

The writer keeps them with every change, inside the same transaction. Triggers of its own connection alone call for the
hash of each row that comes or goes; who else writes to the file leaves the seals as they were, and is found out.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from marshal import dumps
from operator import itemgetter
from typing import Any

PRIME = 2**61 - 1  # sums are taken modulo this, so that two of them fit SQLite's integers
ROWS = 1_024  # of a table with numbers, in one bucket
BUCKETS = 64  # of a table without

# Tables that follow from others; the audit draws them anew and compares.
UNSEALED = frozenset(
    {"seal", "shingle", "fingerprint", "near_pair", "near_cluster", "uncompared", "catalogue", "shelf", "tally"}
)

Value = int | float | bytes | None
Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table, and how its rows are hashed and numbered."""

    name: str
    columns: tuple[str, ...]
    texts: frozenset[str]  # columns that are read as bytes: a damaged text need not be UTF-8
    key: tuple[str, ...]
    numbered: bool  # by one integer

    def values(self, row: str = "") -> str:
        """The columns as SQL; `row` is `new.` or `old.` in a trigger."""
        return ", ".join(
            f"CAST({row}{quoted(name)} AS BLOB)" if name in self.texts else row + quoted(name) for name in self.columns
        )

    def query(self) -> str:
        return f"SELECT {self.values()} FROM {quoted(self.name)}"  # noqa: S608  names of the schema, in quotes

    def placer(self) -> Callable[[Values], tuple[int, int]]:
        """Gives the function that tells a row's bucket, and its place there, by its key."""
        key_of = itemgetter(*(self.columns.index(name) for name in self.key))
        if self.numbered:
            return lambda values: divmod(key_of(values), ROWS)
        return lambda values: _hashed_place(key_of(values))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _hashed_place(key: Any) -> tuple[int, int]:
    place, bucket = divmod(hash_of(key), BUCKETS)
    return bucket, place % 2**32


def hash_of(values: Any) -> int:
    """Of integers, floats, bytes and None. This version of the format is the same in every Python; a test holds it."""
    return int.from_bytes(blake2b(dumps(values, 2), digest_size=8).digest(), "little") % PRIME


def sealed_tables(conn: sqlite3.Connection) -> tuple[Sealed, ...]:
    """Every table of the schema that keeps records."""
    names = conn.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict ORDER BY name"
    ).fetchall()
    return tuple(_sealed(conn, name) for (name,) in names if name not in UNSEALED)


def _sealed(conn: sqlite3.Connection, name: str) -> Sealed:
    columns = conn.execute("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", (name,)).fetchall()
    key = [(pk, column, kind) for column, kind, pk in columns if pk]
    return Sealed(
        name=name,
        columns=tuple(column for column, _, _ in columns),
        texts=frozenset(column for column, kind, _ in columns if kind == "TEXT"),
        key=tuple(column for _, column, _ in sorted(key)),
        numbered=[kind for _, _, kind in key] == ["INTEGER"],
    )


@dataclass(slots=True)
class Sums:
    total: int = 0
    placed: int = 0

    def modulo(self) -> tuple[int, int]:
        return self.total % PRIME, self.placed % PRIME


class Seals:
    """What a connection's changes do to the seals, until they are stored with the transaction."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._changes: defaultdict[tuple[str, int], Sums] = defaultdict(Sums)
        conn.execute("PRAGMA recursive_triggers = ON")  # else a row that another replaces leaves unnoticed
        for table in sealed_tables(conn):
            self._watch(conn, table)

    def _watch(self, conn: sqlite3.Connection, table: Sealed) -> None:
        name, place_of, changes = table.name, table.placer(), self._changes

        def note(sign: int, *values: Value) -> None:
            bucket, place = place_of(values)
            hash_, sums = sign * hash_of(values), changes[name, bucket]
            sums.total += hash_
            sums.placed += hash_ * (place + 1)

        conn.create_function(f"seal_{name}", -1, note)
        seal = quoted(f"seal_{name}")
        gone, come = f"SELECT {seal}(-1, {table.values('old.')});", f"SELECT {seal}(1, {table.values('new.')});"
        for event, body in {"INSERT": come, "DELETE": gone, "UPDATE": gone + come}.items():
            trigger = quoted(f"seal_{name}_{event}")
            conn.execute(f"CREATE TEMP TRIGGER {trigger} AFTER {event} ON main.{quoted(name)} BEGIN {body} END")

    def store(self, conn: sqlite3.Connection) -> None:
        """Inside the transaction whose changes they are."""
        rows = [(*bucket, *sums.modulo()) for bucket, sums in self._changes.items()]
        conn.executemany(_ADD, [row for row in sorted(rows) if row[2:] != (0, 0)])
        self._changes.clear()

    def forget(self) -> None:
        """The transaction was rolled back."""
        self._changes.clear()


_ADD = """
INSERT INTO seal (name, bucket, total, placed) VALUES (?, ?, ?, ?)
ON CONFLICT (name, bucket) DO UPDATE SET
    total = (total + excluded.total) % 2305843009213693951, placed = (placed + excluded.placed) % 2305843009213693951
"""


def seal_all(conn: sqlite3.Connection) -> None:
    """Takes the rows as they are: after a step of the schema, or a salvage."""
    conn.execute("DELETE FROM seal")
    for table in sealed_tables(conn):
        rows = [(table.name, bucket, *sums) for bucket, sums in _sums(conn, table).items()]
        conn.executemany("INSERT INTO seal (name, bucket, total, placed) VALUES (?, ?, ?, ?)", rows)


def _sums(conn: sqlite3.Connection, table: Sealed) -> dict[int, tuple[int, int]]:
    buckets: defaultdict[int, Sums] = defaultdict(Sums)
    place_of = table.placer()
    for values in conn.execute(table.query()):
        bucket, place = place_of(values)
        hash_, sums = hash_of(values), buckets[bucket]
        sums.total += hash_
        sums.placed += hash_ * (place + 1)
    return {bucket: sums.modulo() for bucket, sums in sorted(buckets.items())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A row, or some of a range, that are not as they were written."""

    table: str
    rows: str


def find_damage(conn: sqlite3.Connection, on_table: Callable[[str], None] = lambda _: None) -> Iterator[Damage]:
    """Reads every value; a bit that has flipped in one is found, one row in a bucket is named."""
    for table in sealed_tables(conn):
        on_table(table.name)
        rows = conn.execute("SELECT bucket, total, placed FROM seal WHERE name = ?", (table.name,))
        written = {bucket: (total, placed) for bucket, total, placed in rows}
        found = _sums(conn, table)
        for bucket in sorted(written.keys() | found.keys()):
            before, now = written.get(bucket, (0, 0)), found.get(bucket, (0, 0))
            if before != now:
                yield Damage(table=table.name, rows=_name_rows(conn, table, bucket, before, now))


def _name_rows(
    conn: sqlite3.Connection, table: Sealed, bucket: int, before: tuple[int, int], now: tuple[int, int]
) -> str:
    """One row that changed adds some d to the one sum, and its place times d to the other."""
    total, placed = (now[0] - before[0]) % PRIME, (now[1] - before[1]) % PRIME
    place = placed * pow(total, -1, PRIME) % PRIME - 1 if total else -1
    if table.numbered:
        first = bucket * ROWS
        return str(first + place) if 0 <= place < ROWS else f"several of {first} to {first + ROWS - 1}"
    if not 0 <= place < 2**32:
        return "several"
    place_of = table.placer()
    rows = conn.execute(table.query())
    keys = [
        ", ".join(_shown(values[table.columns.index(name)]) for name in table.key)
        for values in rows
        if place_of(values) == (bucket, place)
    ]
    return "; ".join(keys) or "one that is gone"


def _shown(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
