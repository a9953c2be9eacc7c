"""The schema, as steps that are applied once each and in order. A step that has landed is never edited."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from parvis.archive import compacting
from parvis.archive.database import Database, Migrations

migrations = Migrations("parvis")


@migrations()
def m0001_make_the_archive(db: Database) -> None:
    run_script(db, "m0001.sql")


@migrations()
def m0002_near_duplicates(db: Database) -> None:
    run_script(db, "m0002_near_duplicates.sql")


@migrations()
def m0003_layouts(db: Database) -> None:
    run_script(db, "m0003_layouts.sql")


@migrations()
def m0004_learn_how_urls_name_articles(db: Database) -> None:
    run_script(db, "m0004_identity.sql")


@migrations()
def m0005_join_wordings_in_families(db: Database) -> None:
    run_script(db, "m0005_families.sql")


@migrations()
def m0006_first_sight_of_layouts(db: Database) -> None:
    run_script(db, "m0006_first_sight_of_layouts.sql")


@migrations()
def m0007_store_once_what_rows_share(db: Database) -> None:
    run_script(db, "m0007_compact.sql")
    compacting.fill(db.conn)
    run_script(db, "m0007_views.sql")


@migrations()
def m0008_rights(db: Database) -> None:
    run_script(db, "m0008_rights.sql")


@migrations()
def m0009_upkeep(db: Database) -> None:
    run_script(db, "m0009_upkeep.sql")


@migrations()
def m0010_revisits(db: Database) -> None:
    run_script(db, "m0010_revisits.sql")


@migrations()
def m0011_remember_hosts(db: Database) -> None:
    run_script(db, "m0011_host.sql")


@migrations()
def m0012_health(db: Database) -> None:
    run_script(db, "m0012_health.sql")


@migrations()
def m0013_catalogue(db: Database) -> None:
    run_script(db, "m0013_catalogue.sql")


@migrations()
def m0014_articles(db: Database) -> None:
    run_script(db, "m0014_articles.sql")


@migrations()
def m0015_imports(db: Database) -> None:
    run_script(db, "m0015_imports.sql")


@migrations()
def m0016_expiry(db: Database) -> None:
    run_script(db, "m0016_expiry.sql")


@migrations()
def m0016b_rsl_of_links(db: Database) -> None:
    run_script(db, "m0016b_rsl_of_links.sql")


@migrations()
def m0018_stored_queries(db: Database) -> None:
    run_script(db, "m0018_stored_queries.sql")


def names() -> set[str]:
    """The steps that this program knows; an archive with another one is newer than the program."""
    return {step.name for step in migrations.pending(Database(memory=True))}


@contextmanager
def blank() -> Iterator[sqlite3.Connection]:
    """An archive in memory without a row: what this program's schema is."""
    db = Database(memory=True)
    try:
        migrations.apply(db)
        yield db.conn
    finally:
        db.close()


def columns() -> dict[str, tuple[str, ...]]:
    """The columns of each table and view of this program's schema, in their order."""
    with blank() as conn:
        rows = conn.execute(
            """
            SELECT relation.name, info.name
            FROM sqlite_schema AS relation JOIN pragma_table_info(relation.name) AS info
            WHERE relation.type IN ('table', 'view') ORDER BY relation.name, info.cid
            """
        ).fetchall()
    return {name: tuple(column for _, column in group) for name, group in groupby(rows, key=itemgetter(0))}


def steps_of(db: Database) -> set[str]:
    """The steps that a file has seen; none where it is no archive."""
    return {step.name for step in migrations.applied(db)}


def run_script(db: Database, name: str) -> None:
    """The statements of a script, one by one, inside the migration's transaction (`executescript` would commit it)."""
    script = files("parvis.archive").joinpath(name).read_text(encoding="utf-8")
    for statement in script.split(";;"):
        if statement.strip():
            db.conn.execute(statement)
