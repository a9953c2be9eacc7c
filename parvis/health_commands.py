"""`parvis health` and `parvis runs`: what a person, or a timer, asks of crawls that nobody watches."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from parvis.commands import example, print_json
from parvis.errors import SITES_FAILED, NothingFound


@click.command(
    epilog=example(
        "parvis health                      a line a site, what is wrong and since when",
        "parvis health lagazette --json | jq '.sites[].alarms'",
        "parvis health --exit-code > report.txt || mail -s 'Parvis: alarm' me@example.org < report.txt",
    )
)
@click.argument("site", required=False)
@click.option("--exit-code", is_flag=True, help="End with 4 when any alarm is open.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, with all figures.")
@click.pass_obj
def health(db: Path, site: str | None, exit_code: bool, as_json: bool) -> None:
    """How each site fares: its last crawl, how fresh it is, and what is wrong, by what is usual for this site.

    An alarm stays open until the site is as it was. A site is judged once 60 of its pages were read.
    """
    from parvis.archive import Archive
    from parvis.archive.health_report import health as health_of
    from parvis.terminal.health import health_as_dict, print_health

    now = datetime.now(UTC)
    with Archive.open(db) as archive:
        found = health_of(archive, site=site, now=now)
    if as_json:
        print_json(health_as_dict(found))
    else:
        print_health(found, now=now)
    if exit_code and any(one.alarms for one in found):
        sys.exit(SITES_FAILED)


@click.command(
    epilog=example("parvis runs", "parvis runs lagazette --last 5", "parvis runs --json | jq '.runs[0].exit'")
)
@click.argument("site", required=False)
@click.option("--last", type=click.IntRange(min=1), default=20, show_default=True, help="At most this many.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
def runs(db: Path, site: str | None, last: int, as_json: bool) -> None:
    """The last crawls: how long they took, what they brought, how they ended. A killed one is shown as such."""
    from parvis.archive import Archive
    from parvis.archive.runs import runs as runs_of
    from parvis.terminal.health import print_runs, runs_as_dict

    with Archive.open(db) as archive:
        found = runs_of(archive, site=site, last=last)
    if not found:
        raise NothingFound(f"no crawl{f' of {site}' if site else ''} in {db} yet; `parvis crawl` makes one")
    if as_json:
        print_json(runs_as_dict(found))
    else:
        print_runs(found)
