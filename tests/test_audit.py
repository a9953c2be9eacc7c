"""The audit finds what was changed behind the program's back, and says so law by law."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.archive import Archive
from parvis.archive.audit import audit, laws
from parvis.archive.migrations import blank
from parvis.cli import main
from tests.archives import BASE, open_desk
from tests.pages import day, make_page

OFFER = "Read our special edition on the harbour, every week."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four articles in two crawls, with a line that they share."""
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}{n}", f"The {'i' * n} tide is high.", OFFER) for n in range(1, 5)])
    desk.next_crawl(at=day(2))
    desk.archive.finish_crawl(desk.crawl_id, now=day(2), reason="finished")
    desk.archive.close()
    return desk.archive.path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as conn:
        for statement in statements:
            conn.execute(statement)
        conn.commit()


def broken(path: Path) -> set[str]:
    with Archive.open(path) as archive:
        return {finding.law for finding in audit(archive)}


BREACHES = {
    "every reference leads somewhere": "UPDATE observation SET fetch_id = 999 WHERE id = 1",
    "every article that was discovered is counted": "UPDATE crawl SET discovered = discovered + 1 WHERE id = 1",
    "a URL that has ended has its fetch": "UPDATE url SET state = 'failed' WHERE id = 1",
    "the search holds every article of the catalogue once": "DELETE FROM version_fts_docsize WHERE id = 1",
    "the catalogue holds every article that may be found, as it is today": "UPDATE catalogue SET day = 20260101",
    "a shelf counts its articles": "UPDATE shelf SET articles = 7",
    "the tally is what the catalogue holds, by day and month": "UPDATE tally SET articles = 7",
    "a text counts the articles that hold it": "UPDATE block SET articles = 1 WHERE articles = 3",
    "a block's status follows from what was counted": "UPDATE block SET kind = 'offer' WHERE kind IS NULL",
}


@pytest.mark.parametrize("law", BREACHES)
def test_a_breach_is_found(path: Path, law: str) -> None:
    assert broken(path) == set()
    change(path, BREACHES[law])

    assert law in broken(path)


def test_a_search_that_knows_other_words_is_found_though_all_its_rows_are_there(path: Path) -> None:
    with blank() as conn:
        trigger = conn.execute("SELECT sql FROM sqlite_schema WHERE name = 'searched_edited'").fetchone()[0]
    change(
        path,
        "DROP TRIGGER searched_edited",
        "UPDATE version SET headline = 'A tunnel for the harbour' WHERE id = 2",
        trigger,
    )

    assert "the search knows the words of every article that it holds" in broken(path)


def test_a_reader_may_audit_while_another_writes(path: Path) -> None:
    with Archive.open(path, "w") as writer, Archive.open(path) as reader:
        writer.conn.execute("BEGIN IMMEDIATE")
        assert audit(reader) == ()
        writer.conn.execute("ROLLBACK")


def test_the_command_prints_each_law(path: Path) -> None:
    result = CliRunner().invoke(main, ["--db", str(path), "audit"])

    assert result.exit_code == 0
    assert [line.split(maxsplit=1) for line in result.stdout.splitlines()] == [["ok", law] for law in laws()]


def test_the_command_ends_with_one_at_a_breach(path: Path) -> None:
    change(path, BREACHES["every article that was discovered is counted"])
    shown = CliRunner().invoke(main, ["--db", str(path), "audit"])
    told = CliRunner().invoke(main, ["--db", str(path), "audit", "--json"])

    assert shown.exit_code == told.exit_code == 1
    assert "broken  every article that was discovered is counted: 1" in shown.stdout
    assert {law["law"]: law["rows"] for law in json.loads(told.stdout)["laws"] if not law["holds"]} == {
        "every article that was discovered is counted": 1,
        "every row is as it was written": 1,  # for it was not Parvis that wrote it
    }


def test_what_cannot_be_asked_is_broken(path: Path) -> None:
    """The page in which a table begins is gone: its laws are broken, the others are still asked."""
    with closing(sqlite3.connect(path)) as conn:
        root, size = conn.execute(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = 'near_pair'"
        ).fetchone()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(data)
    shown = CliRunner().invoke(main, ["--db", str(path), "audit"])

    assert shown.exit_code == 1
    assert "broken  the pairs follow from the fingerprints: database disk image is malformed" in shown.stdout
    assert len(shown.stdout.splitlines()) == len(laws())
