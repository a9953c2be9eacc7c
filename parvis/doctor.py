"""`parvis doctor`: is this installation, and this archive, fit for unattended crawls?"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from parvis.archive import Archive
from parvis.errors import ArchiveError, ParvisError
from parvis.sites import known_sites

# Two processes that reset one WAL can corrupt it before this version (sqlite.org/wal.html#walresetbug). Parvis has one
# writer that is the only checkpointer, so an older library is a warning, not a failure.
WAL_RESET_FIXED = (3, 51, 3)
STRICT_SINCE = (3, 37, 0)
WAL_LARGE = 64 * 2**20  # bytes; a reader that stays open keeps it from shrinking


class Health(StrEnum):
    GOOD = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    name: str
    health: Health
    message: str


def examine(archive: Path) -> tuple[Check, ...]:
    """Every check, in the order in which a person would ask."""
    steps: tuple[Callable[[], Iterator[Check]], ...] = (
        _python,
        _packages,
        _sqlite,
        _folders,
        lambda: _sites(archive),
        _contact,
        lambda: _archive(archive),
    )
    return tuple(check for step in steps for check in step())


def _python() -> Iterator[Check]:
    yield Check(name="python", health=Health.GOOD, message=sys.version.split()[0])


def _packages() -> Iterator[Check]:
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("parvis", "scrapy", "lxml", "sqlite-utils")]
    yield Check(name="packages", health=Health.GOOD, message=", ".join(versions))


def _sqlite() -> Iterator[Check]:
    version, found = sqlite3.sqlite_version, sqlite3.sqlite_version_info
    if found < STRICT_SINCE:
        message = f"{version} knows no STRICT tables; use a Python with SQLite 3.37 or later"
        yield Check(name="sqlite", health=Health.BROKEN, message=message)
    elif found < WAL_RESET_FIXED:
        message = f"{version}: safe as long as nothing but Parvis writes or checkpoints the archive (fixed in 3.51.3)"
        yield Check(name="sqlite", health=Health.WARNING, message=message)
    else:
        yield Check(name="sqlite", health=Health.GOOD, message=version)


def _folders() -> Iterator[Check]:
    """Another Scrapy project in the same environment would answer to `spiders` (docs/adr/0001)."""
    home = Path(__file__).resolve().parents[1]
    for name in ("spiders", "pipelines"):
        found = Path(importlib.import_module(name).__file__ or "").resolve().parent
        if found.parent == home:
            yield Check(name=name, health=Health.GOOD, message="stands beside parvis")
        else:
            message = f"loaded from {found}, not from {home}; give Parvis a virtual environment of its own"
            yield Check(name=name, health=Health.BROKEN, message=message)


def _sites(archive: Path) -> Iterator[Check]:
    try:
        yield Check(name="sites", health=Health.GOOD, message=f"{len(known_sites(archive))} definitions")
    except ParvisError as error:
        yield Check(name="sites", health=Health.BROKEN, message=str(error))


def _contact() -> Iterator[Check]:
    """A site that is asked every day must be able to write to somebody."""
    contact = os.environ.get("PARVIS_CONTACT")
    if contact:
        yield Check(name="contact", health=Health.GOOD, message=f"{contact} stands in every request")
    else:
        message = "no address in our requests; set PARVIS_CONTACT to a URL or mailto: of yours"
        yield Check(name="contact", health=Health.WARNING, message=message)


def _archive(path: Path) -> Iterator[Check]:
    if not path.exists():
        writable = os.access(path.resolve().parent, os.W_OK)
        health = Health.GOOD if writable else Health.BROKEN
        message = "not made yet; the first crawl makes it" if writable else f"{path.resolve().parent} cannot be written"
        yield Check(name="archive", health=health, message=message)
        return
    try:
        with Archive.open(path):
            yield Check(name="archive", health=Health.GOOD, message=f"{path}, {path.stat().st_size:,} bytes")
    except ArchiveError as error:
        yield Check(name="archive", health=Health.BROKEN, message=str(error))
    wal = Path(f"{path}-wal")
    if wal.exists() and wal.stat().st_size > WAL_LARGE:
        message = f"{wal.stat().st_size:,} bytes: a reader stays open and keeps it from shrinking; close it"
        yield Check(name="archive log", health=Health.WARNING, message=message)
