"""`parvis duplicates`: the same text under several URLs and on several sites."""

from __future__ import annotations

from pathlib import Path

import click

from parvis.commands import example, print_json
from parvis.errors import NothingFound


@click.command(
    "duplicates",
    epilog=example(
        "parvis duplicates --across-sites              agency copy: one text in several papers",
        "parvis duplicates --site lagazette --json",
        "parvis duplicates https://example.org/story   what is like this article",
    ),
)
@click.argument("article", metavar="[NUMBER|URL]", required=False)
@click.option("--site", help="Only clusters with an article of this site.")
@click.option("--across-sites", is_flag=True, help="Only clusters with articles of several sites.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Show at most this many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def duplicates(
    db: Path, article: str | None, *, site: str | None, across_sites: bool, limit: int, as_json: bool
) -> None:
    """Show articles whose texts are near duplicates of each other, across URLs and sites. Nothing is removed for it.

    Two texts are near duplicates when they share at least seven tenths of their pairs of neighbouring words (Jaccard),
    and not only what a site prints over many articles. Texts that leave too little to compare are kept apart.
    """
    from parvis.archive import Archive
    from parvis.archive.duplicates import duplicates as find_duplicates
    from parvis.archive.queries import check_site
    from parvis.terminal.duplicates import duplicates_as_dict, print_duplicates

    with Archive.open(db) as archive:
        check_site(archive, site)
        found = find_duplicates(archive, article, site=site, across_sites=across_sites, limit=limit)
    if found is None:
        raise NothingFound(f"no article {article!r} in {db}; `parvis search` finds numbers")
    if not found.total:
        waiting = f"; {found.waiting:,} articles are compared when the next crawl ends" if found.waiting else ""
        raise NothingFound(f"no near duplicates{f' of {article}' if article else ''} in {db}{waiting}")
    if as_json:
        print_json(duplicates_as_dict(found))
    else:
        print_duplicates(found)
