"""`parvis query`: rows, and whether a stored query finds what it found."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.table import Table

from parvis.archive.asking import Answer
from parvis.archive.stored_queries import StoredQuery
from parvis.research.spreadsheet import harmless
from parvis.research.storing import Rerun, as_reference
from parvis.terminal.console import err, out, safe, styled
from parvis.terminal.status import plural

__all__ = ["print_answer", "print_rerun", "print_stored"]

SHOWN = 200  # rows of a table; a table is measured before it is drawn


def print_answer(answer: Answer, form: str) -> None:
    match form:
        case "csv":
            _print_csv(answer)
        case "json":
            _print_json(answer)
        case _:
            _print_table(answer)


def _print_csv(answer: Answer) -> None:
    table = csv.writer(sys.stdout, lineterminator="\r\n")
    table.writerow(answer.columns)
    table.writerows([harmless(_cell(value)) for value in row] for row in answer.rows)


def _print_json(answer: Answer) -> None:
    """An object a line: as many as there are, without holding them."""
    for row in answer.rows:
        sys.stdout.write(json.dumps(dict(zip(answer.columns, map(_cell, row), strict=True)), ensure_ascii=False) + "\n")


def _cell(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _print_table(answer: Answer) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_row(*(styled(name, "bold") for name in answer.columns))
    more = 0
    for number, row in enumerate(answer.rows):
        if number < SHOWN:
            table.add_row(*(styled("" if value is None else str(_cell(value))) for value in row))
        else:
            more += 1
    out().print(table)
    if more:
        err().print(styled(f"{more:,} more rows; --format csv writes them all", "dim"))


def print_rerun(again: Rerun) -> None:
    stored = again.query
    out().print(safe(f"{stored.name}: {stored.typed or 'all articles'}"), soft_wrap=True)
    then = f"{plural(stored.rows, 'row')} on {stored.stored_at:%Y-%m-%d}"
    if again.same:
        out().print(styled(f"the same {then}, sha256 {stored.content_sha256}", "#009e73"), soft_wrap=True)
    else:
        out().print(styled(f"{then}, {plural(again.rows, 'row')} now: the archive says something else", "#d55e00"))
        out().print(f"  then sha256 {stored.content_sha256}\n  now  sha256 {again.content_sha256}", soft_wrap=True)


def print_stored(stored: Iterable[StoredQuery], *, archive: str) -> None:
    for one in stored:
        out().print(styled(one.name, "bold"))
        out().print(safe(f"  {as_reference(one, archive=archive)}"), soft_wrap=True)
