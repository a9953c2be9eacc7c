"""What can be wrong with a file, a folder, a disk, another process."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parvis.archive import Archive, queries
from parvis.errors import ArchiveError, ArchiveLocked, ArchiveMismatch, ArchiveTooNew, ArchiveUnwritable, NotAnArchive
from parvis.sites import Site
from tests.archives import BASE, no_file_beyond, open_desk
from tests.pages import NOW, make_page

DEMO = Site(name="demo", title="Demo", home="http://demo.example/", hosts=("demo.example",), demo=True)


def test_a_file_that_is_no_archive_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all")

    with pytest.raises(NotAnArchive, match="--db"):
        Archive.open(path, "w")
    assert path.read_text() == "not a database at all"


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE song (title TEXT)")
    conn.close()

    with pytest.raises(NotAnArchive, match="no archive of Parvis"):
        Archive.open(path, "w")


def test_a_later_programs_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.open(path, "w").close()
    conn = sqlite3.connect(path)
    conn.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('parvis', 'm9999_x', '')")
    conn.commit()
    conn.close()

    with pytest.raises(ArchiveTooNew, match="m9999_x"):
        Archive.open(path)


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.open(path, "w"), pytest.raises(ArchiveLocked, match=str(os.getpid())):
        Archive.open(path, "w")


def test_readers_read_while_the_writer_writes(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}1", "A line.")])
    with Archive.open(desk.archive.path) as reader:
        desk.store([make_page(f"{BASE}2", "Another line.")])

        assert queries.status(reader).sites[0].articles == 2
    desk.archive.close()


@pytest.mark.parametrize("mode", ["r", "w"])
def test_a_missing_folder_is_named(tmp_path: Path, mode: str) -> None:
    with pytest.raises(ArchiveError, match="--db"):
        Archive.open(tmp_path / "absent" / "archive.db", mode)  # type: ignore[arg-type]  # one of the two


def test_a_full_disk_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}1", "A line.")])
    pages = desk.archive.conn.execute("PRAGMA page_count").fetchone()[0]
    desk.archive.conn.execute(f"PRAGMA max_page_count = {pages}")
    lines = [f"Line {number} " + "word " * 3000 for number in range(20)]
    with pytest.raises(ArchiveUnwritable, match="disk is full"):
        desk.store([make_page(f"{BASE}2", *lines)])

    desk.archive.conn.execute("PRAGMA max_page_count = 1000000")
    desk.archive.finish_crawl(desk.crawl_id, now=NOW, reason="disk full")
    desk.store([make_page(f"{BASE}2", *lines)])
    status = queries.status(desk.archive)
    desk.archive.close()
    assert status.sites[0].articles == 2
    assert status.articles.balance == 0


def test_a_full_disk_does_not_keep_an_archive_from_being_closed(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}1", "A line.")])
    with no_file_beyond(4096):  # the log cannot be written back into the archive
        desk.archive.close()

    with Archive.open(desk.archive.path) as archive:
        assert queries.status(archive).sites[0].articles == 1


def test_demo_and_real_sites_never_share_an_archive(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")

    with pytest.raises(ArchiveMismatch, match="--db"):
        desk.archive.begin_crawl(sites=[DEMO], command="demo", now=NOW)
    desk.archive.close()


@pytest.mark.parametrize(
    ("pragma", "error"), [("application_id = 7", NotAnArchive), ("user_version = 9999", ArchiveTooNew)]
)
def test_the_header_of_the_file_is_believed(tmp_path: Path, pragma: str, error: type[Exception]) -> None:
    path = tmp_path / "archive.db"
    Archive.open(path, "w").close()
    conn = sqlite3.connect(path)
    conn.execute(f"PRAGMA {pragma}")
    conn.close()

    for mode in ("r", "w"):
        with pytest.raises(error):
            Archive.open(path, mode)


@pytest.mark.parametrize(
    "damage", [slice(16, 100), slice(100, 4096), slice(4096, 40960)], ids=["header", "schema", "rest"]
)
@pytest.mark.parametrize("mode", ["r", "w"])
def test_a_damaged_archive_is_refused_with_the_remedy(tmp_path: Path, damage: slice, mode: str) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}1", "A line.")])
    desk.archive.close()
    data = bytearray(desk.archive.path.read_bytes())
    data[damage] = bytes(len(data[damage]))
    desk.archive.path.write_bytes(data)

    with pytest.raises(ArchiveError, match=r"archive\.db: "), Archive.open(desk.archive.path, mode) as archive:  # type: ignore[arg-type]  # one of the two
        queries.status(archive)


@pytest.mark.parametrize("damage", ["magic", "header", "schema", "cut"])
def test_not_a_byte_of_a_damaged_archive_is_changed(tmp_path: Path, damage: str) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}1", "A line.")])
    desk.archive.close()
    data = desk.archive.path.read_bytes()
    spoiled = {
        "magic": b"x" * 16 + data[16:],
        "header": data[:16] + bytes(84) + data[100:],
        "schema": data[:100] + bytes(3996) + data[4096:],
        "cut": data[: len(data) // 2],
    }
    desk.archive.path.write_bytes(spoiled[damage])

    with pytest.raises(ArchiveError), Archive.open(desk.archive.path, "w") as archive:
        archive.begin_crawl(sites=[desk.site], command="test", now=NOW)
    assert desk.archive.path.read_bytes() == spoiled[damage]


@contextmanager
def somebody_else() -> Iterator[Path]:
    """A folder that may be read but not written: root may write everywhere, so it becomes nobody for a while."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        desk = open_desk(folder / "archive.db")
        desk.store([make_page(f"{BASE}1", "A line.")])
        desk.archive.close()
        for path in folder.iterdir():
            path.chmod(0o644)
        user = os.geteuid()
        folder.chmod(0o555)
        if user == 0:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(user)
            folder.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_named_before_a_crawl_starts() -> None:
    with somebody_else() as folder, pytest.raises(ArchiveUnwritable, match="--db"):
        Archive.open(folder / "other.db", "w")


def test_an_archive_that_cannot_be_written_is_named_before_a_crawl_starts() -> None:
    with somebody_else() as folder, pytest.raises(ArchiveUnwritable, match="--db"):
        Archive.open(folder / "archive.db", "w")


def test_an_archive_on_a_medium_that_cannot_be_written_can_be_read() -> None:
    with somebody_else() as folder, Archive.open(folder / "archive.db") as archive:
        assert queries.status(archive).sites[0].articles == 1


HOLDER = """
import sys
from parvis.archive import Archive
with Archive.open(sys.argv[1], "w"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_which_one_writes(tmp_path: Path) -> None:
    path, root = tmp_path / "archive.db", Path(__file__).parents[1]
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(ArchiveLocked, match=f"process {holder.pid}"):
            Archive.open(path, "w")
        holder.communicate("")

    Archive.open(path, "w").close()


def test_another_programs_write_lock_is_an_error_with_the_remedy(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.archive.conn.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(desk.archive.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveLocked, match="try again"):
        desk.discover(f"{BASE}1")
    other.close()

    assert desk.discover(f"{BASE}1").discovered == 1
    desk.archive.close()
