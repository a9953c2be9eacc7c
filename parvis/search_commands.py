"""`parvis search`: articles by their words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from parvis.commands import example, print_json
from parvis.query_arguments import query_of, query_options


@click.command(
    epilog=example(
        "parvis search budget --facets",
        """parvis search '"city council" ferry' --access locked --json""",
        "parvis search 'headline:(ferry OR boat) -race date:2026-02' --sort newest",
        "parvis search '*park*'                           words that hold this; --infix: each word so",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option("--facets", is_flag=True, help="How many of the hits each site, access, section ... has.")
@click.option("--sort", type=click.Choice(["best", "newest", "oldest"]), help="Default: best; without words: newest.")
@click.option("--infix", is_flag=True, help="Find each word within longer ones too; reads the whole word list.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Show at most this many.")
@click.option("--page-after", type=int, metavar="NUMBER", help="Go on behind this article.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def search(
    db: Path,
    /,
    words: tuple[str, ...],
    facets: bool,
    sort: str | None,
    infix: bool,
    limit: int,
    page_after: int | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Find articles by what they say now: headline, standfirst, teaser, authors.

    \b
      ferry budget        both words              headline:ferry   standfirst: teaser: by:
      "city budget"       this phrase             site:harbour     section: access: lang: vendor:
      ferry OR boat       either                  date:2026-02     2026-02-28, 2026-01..2026-03
      ferry -boat         the one, not the other  ferr*  *boat     longer words
      NEAR(ferry boat, 5) at most 5 words between ( )              groups

    Accents need not be typed, and ß = ss, œ = oe, ä = ae. docs/search.md says it all.
    """
    from parvis.archive import Archive
    from parvis.archive.hits import Order
    from parvis.research.listing import list_hits
    from parvis.terminal.search import print_listing

    order = Order(sort) if sort else None
    with Archive.open(db) as archive:
        found = list_hits(
            archive,
            query_of(words, options),
            infix=infix,
            order=order,
            after=page_after,
            limit=limit,
            facets=facets,
        )
    if as_json:
        print_json(found.as_dict())
    else:
        print_listing(found)
