"""`parvis codebook`: what every column means."""

from __future__ import annotations

import click

from parvis.commands import example, print_json
from parvis.errors import NothingFound


@click.command(
    epilog=example(
        "parvis codebook                                  which views and tables there are",
        "parvis codebook articles walls                   their columns: meaning, unit, words, how they are come by",
        "parvis codebook --format csv > codebook.csv      all of it, for an appendix",
        "parvis codebook articles --format json           a Table Schema (Data Package)",
    )
)
@click.argument("relations", nargs=-1, metavar="[VIEW|TABLE]...")
@click.option("--format", "form", type=click.Choice(["text", "md", "csv", "json"]), default="text", show_default=True)
def codebook(relations: tuple[str, ...], form: str) -> None:
    """Say what the columns of the archive mean: type, unit, closed set of words, and how each is come by."""
    from parvis.research.codebook import as_csv, as_markdown, as_table_schema
    from parvis.research.codebook import codebook as entries
    from parvis.terminal.codebook import print_codebook, print_relations

    known = {relation.name: relation for relation in entries()}
    if unknown := [name for name in relations if name not in known]:
        raise NothingFound(f"{unknown[0]}: no such view or table; there are {', '.join(known)}")
    chosen = tuple(known[name] for name in relations) or tuple(known.values())
    match form:
        case "csv":
            click.echo(as_csv(chosen), nl=False)
        case "json":
            print_json(as_table_schema(chosen))
        case "md":
            click.echo(as_markdown(chosen), nl=False)
        case _:
            print_codebook(chosen) if relations else print_relations(chosen)
