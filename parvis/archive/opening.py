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

from sqlite_utils import Database

from parvis.archive.migrations import migrations, names
from parvis.errors import ArchiveError, ArchiveLocked, ArchiveTooNew, ArchiveUnwritable, NotAnArchive

BUSY_MILLISECONDS = 5_000
_MAGIC = b"SQLite format 3\x00"


def open_reader(path: Path) -> Database:
    """A connection that only reads and never blocks the writer."""
    if not path.exists():
        raise NotAnArchive(f"{path}: there is no archive here yet; `parvis crawl` makes it, --db names another")
    _check_magic(path)
    with speaking_of(path):
        db = _connect(f"file:{quote(str(path.resolve()))}?mode=ro")
        db.conn.execute(
            "PRAGMA trusted_schema = OFF"
        )  # a foreign archive's views may call nothing; the writer's triggers do
        _check_schema(db, path)
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
            if db.table_names():
                _check_schema(db, path)
            db.conn.execute("PRAGMA journal_mode = WAL")
            db.conn.execute("PRAGMA synchronous = FULL")  # WAL with NORMAL loses acknowledged commits at a power cut
            migrations.apply(db)
    except BaseException:
        lock.close()
        raise
    return db, lock


def _connect(uri: str) -> Database:
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
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
    if "_sqlite_migrations" not in db.table_names():
        raise NotAnArchive(f"{path}: an SQLite file, but no archive of Parvis; name another with --db")
    rows = db.conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'parvis'").fetchall()
    unknown = {row[0] for row in rows} - names()
    if not rows:
        raise NotAnArchive(f"{path}: an SQLite file, but no archive of Parvis; name another with --db")
    if unknown:
        raise ArchiveTooNew(f"{path}: made by a later Parvis (it knows {', '.join(sorted(unknown))}); upgrade Parvis")


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
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield conn
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    conn.execute("COMMIT")


@contextmanager
def speaking_of(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, with the remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "readonly" in text or "unable to open" in text:
            raise ArchiveUnwritable(f"{path}: cannot be written; check permissions, or use --db") from error
        if "full" in text:
            raise ArchiveUnwritable(f"{path}: the disk is full; make room and run the same command again") from error
        if "locked" in text:
            raise ArchiveLocked(f"{path}: another program holds it; close it and try again") from error
        if "not a database" in text or "malformed" in text:
            raise NotAnArchive(f"{path}: damaged, or no archive of Parvis ({text}); restore a copy") from error
        raise ArchiveError(f"{path}: {text}") from error
