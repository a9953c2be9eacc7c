"""Every column that may be asked is explained, once, and in words that a program reads too."""

from __future__ import annotations

import csv
import enum
import io
import json
import tomllib
from importlib.resources import files

import pytest
from click.testing import CliRunner
from frictionless import Schema

from parvis import words
from parvis.archive.migrations import blank
from parvis.cli import main
from parvis.research.codebook import Column, Relation, as_csv, as_table_schema, closed_sets, codebook, meaning_of

TYPES = {"string", "integer", "number", "boolean", "datetime", "date", "array", "object"}
COLUMNS = [pytest.param(r, c, id=f"{r.name}.{c.name}") for r in codebook() for c in r.columns]


def entries(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files("parvis.research").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("relation", "column"), COLUMNS)
def test_every_column_is_explained(relation: Relation, column: Column) -> None:
    assert column.means
    assert column.type in TYPES
    assert not column.unit or column.type in {"integer", "number"}


def test_every_view_is_in_the_codebook() -> None:
    with blank() as conn:
        views = {name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}

    assert views - {relation.name for relation in codebook()} == set()


def test_no_entry_speaks_of_a_column_that_is_not_there() -> None:
    there = {f"{r.name}.{c.name}" for r in codebook() for c in r.columns} | {
        c.name for r in codebook() for c in r.columns
    }

    assert [name for name in entries("columns") if name not in there] == []


def test_every_closed_set_is_explained() -> None:
    sets = {kind for kind in vars(words).values() if isinstance(kind, enum.EnumType) and len(kind)}

    assert set(closed_sets()) == sets


@pytest.mark.parametrize("kind", closed_sets(), ids=lambda kind: kind.__name__)
def test_every_word_of_a_closed_set_has_a_meaning_and_no_other(kind: type[enum.StrEnum]) -> None:
    assert list(meaning_of(kind)) == [str(word) for word in kind]
    assert set(entries("words")[kind.__name__]["words"]) == set(kind)


def test_a_name_for_one_relation_wins_over_the_name_alone() -> None:
    versions = {relation.name: {c.name: c for c in relation.columns} for relation in codebook()}

    assert versions["url"]["title"].means != versions["site"]["title"].means
    assert versions["articles"]["access"].values is not None


def test_the_csv_has_a_row_a_column() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(codebook()))))

    assert [(row["relation"], row["column"]) for row in rows] == [
        (r.name, c.name) for r in codebook() for c in r.columns
    ]
    assert "locked: the teaser, until a payment is made" in next(
        row["values"] for row in rows if row["column"] == "access"
    )


@pytest.mark.parametrize("relation", codebook(), ids=lambda relation: relation.name)
def test_the_schema_is_one_that_frictionless_reads(relation: Relation) -> None:
    schema = Schema.from_descriptor(as_table_schema((relation,))[relation.name])

    assert schema.field_names == [column.name for column in relation.columns]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["codebook", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_command_lists_the_relations_and_shows_the_columns_of_some() -> None:
    assert "articles " in run()
    assert "words" in run("articles", "walls")
    assert run("articles", "--format", "md").startswith(
        "## `articles`\n\nOne row is an article with its current version.\n"
    )
    assert list(json.loads(run("walls", "--format", "json"))) == ["walls"]


def test_an_unknown_relation_is_nothing_found() -> None:
    result = CliRunner().invoke(main, ["codebook", "artikel"])

    assert result.exit_code == 3
    assert "there are articles, versions" in result.output
