"""One table of a shard into the same table of an archive: rows that mean the same become one, the others are added.

The shard is attached as `shard`. A numbered table gets a map of its rows, `"map <table>"`, from the shard's numbers to
the archive's; `added` says which are new. What refers to a mapped table is read through its map, so that `"their
<table>"` shows the shard's rows as they would stand in the archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from parvis.archive.seals import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How the rows of a table unite. SQL speaks of the archive's row as `mine`, of the shard's as `theirs`.

    `raw` is the shard's row before it is mapped. Columns that are named nowhere come from the row that wins, or stay.
    """

    table: str
    same: str = ""  # when two rows mean the same; "": never, all are added
    refs: Mapping[str, str] = field(default_factory=dict)  # column -> table whose map it is read through
    where: str = ""  # which raw rows are wanted
    instead: Mapping[str, str] = field(default_factory=dict)  # column -> what stands for it
    combine: Mapping[str, str] = field(default_factory=dict)  # column -> of both rows
    wins: str = ""  # when the other columns are theirs


def unite(conn: sqlite3.Connection, rule: Rule) -> None:
    """Inside the caller's transaction."""
    columns = _columns(conn, rule.table)
    numbered = "id" in columns
    rest = [name for name in columns if name != "id"]
    if numbered:
        conn.execute(f"CREATE TEMP TABLE {_map(rule.table)} (old INTEGER PRIMARY KEY, new INTEGER, added INTEGER)")
    conn.execute(f"CREATE TEMP VIEW {_view(rule.table)} AS {_their_rows(conn, rule, rest, numbered=numbered)}")
    if numbered:
        _fill_map(conn, rule)
    _add(conn, rule, rest, numbered=numbered)
    _combine(conn, rule, rest, numbered=numbered)


def forget_maps(conn: sqlite3.Connection) -> None:
    """Removes what the last shard has left."""
    rows = conn.execute("SELECT type, name FROM temp.sqlite_schema WHERE type IN ('view', 'table') ORDER BY type DESC")
    for kind, name in rows.fetchall():
        conn.execute(f"DROP {kind} temp.{quoted(name)}")


def _columns(conn: sqlite3.Connection, table: str) -> list[str]:
    rows = conn.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
    return [name for (name,) in rows]


def _map(table: str) -> str:
    return "temp." + quoted(f"map {table}")


def _view(table: str) -> str:
    return "temp." + quoted(f"their {table}")


def _their_rows(conn: sqlite3.Connection, rule: Rule, columns: list[str], *, numbered: bool) -> str:
    shown, joins, wanted = ["raw.id AS old"] if numbered else [], [], [f"({rule.where})"] if rule.where else []
    needed = {
        name
        for (name,) in conn.execute('SELECT name FROM pragma_table_info(?) WHERE "notnull"', (rule.table,))
        if name in rule.refs and name not in rule.instead
    }
    for name in columns:
        if name in rule.instead:
            shown.append(f"{rule.instead[name]} AS {quoted(name)}")
        elif name in rule.refs:
            alias = quoted(f"of {name}")
            joins.append(f"LEFT JOIN {_map(rule.refs[name])} AS {alias} ON {alias}.old = raw.{quoted(name)}")
            shown.append(f"{alias}.new AS {quoted(name)}")
            wanted += [f"{alias}.new IS NOT NULL"] if name in needed else []
        else:
            shown.append(f"raw.{quoted(name)}")
    where = f"WHERE {' AND '.join(wanted)}" if wanted else ""
    return f"SELECT {', '.join(shown)} FROM shard.{quoted(rule.table)} AS raw {' '.join(joins)} {where}"


def _fill_map(conn: sqlite3.Connection, rule: Rule) -> None:
    map_, view, table = _map(rule.table), _view(rule.table), quoted(rule.table)
    if rule.same:
        conn.execute(
            f"INSERT OR IGNORE INTO {map_} SELECT theirs.old, mine.id, 0"
            f" FROM {view} AS theirs JOIN main.{table} AS mine ON {rule.same}"
        )
    last = conn.execute(
        f"SELECT max(coalesce((SELECT max(id) FROM main.{table}), 0),"
        " coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = ?), 0))",
        (rule.table,),
    ).fetchone()[0]
    conn.execute(
        f"INSERT INTO {map_} SELECT old, ? + row_number() OVER (ORDER BY old), 1"
        f" FROM {view} WHERE old NOT IN (SELECT old FROM {map_})",
        (last,),
    )


def _add(conn: sqlite3.Connection, rule: Rule, columns: list[str], *, numbered: bool) -> None:
    names = ", ".join(quoted(name) for name in columns)
    theirs = ", ".join(f"theirs.{quoted(name)}" for name in columns)
    table, view = quoted(rule.table), _view(rule.table)
    if numbered:
        conn.execute(
            f"INSERT INTO main.{table} (id, {names}) SELECT m.new, {theirs}"
            f" FROM {_map(rule.table)} AS m JOIN {view} AS theirs ON theirs.old = m.old WHERE m.added ORDER BY m.new"
        )
    else:
        conn.execute(
            f"INSERT OR IGNORE INTO main.{table} ({names}) SELECT {theirs} FROM {view} AS theirs"
            f" WHERE NOT EXISTS (SELECT 1 FROM main.{table} AS mine WHERE {rule.same})"
        )


def _combine(conn: sqlite3.Connection, rule: Rule, columns: list[str], *, numbered: bool) -> None:
    """Writes no row that stays as it is."""
    values = dict(rule.combine)
    if rule.wins:
        of_winner = {name: f"iif({rule.wins}, theirs.{quoted(name)}, mine.{quoted(name)})" for name in columns}
        values = {name: value for name, value in of_winner.items() if name not in rule.refs} | values
    if not values:
        return
    table, view = quoted(rule.table), _view(rule.table)
    names, after = ", ".join(map(quoted, values)), ", ".join(values.values())
    before = ", ".join(f"mine.{quoted(name)}" for name in values)
    joined = f"{_map(rule.table)} AS m JOIN {view} AS theirs ON theirs.old = m.old" if numbered else f"{view} AS theirs"
    same = "mine.id = m.new AND NOT m.added" if numbered else rule.same
    conn.execute(
        f"UPDATE main.{table} AS mine SET ({names}) = ({after}) FROM {joined}"
        f" WHERE {same} AND ({before}) IS NOT ({after})"
    )
