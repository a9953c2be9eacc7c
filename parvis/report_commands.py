"""`parvis report`: an archive as one file to hand on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from parvis.commands import example
from parvis.query_arguments import query_of, query_options
from parvis.web.needs import need_charts

__all__ = ["report"]


@click.command(
    epilog=example(
        "parvis report -o report.html                     all articles",
        "parvis report -o ferry.html ferry --since 2026-01-01 --title 'The ferry in the papers'",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="report.html",
    show_default=True,
    help="File; a report that stands there is replaced.",
)
@click.option("--title", help="Its title.  [default: by the archive's name]")
@click.option("--force", is_flag=True, help="Write over a file that is no report.")
@click.pass_obj
def report(db: Path, /, words: tuple[str, ...], output: Path, title: str | None, force: bool, **options: Any) -> None:
    """Write a report on the articles that a QUERY finds (without one: all): one HTML file to send, print or keep.

    Eleven parts, from what was collected to the command that makes each number again. No scripts, nothing to fetch.
    """
    need_charts()
    from parvis.archive import Archive
    from parvis.web.report import make_report, write_report
    from parvis.web.report_facts import source_of

    query = query_of(words, options)
    named = ["--title", title] if title else []
    command = source_of(db.name, query.typed, "report", "-o", output.name, *named)
    with Archive.open(db) as archive:
        html = make_report(
            archive, query, title=title or f"Report on {db.stem}", command=command, now=datetime.now(UTC)
        )
    write_report(output, html, overwrite=force)
    click.echo(f"{output}: {len(html.encode()) / 1000:,.0f} kB", err=True)
