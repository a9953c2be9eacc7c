"""A backup is whole or not there; whoever reads or writes the archive meanwhile goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.archive import Archive, queries
from parvis.archive import backup as backup_module
from parvis.archive.audit import audit
from parvis.archive.backup import back_up
from parvis.cli import main
from parvis.errors import ArchiveError
from tests.archives import BASE, Desk, no_file_beyond, open_desk
from tests.pages import make_page


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A crawl under way."""
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}{n}", f"The {'i' * n} tide is high.") for n in range(1, 9)])
    yield desk
    desk.archive.close()


def copy(desk: Desk, target: Path, **options: object) -> None:
    with Archive.open(desk.archive.path) as reader:
        back_up(reader, target, **options)  # type: ignore[arg-type]  # passed on


def test_a_backup_of_a_running_crawl_is_of_one_moment(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The crawl commits between the steps of the copy, which neither waits for it nor begins anew."""
    monkeypatch.setattr(backup_module, "PAGES", 10)
    target, done = tmp_path / "copy.db", []

    def store_one_more(pages: int, total: int) -> None:
        done.append((pages, total))
        if len(done) <= 5:
            desk.store([make_page(f"{BASE}9{len(done)}", f"Line {'i' * len(done)} of the evening.")])

    copy(desk, target, on_step=store_one_more)
    with Archive.open(target) as archive:
        assert queries.status(archive).sites[0].articles == 8
        assert audit(archive) == ()
    assert queries.status(desk.archive).sites[0].articles == 13
    assert [pages for pages, _ in done] == sorted({pages for pages, _ in done})
    assert done[-1][0] == done[-1][1]


def test_a_backup_is_one_file_and_an_archive_to_go_on_with(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    copy(desk, folder / "copy.db")

    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    with Archive.open(folder / "copy.db", "w") as archive:
        assert queries.status(archive).articles.balance == 0


def test_a_file_is_only_overwritten_when_asked(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(ArchiveError, match="--force"):
        copy(desk, target)
    assert target.read_text() == "precious"

    copy(desk, target, force=True)
    with Archive.open(target) as archive:
        assert queries.status(archive).sites[0].articles == 8


def test_the_archive_is_never_its_own_backup(desk: Desk) -> None:
    with pytest.raises(ArchiveError, match="the archive itself"):
        copy(desk, desk.archive.path, force=True)


def interrupt(*_: int) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_backup_leaves_nothing_and_the_last_one_as_it_was(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        copy(desk, folder / "new.db", on_step=interrupt)
    assert list(folder.iterdir()) == []

    copy(desk, folder / "copy.db")
    before = (folder / "copy.db").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        copy(desk, folder / "copy.db", force=True, on_step=interrupt)
    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    assert (folder / "copy.db").read_bytes() == before


def test_a_full_disk_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with no_file_beyond(65_536), pytest.raises(ArchiveError, match=r"copy\.db"):
        copy(desk, folder / "copy.db")

    assert list(folder.iterdir()) == []


def test_an_archive_that_is_not_in_order_is_not_backed_up(desk: Desk, tmp_path: Path) -> None:
    with closing(sqlite3.connect(desk.archive.path)) as conn:
        conn.execute("UPDATE crawl SET discovered = 99")
        conn.commit()
    with pytest.raises(ArchiveError, match="every article that was discovered is counted: 91"):
        copy(desk, tmp_path / "copy.db")

    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == []


def test_the_command(desk: Desk, tmp_path: Path) -> None:
    arguments = ["--db", str(desk.archive.path), "backup", str(tmp_path / "copy.db")]
    first, second = (CliRunner().invoke(main, arguments) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert first.stdout.endswith("whole and in order\n")
    assert "--force" in second.stderr
