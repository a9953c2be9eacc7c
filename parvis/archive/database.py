"""sqlite-utils without pandas and NumPy.

It loads both where they are installed: a second of every start and 100 MB, for nothing that is used here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Modules that are not loaded yet cannot be imported meanwhile."""
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # how Python writes down that there is none
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _without("pandas", "numpy"):
    from sqlite_utils import Database, Migrations

__all__ = ["Database", "Migrations"]
