"""Whether the schema of a file is this program's own, word for word, before anything is asked of it.

A file from somebody else can look like an archive and hold, in the place of a table or view, what never ends, calls
functions, or writes when it is read or written. Tables, views and indexes that somebody added are left alone: no
statement of this program asks for them.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

from parvis.archive.migrations import blank
from parvis.errors import NotAnArchive

__all__ = ["refuse_strange", "strange_parts"]

_SCHEMA = "SELECT name, type, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*'"

_Part = tuple[str, str, str]  # type, table, statement


def refuse_strange(conn: sqlite3.Connection, path: Path) -> None:
    """Raises NotAnArchive, naming what differs, for a file whose schema is another one under the same names."""
    if strange := strange_parts(conn):
        named = ", ".join(strange[:5]) + (f" and {len(strange) - 5} more" if len(strange) > 5 else "")
        raise NotAnArchive(
            f"{path}: another program has changed its schema ({named}); it is not opened, for what stands there may do"
            " anything. Ask for a copy as Parvis made it (parvis backup), or save its rows: parvis recover"
        )


def strange_parts(conn: sqlite3.Connection) -> list[str]:
    """What is not as this program makes it: changed or missing parts, and triggers of others."""
    known, found = _own(), _parts(conn)
    changed = [f"{known[name][0]} {name}" for name in known if found.get(name) != known[name]]
    foreign = [f"trigger {name}" for name in found if name not in known and found[name][0] == "trigger"]
    return changed + foreign


@cache
def _own() -> dict[str, _Part]:
    with blank() as conn:
        return _parts(conn)


def _parts(conn: sqlite3.Connection) -> dict[str, _Part]:
    return {name: (kind, table, statement) for name, kind, table, statement in conn.execute(_SCHEMA)}
