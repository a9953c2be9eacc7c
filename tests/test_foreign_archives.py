"""An archive from somebody else is opened only if its schema is ours; what is wrong with its rows ends in a message."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.archive import Archive
from parvis.cli import main
from parvis.errors import ArchiveError, NotAnArchive

ENDLESS = "CREATE VIEW runs AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n"
CHANGES = {
    "a view that never ends": ("DROP VIEW runs", ENDLESS),
    "a view that calls a function": ("DROP VIEW walls", "CREATE VIEW walls AS SELECT load_extension('x') AS site"),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON crawl BEGIN DELETE FROM article; END",),
    "a virtual table": ("DROP TABLE meta", "CREATE VIRTUAL TABLE meta USING fts5(key, value)"),
    "a generated column": (
        "ALTER TABLE crawl ADD COLUMN more TEXT GENERATED ALWAYS AS (hex(zeroblob(100000000))) VIRTUAL",
    ),
    "a table less": ("DROP TABLE robots",),
}


@pytest.fixture
def copied(demo_db: Path, tmp_path: Path) -> Path:
    """The demo archive as a plain file that another program may change."""
    path = tmp_path / "foreign.db"
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for statement in statements:
            conn.execute(statement)


@pytest.mark.parametrize("statements", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("mode", ["r", "w"])
def test_a_schema_that_is_not_ours_is_refused_before_anything_is_asked(
    copied: Path, statements: tuple[str, ...], mode: str
) -> None:
    change(copied, *statements)
    before = copied.read_bytes()

    with pytest.raises(NotAnArchive, match="another program has changed its schema"):
        Archive.open(copied, mode)  # type: ignore[arg-type]

    assert copied.read_bytes() == before


def test_what_a_researcher_adds_is_left_alone(copied: Path) -> None:
    change(
        copied,
        "CREATE TABLE codes (article INTEGER, frame TEXT)",
        "CREATE VIEW mine AS SELECT id FROM articles",
        "CREATE INDEX by_headline ON version (headline)",
        "ANALYZE",
    )

    with Archive.open(copied) as archive:
        assert archive.conn.execute("SELECT count(*) FROM mine").fetchone()[0] > 0


@pytest.mark.parametrize("command", [["status"], ["search", "ferry"], ["show", "1"], ["export", "--format", "jsonl"]])
def test_flipped_bits_end_in_an_answer_or_a_message(copied: Path, command: list[str]) -> None:
    body = bytearray(copied.read_bytes())
    for place in range(4096 * 3 + 17, len(body), 4096 * 5):
        body[place] ^= 0x55
    copied.write_bytes(body)

    result = CliRunner().invoke(main, ["--db", str(copied), *command])

    assert result.exit_code in {0, 1, 3}
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_row_of_a_hundred_million_signs_costs_a_message(copied: Path) -> None:
    change(copied, "UPDATE version SET teaser = printf('%.*c', 100000000, 'x') WHERE id = 1")

    result = CliRunner().invoke(main, ["--db", str(copied), "show", "1"])

    assert result.exit_code == 1
    assert "too large" in result.stderr


def test_a_folder_or_another_file_is_no_archive(tmp_path: Path) -> None:
    shutil.copy(__file__, tmp_path / "text.db")

    for path in (tmp_path, tmp_path / "text.db"):
        with pytest.raises(ArchiveError):
            Archive.open(path)
