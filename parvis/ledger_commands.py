"""`parvis boilerplate` and `parvis reclassify`: what the block ledger has learnt, and everything judged anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.commands import example, print_json
from parvis.errors import NotAnArchive, NothingFound

if TYPE_CHECKING:
    from parvis.archive import Archive

KINDS = (
    *("login", "registration", "offer", "newsletter", "consent", "wall"),
    *("navigation", "related", "comments", "share", "advert", "footer", "other"),
)


@click.command(
    epilog=example(
        "parvis boilerplate                           what saves most words, over all sites",
        "parvis boilerplate lagazette --kind login    how one site asks for a login, and since when",
        "parvis boilerplate --explain 17              why a text counts as boilerplate, or as content",
    )
)
@click.argument("site", required=False)
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option(
    "--explain",
    type=click.IntRange(1, 2**63 - 1),
    metavar="BLOCK",
    help="One text: its sum, its wordings, where it is.",
)
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="Show at most this many.")
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON.")
@click.pass_obj
def boilerplate(db: Path, site: str | None, kind: str | None, explain: int | None, limit: int, as_json: bool) -> None:
    """The texts that a site repeats: kind, pages, articles, first and last sight, and the words that were left out.

    Wordings of one line are one row, with their number behind a plus. A text is judged by how many articles hold it,
    not how many pages.
    """
    from parvis.archive import Archive

    with Archive.open(db) as archive:
        if explain is not None:
            _explain(archive, explain, as_json=as_json)
        else:
            _list(archive, site, kind, limit=limit, as_json=as_json)


def _explain(archive: Archive, block_id: int, *, as_json: bool) -> None:
    from parvis.archive.boilerplate import verdict_of
    from parvis.records import plain
    from parvis.terminal.boilerplate import print_block

    verdict = verdict_of(archive, block_id)
    if verdict is None:
        raise NothingFound(f"no block {block_id} in {archive.path}; `parvis boilerplate` lists their numbers")
    if as_json:
        print_json(plain(verdict))
    else:
        print_block(verdict)


def _list(archive: Archive, site: str | None, kind: str | None, *, limit: int, as_json: bool) -> None:
    from parvis.archive.boilerplate import repeated
    from parvis.archive.queries import check_site
    from parvis.records import plain
    from parvis.terminal.boilerplate import print_boilerplate
    from parvis.words import Role

    check_site(archive, site)
    lines = repeated(archive, site=site, kind=Role(kind) if kind else None)
    if not lines:
        raise NothingFound(
            f"no boilerplate{f' of the kind {kind}' if kind else ''} yet; it takes three articles that share a line"
        )
    if as_json:
        print_json([plain(line) for line in lines])
    else:
        print_boilerplate(lines, limit=limit)


@click.command(
    epilog=example(
        "parvis reclassify                            after an update of Parvis, or of its rules",
        "parvis --db press.db reclassify",
    )
)
@click.pass_obj
def reclassify(db: Path) -> None:
    """Judge everything in the archive anew under today's rules, from what was stored. Nothing is fetched.

    Stop it at any time: the same command goes on where it stopped.
    """
    from parvis.archive import Archive
    from parvis.terminal.progress import live_steps
    from parvis.terminal.status import plural

    if not db.exists():
        raise NotAnArchive(f"{db}: there is no archive here yet; `parvis crawl` makes it, --db names another")
    with Archive.open(db, "w") as archive, live_steps() as show:
        found = archive.reclassify(show)
    click.echo(
        f"{plural(found.blocks, 'text')} of another kind; {plural(found.versions, 'verdict')} told anew, "
        f"{found.access:,} of them with another access"
    )


@click.command(
    epilog=example(
        "parvis calibrate lagazette                   which of its signals tell nothing, and what follows",
        "parvis --db press.db calibrate lagazette --json",
    )
)
@click.argument("site")
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="Show at most this many.")
@click.option("--json", "as_json", is_flag=True, help="Weights and every article as JSON.")
@click.pass_obj
def calibrate(db: Path, site: str, limit: int, as_json: bool) -> None:
    """Judge a site's articles by weights of its own: what every page of it shows tells none of them apart.

    Nothing is stored: the verdicts in the archive are those of each page alone. Below twenty pages nothing is
    concluded.
    """
    from parvis.archive import Archive
    from parvis.archive.queries import check_site
    from parvis.archive.verdicts import judge_site, site_weights
    from parvis.terminal.calibration import calibrated_as_dict, print_calibration

    with Archive.open(db) as archive, archive.reading():
        check_site(archive, site)
        weights, judged = site_weights(archive, site), list(judge_site(archive, site))
    if as_json:
        print_json(calibrated_as_dict(weights, judged))
    else:
        print_calibration(weights, judged, limit=limit)
