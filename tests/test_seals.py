"""A bit that flips in the file is found, and the row that holds it is named."""

from __future__ import annotations

import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parvis.archive import Archive
from parvis.archive.events import Failed
from parvis.archive.opening import writing
from parvis.archive.seals import UNSEALED, Damage, find_damage, hash_of, seal_all, sealed_tables
from parvis.cli import main
from parvis.errors import ArchiveError
from parvis.words import Access, Reason, Role
from tests.archives import BASE, Desk, open_desk
from tests.pages import block, day, make_page

OFFER = block(Role.OFFER, "Read on for 3 euros a month, cancel at any time you like.")


def busy_desk(path: Path) -> Desk:
    """Crawls that insert, update, merge and delete: new, changed and gone lines, late looks, near duplicates."""
    desk = open_desk(path)
    for round_ in (1, 2, 3):
        pages = [
            make_page(f"{BASE}{n}", f"The {'i' * n} tide of the {round_ // 2} week is high.", extra=[OFFER])
            for n in range(1, 6)
        ]
        desk.store(pages, at=day(4 - round_))
        locked = make_page(f"{BASE}{round_}?utm=1", "One tide is low.", access=Access.LOCKED)
        desk.store([locked], at=day(round_))
        desk.next_crawl(at=day(round_ + 1))
    desk.archive.apply([Failed(lease=desk.lease_of(f"{BASE}77"), at=day(5), reason=Reason.UNREADABLE)])
    desk.archive.finish_crawl(desk.crawl_id, now=day(5), reason="finished")
    return desk


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = busy_desk(tmp_path_factory.mktemp("sealed") / "archive.db")
    desk.archive.close()
    return desk.archive.path


@pytest.fixture
def path(sealed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sealed, tmp_path / "archive.db"))


def damage(path: Path) -> list[Damage]:
    with Archive.open(path) as archive:
        return list(find_damage(archive.conn))


def test_the_writer_keeps_the_seals(sealed: Path) -> None:
    assert damage(sealed) == []


def test_the_seals_that_were_kept_are_those_that_the_rows_have(path: Path) -> None:
    with Archive.open(path, "w") as archive:
        kept = set(archive.conn.execute("SELECT * FROM seal WHERE total <> 0").fetchall())
        with writing(archive.conn) as conn:
            seal_all(conn)
        assert set(archive.conn.execute("SELECT * FROM seal WHERE total <> 0").fetchall()) == kept


def test_every_table_of_records_is_sealed(sealed: Path) -> None:
    with Archive.open(sealed) as archive:
        names = {table.name for table in sealed_tables(archive.conn)}
        all_names = {name for name in archive.db.table_names() if not name.startswith(("sqlite_", "_", "version_fts"))}

    assert names == all_names - UNSEALED


def give_all_one_name(archive: Archive) -> None:
    with writing(archive.conn) as conn:
        conn.execute("UPDATE article SET url = 'http://ledger.example/other'")
        conn.execute("UPDATE article SET key = 'the same'")


def test_a_transaction_that_is_undone_leaves_the_seals_as_they_were(path: Path) -> None:
    with Archive.open(path, "w") as archive:
        with pytest.raises(sqlite3.IntegrityError):
            give_all_one_name(archive)
        with writing(archive.conn) as conn:
            conn.execute("UPDATE crawl SET reason = 'killed' WHERE id = 1")

    assert damage(path) == []


def test_a_row_that_takes_the_place_of_another_is_sealed(path: Path) -> None:
    with Archive.open(path, "w") as archive, writing(archive.conn) as conn:
        for value in ("one", "two"):
            conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('what', ?)", (value,))

    assert damage(path) == []


@pytest.mark.parametrize(
    ("values", "hash_"),
    [
        ((1,), 538175138736592375),
        ((-1,), 711737335076043213),
        ((1099511627776,), 590951969857855378),
        ((-9223372036854775808,), 1727345451284163906),
        ((0.5,), 2066445630637144033),
        ((b"",), 395029142078123795),
        ((None,), 885531630875542558),
        ((b"x" * 300, "\N{LATIN SMALL LETTER E WITH ACUTE}".encode()), 1856775722718811785),
    ],
)
def test_hashes_are_the_same_in_every_python(values: tuple[object, ...], hash_: int) -> None:
    """An archive outlives the Python that sealed it."""
    assert hash_of(values) == hash_


def rows(conn: sqlite3.Connection) -> Iterator[tuple[str, str, str, tuple[Any, ...]]]:
    """Every value that is sealed, as table, column, condition and the key that fits it."""
    for table in sealed_tables(conn):
        where = " AND ".join(f'"{name}" IS ?' for name in table.key)
        keys = ", ".join(f'"{name}"' for name in table.key)
        for row in conn.execute(f'SELECT {keys} FROM "{table.name}"').fetchall():  # noqa: S608
            yield from ((table.name, column, where, row) for column in table.columns if column not in table.key)


def flipped(value: Any, bit: int) -> Any:
    if isinstance(value, int):
        return struct.unpack("<q", struct.pack("<Q", struct.unpack("<Q", struct.pack("<q", value))[0] ^ 1 << bit % 64))[
            0
        ]
    data = bytearray(struct.pack("<d", value) if isinstance(value, float) else value)
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    return struct.unpack("<d", data)[0] if isinstance(value, float) else bytes(data)


@given(data=st.data())
@settings(max_examples=200)
def test_a_flipped_bit_of_any_value_names_table_and_row(sealed: Path, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(sealed, Path(folder) / "archive.db"))
        with closing(sqlite3.connect(path)) as conn:
            table, column, where, key = data.draw(st.sampled_from(list(rows(conn))))
            conn.execute("PRAGMA ignore_check_constraints = ON")
            conn.text_factory = bytes
            value = conn.execute(f'SELECT "{column}" FROM "{table}" WHERE {where}', key).fetchone()[0]  # noqa: S608
            assume(value not in (None, b""))
            new = flipped(value, data.draw(st.integers(0, 10_000)))
            assume(not isinstance(new, float) or not isnan(new))  # it would be stored as null
            text = "CAST(? AS TEXT)" if isinstance(new, bytes) and table != "robots" else "?"
            try:
                conn.execute(f'UPDATE "{table}" SET "{column}" = {text} WHERE {where}', (new, *key))  # noqa: S608
            except sqlite3.IntegrityError:
                assume(False)
            conn.commit()
        found = damage(path)

    assert [(one.table, one.rows) for one in found] == [(table, ", ".join(map(str, key)))]


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        return {table.name: conn.execute(table.query()).fetchall() for table in sealed_tables(conn)}


@given(data=st.data())
@settings(max_examples=200)
def test_a_flipped_bit_of_the_file_is_found_when_it_changes_what_is_read(sealed: Path, data: st.DataObject) -> None:
    whole = contents(sealed)
    file = bytearray(sealed.read_bytes())
    at = data.draw(st.integers(0, len(file) * 8 - 1))
    file[at // 8] ^= 1 << at % 8
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        path.write_bytes(file)
        try:
            same = contents(path) == whole
        except (sqlite3.DatabaseError, KeyError):
            same = False
        try:
            found = damage(path)
        except (sqlite3.DatabaseError, ArchiveError):
            found = [Damage(table="", rows="")]

    assert same or found


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE version SET teaser = 'Low tide.' WHERE id = 2", [("version", "2")]),
        ("DELETE FROM observation WHERE id = 3", [("observation", "3")]),
        ("INSERT INTO meta VALUES ('a', 'b')", [("meta", "a")]),
        ("DELETE FROM meta", [("meta", "one that is gone")]),
        ("UPDATE fetch SET bytes = bytes + id WHERE id IN (1, 3)", [("fetch", "several of 0 to 1023")]),
        ("UPDATE article_url SET first_seen_at = ''", None),
    ],
)
def test_what_others_write_is_found(path: Path, statement: str, named: list[tuple[str, str]] | None) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(statement)
        conn.commit()
    found = [(one.table, one.rows) for one in damage(path)]

    assert found == named if named else {table for table, _ in found} == {"article_url"}


def test_the_command_names_what_is_damaged(path: Path) -> None:
    whole = CliRunner().invoke(main, ["--db", str(path), "verify"])
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE block SET words = words + 1 WHERE id = 4")
        conn.commit()
    broken = CliRunner().invoke(main, ["--db", str(path), "verify"])

    assert (whole.exit_code, whole.stdout) == (0, f"{path}: every value is as it was written\n")
    assert (broken.exit_code, broken.stdout) == (1, "block 4\n")
    assert "restore a backup" in broken.stderr


def test_an_older_archive_is_sealed_when_it_is_brought_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("DELETE FROM seal")
        conn.execute("PRAGMA user_version = 7")
    Archive.open(path, "w").close()

    assert damage(path) == []
