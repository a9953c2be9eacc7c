"""A batch that fails or dies anywhere leaves the archive as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from parvis.archive import Archive, queries
from parvis.archive.audit import audit
from parvis.errors import ArchiveError
from tests.archives import BASE, Desk, open_desk
from tests.pages import day, make_page, stored

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


class Failing:
    """A connection whose n-th statement fails, as on a disk that goes bad."""

    def __init__(self, conn: sqlite3.Connection, fail_at: int) -> None:
        self.conn = conn
        self.left = fail_at

    def __getattr__(self, name: str) -> Any:
        return getattr(self.conn, name)

    def execute(self, *args: Any) -> Any:
        return self._run(self.conn.execute, *args)

    def executemany(self, *args: Any) -> Any:
        return self._run(self.conn.executemany, *args)

    def _run(self, function: Any, *args: Any) -> Any:
        if args[0] != "ROLLBACK":
            self.left -= 1
        if self.left == 0:
            raise sqlite3.OperationalError("disk I/O error")
        return function(*args)


def contents(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    db = desk.archive.db
    return {name: list(db.table(name).rows) for name in db.table_names() if not name.startswith("version_fts")}


def test_a_statement_that_fails_anywhere_undoes_the_whole_batch(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    offer = "Read our special edition on the harbour, every week."
    desk.store([make_page(f"{BASE}{number}", f"Line {'i' * number}.", offer) for number in (1, 2)])
    lease, page = desk.lease_of(f"{BASE}3"), make_page(f"{BASE}3", "Line iii.", offer)
    before, whole = contents(desk), desk.archive.conn
    for fail_at in range(1, 1_000):
        desk.archive.conn = cast("sqlite3.Connection", Failing(whole, fail_at))
        try:
            desk.archive.apply([stored(lease, page, at=day(2))])
        except ArchiveError:
            desk.archive.conn = whole
            assert contents(desk) == before
        else:
            break
    desk.archive.conn = whole
    found = audit(desk.archive)
    desk.archive.close()

    assert fail_at > 30
    assert found == ()


KILLED_INSIDE = """
import os, signal, sys
from pathlib import Path
from tests.archives import BASE, open_desk
from tests.pages import NOW, make_page

desk = open_desk(Path(sys.argv[1]))
left = [int(sys.argv[2])]
def step():
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
desk.archive.conn.set_progress_handler(step, 50)
for number in range(8):
    desk.store([make_page(f"{BASE}{number}", f"Line {'i' * number}.", "Read our special edition on the harbour.")])
desk.archive.finish_crawl(desk.crawl_id, now=NOW, reason="finished")
desk.archive.close()
"""


def test_a_kill_anywhere_costs_nothing_but_time(tmp_path: Path) -> None:
    """Killed in the middle of transactions and run again, until it comes through."""
    path, root = tmp_path / "archive.db", Path(__file__).parents[1]
    codes = []
    for steps in (5, 40, 80, 120, 180, 10**9):
        command = [sys.executable, "-c", KILLED_INSIDE, str(path), str(steps)]
        codes.append(subprocess.run(command, check=False, cwd=root).returncode)
        with Archive.open(path, "w") as archive:
            assert audit(archive) == ()
    with Archive.open(path) as archive:
        status = queries.status(archive)

    assert codes == [-9, -9, -9, -9, -9, 0]
    assert (status.sites[0].articles, status.articles.stored, status.articles.balance) == (8, 8, 0)
