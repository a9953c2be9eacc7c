"""`parvis diff` and `parvis cite`: what changed in an article, and how it is cited."""

from __future__ import annotations

from pathlib import Path

import click

from parvis.commands import example, print_json
from parvis.errors import NothingFound


@click.command(
    epilog=example(
        "parvis diff 12                                  every change of an article, the oldest first",
        "parvis diff https://example.org/story --json",
    )
)
@click.argument("article", metavar="NUMBER|URL")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
def diff(db: Path, article: str, as_json: bool) -> None:
    """Show what changed in an article from version to version: headline, standfirst and teaser word by word, access.

    [-removed-] {+added+}. A version is a public content: what changes around it makes none.
    """
    from parvis.archive import Archive, reading
    from parvis.records import plain
    from parvis.research.changes import differences
    from parvis.terminal.diff import print_differences

    with Archive.open(db) as archive:
        record = reading.article(archive, article)
    if record is None or not record.versions:
        raise NothingFound(f"no article {article!r} in {db}; `parvis search` finds numbers")
    found = differences(record)
    if not found:
        looks = len(record.observations)
        raise NothingFound(f"article {record.id} has one version: nothing has changed in {looks} looks at it")
    if as_json:
        print_json([plain(difference) for difference in found])
    else:
        print_differences(record, found)


@click.command(
    epilog=example(
        "parvis cite 12                                   one line, for a footnote",
        "parvis cite https://example.org/story --format bibtex >> literature.bib",
        "parvis cite 12 --version 1 --format csl          as it was seen first, for Zotero",
    )
)
@click.argument("article", metavar="NUMBER|URL")
@click.option(
    "--format", "form", type=click.Choice(["text", "bibtex", "csl", "ris", "pwid"]), default="text", show_default=True
)
@click.option("--version", type=click.IntRange(min=1), help="Which version; 1 is the first.  [default: the latest]")
@click.option(
    "--archive", "name", envvar="PARVIS_NAME", show_envvar=True, help="Name of the archive.  [default: its file's]"
)
@click.pass_obj
def cite(db: Path, article: str, form: str, version: int | None, name: str | None) -> None:
    """Cite an article as an anonymous reader saw it: one line, BibTeX, CSL-JSON, RIS, or its persistent name (PWID)."""
    from parvis.archive import Archive, reading
    from parvis.research.citation import FORMATS
    from parvis.research.citation import cite as citation_of

    with Archive.open(db) as archive:
        record = reading.article(archive, article)
    if record is None or not record.versions:
        raise NothingFound(f"no article {article!r} in {db}; `parvis search` finds numbers")
    if version and version > len(record.versions):
        raise NothingFound(f"article {record.id} has no version {version}: it has {len(record.versions)}")
    click.echo(FORMATS[form](citation_of(record, archive=name or db.stem, version=version)), nl=False)
