"""What every column of the archive means: type, unit, closed set of words, how it is come by.

One source, `columns.toml`, `relations.toml` and `words.toml` beside this file, for `parvis codebook`, docs/codebook.md,
the schema of exports and the pages of the archive.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import parvis.words
from parvis.archive.migrations import columns

__all__ = [
    "Column",
    "Relation",
    "as_csv",
    "as_markdown",
    "as_table_schema",
    "closed_sets",
    "codebook",
    "meaning_of",
    "title_of",
]

FIELDS = ("relation", "column", "type", "unit", "meaning", "values", "how")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a view or table. `values`: the closed set that it takes its words from, each with its meaning."""

    name: str
    means: str
    type: str  # of Table Schema: string, integer, number, boolean, datetime, date, array, object
    items: str = ""  # type of what an array holds
    unit: str = ""
    how: str = ""
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A view or table that may be asked."""

    name: str
    row: str  # what one row is
    columns: tuple[Column, ...]


@cache
def codebook() -> tuple[Relation, ...]:
    """Every public view and table of this program's schema, columns in their order.

    Raises:
        KeyError: a column has no entry (tests/test_codebook.py: none has).
    """
    schema = columns()
    return tuple(
        Relation(
            name=name,
            row=entry["row"],
            columns=tuple(_column(name, column) for column in schema[name]),
        )
        for name, entry in _data("relations").items()
    )


def closed_sets() -> tuple[type[StrEnum], ...]:
    """The sets of words of parvis/words.py, in the order in which they are explained."""
    return tuple(getattr(parvis.words, name) for name in _data("words"))


def meaning_of(kind: type[StrEnum]) -> Mapping[str, str]:
    """The words of a closed set, in their order, each with its meaning."""
    meanings = _data("words")[kind.__name__]["words"]
    return {str(word): meanings[word] for word in kind}


def title_of(kind: type[StrEnum]) -> str:
    """What a closed set says of what, as Markdown."""
    return str(_data("words")[kind.__name__]["title"])


def _column(relation: str, name: str) -> Column:
    entries = _data("columns")
    entry = entries.get(f"{relation}.{name}") or entries.get(name)
    if entry is None:
        raise KeyError(f"parvis/research/columns.toml does not explain {relation}.{name}")
    closed = entry.get("words")
    return Column(
        name=name,
        means=entry["means"],
        type=entry["type"],
        items=entry.get("items", ""),
        unit=entry.get("unit", ""),
        how=entry.get("how", ""),
        values=meaning_of(getattr(parvis.words, closed)) if closed else None,
    )


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files("parvis.research").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def as_csv(relations: tuple[Relation, ...]) -> str:
    """A row a column; the words of a closed set as `word: meaning`, parted by semicolons."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(FIELDS)
    for relation in relations:
        for column in relation.columns:
            values = "; ".join(f"{word}: {meaning}" for word, meaning in (column.values or {}).items())
            table.writerow([relation.name, column.name, column.type, column.unit, column.means, values, column.how])
    return written.getvalue()


def as_table_schema(relations: tuple[Relation, ...]) -> dict[str, Any]:
    """A Table Schema a relation (Data Package 2.0), by name."""
    return {
        relation.name: {"description": relation.row, "fields": [_field(column) for column in relation.columns]}
        for relation in relations
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.means}
    if column.unit:
        field["unit"] = column.unit
    if column.how:
        field["derivation"] = column.how
    if column.values:
        field["constraints"] = {"enum": list(column.values)}
        field["categories"] = [{"value": word, "label": meaning} for word, meaning in column.values.items()]
    return field


def as_markdown(relations: tuple[Relation, ...]) -> str:
    """A table a relation, and one a closed set."""
    return "\n".join(line for relation in relations for line in _section(relation))


def _section(relation: Relation) -> Iterator[str]:
    yield from (f"## `{relation.name}`", "", f"One row is {relation.row}.", "")
    yield from ("| column | type | meaning |", "|---|---|---|")
    for column in relation.columns:
        unit = f", {column.unit}" if column.unit else ""
        yield f"| `{column.name}` | {column.type}{unit} | {_meaning(column)} |"
    yield ""


def _meaning(column: Column) -> str:
    parts = [column.means]
    if column.values:
        parts.append("one of " + ", ".join(f"`{word}`" for word in column.values))
    if column.how:
        parts.append(column.how)
    return ". ".join(parts).replace("|", "\\|")
