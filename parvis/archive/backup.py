"""A copy of an archive while it is in use: whole, verified, and only then in its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from parvis.archive.archive import Archive
from parvis.archive.audit import Finding, check_laws, quick_laws
from parvis.archive.opening import speaking_of
from parvis.errors import ArchiveError, ArchiveUnwritable

PAGES = 256  # of the database, in one step

OnStep = Callable[[int, int], None]  # pages done, of how many


def back_up(archive: Archive, target: Path, *, force: bool = False, on_step: OnStep = lambda *_: None) -> None:
    """Writes the archive as it is at this moment into one file. Readers and a running crawl go on.

    An existing file stays unless `force` is given; what fails or is interrupted leaves none.
    """
    _refuse(archive, target, force=force)
    with unfinished(target) as part:
        _copy(archive, part, on_step)
        _verify(part)
        _sync(part)
        _refuse(archive, target, force=force)  # it may have come since
        part.replace(target)
        _sync(target.parent)


def _refuse(archive: Archive, target: Path, *, force: bool) -> None:
    if not target.resolve().parent.is_dir():
        raise ArchiveUnwritable(f"{target.resolve().parent}: no such folder; make it, or name another file")
    if target.exists() and target.samefile(archive.path):
        raise ArchiveError(f"{target}: this is the archive itself; name another file")
    if target.exists() and not force:
        raise ArchiveError(f"{target} is there already; name another file, or overwrite it with --force")


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Where a file is made before it takes its place; nothing of it stays behind."""
    part = target.with_name(f".{target.name}.part")
    try:
        for path in _files(part):
            path.unlink(missing_ok=True)
        yield part
    except OSError as error:
        raise ArchiveUnwritable(f"{target}: {error.strerror}; name a file in another folder") from error
    finally:
        for path in _files(part):
            path.unlink(missing_ok=True)


def _files(part: Path) -> Iterator[Path]:
    yield from (part.with_name(part.name + ending) for ending in ("", "-journal", "-wal", "-shm", ".lock"))


def _copy(archive: Archive, part: Path, on_step: OnStep) -> None:
    """The read transaction keeps the copy at one moment: without it, each commit of a crawl would begin it anew."""
    with closing(sqlite3.connect(part, isolation_level=None)) as copy, archive.reading():
        archive.conn.execute("SELECT count(*) FROM meta").fetchone()  # the moment is that of the first read
        with speaking_of(part):  # what can go wrong from here on is the copy's
            archive.conn.backup(copy, pages=PAGES, progress=lambda _, left, pages: on_step(pages - left, pages))
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _verify(part: Path) -> None:
    with Archive.open(part) as copy:
        broken = [finding for finding in check_laws(copy, quick_laws()) if finding.rows]
    if broken:
        raise ArchiveError(_broken(broken))


def _broken(broken: list[Finding]) -> str:
    laws = "; ".join(f"{finding.law}: {finding.rows}" for finding in broken)
    return f"no copy was kept, for the archive is not in order ({laws}); `parvis audit` says more"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
