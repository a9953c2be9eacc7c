"""A snapshot is whole, of one moment, valid for those who never heard of Parvis, and tells when it was changed."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import frictionless
import pytest
from click.testing import CliRunner, Result

from parvis.archive import Archive
from parvis.cli import main
from parvis.research.parsing import read_query
from parvis.research.snapshot import About, Snapshot, take_snapshot
from parvis.research.snapshot_check import check_snapshot
from parvis.research.storing import keep

ABOUT = About(
    title='Press: a "sample"',
    creators=("Änne Groß", "Press Lab"),
    license="CC-BY-4.0",
    doi="10.1234/example",
    at=datetime(2026, 3, 5, tzinfo=UTC),
    program="0.1.0",
)


@pytest.fixture(scope="module")
def taken(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("snapshot")
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(folder / "own.db")) as target:
        source.backup(target)
    with Archive.open(folder / "own.db", "w") as archive:
        keep(archive, "walled", read_query("access:walled"), now=ABOUT.at)
        return take_snapshot(archive, folder / "press", ABOUT)


@pytest.fixture
def copy(taken: Snapshot, tmp_path: Path) -> Path:
    return Path(shutil.copytree(taken.folder, tmp_path / "press"))


def test_a_snapshot_is_what_it_says(taken: Snapshot) -> None:
    verdicts = list(check_snapshot(taken.folder))

    assert [verdict for verdict in verdicts if not verdict.good] == []
    assert {"archive.db", "articles", "articles.csv", "query walled"} <= {verdict.what for verdict in verdicts}


def test_the_package_is_valid_for_frictionless(taken: Snapshot) -> None:
    report = frictionless.validate(str(taken.folder / "datapackage.json"))

    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]


def test_every_row_of_the_archive_is_in_its_table(taken: Snapshot) -> None:
    with Archive.open(taken.folder / "archive.db") as archive:
        for table in taken.tables:
            rows = archive.db[table.relation.name].count
            with (taken.folder / table.path).open(encoding="utf-8", newline="") as file:
                assert sum(1 for _ in csv.reader(file)) - 1 == rows == table.rows


def test_the_hashes_are_those_that_sha256sum_reads(taken: Snapshot) -> None:
    lines = (taken.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()

    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((taken.folder / name).read_bytes()).hexdigest() == digest
    assert {line.split("  ")[1] for line in lines} == {path.name for path in taken.folder.iterdir()} - {"SHA256SUMS"}


def test_what_people_cite_it_by_holds_what_was_said(taken: Snapshot) -> None:
    crate = json.loads((taken.folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    citation = (taken.folder / "CITATION.cff").read_text(encoding="utf-8")

    assert next(part for part in crate["@graph"] if part["@id"] == "./")["name"] == ABOUT.title
    assert 'title: "Press: a \\"sample\\""\n' in citation
    assert 'authors: [{"name": "Änne Groß"}, {"name": "Press Lab"}]\n' in citation


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a bit": (lambda folder: flip(folder / "versions.csv"), "versions.csv: has been changed"),
    "a file less": (lambda folder: (folder / "codebook.md").unlink(), "codebook.md: is missing"),
    "a file more": (lambda folder: (folder / "more.txt").touch(), "more.txt: is no part of the snapshot"),
    "a row less, and its hash": (
        lambda folder: resum(
            folder, "runs.csv", lambda text: text.rpartition("\r\n")[0].rpartition("\r\n")[0] + "\r\n"
        ),
        "runs.csv: ",
    ),
    "another archive": (lambda folder: set_headline(folder / "archive.db"), "articles: "),
    "no package": (lambda folder: (folder / "datapackage.json").write_text("{"), "contents: cannot be read"),
}


def resum(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a file and note its new hash: whoever forges a snapshot would."""
    path = folder / name
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(change(path.read_bytes().decode()).encode())
    sums = folder / "SHA256SUMS"
    after = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text(sums.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def set_headline(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE version SET headline = 'Another' WHERE id = 1")


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_found(copy: Path, change: Callable[[Path], object], said: str) -> None:
    change(copy)

    bad = [f"{verdict.what}: {verdict.found}" for verdict in check_snapshot(copy) if not verdict.good]

    assert [line for line in bad if line.startswith(said)]


def run(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--db", str(db), *arguments])


def test_from_the_archive_to_the_verdict(demo_db: Path, tmp_path: Path) -> None:
    folder = tmp_path / "press"

    made = run(demo_db, "snapshot", str(folder), "--title", "Press")
    good = run(demo_db, "verify", str(folder))
    again = run(demo_db, "snapshot", str(folder))
    flip(folder / "articles.csv")
    bad = run(demo_db, "verify", str(folder))

    assert "126 articles" in made.stdout
    assert (made.exit_code, good.exit_code, again.exit_code, bad.exit_code) == (0, 0, 1, 1)
    assert "all is as it was taken" in good.stdout
    assert "is there already" in again.stderr
    assert "BAD articles.csv: has been changed" in bad.stdout


def test_what_is_no_snapshot_is_told_and_a_folder_that_cannot_be_written_leaves_nothing(
    demo_db: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    assert "no snapshot" in run(demo_db, "verify", str(tmp_path)).stderr
    assert run(demo_db, "snapshot", str(tmp_path / "file" / "press")).exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
