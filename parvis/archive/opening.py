"""Opening an archive: the lock of the one writer, the settings of a connection, what can be wrong with a file."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from parvis.archive.database import Database
from parvis.archive.migrations import migrations, names, steps_of
from parvis.archive.schema_check import refuse_strange
from parvis.archive.seals import Seals, seal_all
from parvis.errors import ArchiveError, ArchiveLocked, ArchiveTooNew, ArchiveTooOld, ArchiveUnwritable, NotAnArchive

BUSY_MILLISECONDS = 5_000
STATEMENTS = 1_024  # kept compiled; a page takes some hundred, which is about what Python keeps by default
APPLICATION = 0x50727673  # "Prvs", in the header of the file
LONGEST_VALUE = 32 * 2**20  # bytes that a reader takes in one value or row; a page as it comes has no more than 4 MiB
_MAGIC = b"SQLite format 3\x00"


def open_reader(path: Path) -> Database:
    """A connection that only reads and never blocks the writer."""
    if not path.exists():
        raise NotAnArchive(f"{path}: there is no archive here yet; `parvis crawl` makes it, --db names another")
    _check_magic(path)
    with speaking_of(path):
        db = _reader(path)
        # A foreign archive's views may call nothing. The writer cannot say so: FTS5 is no trusted code to SQLite.
        db.conn.execute("PRAGMA trusted_schema = OFF")
        db.conn.execute("PRAGMA temp.cache_size = -32768")  # the hits of a million articles stay in memory
        db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        _check_schema(db, path)
        _check_age(db, path)
        refuse_strange(db.conn, path)
    return db


def _reader(path: Path) -> Database:
    """On a medium that cannot be written, a log that is not there cannot be made: such a file is read as it stands."""
    uri = f"file:{quote(str(path.resolve()))}?mode=ro"
    db = _connect(uri)
    try:
        db.table_names()
    except sqlite3.OperationalError:
        db.close()
        if Path(f"{path}-wal").exists():
            raise
        db = _connect(uri + "&immutable=1")
    return db


def open_writer(path: Path) -> tuple[Database, IO[str]]:
    """A connection that writes, migrated to this program's schema, and the lock that its process holds."""
    folder = path.resolve().parent
    if not folder.is_dir():
        raise ArchiveUnwritable(f"{folder}: no such folder; make it, or name another archive with --db")
    _check_magic(path)
    lock = _lock(path)
    try:
        with speaking_of(path):
            db = _connect(f"file:{quote(str(path.resolve()))}?mode=rwc")
            if set(db.table_names()) - {migrations.migrations_table}:  # else it is new, or was killed when it was
                _check_schema(db, path)  # before anything is written to a file that may be another program's
            db.conn.execute("PRAGMA journal_mode = WAL")
            db.conn.execute("PRAGMA synchronous = FULL")  # WAL with NORMAL loses acknowledged commits at a power cut
            db.conn.execute("PRAGMA temp_store = MEMORY")  # what a statement puts aside is small
            db.conn.execute("PRAGMA cache_size = -32768")  # 32 MiB: the pages that one crawl touches here and there
            db.conn.execute("PRAGMA foreign_keys = OFF")  # a step may make a table anew that others refer to
            migrations.apply(db)
            refuse_strange(db.conn, path)
            db.conn.execute("PRAGMA foreign_keys = ON")
            if schema_version(db) != len(names()):
                with writing(db.conn) as conn:
                    seal_all(conn)
                    conn.execute("PRAGMA user_version = " + str(len(names())))
            _keep_seals(db.conn)
    except BaseException:
        lock.close()
        raise
    return db, lock


class Connection(sqlite3.Connection):
    """One that may write has seals to keep."""

    seals: Seals | None = None


def _keep_seals(conn: sqlite3.Connection) -> None:
    assert isinstance(conn, Connection)  # noqa: S101  `_connect` makes no other
    conn.seals = Seals(conn)


def _connect(uri: str) -> Database:
    conn = sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
        cached_statements=STATEMENTS,
    )
    for pragma in ("foreign_keys = ON", "cell_size_check = ON"):
        conn.execute("PRAGMA " + pragma)
    conn.execute("PRAGMA busy_timeout = " + str(BUSY_MILLISECONDS))
    return Database(conn)


def _check_magic(path: Path) -> None:
    """Not a byte of a file that is no SQLite database is ever changed."""
    try:
        if not path.exists():
            return
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise ArchiveUnwritable(
            f"{path}: {error.strerror}; check its permissions, or name another with --db"
        ) from error
    if start and start != _MAGIC:
        raise NotAnArchive(f"{path}: this is no archive of Parvis; name another file with --db")


def _check_schema(db: Database, path: Path) -> None:
    """Compares the steps noted in the file with those that this program knows."""
    done = steps_of(db)
    if not done or db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise NotAnArchive(f"{path}: an SQLite file, but no archive of Parvis; name another with --db")
    unknown = ", ".join(sorted(done - names()))
    if unknown or schema_version(db) > len(names()):
        raise ArchiveTooNew(f"{path}: made by a later Parvis ({unknown or 'its schema is newer'}); upgrade Parvis")


def _check_age(db: Database, path: Path) -> None:
    """A reader finds every table and view that it asks for: it cannot take the steps that the file has not seen."""
    if names() - steps_of(db):
        raise ArchiveTooOld(f"{path}: made by an earlier Parvis; `parvis reclassify` or a crawl brings it up to date")


def schema_version(db: Database) -> int:
    """How many steps the file's schema has seen."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _lock(path: Path) -> IO[str]:
    """Held until the process ends, however it ends: the kernel lets go of it."""
    try:
        handle = Path(f"{path}.lock").open("a+", encoding="utf-8")  # noqa: SIM115  held on purpose
    except OSError as error:
        raise ArchiveUnwritable(f"{path.resolve().parent}: {error.strerror}; name another archive with --db") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.seek(0)
        owner = handle.read().strip() or "unknown"
        handle.close()
        raise ArchiveLocked(
            f"{path}: another crawl writes to it (process {owner}); wait for it, or name another archive with --db"
        ) from error
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


@contextmanager
def writing(conn: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction, which takes the right to write at once: a deferred one can fail half way."""
    seals: Seals | None = getattr(conn, "seals", None)
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield conn
        if seals:
            seals.store(conn)
        conn.execute("COMMIT")
    except BaseException:
        if seals:
            seals.forget()
        if conn.in_transaction:  # SQLite itself rolls back at some errors, a full disk among them
            conn.execute("ROLLBACK")
        raise


# What SQLite's primary result codes mean to a person, and what to do.
_READ_ONLY = "cannot be written; check the permissions of the file and its folder, or name another with --db"
_BROKEN = "damaged, or no archive of Parvis; restore a copy, or name another with --db"
_HELD = "another program holds it; close that and try again"
_MEANING: dict[int, tuple[type[ArchiveError], str]] = {
    sqlite3.SQLITE_READONLY: (ArchiveUnwritable, _READ_ONLY),
    sqlite3.SQLITE_PERM: (ArchiveUnwritable, _READ_ONLY),
    sqlite3.SQLITE_CANTOPEN: (ArchiveUnwritable, _READ_ONLY),
    sqlite3.SQLITE_TOOBIG: (NotAnArchive, "a value in it is too large to be Parvis's; restore a copy"),
    sqlite3.SQLITE_FULL: (ArchiveUnwritable, "the disk is full; make room and run the same command again"),
    sqlite3.SQLITE_IOERR: (ArchiveUnwritable, "the disk fails; check it, then run the same command again"),
    sqlite3.SQLITE_BUSY: (ArchiveLocked, _HELD),
    sqlite3.SQLITE_LOCKED: (ArchiveLocked, _HELD),
    sqlite3.SQLITE_NOTADB: (NotAnArchive, _BROKEN),
    sqlite3.SQLITE_CORRUPT: (NotAnArchive, _BROKEN),
}


@contextmanager
def speaking_of(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, with the remedy. A record that breaks a constraint is our own fault."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
        kind, remedy = _MEANING.get(code, (ArchiveError, str(error)))
        raise kind(f"{path}: {remedy}") from error
