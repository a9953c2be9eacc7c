"""A snapshot: a folder to hand on, deposit and cite. The archive at one moment, its views as tables, what the columns
mean, the queries that are cited, what was removed by request, and the hashes to check all of it by.

A Data Package 2.0 and an RO-Crate 1.1; nothing in it needs this program but `parvis verify FOLDER`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from parvis.archive import Archive
from parvis.archive.relations import RELATIONS, copy_whole, rows_of_relation
from parvis.archive.stored_queries import last_look, stored_queries
from parvis.errors import ExportError
from parvis.records import plain
from parvis.research.codebook import Relation, as_csv, as_markdown, codebook
from parvis.research.exporting import Wanted, content_of, export
from parvis.research.forms import CsvForm
from parvis.research.snapshot_texts import citation_file, crate, data_package, readme
from parvis.research.storing import Rerun, rerun

__all__ = ["About", "Snapshot", "take_snapshot"]

SUMS = "SHA256SUMS"
PACKAGE = "datapackage.json"
ARCHIVE = "archive.db"
QUERIES = "queries.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a person says of a snapshot."""

    title: str
    creators: tuple[str, ...] = ()
    license: str = ""  # identifier of SPDX
    doi: str = ""
    at: datetime
    program: str  # version of Parvis


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a snapshot, as its package describes it."""

    relation: Relation
    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was taken."""

    folder: Path
    about: About
    as_of: datetime | None
    tables: tuple[Table, ...]
    articles: int
    content_sha256: str  # of the articles that may be searched, as an export tells it


def take_snapshot(
    archive: Archive, folder: Path, about: About, *, on_step: Callable[[str], None] = lambda name: None
) -> Snapshot:
    """Write a snapshot into a folder that is not there yet. A crawl may go on: all of it is of one moment.

    Raises:
        ExportError: the folder is there already or cannot be written; nothing is left then.
    """
    part = folder.with_name(f".{folder.name}.part")
    if folder.exists():
        raise ExportError(f"{folder} is there already; name another folder")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        on_step(ARCHIVE)
        copy_whole(archive.conn, str(part / ARCHIVE))
        with Archive.open(part / ARCHIVE) as copy:
            snapshot = _write(copy, part, folder, about, on_step)
        _forget_traces(part)
        _write_sums(part)
        part.rename(folder)
    except OSError as error:
        raise ExportError(f"{folder}: {error.strerror}; name another folder") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return snapshot


def _write(copy: Archive, part: Path, folder: Path, about: About, on_step: Callable[[str], None]) -> Snapshot:
    tables = tuple(_tables(copy, part, on_step))
    _write_parquet(copy, part)
    content = content_of(copy, "")
    snapshot = Snapshot(
        folder=folder,
        about=about,
        as_of=last_look(copy),
        tables=tables,
        articles=content.rows,
        content_sha256=content.sha256,
    )
    texts = {
        PACKAGE: _json(data_package(snapshot)),
        "ro-crate-metadata.json": _json(crate(snapshot)),
        "CITATION.cff": citation_file(snapshot),
        "README.md": readme(snapshot),
        "codebook.csv": as_csv(tuple(table.relation for table in tables)),
        "codebook.md": "# Codebook\n\n" + as_markdown(tuple(table.relation for table in tables)),
        QUERIES: _json([_query(rerun(copy, query)) for query in stored_queries(copy)]),
    }
    for name, text in texts.items():
        (part / name).write_text(text, encoding="utf-8", newline="")
    return snapshot


def _query(again: Rerun) -> dict[str, Any]:
    """A query with what it found when it was stored, and what it finds here."""
    return {**plain(again.query), "here": {"rows": again.rows, "content_sha256": again.content_sha256}}


def _tables(copy: Archive, part: Path, on_step: Callable[[str], None]) -> Iterator[Table]:
    known = {relation.name: relation for relation in codebook()}
    for name in RELATIONS:
        path = part / f"{name}.csv"
        on_step(path.name)
        rows = 0
        with path.open("wb") as file:
            form = CsvForm(file, known[name].columns, raw=True)
            for row in rows_of_relation(copy.conn, name):
                form.write(row)
                rows += 1
            form.close()
        yield Table(relation=known[name], path=path.name, rows=rows, bytes=path.stat().st_size, sha256=digest_of(path))


def _write_parquet(copy: Archive, part: Path) -> None:
    """A convenience; where Parquet is not installed, the tables are enough."""
    try:
        import pyarrow  # noqa: F401, PLC0415  an extra
    except ImportError:
        return
    export(copy, "", Wanted(form="parquet", target=part / "articles.parquet"))


def _forget_traces(part: Path) -> None:
    """What reading a WAL database leaves beside it."""
    for suffix in ("-wal", "-shm"):
        (part / f"{ARCHIVE}{suffix}").unlink(missing_ok=True)


def _write_sums(part: Path) -> None:
    lines = [f"{digest_of(path)}  {path.name}\n" for path in sorted(part.iterdir())]
    with (part / SUMS).open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"
