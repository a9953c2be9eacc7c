"""SQL that reads and ends, and queries that tell whether they find what they found."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from parvis.archive import Archive
from parvis.archive.asking import asking
from parvis.cli import main
from parvis.errors import QueryError
from parvis.research.normalising import normalised
from parvis.research.parsing import read_query
from parvis.research.storing import is_sql, keep, rerun

WORDS = [
    "ferry",
    "Straße",
    '"city budget"',
    "ferr*",
    "-race",
    "NOT boat",
    "OR",
    "(a OR b)",
    "headline:ferry",
    "NEAR(a b, 3)",
    "site:harbour",
    "-access:free,locked",
    "date:2026-03",
]
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def own(demo_db: Path, tmp_path: Path) -> Path:
    """A copy of the demo archive that may be written to."""
    path = tmp_path / "own.db"
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join))
def test_a_normal_form_is_a_query_that_asks_the_same(typed: str) -> None:
    query = read_query(typed)
    if not query.problems:
        assert normalised(read_query(normalised(query))) == normalised(query)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ferry budget", "  Budget   FERRY "),
        ("ferry OR boat site:a", "site:a (boat OR ferry)"),
        ("access:locked,free ferry", "ferry access:free,locked"),
        ("ferry -race", "NOT race ferry"),
    ],
)
def test_queries_that_ask_the_same_have_one_normal_form(one: str, other: str) -> None:
    assert normalised(read_query(one)) == normalised(read_query(other))


def test_a_normal_form_finds_the_same_articles(demo_db: Path) -> None:
    from parvis.research.hits import count

    with Archive.open(demo_db) as archive:
        for typed in ("fähre OR ferry", "headline:a* -school", "access:walled date:2026-03", '"the first"'):
            assert count(archive, normalised(read_query(typed))) == count(archive, typed) > 0


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (ENDLESS, "took more than 0.2 s"),
        ("DELETE FROM article", "reads, and nothing but this archive"),
        ("ATTACH DATABASE '/tmp/x.db' AS x", "reads, and nothing but this archive"),
        ("PRAGMA journal_mode", "reads, and nothing but this archive"),
        ("SELECT load_extension('x')", "reads, and nothing but this archive"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT nowhere FROM articles", "no such column: nowhere; `parvis codebook`"),
        ("SELECT :a", "binding"),
    ],
)
def test_a_statement_reads_this_archive_and_ends(demo_db: Path, sql: str, said: str) -> None:
    with Archive.open(demo_db) as archive:
        with pytest.raises(QueryError, match=said), asking(archive, sql, seconds=0.2) as answer:
            list(answer.rows)
        with asking(archive, "SELECT count(*) AS n FROM articles") as answer:  # it can be asked again
            assert (answer.columns, [row[0] > 0 for row in answer.rows]) == (("n",), [True])


@pytest.mark.parametrize(
    ("text", "sql"),
    [("select 1", True), (" WITH a AS (SELECT 1) SELECT 1", True), ("selection", False), ("select", False)],
)
def test_a_name_is_told_from_a_statement(text: str, sql: bool) -> None:
    assert is_sql(text) is sql


def test_a_stored_query_tells_whether_it_finds_what_it_found(own: Path) -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    with Archive.open(own, "w") as archive:
        search = keep(archive, "walled", read_query("access:walled"), now=now)
        sql = keep(archive, "shares", "SELECT site,  count(*) FROM articles GROUP BY 1", now=now)

        assert (search.kind, sql.kind) == ("search", "sql")
        assert sql.normalised == "SELECT site, count(*) FROM articles GROUP BY 1"
        assert rerun(archive, search).same
        assert rerun(archive, sql).same

    with closing(sqlite3.connect(own)) as conn, conn:
        conn.execute("UPDATE version SET headline = 'Another' WHERE access = 'locked'")
    with Archive.open(own) as archive:
        again = rerun(archive, search)
        assert (again.same, again.rows) == (False, search.rows)
        assert rerun(archive, sql).same


@pytest.mark.parametrize("name", ["", "two words", "a" * 61, "../x", "'"])
def test_a_name_is_letters_digits_and_strokes(own: Path, name: str) -> None:
    with Archive.open(own, "w") as archive, pytest.raises(QueryError, match="a name is letters"):
        keep(archive, name, "SELECT 1 AS one", now=datetime.now(UTC))


def run(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--db", str(db), *arguments])


def test_the_commands_from_saving_to_dropping(own: Path) -> None:
    assert "126 rows, sha256 " in run(own, "queries", "save", "all").stdout
    assert (
        run(own, "queries", "save", "shares", "--sql", "SELECT site, count(*) FROM articles GROUP BY 1").exit_code == 0
    )
    assert [one["name"] for one in json.loads(run(own, "queries", "list", "--json").stdout)] == ["all", "shares"]
    assert "the same 126 rows" in run(own, "query", "all").stdout
    assert run(own, "audit").exit_code == 0
    assert run(own, "verify").exit_code == 0
    assert run(own, "queries", "drop", "all").exit_code == 0
    assert run(own, "query", "all").exit_code == 3
    assert run(own, "queries", "drop", "all").exit_code == 3


def test_rows_come_as_a_table_as_csv_and_as_json(demo_db: Path) -> None:
    sql = "SELECT site, count(*) AS articles, NULL AS empty, x'00ff' AS bytes FROM articles WHERE site = :s GROUP BY 1"
    table, csv, lines = (
        run(demo_db, "query", sql, "-p", "s=harbour", "--format", form) for form in ("table", "csv", "json")
    )

    assert "articles" in table.stdout
    assert csv.stdout.startswith("site,articles,empty,bytes\nharbour,")
    assert json.loads(lines.stdout)["bytes"] == "00ff"


def test_a_stored_query_that_finds_something_else_ends_in_1(own: Path) -> None:
    run(own, "queries", "save", "all")
    with closing(sqlite3.connect(own)) as conn, conn:
        conn.execute("UPDATE version SET headline = 'Another' WHERE id = 1")

    result = run(own, "query", "all")

    assert result.exit_code == 1
    assert "the archive says something else" in result.stdout


def test_no_cell_of_a_query_is_a_formula(demo_db: Path) -> None:
    result = run(demo_db, "query", "SELECT '=1+1' AS cell, -3 AS number", "--format", "csv")

    assert result.stdout.splitlines()[1] == "'=1+1,-3"
