"""From the schema of every step an archive comes to that of today, with what it knew, and in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from parvis.archive import Archive, reading
from parvis.archive.audit import audit
from parvis.archive.catalogue import draw_anew
from parvis.archive.migrations import migrations
from parvis.research.hits import count
from tests.archives import BASE, open_desk
from tests.pages import day, make_page

STEPS = [step.name for step in migrations.pending(Database(memory=True))][1:]  # the first makes the archive

# What a step took apart or renamed, as the steps before it had it: table, column, and where its value is found today.
WHOLE_PATHS = """
WITH RECURSIVE whole (id, path) AS (
    SELECT id, step FROM path WHERE parent_id IS NULL
    UNION ALL SELECT path.id, whole.path || ' ' || path.step FROM whole JOIN path ON path.parent_id = whole.id
)
SELECT path.*, whole.path FROM path JOIN whole ON whole.id = path.id
"""
WHOLE_BLOCKS = """
SELECT block.*, explanation.terms, json_array(1, whole.path, block.role, block.words, (
    SELECT json_group_array(json_array(item.value ->> 'name', item.value ->> 'bits'))
    FROM json_each(prior.terms) AS item
)) AS context
FROM block JOIN explanation ON explanation.id = explanation_id JOIN explanation AS prior ON prior.id = prior_id
JOIN (
    WITH RECURSIVE tree (id, path) AS (
        SELECT id, step FROM path WHERE parent_id IS NULL
        UNION ALL SELECT path.id, tree.path || ' ' || path.step FROM tree JOIN path ON path.parent_id = tree.id
    )
    SELECT * FROM tree
) AS whole ON whole.id = path_id
"""
WHOLE_ANATOMIES = """
SELECT anatomy.id, anatomy.digest, (
    SELECT json_group_array(json_array(sight.block_id, sight.role, sight.words, sight.path_id))
    FROM json_each(anatomy.blocks) AS item JOIN sight ON sight.id = item.value
) AS blocks
FROM anatomy
"""
SPLIT_STEP = "m0007_store_once_what_rows_share"
AS_THEY_WERE = {"path": WHOLE_PATHS, "block": WHOLE_BLOCKS, "anatomy": WHOLE_ANATOMIES}
NEW_ROWS = {
    "seal", "fingerprint", "shingle", "near_pair", "near_cluster", "uncompared", "catalogue", "shelf", "tally",
}  # fmt: skip


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that this program has made, over two crawls."""
    desk = open_desk(tmp_path_factory.mktemp("today") / "archive.db")
    offer = "Read our special edition on the harbour, every week."
    desk.store([make_page(f"{BASE}{n}", f"The {'i' * n} tide is high.", offer) for n in range(1, 5)])
    desk.store([make_page(f"{BASE}1", "The tide is low.", offer)], at=day(2))
    desk.archive.finish_crawl(desk.crawl_id, now=day(2), reason="finished")
    desk.archive.close()
    return desk.archive.path


def fill(old: Database, today: Path, *, split: bool) -> None:
    """Copies today's rows into the tables that an older schema has, as far as it has their columns."""
    source = Database(today)
    views = {} if split else AS_THEY_WERE
    old.conn.execute("PRAGMA foreign_keys = OFF")
    for table in old.table_names():
        if table.startswith(("sqlite_", "_", "version_fts")) or table in NEW_ROWS:
            continue
        wanted = {column.name for column in old.table(table).columns}
        rows = source.query(views[table]) if table in views else source.table(table).rows
        old.conn.execute(f"DELETE FROM {table}")  # noqa: S608  what a step has put in
        for row in rows:
            insert(old, table, {name: value for name, value in row.items() if name in wanted})
    if "catalogue" in old.table_names():
        draw_anew(old.conn)
    old.conn.commit()
    source.close()


def insert(old: Database, table: str, row: dict[str, Any]) -> None:
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    old.conn.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


@pytest.mark.parametrize("step", STEPS)
def test_an_archive_of_every_earlier_schema_is_brought_up_to_date(today: Path, tmp_path: Path, step: str) -> None:
    path = tmp_path / "archive.db"
    with Database(path) as old:
        migrations.apply(old, stop_before=step)
        fill(old, today, split=STEPS.index(step) > STEPS.index(SPLIT_STEP))
        old.conn.execute("PRAGMA user_version = 1")
    with Archive.open(path, "w") as archive:
        archive.compare()
        assert audit(archive) == ()
    with Archive.open(path) as archive, Archive.open(today) as expected:
        for number in range(1, 5):
            assert teasers(archive, number) == teasers(expected, number)
        assert count(archive, "tide") == 4


def teasers(archive: Archive, number: int) -> list[str]:
    record = reading.article(archive, f"{BASE}{number}")
    assert record is not None
    return [version.data["teaser"] for version in record.versions]
