"""`parvis diff`: what changed in an article."""

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
