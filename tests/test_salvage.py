"""Of a damaged archive everything is saved that can still be read; what is lost is said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.archive.salvage import recover
from parvis.cli import main
from parvis.errors import ArchiveError, NotAnArchive
from tests.archives import BASE, open_desk
from tests.pages import day, make_page

COUNT = 120


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of many pages of the file."""
    desk = open_desk(tmp_path / "archive.db")
    for start in range(0, COUNT, 40):
        lines = ["The tide is high, and it will be higher, say those who know it. " * 8]
        desk.store([make_page(f"{BASE}{chr(97 + n % 26)}{n}", *lines) for n in range(start, start + 40)])
    desk.archive.finish_crawl(desk.crawl_id, now=day(2), reason="finished")
    desk.archive.close()
    return desk.archive.path


def spoil(path: Path, table: str, *, share: float = 0.5) -> None:
    """Overwrites a leaf page of a table."""
    with closing(sqlite3.connect(path)) as conn:
        [root] = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        [size] = conn.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    start = (root - 1) * size
    assert data[start] == 5, "the root of a table of several pages"
    cells = int.from_bytes(data[start + 3 : start + 5], "big")
    pointer = start + 12 + 2 * int(cells * share)
    cell = start + int.from_bytes(data[pointer : pointer + 2], "big")
    leaf = int.from_bytes(data[cell : cell + 4], "big")
    data[(leaf - 1) * size : leaf * size] = b"\xff" * size
    path.write_bytes(data)


def rows(path: Path, table: str) -> int:
    with Archive.open(path) as archive:
        return int(archive.db.table(table).count)


def test_a_whole_archive_comes_out_as_it_was(path: Path, tmp_path: Path) -> None:
    found = recover(path, tmp_path / "new.db")
    with Archive.open(path) as old, Archive.open(tmp_path / "new.db") as new:
        assert audit(new) == ()
        for salvaged in found:
            assert list(new.db.table(salvaged.table).rows) == list(old.db.table(salvaged.table).rows)
    assert not any(salvaged.is_lossy for salvaged in found)


def test_what_stands_around_a_hole_is_saved(path: Path, tmp_path: Path) -> None:
    spoil(path, "fetch")
    before = path.read_bytes()
    found = {salvaged.table: salvaged for salvaged in recover(path, tmp_path / "new.db")}

    assert found["fetch"].holes == 1
    assert COUNT // 2 < found["fetch"].rows < COUNT
    assert found["observation"].loose == COUNT - found["fetch"].rows
    assert found["article"].rows == COUNT
    assert path.read_bytes() == before
    with Archive.open(tmp_path / "new.db") as archive:
        laws = {finding.law for finding in audit(archive)}
    assert {"the file is whole", "every row is as it was written", "every reference leads somewhere"} & laws == set()


@pytest.mark.parametrize("damage", ["magic", "truncated"])
def test_other_damage(path: Path, tmp_path: Path, damage: str) -> None:
    data = path.read_bytes()
    path.write_bytes(b"x" * 16 + data[16:] if damage == "magic" else data[: len(data) * 3 // 4])
    found = {salvaged.table: salvaged.rows for salvaged in recover(path, tmp_path / "new.db")}

    assert found["url"] == COUNT if damage == "magic" else sum(found.values()) > 100


def test_the_command_says_what_is_lost(path: Path, tmp_path: Path) -> None:
    whole = CliRunner().invoke(main, ["recover", str(path), "--into", str(tmp_path / "one.db")])
    spoil(path, "fetch")
    holed = CliRunner().invoke(main, ["recover", str(path), "--into", str(tmp_path / "two.db")])

    assert whole.exit_code == 0
    assert f"url: {COUNT} rows saved\n" in whole.stdout
    assert holed.exit_code == 4
    assert "lost: 1 places that cannot be read" in holed.stdout


def test_nothing_is_overwritten_and_nothing_half_stays(path: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there already"):
        recover(path, path)
    path.write_bytes(b"SQLite format 3\x00" + bytes(5000))
    before = set(tmp_path.iterdir())
    with pytest.raises(NotAnArchive, match="backup"):
        recover(path, tmp_path / "new.db")

    assert set(tmp_path.iterdir()) == before
