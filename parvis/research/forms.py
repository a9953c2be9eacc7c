"""The forms in which articles leave the archive: each writes one row after the other into a binary file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, Protocol

from parvis.errors import ExportError
from parvis.research.citation import Citation, as_bibtex, as_csl, as_ris
from parvis.research.codebook import Column
from parvis.research.spreadsheet import harmless

__all__ = ["FORMS", "Form", "Values"]

Values = Mapping[str, Any]  # a row by column: arrays and objects as such, all else as the archive has it
BATCH = 5_000  # rows of a row group in Parquet


class Form(Protocol):
    """A file being written. `close` ends the file's own structure, not the file."""

    def write(self, row: Values) -> None: ...

    def close(self) -> None: ...


class CsvForm:
    """RFC 4180, UTF-8. Arrays and objects are JSON within their cell. Unless `raw`, a cell that a spreadsheet would
    take for a formula gets an apostrophe in front (CWE-1236)."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], *, raw: bool) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._table = csv.writer(self._text, lineterminator="\r\n")
        self._names = [column.name for column in columns]
        self._cell = _flat if raw else _safe
        self._table.writerow(self._names)

    def write(self, row: Values) -> None:
        self._table.writerow([self._cell(row[name]) for name in self._names])

    def close(self) -> None:
        self._text.detach()


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _safe(value: Any) -> Any:
    return harmless(_flat(value))


class JsonlForm:
    """One JSON object a line, without loss."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, row: Values) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        pass


class ParquetForm:
    """Typed by the codebook: moments in UTC, days, lists of words; what is nested deeper is JSON."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column]) -> None:
        try:
            import pyarrow as arrow  # noqa: PLC0415  an extra
            from pyarrow import parquet  # noqa: PLC0415
        except ImportError:
            raise ExportError("Parquet is not installed: pip install 'parvis[parquet]', or --format csv") from None
        self._arrow = arrow
        self._columns = [(column, *_typed(arrow, column)) for column in columns]
        fields = [
            arrow.field(column.name, kind, metadata={"description": column.means}) for column, kind, _ in self._columns
        ]
        self._schema = arrow.schema(fields)
        self._file = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Values] = []

    def write(self, row: Values) -> None:
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        arrays = [
            self._arrow.array([as_typed(row[column.name]) for row in self._rows], type=kind)
            for column, kind, as_typed in self._columns
        ]
        self._file.write_batch(self._arrow.record_batch(arrays, schema=self._schema))
        self._rows.clear()


def _typed(arrow: Any, column: Column) -> tuple[Any, Callable[[Any], Any]]:
    """The type of a column in Arrow, and how a value becomes one of it."""
    match column.type:
        case "integer":
            return arrow.int64(), _as_is
        case "number":
            return arrow.float64(), _as_is
        case "boolean":
            return arrow.bool_(), _as_bool
        case "datetime":
            return arrow.timestamp("us", tz="UTC"), _as_moment
        case "date":
            return arrow.date32(), _as_day
        case "array" if column.items == "string":
            return arrow.list_(arrow.string()), _as_is
        case _:
            return arrow.string(), _flat


def _as_is(value: Any) -> Any:
    return value


def _as_bool(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _as_moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _as_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


class CitedForm:
    """One record of a list of literature after the other."""

    def __init__(self, file: IO[bytes], write: Callable[[Citation], str], archive: str) -> None:
        self._file = file
        self._write = write
        self._archive = archive

    def write(self, row: Values) -> None:
        self._file.write(self._write(_citation(row, self._archive)).encode())

    def close(self) -> None:
        pass


class CslForm:
    """One JSON array of CSL items."""

    def __init__(self, file: IO[bytes], archive: str) -> None:
        self._file = file
        self._archive = archive
        self._before = b"[\n"

    def write(self, row: Values) -> None:
        item = json.dumps(as_csl(_citation(row, self._archive)), ensure_ascii=False)
        self._file.write(self._before + item.encode())
        self._before = b",\n"

    def close(self) -> None:
        self._file.write(b"\n]\n" if self._before == b",\n" else b"[]\n")


def _citation(row: Values, archive: str) -> Citation:
    day = (row["published_on"] or row["published_at"] or "")[:10]
    return Citation(
        archive=archive,
        article=row["id"],
        version=row["versions"],
        headline=row["headline"] or "",
        authors=tuple(row["authors"] or ()),
        paper=row["paper"],
        section=row["section"] or "",
        language=row["language"] or "",
        url=row["url"],
        published=date.fromisoformat(day) if day else None,
        seen_at=datetime.fromisoformat(row["version_since"]),
        access=row["access"],
    )


FORMS: Mapping[str, Callable[[IO[bytes], Sequence[Column], str, bool], Form]] = {
    "csv": lambda file, columns, _archive, raw: CsvForm(file, columns, raw=raw),
    "jsonl": lambda file, _columns, _archive, _raw: JsonlForm(file),
    "parquet": lambda file, columns, _archive, _raw: ParquetForm(file, columns),
    "bibtex": lambda file, _columns, archive, _raw: CitedForm(file, as_bibtex, archive),
    "csl": lambda file, _columns, archive, _raw: CslForm(file, archive),
    "ris": lambda file, _columns, archive, _raw: CitedForm(file, as_ris, archive),
}
