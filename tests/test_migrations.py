"""The schema: applied once, in order, and the same from every start."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from parvis.archive import Archive, queries
from parvis.archive.migrations import migrations, names
from parvis.archive.opening import APPLICATION
from parvis.cli import main
from parvis.targets import choose_targets
from tests.archives import BASE, open_desk
from tests.pages import make_page

TABLES = {"site", "crawl", "url", "fetch", "article", "version", "observation", "block"}  # others rely on these
VIEWS = {
    "articles",
    "versions",
    "walls",
    "boilerplate",
    "runs",
    "quarantine",
    "queries",
    "version_blocks",
    "paths",
    "layouts",
    "wall_layouts",
    "events",
    "leases",
    "near_duplicates",
    "findable",
    "searched",
    "alarms",
    "health",
}


@pytest.fixture
def db() -> Database:
    db = Database(memory=True)
    migrations.apply(db)
    return db


def test_the_tables_and_views_that_others_rely_on_are_there(db: Database) -> None:
    assert set(db.table_names()) >= TABLES
    assert set(db.view_names()) == VIEWS


def test_every_table_is_strict(db: Database) -> None:
    rows = db.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND NOT strict")
    own = [row[0] for row in rows if not row[0].startswith(("sqlite_", "_sqlite_"))]

    assert own == []


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_can_be_read(db: Database, view: str) -> None:
    assert list(db[view].rows) == []


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.open(path, "w").close()
    conn = sqlite3.connect(path)
    header = [
        conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "journal_mode")
    ]
    conn.close()

    assert header == [APPLICATION, len(names()), "wal"]


def test_an_archive_that_is_up_to_date_is_left_as_it_is(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}1", "A line.")])
    desk.archive.close()
    with Archive.open(desk.archive.path, "w") as archive:
        status = queries.status(archive)

    assert (status.sites[0].articles, status.schema) == (1, len(names()))


def test_a_step_that_fails_leaves_nothing_behind() -> None:
    db = Database(memory=True)
    db.conn.execute("CREATE TABLE block (id INTEGER)")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrations.apply(db)

    assert set(db.table_names()) == {"block", migrations.migrations_table}
    assert migrations.applied(db) == []


def test_the_making_of_an_archive_can_be_killed(tmp_path: Path) -> None:
    """The list of steps is made before the first step is."""
    path = tmp_path / "archive.db"
    with Database(path) as db:
        migrations.ensure_migrations_table(db)
    Archive.open(path, "w").close()

    with Archive.open(path) as archive:
        assert queries.status(archive).sites == ()


def test_references_have_indexes(db: Database) -> None:
    """Without one, deleting a parent or following a reference backwards reads the whole child table."""
    missing = [
        f"{table}.{reference.column}"
        for table in db.table_names()
        if not table.startswith(("sqlite_", "_sqlite_", "version_fts"))
        for reference in db.table(table).foreign_keys
        if reference.other_table in {"article", "version", "variant", "block"}
        and not any(index.columns[0] == reference.column for index in db.table(table).indexes)
    ]

    assert missing == []


OLD = (
    "INSERT INTO site (id, name, title, teaser_max_words) VALUES (1, 'ledger', 'Ledger', 200)",
    "INSERT INTO path (id, site_id, path, seen, texts, level) VALUES (7, 1, 'html body div.a p', 3, 1, 5)",
    "INSERT INTO path (id, site_id, path) VALUES (9, 1, 'html body div.a')",
    """
    INSERT INTO block (id, site_id, key, text, words, articles, first_seen_at, last_seen_at, context, path_id, role,
                       kind, score, terms)
    VALUES (4, 1, 99, 'Log in', 2, 3, '2026-03-02', '2026-03-02', '[1,"html body div.a p","login",2,[["links",2.0]]]',
            7, 'login', 'login', 6.0, '[{"name":"links","bits":2.0},{"name":"role login","bits":4.0}]')
    """,
    """
    INSERT INTO anatomy (id, digest, blocks) VALUES (1, 'd', '[[4,"login",2,7],[null,"body",40,9],[4,"login",2,7]]')
    """,
)


def test_an_older_archive_keeps_what_it_knows_when_rows_are_shared() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="m0007_store_once_what_rows_share")
    for statement in OLD:
        db.conn.execute(statement)
    migrations.apply(db)

    sights = db.execute(
        """
        SELECT block_id, path_id, role, words FROM anatomy JOIN json_each(blocks) AS item JOIN sight ON sight.id = value
        ORDER BY item.key
        """
    ).fetchall()
    assert sights == [(4, 7, "login", 2), (None, 9, "body", 40), (4, 7, "login", 2)]
    assert db.execute("SELECT id, path, seen, texts, level FROM paths WHERE id IN (7, 9) ORDER BY id").fetchall() == [
        (7, "html body div.a p", 3, 1, 5),
        (9, "html body div.a", 0, 0, 0),
    ]
    assert db.execute("SELECT prior.terms FROM block JOIN explanation AS prior ON prior.id = prior_id").fetchall() == [
        ('[{"name":"links","bits":2.0}]',)
    ]
    assert [row["terms"] for row in db["boilerplate"].rows] == [
        '[{"name":"links","bits":2.0},{"name":"role login","bits":4.0}]'
    ]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_reader_says_what_to_do_with_an_older_archive(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Database(path) as db:
        migrations.apply(db, stop_before="m0005_join_wordings_in_families")
    result = CliRunner().invoke(main, ["--db", str(path), "status"])

    assert (result.exit_code, result.stdout) == (1, "")
    assert "earlier Parvis; `parvis reclassify`" in result.stderr

    assert CliRunner().invoke(main, ["--db", str(path), "reclassify"]).exit_code == 0
    assert CliRunner().invoke(main, ["--db", str(path), "status"]).exit_code == 0


def test_the_targets_of_a_crawl_are_read_from_an_older_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Database(path) as db:
        migrations.apply(db, stop_before="m0005_join_wordings_in_families")
        with db.conn:
            db.conn.execute(OLD[0].replace("'ledger'", "'guardian'"))

    sites, _ = choose_targets(path, ())
    assert [site.name for site in sites] == ["guardian"]
