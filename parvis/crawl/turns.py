"""When each host was last asked from this machine, by whatever crawl: the gap holds across runs and archives.

A file a host, written before a request leaves. Times are of the machine's monotonic clock, which all its processes
share; one that lies too far ahead is from before the machine was started, and says nothing.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

AHEAD = 900.0  # seconds; three of the longest delays


class Turns:
    """Without a folder nothing is kept: for servers of our own."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / "hosts" if folder else None
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)

    def take(self, host: str, gap: float, now: float) -> float:
        """When the host was last asked, 0 where that is unknown; the next turn is noted as ours."""
        if self._folder is None:
            return 0.0
        last = 0.0
        with suppress(OSError):  # on a full disk the gap within this run is still kept
            handle = os.open(self._folder / quote(host, safe="")[:200], os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                last = _time(os.pread(handle, 64, 0), now)
                os.pwrite(handle, f"{max(now, last + gap):<32.3f}\n".encode(), 0)
            finally:
                os.close(handle)
        return last


def _time(text: bytes, now: float) -> float:
    try:
        last = float(text)
    except ValueError:
        return 0.0
    return last if 0 < last < now + AHEAD else 0.0
