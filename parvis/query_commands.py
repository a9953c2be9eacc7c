"""`parvis query` and `parvis queries`: SQL that reads, and queries that are kept to be cited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from parvis.commands import Commands, example, print_json, refuse_missing
from parvis.errors import NothingFound
from parvis.query_arguments import query_of, query_options

CHANGED = 1  # exit code of a stored query that finds something else than then


@click.command(
    epilog=example(
        "parvis query 'SELECT site, access, count(*) FROM articles GROUP BY 1, 2'",
        "parvis query 'SELECT headline FROM articles WHERE site = :site' -p site=harbour --format csv",
        "parvis query ferries                             a stored query: does it find what it found?",
    )
)
@click.argument("query", metavar="SQL|NAME")
@click.option("-p", "--parameter", multiple=True, metavar="NAME=VALUE", help="A value for :NAME in the statement.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=30, show_default=True, help="At most so long.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.pass_obj
def query(db: Path, query: str, parameter: tuple[str, ...], seconds: float, form: str) -> None:
    """Ask the archive in SQL, or ask a stored query again.

    A statement reads, this archive alone, and ends after the time it is given. What there is to ask: parvis codebook.
    Exit code 1: a stored query finds something else than when it was stored.
    """
    from parvis.archive import Archive
    from parvis.archive.asking import asking
    from parvis.archive.stored_queries import stored_query
    from parvis.research.storing import is_sql, rerun
    from parvis.terminal.query import print_answer, print_rerun

    values = dict(_pair(one) for one in parameter)
    with Archive.open(db) as archive:
        if is_sql(query):
            with asking(archive, query, values, seconds=seconds) as answer:
                print_answer(answer, form)
            return
        stored = stored_query(archive, query)
        if stored is None:
            raise NothingFound(f"no query is stored as {query!r} (parvis queries list); a statement begins with SELECT")
        again = rerun(archive, stored)
    print_rerun(again)
    if not again.same:
        raise click.exceptions.Exit(CHANGED)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"-p {text}: write NAME=VALUE")
    return name.strip().lstrip(":"), value


@click.group(cls=Commands)
def queries() -> None:
    """Queries that are kept with what they found, to be cited and asked again."""


@queries.command(
    "save",
    epilog=example(
        "parvis queries save ferries 'ferry OR boat' --access walled",
        "parvis queries save shares --sql 'SELECT site, avg(access = \"locked\") FROM articles GROUP BY 1'",
    ),
)
@click.argument("name")
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option("--sql", help="A statement instead of a query.")
@click.pass_obj
def save(db: Path, /, name: str, words: tuple[str, ...], sql: str | None, **options: Any) -> None:
    """Run a query and keep it under a name, with the number of rows and the hash of what it finds."""
    from datetime import UTC, datetime

    from parvis.archive import Archive
    from parvis.research.storing import as_reference, keep
    from parvis.terminal.console import out

    refuse_missing(db)
    with Archive.open(db, "w") as archive:
        stored = keep(archive, name, sql or query_of(words, options), now=datetime.now(UTC))
    out().print(as_reference(stored, archive=db.stem), soft_wrap=True)


@queries.command("list", epilog=example("parvis queries list", "parvis queries list --json"))
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
def list_(db: Path, as_json: bool) -> None:
    """List the queries that are kept, each as it is cited."""
    from parvis.archive import Archive
    from parvis.archive.stored_queries import stored_queries
    from parvis.records import plain
    from parvis.terminal.query import print_stored

    with Archive.open(db) as archive:
        stored = stored_queries(archive)
    if not stored:
        raise NothingFound(f"no query is stored in {db}; parvis queries save NAME [QUERY]")
    if as_json:
        print_json([plain(one) for one in stored])
    else:
        print_stored(stored, archive=db.stem)


@queries.command("drop", epilog=example("parvis queries drop ferries"))
@click.argument("name")
@click.pass_obj
def drop(db: Path, name: str) -> None:
    """Keep a query no longer."""
    from parvis.archive import Archive
    from parvis.archive.stored_queries import drop_query

    refuse_missing(db)
    with Archive.open(db, "w") as archive:
        if not drop_query(archive, name):
            raise NothingFound(f"no query is stored as {name!r} (parvis queries list)")
