"""What a query finds, or a view, as a DataFrame of pandas or polars with the types of the codebook.

    parvis.frame(archive, "ferry access:walled")      the articles that a query finds, as an export has them
    parvis.frame(archive, view="walls")               all rows of a view

Closed sets are categories, numbers may be missing, times are in UTC, days are days. What is nested (evidence, rights)
is JSON as text; plain lists (authors, tags) are lists.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from parvis.archive import Archive
from parvis.archive.relations import RELATIONS, rows_of_relation
from parvis.archive.rows import columns_of_articles, rows_of
from parvis.errors import ExportError, QueryError
from parvis.research.codebook import Column, codebook
from parvis.research.hits import hits

__all__ = ["LIBRARIES", "frame"]

LIBRARIES = ("pandas", "polars")
Library = Literal["pandas", "polars"]
Table = Mapping[str, Sequence[Any]]  # values of each column


def frame(
    archive: Archive | str | Path, query: str = "", *, view: str = "articles", library: Library | None = None
) -> Any:
    """A DataFrame of the articles that a query finds, or of all rows of another view; all of one moment.

    Without `library`: pandas, or else polars. What says noindex is in `view="versions"` and the like, not in articles.

    Raises:
        ExportError: neither library is installed. QueryError, NothingFound: as `hits`, or no such view.
    """
    make = _MAKERS[_installed(library)]
    columns = _columns(view)
    if query and view != "articles":
        raise QueryError(f"a query finds articles: leave out the query, or view={view!r}")
    if isinstance(archive, Archive):
        return make(columns, _read(archive, query, view))
    with Archive.open(archive) as opened:
        return make(columns, _read(opened, query, view))


def _installed(library: Library | None) -> Library:
    wanted: tuple[Library, ...] = (library,) if library else ("pandas", "polars")
    for name in wanted:
        if find_spec(name):
            return name
    raise ExportError(
        f"{' or '.join(wanted)} makes the frame and is not installed: `pip install {wanted[0]}` beside Parvis, "
        "or `parvis export -o articles.csv`, which any program reads"
    )


def _columns(view: str) -> dict[str, Column]:
    if view not in RELATIONS:
        raise QueryError(f"{view!r} is no view that a frame is made of; there are {', '.join(RELATIONS)}")
    [relation] = [relation for relation in codebook() if relation.name == view]
    return {column.name: column for column in relation.columns}


def _read(archive: Archive, query: str, view: str) -> Table:
    with archive.reading():
        if view != "articles":
            rows = list(rows_of_relation(archive.conn, view))
            return {name: [row[name] for row in rows] for name in _columns(view)}
        with hits(archive, query) as found:
            names = columns_of_articles(found)
            values = list(zip(*rows_of(found), strict=True)) or [()] * len(names)
            return dict(zip(names, values, strict=True))


def _with_pandas(columns: Mapping[str, Column], table: Table) -> Any:
    pandas = import_module("pandas")
    kinds = {
        "string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean",
        "datetime": "datetime64[s, UTC]", "date": "datetime64[s]",
    }  # fmt: skip

    def series(column: Column, values: Sequence[Any]) -> Any:
        if column.values:
            kind = pandas.CategoricalDtype(list(column.values))
        else:
            kind = kinds.get("string" if _is_json(column) else column.type, "object")
        return pandas.Series(_told(column, values), dtype=kind)

    return pandas.DataFrame({name: series(columns[name], values) for name, values in table.items()})


def _with_polars(columns: Mapping[str, Column], table: Table) -> Any:
    polars = import_module("polars")
    kinds = {
        "string": polars.String, "integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean,
        "datetime": polars.Datetime("us", "UTC"), "date": polars.Date, "array": polars.List(polars.String),
    }  # fmt: skip

    def series(column: Column, values: Sequence[Any]) -> Any:
        if column.values:
            kind = polars.Enum(list(column.values))
        else:
            kind = kinds["string" if _is_json(column) else column.type]
        return polars.Series(column.name, _told(column, values), dtype=kind)

    return polars.DataFrame([series(columns[name], values) for name, values in table.items()])


_MAKERS: Mapping[Library, Callable[[Mapping[str, Column], Table], Any]] = {
    "pandas": _with_pandas,
    "polars": _with_polars,
}


def _is_json(column: Column) -> bool:
    """Whether a value stays text: what is nested has no type that both libraries know."""
    return column.type == "object" or (column.type == "array" and column.items != "string")


def _told(column: Column, values: Iterable[Any]) -> list[Any]:
    """Values as Python has them, None where nothing is known."""
    read = None if _is_json(column) else _READERS.get(column.type)
    return [None if value is None else read(value) if read else value for value in values]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "datetime": _moment,
    "date": date.fromisoformat,
    "boolean": bool,
    "array": json.loads,
}
