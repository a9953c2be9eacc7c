"""Every row that is counted is written, once, of one moment, and the same in every form."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from bench.big_archive import make_archive
from parvis.archive import Archive
from parvis.cli import main
from parvis.errors import ExportError
from parvis.research.exporting import Wanted, article_columns, export, salt_of
from parvis.research.forms import CsvForm
from parvis.research.hits import count as count_hits

ROWS = 5_000
FORMS = ("csv", "jsonl", "parquet", "bibtex", "csl", "ris")
READ: dict[str, Callable[[Path], int]] = {
    "csv": lambda path: len(list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))),
    "jsonl": lambda path: len(lines_of(path)),
    "parquet": lambda path: int(parquet.read_metadata(path).num_rows),
    "bibtex": lambda path: path.read_text(encoding="utf-8").count("\n}\n"),
    "csl": lambda path: len(json.loads(path.read_text(encoding="utf-8"))),
    "ris": lambda path: len(rispy.loads(path.read_text(encoding="utf-8"))),
}


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("large") / "large.db"
    make_archive(path, articles=ROWS)
    with Archive.open(path) as archive:
        yield archive


@pytest.mark.parametrize("form", FORMS)
def test_as_many_rows_as_were_counted_with_the_same_content_in_each_form(
    large: Archive, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "out"

    done = export(large, "", Wanted(form=form, target=path))
    again = export(large, "", Wanted(form="jsonl", target=tmp_path / "again"))

    assert done.rows == READ[form](path) == count_hits(large, "") == ROWS
    assert done.content_sha256 == again.content_sha256
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_query_takes_its_own_rows_out(large: Archive, tmp_path: Path) -> None:
    query = "access:locked date:2022"

    done = export(large, query, Wanted(form="jsonl", target=tmp_path / "out"))

    rows = lines_of(tmp_path / "out")
    assert 0 < done.rows == count_hits(large, query) < ROWS
    assert {(row["access"], row["published_on"][:4]) for row in rows} == {("locked", "2022")}
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})


def test_many_files_together_are_the_one(large: Archive, tmp_path: Path) -> None:
    whole = export(large, "", Wanted(form="jsonl", target=tmp_path / "whole.jsonl"))
    parts = export(large, "", Wanted(form="jsonl", target=tmp_path / "part.jsonl", split=2_000))

    assert [path.name for path in parts.files] == ["part-0001.jsonl", "part-0002.jsonl", "part-0003.jsonl"]
    assert b"".join(path.read_bytes() for path in parts.files) == whole.files[0].read_bytes()
    assert parts.content_sha256 == whole.content_sha256


def test_fewer_rows_than_were_counted_leave_no_file(large: Archive, tmp_path: Path) -> None:
    """An archive that another program has written to: the catalogue has an article that is none."""
    shutil.copy(large.path, tmp_path / "odd.db")
    with closing(sqlite3.connect(tmp_path / "odd.db")) as conn, conn:
        conn.execute("INSERT INTO catalogue SELECT 99999, 99999, day, shelf_id FROM catalogue LIMIT 1")

    with (
        Archive.open(tmp_path / "odd.db") as odd,
        pytest.raises(ExportError, match="5,000 rows were written, 5,001 were counted"),
    ):
        export(odd, "", Wanted(form="csv", target=tmp_path / "out"))
    assert sorted(path.name for path in tmp_path.iterdir() if "out" in path.name) == []


def test_a_file_that_is_there_is_kept_unless_it_may_be_written_over(large: Archive, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(ExportError, match="is there already"):
        export(large, "", Wanted(form="csv", target=path))
    assert path.read_text(encoding="utf-8") == "mine"
    assert export(large, "", Wanted(form="csv", target=path, overwrite=True)).rows == ROWS


def test_no_link_is_followed_where_a_file_is_begun(large: Archive, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    (tmp_path / ".out.csv.part").symlink_to(victim)

    export(large, "access:locked", Wanted(form="csv", target=tmp_path / "out.csv"))

    assert victim.read_text(encoding="utf-8") == "mine"


def test_names_become_hashes_that_only_the_salt_can_tell(demo: Archive, tmp_path: Path) -> None:
    salt = salt_of(tmp_path / "project.salt")
    plain, hashed, other = (
        rows_of(demo, tmp_path / str(number), salt=used)
        for number, used in zip(count(), (None, salt, b"another" * 8), strict=False)
    )

    authors = {name for row in plain for name in row["authors"]}
    codes = {name for row in hashed for name in row["authors"]}
    assert len(codes) == len({name.casefold() for name in authors}) > 1
    assert not any(name in json.dumps(hashed) for name in codes & authors)
    assert codes.isdisjoint(name for row in other for name in row["authors"])
    assert salt_of(tmp_path / "project.salt") == salt
    assert (tmp_path / "project.salt").stat().st_mode & 0o077 == 0


@pytest.fixture(scope="module")
def demo(demo_db: Path) -> Iterator[Archive]:
    with Archive.open(demo_db) as archive:
        yield archive


def rows_of(archive: Archive, path: Path, *, salt: bytes | None = None) -> list[dict[str, Any]]:
    export(archive, "", Wanted(form="jsonl", target=path, salt=salt))
    return lines_of(path)


def test_parquet_has_the_types_of_the_codebook(demo: Archive, tmp_path: Path) -> None:
    export(demo, "", Wanted(form="parquet", target=tmp_path / "out.parquet"))
    plain = rows_of(demo, tmp_path / "out.jsonl")

    table = parquet.read_table(tmp_path / "out.parquet")

    assert table.column_names == list(plain[0])
    assert str(table.schema.field("published_at").type) == "timestamp[us, tz=UTC]"
    assert str(table.schema.field("authors").type) == "list<element: string>"
    assert table.column("authors").to_pylist() == [row["authors"] for row in plain]
    assert [json.loads(value) for value in table.column("evidence").to_pylist()] == [row["evidence"] for row in plain]


def test_bibtex_of_the_demo_is_read(demo: Archive, tmp_path: Path) -> None:
    done = export(demo, "", Wanted(form="bibtex", target=tmp_path / "out.bib"))

    library = parse_string((tmp_path / "out.bib").read_text(encoding="utf-8"))

    assert (len(library.entries), library.failed_blocks) == (done.rows, [])
    assert len({entry.key for entry in library.entries}) == done.rows


columns = [
    article_columns()["headline"],
    article_columns()["words"] if "words" in article_columns() else article_columns()["section"],
]
cells = st.none() | st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_csv_keeps_what_a_cell_says_and_no_cell_is_a_formula(rows: list[tuple[str | None, str | None]]) -> None:
    safe, raw = (written(rows, raw=raw) for raw in (False, True))

    for shown, kept, row in zip(safe, raw, rows, strict=True):
        assert kept == [cell or "" for cell in row]
        assert [cell.removeprefix("'") if cell[:2] in FORMULAS else cell for cell in shown] == kept
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in shown)


FORMULAS = {"'=", "'+", "'-", "'@", "'\t", "'\r"}


def written(rows: list[tuple[str | None, str | None]], *, raw: bool) -> list[list[str]]:
    file = io.BytesIO()
    form = CsvForm(file, columns, raw=raw)
    for row in rows:
        form.write({column.name: cell for column, cell in zip(columns, row, strict=True)})
    form.close()
    return list(csv.reader(io.StringIO(file.getvalue().decode(), newline="")))[1:]


def run(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--db", str(db), "export", *arguments])


def test_the_command_writes_to_a_file_by_its_ending_or_to_standard_output(demo_db: Path, tmp_path: Path) -> None:
    to_file = run(demo_db, "--access", "walled", "-o", str(tmp_path / "out.jsonl"))
    to_output = run(demo_db, "--access", "walled", "--format", "csv")

    rows = len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert (to_file.exit_code, to_file.stdout) == (0, "")
    assert f"{rows} articles in " in to_file.stderr
    assert len(list(csv.reader(io.StringIO(to_output.stdout)))) == rows + 1
    assert to_output.stderr.split("sha256 ")[1] == to_file.stderr.split("sha256 ")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--split", "5"], "--split needs a file"),
        (["--format", "parquet"], "Parquet goes into a file"),
        (["-o", "/no/such/folder/out.csv"], "No such file or directory; name another file"),
        (["--site", "nowhere", "-o", "x.csv"], "nowhere"),
    ],
)
def test_what_cannot_be_done_is_told(demo_db: Path, arguments: list[str], said: str) -> None:
    result = run(demo_db, *arguments)

    assert result.exit_code in {1, 2, 3}
    assert said in result.stderr
