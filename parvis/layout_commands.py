"""`parvis layouts`: the structures of pages and walls, without their text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.commands import example, print_json
from parvis.errors import NothingFound

if TYPE_CHECKING:
    from parvis.archive import Archive


@click.command(
    epilog=example(
        "parvis layouts                       every site's layouts, with pages, times and access",
        "parvis layouts lagazette             those of one site, and when its pages moved to others",
        "parvis layouts --walls               which walls there are, at which sites, since when",
        "parvis layouts lagazette --walls --json | jq '.walls[].skeleton'",
    )
)
@click.argument("site", required=False)
@click.option("--walls", "of_walls", is_flag=True, help="The structures of walls, over all sites.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, with whole skeletons.")
@click.pass_obj
def layouts(db: Path, site: str | None, of_walls: bool, as_json: bool) -> None:
    """Which structures the pages of SITE have: tags and class names, never text.

    Layouts that differ little, by an advert slot more, are one family, named after the oldest. A page counts as often
    as it was looked at.
    """
    from parvis.archive import Archive
    from parvis.archive.queries import check_site

    with Archive.open(db) as archive:
        check_site(archive, site)
        (_show_walls if of_walls else _show_layouts)(archive, site, as_json=as_json)


def _show_layouts(archive: Archive, site: str | None, *, as_json: bool) -> None:
    from parvis.archive.layout_queries import layout_families
    from parvis.archive.site_events import site_events
    from parvis.records import plain
    from parvis.terminal.layouts import print_layouts
    from parvis.words import EventKind

    found = layout_families(archive, site)
    if not found:
        raise NothingFound(f"no page of {site or 'any site'} was read yet; `parvis crawl` reads some")
    drifts = site_events(archive, site=site, kind=EventKind.LAYOUT_DRIFT)
    if as_json:
        print_json({"layouts": [plain(family) for family in found], "drifts": [plain(drift) for drift in drifts]})
    else:
        print_layouts(found, drifts)


def _show_walls(archive: Archive, site: str | None, *, as_json: bool) -> None:
    from parvis.archive.layout_queries import walls
    from parvis.records import plain
    from parvis.terminal.layouts import print_walls

    found = walls(archive, site)
    if not found:
        raise NothingFound(f"no wall was seen at {site or 'any site'}")
    if as_json:
        print_json({"walls": [plain(wall) for wall in found]})
    else:
        print_walls(found)
