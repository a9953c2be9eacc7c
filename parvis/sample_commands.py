"""`parvis sample` and `parvis agreement`: articles to be coded by hand, and how well those who coded them agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from parvis.commands import example, print_json
from parvis.query_arguments import query_of, query_options

STRATA = ("site", "section", "access", "month")


@click.command(
    epilog=example(
        "parvis sample -n 200 --seed 7 -o coding.csv                 200 articles at random",
        "parvis sample 'climate OR klima' -n 300 --by site,access --variables frame,tone -o coding.csv",
        "parvis sample --weeks 6 --since 2026-01-01 --coders 3 --overlap 30 -o coding.csv",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@click.option("-n", "--size", type=click.IntRange(min=1), metavar="ARTICLES", help="How many articles.")
@query_options
@click.option("--by", help=f"In proportion to strata: {', '.join(STRATA)}, or several with commas.")
@click.option(
    "--weeks", type=click.IntRange(min=1), help="So many constructed weeks instead of a size; 6 stand for a year."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same articles again.")
@click.option("--coders", type=click.IntRange(min=1), default=1, show_default=True, help="A sheet a coder.")
@click.option("--overlap", type=click.IntRange(min=0), default=0, show_default=True, help="Articles that all code.")
@click.option("--variables", default="code", show_default=True, help="Columns to be filled in, with commas.")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The sheet, CSV.")
@click.option("--force", is_flag=True, help="Write over sheets that are there.")
@click.option("--infix", is_flag=True, help="Find each word within longer ones too.")
@click.pass_obj
def sample(
    db: Path,
    /,
    size: int | None,
    words: tuple[str, ...],
    by: str | None,
    weeks: int | None,
    seed: int,
    coders: int,
    overlap: int,
    variables: str,
    output: Path,
    force: bool,
    infix: bool,
    **options: Any,
) -> None:
    """Draw a sample of articles and write sheets to code them by hand.

    Several coders get a sheet each (coding-1.csv, coding-2.csv): the overlap all of them, the rest dealt out. What
    comes back goes to `parvis agreement`.
    """
    from parvis.archive import Archive
    from parvis.research.sheets import Design, draw_sheets
    from parvis.terminal.sample import print_drawn

    if (size is None) == (weeks is None):
        raise click.UsageError("give a size, or --weeks: parvis sample -n 200 -o coding.csv")
    strata = tuple(by.split(",")) if by else ()
    if unknown := set(strata) - set(STRATA):
        raise click.UsageError(f"--by {min(unknown)}: strata are {', '.join(STRATA)}")
    design = Design(
        size=size,
        weeks=weeks,
        by=strata,
        seed=seed,
        coders=coders,
        overlap=overlap,
        variables=tuple(variables.split(",")),
    )
    with Archive.open(db) as archive:
        drawn = draw_sheets(archive, query_of(words, options), design, output, infix=infix, overwrite=force)
    print_drawn(drawn)


@click.command(
    epilog=example(
        "parvis agreement coding-1.csv coding-2.csv",
        "parvis agreement coding-*.csv --level ordinal --json",
    )
)
@click.argument("sheets", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--level",
    type=click.Choice(["nominal", "ordinal", "interval", "ratio"]),
    default="nominal",
    show_default=True,
    help="How the values compare.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def agreement(sheets: tuple[Path, ...], level: str, as_json: bool) -> None:
    """Say how well coders agree: Krippendorff's alpha and the share of equal pairs, for each variable of the sheets."""
    from parvis.records import plain
    from parvis.research.coding import Level
    from parvis.research.sheets import agreement_of
    from parvis.terminal.sample import print_agreements

    found = agreement_of(sheets, Level(level))
    if as_json:
        print_json([plain(one) for one in found])
    else:
        print_agreements(found)
