"""One crawl a site and machine: whoever holds the lock of a site's domain asks it, in whatever archive.

The kernel lets go of a lock when its process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import quote

from parvis.crawl.politeness import DELAY
from parvis.errors import CrawlError
from parvis.sites import Site


def state_folder(environment: Mapping[str, str]) -> Path:
    """Where crawls of one user leave word for one another: PARVIS_STATE, else below XDG_STATE_HOME.

    >>> str(state_folder({"HOME": "/home/ada"}))
    '/home/ada/.local/state/parvis'
    """
    if own := environment.get("PARVIS_STATE"):
        return Path(own)
    base = Path(environment.get("XDG_STATE_HOME", ""))
    if not base.is_absolute():  # the specification: others are to be ignored
        base = Path(environment.get("HOME") or Path.home()) / ".local" / "state"
    return base / "parvis"


def state_for(delay: float | None) -> Path | None:
    """The folder for a crawl with such a delay; one below 5 s is for servers of our own, of which there is no word."""
    return None if delay is not None and delay < DELAY else state_folder(os.environ)


class SiteLocks:
    """The locks that this process holds. Without a folder every site is free: for servers of our own."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / "sites" if folder else None
        self._held: dict[str, IO[str]] = {}
        if self._folder:
            _make(self._folder)

    def take(self, site: Site, *, archive: Path, now: datetime) -> str | None:
        """None: the site is ours until `release`. Else who crawls it."""
        if self._folder is None:
            return None
        note = f"process {os.getpid()}, into {archive.resolve()}, since {now:%Y-%m-%d %H:%M} UTC"
        taken: list[str] = []
        for domain in sorted(site.domains - self._held.keys()):
            handle = (self._folder / f"{quote(domain, safe='')[:200]}.lock").open("a+", encoding="utf-8")
            if owner := _lock(handle, note):
                handle.close()
                self._let_go(taken)
                return owner
            self._held[domain] = handle
            taken.append(domain)
        return None

    def release(self) -> None:
        self._let_go(list(self._held))

    def _let_go(self, domains: list[str]) -> None:
        for domain in domains:
            self._held.pop(domain).close()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise CrawlError(
            f"{folder}: {error.strerror}; crawls note there where they are; name another folder by PARVIS_STATE"
        ) from error


def _lock(handle: IO[str], note: str) -> str | None:
    """Leaves a note of who holds it; else gives the note of who does."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.seek(0)
        return handle.read(1_000).strip() or "another process"
    handle.truncate(0)
    handle.write(note)
    handle.flush()
    return None
