"""`parvis stats`, `trend`, `changes` and `walls`: numbers, and how they went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parvis.commands import example, print_json
from parvis.errors import NothingFound
from parvis.query_arguments import query_of, query_options

if TYPE_CHECKING:
    from parvis.research.trend import Trend

_INFIX = click.option("--infix", is_flag=True, help="Find each word within longer ones too.")
_JSON = click.option("--json", "as_json", is_flag=True, help="The same as JSON.")


@click.command(
    epilog=example(
        "parvis stats",
        "parvis stats ferry --by section",
        "parvis stats date:2026-02 --by access --json",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option(
    "--by",
    type=click.Choice(["site", "access", "section", "language", "year", "vendor"]),
    default="site",
    show_default=True,
    help="A line for each of these.",
)
@_INFIX
@_JSON
@click.pass_obj
def stats(db: Path, /, words: tuple[str, ...], by: str, infix: bool, as_json: bool, **options: Any) -> None:
    """How many articles a QUERY finds (without one: all), how many stand behind a wall, how long they are.

    The share behind a wall comes with Wilson's interval: 95 of 100 such intervals hold the true share.
    """
    from parvis.archive import Archive
    from parvis.research.stats import stats as count_stats
    from parvis.terminal.trend import print_stats

    with Archive.open(db) as archive:
        found = count_stats(archive, query_of(words, options), by=by, infix=infix)
    if not found.whole:
        raise NothingFound(f"no article holds {found.asked.query.typed!r}; try fewer words or other filters")
    if as_json:
        print_json(found.as_dict())
    else:
        print_stats(found)


@click.command(
    epilog=example(
        "parvis trend --by day --walled                   behind a wall, of the articles of each day",
        "parvis trend budget --by week --share            about a budget, of all articles of each week",
        "parvis trend --group site --walled --json",
        "parvis trend --group site --walled --svg walled.svg",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "year"]),
    default="month",
    show_default=True,
    help="The length of a period.",
)
@click.option("--group", type=click.Choice(["site", "section", "access", "language"]), help="A line for each of these.")
@click.option("--share", is_flag=True, help="The hits of all articles of the period; without words: as --walled.")
@click.option("--walled", is_flag=True, help="Those behind a wall, of the hits of the period.")
@_INFIX
@_JSON
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw it into this file.")
@click.option("--vega", is_flag=True, help="The chart as a Vega-Lite specification.")
@click.pass_obj
def trend(
    db: Path,
    /,
    words: tuple[str, ...],
    by: str,
    group: str | None,
    share: bool,
    walled: bool,
    infix: bool,
    as_json: bool,
    svg: Path | None,
    vega: bool,
    **options: Any,
) -> None:
    """How many articles a QUERY finds (without one: all) by their day of publication, or which share of them.

    A share is a sum over a sum, with Wilson's interval of 95 %. Where no crawl ran, nothing is a gap, no zero.
    """
    from parvis.archive import Archive
    from parvis.archive.series import Group
    from parvis.research.periods import Every
    from parvis.research.trend import ShareKind
    from parvis.research.trend import trend as draw_trend
    from parvis.terminal.trend import print_trend

    query = query_of(words, options)
    kind = ShareKind.WALLED if walled or (share and not query.words) else ShareKind.MATCHING if share else None
    with Archive.open(db) as archive:
        found = draw_trend(
            archive, query, every=Every(by), group=Group(group) if group else None, share=kind, infix=infix
        )
    if not found.total:
        raise NothingFound(f"no article holds {query.typed!r}; try fewer words or other filters")
    if svg or vega:
        _draw(found, svg, vega=vega)
    elif as_json:
        print_json(found.as_dict())
    else:
        print_trend(found)


def _draw(found: Trend, target: Path | None, *, vega: bool) -> None:
    from parvis.web.needs import need_charts

    need_charts()
    from parvis.web.charts import chart_of
    from parvis.web.svg import alone, write

    chart = chart_of(found)
    if vega:
        print_json(chart.spec)
    if target:
        write(target, alone(chart))


@click.command(
    epilog=example(
        "parvis changes                                   headlines and access, in all articles",
        "parvis changes site:harbour access:walled --json",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Show at most this many of each.")
@_INFIX
@_JSON
@click.pass_obj
def changes(db: Path, /, words: tuple[str, ...], limit: int, infix: bool, as_json: bool, **options: Any) -> None:
    """What changed in the articles that a QUERY finds: edited headlines, and access with the hours between.

    A change lies between the last look that showed the one and the first that showed the other.
    """
    from parvis.archive import Archive
    from parvis.research.history import history
    from parvis.terminal.history import print_history

    with Archive.open(db) as archive:
        found = history(archive, query_of(words, options), infix=infix)
    if as_json:
        print_json(found.as_dict())
    else:
        print_history(found, limit=limit)


@click.command(
    epilog=example(
        "parvis walls                                     by site and month",
        "parvis walls --site harbour --json",
    )
)
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@query_options
@_INFIX
@_JSON
@click.pass_obj
def walls(db: Path, /, words: tuple[str, ...], infix: bool, as_json: bool, **options: Any) -> None:
    """Which walls the articles of a QUERY (without one: all) were seen behind, by site and month.

    The mechanism, who runs it, and the structure of its box, as every look at an article has shown them.
    """
    from parvis.archive import Archive
    from parvis.research.history import walls as find_walls
    from parvis.terminal.history import print_walls

    with Archive.open(db) as archive:
        found = find_walls(archive, query_of(words, options), infix=infix)
    if as_json:
        print_json(found.as_dict())
    else:
        print_walls(found)
