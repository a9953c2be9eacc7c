"""Articles out of the archive: all that a query finds, of one moment, in one order, and as many as were counted.

A file takes its name when it is whole. What was written is counted and hashed: the same rows have the same
`content_sha256` in whatever form they are written, on whatever machine.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

from parvis.archive import Archive
from parvis.archive.rows import columns_of_articles, rows_of
from parvis.errors import ExportError
from parvis.identity import redact
from parvis.research.codebook import Column, codebook
from parvis.research.forms import FORMS, Form, Values
from parvis.research.hits import hits
from parvis.research.query import Query

__all__ = ["Content", "Exported", "Wanted", "article_columns", "content_of", "export", "form_of", "salt_of"]

ADDRESSES = ("url", "syndicated_from")  # columns whose secrets, a token of a session, stay in the archive
_SUFFIXES = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".bib": "bibtex",
    ".ris": "ris",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an export is asked for. `target` None: the standard output in `stream`."""

    form: str
    target: Path | None = None
    stream: IO[bytes] | None = None
    split: int | None = None  # rows a file
    raw: bool = False  # CSV without the guard against formulas
    salt: bytes | None = field(default=None, repr=False)  # names of authors become keyed hashes
    overwrite: bool = False
    archive: str = "archive"  # its name, for citations


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    rows: int
    content_sha256: str
    files: tuple[Path, ...]


def form_of(target: Path | None) -> str | None:
    """The form that the name of a file asks for."""
    return _SUFFIXES.get(target.suffix.lower()) if target else None


def salt_of(path: Path) -> bytes:
    """The salt of a project, out of its file; made where there is none. Who has it can tell whose hash is whose."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        salt = path.read_bytes().strip()
        if len(salt) < 32:
            raise ExportError(f"{path}: no salt of parvis export; name another file") from None
        return salt
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror}; name another file") from None
    salt = secrets.token_hex(32).encode()
    with os.fdopen(descriptor, "wb") as file:
        file.write(salt + b"\n")
    return salt


def article_columns() -> dict[str, Column]:
    return {
        column.name: column for relation in codebook() if relation.name == "articles" for column in relation.columns
    }


def export(
    archive: Archive,
    query: Query | str,
    wanted: Wanted,
    *,
    infix: bool = False,
    on_rows: Callable[[int, int], None] = lambda done, whole: None,
) -> Exported:
    """Write what a query finds. `on_rows` hears of rows written and rows to write.

    Raises:
        ExportError: the file is there already or cannot be written, or not every row was; no file is left then.
        QueryError, NothingFound: as `hits`.
    """
    with hits(archive, query, infix=infix) as found, _Files(wanted) as files, closing(rows_of(found)) as rows:
        known = article_columns()
        columns = [known[name] for name in columns_of_articles(found)]
        content = Content()
        for row in _values(rows, columns, wanted.salt):
            content.add(list(row.values()))
            files.form(columns).write(row)
            on_rows(content.rows, found.count)
        if content.rows != found.count:
            raise ExportError(f"{content.rows:,} rows were written, {found.count:,} were counted: the file is not kept")
        files.finish(columns)
        return Exported(rows=content.rows, content_sha256=content.sha256, files=tuple(files.named))


class Content:
    """Rows by number and hash, whatever file they go into."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()

    def add(self, row: Sequence[Any]) -> None:
        self.rows += 1
        self._hash.update(json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n")

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def content_of(archive: Archive, query: Query | str) -> Content:
    """The content of what a query finds, as an export of it would tell."""
    content, known = Content(), article_columns()
    with hits(archive, query) as found, closing(rows_of(found)) as rows:
        columns = [known[name] for name in columns_of_articles(found)]
        for row in _values(rows, columns, None):
            content.add(list(row.values()))
    return content


def _values(rows: Iterator[tuple[Any, ...]], columns: list[Column], salt: bytes | None) -> Iterator[Values]:
    nested = {place for place, column in enumerate(columns) if column.type in {"array", "object"}}
    for row in rows:
        values = {
            column.name: json.loads(value) if place in nested and value is not None else value
            for place, (column, value) in enumerate(zip(columns, row, strict=True))
        }
        for name in ADDRESSES:
            values[name] = redact(values[name]) if values[name] else values[name]
        if salt is not None:
            values["authors"] = [_hashed(name, salt) for name in values["authors"] or ()]
        yield values


def _hashed(name: str, salt: bytes) -> str:
    return hmac.new(salt, name.casefold().encode(), hashlib.sha256).hexdigest()[:16]


class _Files:
    """One file, or one for so many rows; each is written beside its place and renamed at the end of all."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._parts: list[Path] = []
        self._form: Form | None = None
        self._stack = ExitStack()
        self._written = 0
        self.named: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()
        for part in self._parts:
            with suppress(FileNotFoundError):
                part.unlink()

    def form(self, columns: list[Column]) -> Form:
        """Where the next row goes."""
        split = self._wanted.split
        if self._form is None or (split and self._written and self._written % split == 0):
            self._end_file()
            self._form = FORMS[self._wanted.form](self._open(), columns, self._wanted.archive, self._wanted.raw)
        self._written += 1
        return self._form

    def finish(self, columns: list[Column]) -> None:
        """Give the files their names."""
        if self._form is None:
            self.form(columns)
        self._end_file()
        self._stack.close()
        for part, name in zip(self._parts, self.named, strict=True):
            part.replace(name)
        self._parts.clear()

    def _end_file(self) -> None:
        if self._form is not None:
            self._form.close()
        self._stack.close()

    def _open(self) -> IO[bytes]:
        target = self._wanted.target
        if target is None:
            assert self._wanted.stream is not None  # noqa: S101  one of the two
            return self._wanted.stream
        if self._wanted.split:
            target = target.with_name(f"{target.stem}-{len(self.named) + 1:04}{target.suffix}")
        if target.exists() and not self._wanted.overwrite:
            raise ExportError(f"{target} is there already; name another, or say --force")
        part = target.with_name(f".{target.name}.part")
        try:
            part.unlink(missing_ok=True)
            file = self._stack.enter_context(part.open("xb"))
        except OSError as error:
            raise ExportError(f"{target}: {error.strerror}; name another file") from None
        self.named.append(target)
        self._parts.append(part)
        return file
