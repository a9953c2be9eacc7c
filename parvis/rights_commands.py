"""`parvis rights`: what binds a site or a URL, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from parvis.arguments import is_url
from parvis.commands import example, print_json
from parvis.errors import NothingFound


@click.command(
    epilog=example(
        "parvis rights lagazette                          a site: its files, and what its pages say",
        "parvis rights https://example.org/story          one URL: may it be fetched, what is kept of it, and why",
        "parvis rights lagazette --profile general --json",
    )
)
@click.argument("target", metavar="SITE|URL")
@click.option(
    "--profile",
    type=click.Choice(["research", "general"]),
    help="What would follow under this profile.  [default: that of the crawl]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, with every signal as it was found.")
@click.pass_obj
def rights(db: Path, target: str, profile: str | None, as_json: bool) -> None:
    """Show what binds a site or a URL, and why: robots.txt, reservations, licences, and what is kept under them.

    From the archive alone; nothing is asked for. Exit code 3: it knows nothing of the target.
    """
    from parvis.archive import Archive
    from parvis.archive.rights_report import site_rights, url_rights
    from parvis.terminal.rights import print_site_rights, print_url_rights, site_as_dict, url_as_dict
    from parvis.words import Profile

    chosen, now = Profile(profile) if profile else None, datetime.now(UTC)
    with Archive.open(db) as archive:
        page = url_rights(archive, target, chosen, now) if is_url(target) else None
        site = None if is_url(target) else site_rights(archive, target, chosen, now)
    if page:
        print_json(url_as_dict(page)) if as_json else print_url_rights(page)
    elif site:
        print_json(site_as_dict(site)) if as_json else print_site_rights(site)
    else:
        raise NothingFound(f"{db} knows nothing of {target!r}; crawl it first: parvis crawl {target}")
