"""What costs a walk over the archive is asked once, and kept while the file is as it was.

While something is written the answer may be as old as AGE; what is forgotten is gone from it at once.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from parvis.archive import Archive
from parvis.archive.overview import tombstones

__all__ = ["kept"]

AGE = 30.0  # seconds
MOST = 64  # answers
_Answer = TypeVar("_Answer")
_answers: OrderedDict[Hashable, tuple[Hashable, float, int, object]] = OrderedDict()
_lock = threading.Lock()


def kept(archive: Archive, name: Hashable, ask: Callable[[], _Answer]) -> _Answer:
    """The answer of `ask`, which is called by one thread at a time and holds nothing of the connection."""
    key = (archive.path.resolve(), name)
    state, gone = _state(archive.path), tombstones(archive)
    with _lock:
        known = _answers.get(key)
        if known is None or known[2] != gone or (known[0] != state and time.monotonic() - known[1] > AGE):
            known = _answers[key] = (state, time.monotonic(), gone, ask())
        _answers.move_to_end(key)
        while len(_answers) > MOST:
            _answers.popitem(last=False)
        return known[3]  # type: ignore[return-value]


def _state(path: Path) -> Hashable:
    """Changes with every transaction: which file it is, and when it and its log were written."""
    found = []
    for file in (path, path.with_name(f"{path.name}-wal")):
        try:
            stat = file.stat()
        except FileNotFoundError:
            continue
        if stat.st_size:
            found.append((stat.st_ino, stat.st_size, stat.st_mtime_ns))
    return tuple(found)
