"""`parvis codebook`: the columns of a view or table, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.research.codebook import Column, Relation
from parvis.terminal.console import out, styled

__all__ = ["print_codebook", "print_relations"]


def print_relations(relations: Iterable[Relation]) -> None:
    """Which there are."""
    table = Table.grid(padding=(0, 2))
    for relation in relations:
        table.add_row(styled(relation.name, "bold"), styled(relation.row))
    out().print(table)


def print_codebook(relations: Iterable[Relation]) -> None:
    for relation in relations:
        out().print(Text.assemble((relation.name, "bold"), f"  one row is {relation.row}"))
        out().print(Padding(_columns(relation.columns), (0, 0, 1, 2)))


def _columns(columns: Iterable[Column]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for column in columns:
        table.add_row(styled(column.name), styled(column.unit or column.type, "dim"), _about(column))
    return table


def _about(column: Column) -> Text:
    lines = [styled(column.means)]
    if column.how:
        lines.append(styled(column.how, "dim"))
    if column.values:
        lines += [Text.assemble((word, "bold"), f"  {meaning}") for word, meaning in column.values.items()]
    return Text("\n").join(lines)
