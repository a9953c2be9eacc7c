"""What can be wrong with a file, a folder, a disk, a process."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
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


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.archives import BASE, open_desk
from tests.pages import make_page

desk = open_desk(Path(sys.argv[1]))
desk.store([make_page(f"{BASE}1", "A line.")])
desk.discover(*(f"{BASE}{number}" for number in range(2, 6)))
desk.lease(limit=3)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_crawl_loses_nothing_and_its_leases_are_due_again(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, cwd=Path(__file__).parents[1])
    desk = open_desk(path)

    frontier = queries.status(desk.archive).articles
    assert killed.returncode == -9
    assert (frontier.discovered, frontier.stored, frontier.leased, frontier.pending) == (5, 1, 0, 4)
    assert desk.archive.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert desk.archive.conn.execute("SELECT reason FROM crawl WHERE id = 1").fetchone() == ("killed",)
    desk.archive.close()
