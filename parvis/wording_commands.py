"""`parvis kwic` and `terms`: how words are used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from parvis.commands import example, print_json
from parvis.query_arguments import query_of, query_options


@click.command(
    epilog=example(
        "parvis kwic ferry",
        "parvis kwic 'budget*' --sort left --width 60",
        """parvis kwic '"car park" site:harbour' --json""",
    )
)
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@query_options
@click.option("--width", type=click.IntRange(5, 400), default=36, show_default=True, help="Signs on either side.")
@click.option(
    "--sort",
    type=click.Choice(["left", "right", "date", "site"]),
    default="date",
    show_default=True,
    help="By what stands beside the word, or by article.",
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=1_000, show_default=True, help="The newest articles.")
@click.option("--infix", is_flag=True, help="Find each word within longer ones too.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
def kwic(
    db: Path,
    /,
    words: tuple[str, ...],
    width: int,
    sort: str,
    limit: int,
    infix: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Show every place where a QUERY is found, with the words on both sides, one below the other."""
    from parvis.archive import Archive
    from parvis.research.kwic import SortBy
    from parvis.research.kwic import kwic as find_places
    from parvis.terminal.wording import print_concordance

    with Archive.open(db) as archive:
        found = find_places(archive, query_of(words, options), width=width, sort=SortBy(sort), limit=limit, infix=infix)
    if as_json:
        print_json(found.as_dict())
    else:
        print_concordance(found)


@click.command(
    epilog=example(
        "parvis terms site:harbour",
        "parvis terms --compare locked free",
        "parvis terms lang:fr --compare date:2026-02 date:2026-03 --ngram 2",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option("--ngram", type=click.IntRange(1, 3), default=1, show_default=True, help="Words in a row.")
@click.option("--compare", nargs=2, metavar="A B", help="What A uses more than B, and B than A: accesses or queries.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Show at most this many.")
@click.option("--at-least", type=click.IntRange(1), default=2, show_default=True, help="In this many articles.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
def terms(
    db: Path,
    /,
    words: tuple[str, ...],
    ngram: int,
    compare: tuple[str, str] | None,
    top: int,
    at_least: int,
    as_json: bool,
    **options: Any,
) -> None:
    """Which words the articles of a QUERY (without one: all) use; with --compare, which one side uses more.

    Articles are counted, not words: a term counts once in an article. Headline, standfirst and teaser are read.
    """
    from parvis.archive import Archive
    from parvis.research.terms import compare as compare_sides
    from parvis.research.terms import frequent, side_of
    from parvis.terminal.wording import print_comparison, print_terms

    query = query_of(words, options)
    with Archive.open(db) as archive:
        if compare:
            one, other = (side_of(side, query.typed) for side in compare)
            found = compare_sides(archive, one, other, ngram=ngram, top=top, at_least=at_least)
            print_json(found.as_dict()) if as_json else print_comparison(found)
            return
        listed = frequent(archive, query, ngram=ngram, top=top, at_least=at_least)
    if as_json:
        print_json(listed.as_dict())
    else:
        print_terms(listed)
