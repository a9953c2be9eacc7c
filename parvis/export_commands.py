"""`parvis export`: what a query finds, as a file for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from parvis.commands import example
from parvis.query_arguments import query_of, query_options


@click.command(
    epilog=example(
        "parvis export -o articles.csv                    all that may be searched",
        "parvis export 'ferry OR boat' --access walled -o ferry.jsonl",
        "parvis export --site harbour -o harbour.bib      for a list of literature",
        "parvis export --since 2026-01-01 --format csv | head",
        "parvis export -o all.parquet --hash-authors project.salt --split 100000",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; its ending names the form."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet", "bibtex", "csl", "ris"]),
    help="Form.  [default: by the file's ending, else csv]",
)
@click.option("--split", type=click.IntRange(min=1), metavar="ROWS", help="A new file after so many rows.")
@click.option("--raw", is_flag=True, help="CSV without the apostrophe that keeps spreadsheets from running a cell.")
@click.option(
    "--hash-authors",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="SALT",
    help="Names of authors as keyed hashes; the salt is kept in this file, and made if it is not there.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--infix", is_flag=True, help="Find each word within longer ones too.")
@click.option(
    "--archive", "name", envvar="PARVIS_NAME", help="Name of the archive, for citations.  [default: its file's]"
)
@click.pass_obj
def export(
    db: Path,
    /,
    words: tuple[str, ...],
    output: Path | None,
    form: str | None,
    split: int | None,
    raw: bool,
    hash_authors: Path | None,
    force: bool,
    infix: bool,
    name: str | None,
    **options: Any,
) -> None:
    """Write all articles that a query finds to a file, or to standard output: every row, of one moment, in one order.

    What the columns mean: parvis codebook articles. Rows and the hash of their content are told on standard error; the
    hash is the same for the same articles in every form.
    """
    from parvis.archive import Archive
    from parvis.research.exporting import Wanted, form_of, salt_of
    from parvis.research.exporting import export as write
    from parvis.terminal.export import live_rows, print_exported

    if split and output is None:
        raise click.UsageError("--split needs a file: add -o articles.csv")
    wanted = Wanted(
        form=form or form_of(output) or "csv",
        target=output,
        stream=sys.stdout.buffer,
        split=split,
        raw=raw,
        salt=salt_of(hash_authors) if hash_authors else None,
        overwrite=force,
        archive=name or db.stem,
    )
    if wanted.form == "parquet" and output is None:
        raise click.UsageError("Parquet goes into a file: add -o articles.parquet")
    with Archive.open(db) as archive, live_rows() as show:
        done = write(archive, query_of(words, options), wanted, infix=infix, on_rows=show)
    print_exported(done)


@click.command(
    epilog=example(
        "parvis notebook                                  analysis.ipynb, for Jupyter",
        "parvis notebook 'ferry access:walled' -o ferries.ipynb",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="analysis.ipynb",
    show_default=True,
    help="The notebook's file.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def notebook(db: Path, /, words: tuple[str, ...], output: Path, force: bool, **options: Any) -> None:
    """Write a notebook to begin with: the archive opened, counted, drawn over time, searched, and a hash to cite.

    QUERY is its first question. It runs where Parvis is installed; `archive.frame(query)` gives a DataFrame of pandas
    or polars.
    """
    import json
    import os

    from parvis.archive import Archive
    from parvis.errors import ExportError
    from parvis.research.hits import ask
    from parvis.research.notebook import notebook as document

    query = query_of(words, options).typed
    with Archive.open(db) as archive:
        ask(archive, query)
    if output.exists() and not force:
        raise ExportError(f"{output} is there already; name another, or say --force")
    text = json.dumps(document(Path(os.path.relpath(db, output.parent)), query), ensure_ascii=False, indent=1)
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ExportError(f"{output}: {error.strerror}; name another file") from None
    click.echo(f"{output} asks {db}; open it with: jupyter lab {output}", err=True)
