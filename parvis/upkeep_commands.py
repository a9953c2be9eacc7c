"""`parvis audit`, `verify`, `backup`, `retry`, `forget`, `expire`, `recover`: keeping an archive in order for years."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from parvis.commands import example, print_json, refuse_missing
from parvis.errors import ArchiveError, NothingFound
from parvis.snapshot_commands import verify_snapshot

FAILURES = (
    *("http", "refused", "rate_limited", "timeout", "network", "robots_unavailable"),
    *("empty", "not_html", "too_large", "too_slow", "unreadable", "promise", "program"),
)


@click.command(
    epilog=example("parvis audit", "parvis --db press.db audit --json", "parvis audit || mail -s broken me < /dev/null")
)
@click.option("--json", "as_json", is_flag=True, help="Every law as JSON, when all are known.")
@click.pass_obj
def audit(db: Path, as_json: bool) -> None:
    """Does everything hold that must? Prints each law with ok, or in how many rows it is broken.

    Reads everything, and no more than that: a crawl goes on meanwhile. Exit code 1: a law does not hold.
    """
    from parvis.archive import Archive
    from parvis.archive.audit import check_laws, laws
    from parvis.records import plain
    from parvis.terminal.upkeep import live_law, print_finding

    found = []
    with Archive.open(db) as archive, live_law() as show:
        for finding in check_laws(archive, laws(), show):
            found.append(finding)
            if not as_json:
                print_finding(finding)
    if as_json:
        print_json({"laws": [{**plain(finding), "holds": not finding.rows} for finding in found]})
    if any(finding.rows for finding in found):
        sys.exit(1)


@click.command(
    epilog=example(
        "parvis verify",
        "parvis --db copy.db verify --json",
        "parvis verify press-2026/                        a snapshot",
    )
)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The damage as JSON.")
@click.pass_obj
def verify(db: Path, folder: Path | None, as_json: bool) -> None:
    """Is every stored value as it was written? Names table and row where a bit has flipped, or another program wrote.

    A part of `parvis audit`, which says no more than in how many places. With the FOLDER of a snapshot: is every file,
    number and query what the snapshot says? Exit code 1: something is damaged.
    """
    if folder is not None:
        verify_snapshot(folder, as_json=as_json)
        return
    from parvis.archive import Archive
    from parvis.archive.seals import find_damage
    from parvis.records import plain
    from parvis.terminal.upkeep import live_law, print_damage

    with Archive.open(db) as archive, archive.reading(), live_law() as show:
        found = list(find_damage(archive.conn, show))
    if as_json:
        print_json({"damage": [plain(damage) for damage in found]})
    for damage in found if not as_json else ():
        print_damage(damage)
    if found:
        raise ArchiveError(f"{db} is damaged; restore a backup, or save what is whole with `parvis recover`")
    if not as_json:
        click.echo(f"{db}: every value is as it was written")


@click.command(
    epilog=example(
        "parvis backup /media/disk/archive-2026-03.db",
        "parvis --db press.db backup press-copy.db --force      overwrite the last one",
    )
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE, once the new copy is whole.")
@click.pass_obj
def backup(db: Path, file: Path, force: bool) -> None:
    """Copy the archive into FILE while it is in use: as it is at this moment, verified, and only then in its place."""
    from parvis.archive import Archive
    from parvis.archive.backup import back_up
    from parvis.archive.reclassifying import Progress
    from parvis.terminal.progress import live_steps

    with Archive.open(db) as archive, live_steps() as show:
        back_up(
            archive,
            file,
            force=force,
            on_step=lambda done, total: show(Progress(stage="pages", done=done, total=total)),
        )
    click.echo(f"{file}: {file.stat().st_size:,} bytes, whole and in order")


@click.command(
    epilog=example(
        "parvis retry                                  everything that has failed, at all sites",
        "parvis retry lagazette --reason unreadable    what an update of Parvis may read now",
    )
)
@click.argument("site", required=False)
@click.option("--reason", type=click.Choice(FAILURES), help="Only what failed for this reason.")
@click.pass_obj
def retry(db: Path, site: str | None, reason: str | None) -> None:
    """Make due again what has failed or lies in quarantine; the next crawl fetches it.

    A URL that waits until a time that its site asked for waits on.
    """
    from datetime import UTC, datetime

    from parvis.archive import Archive
    from parvis.archive.queries import check_site
    from parvis.terminal.status import plural
    from parvis.words import Reason

    refuse_missing(db)
    with Archive.open(db, "w") as archive:
        check_site(archive, site)
        count = archive.retry(site=site, reason=Reason(reason) if reason else None, now=datetime.now(UTC))
    if not count:
        raise NothingFound(f"nothing {f'of {site} ' if site else ''}has failed{f' for {reason}' if reason else ''}")
    click.echo(f"{plural(count, 'URL')} due again; parvis crawl {site or '--due'} fetches them")


@click.command(
    epilog=example(
        'parvis forget https://example.org/story --reason "letter of 2 March"',
        'parvis forget 12 --reason "court order 7 O 12/26"            an article by its number',
        'parvis forget "Mabel Orchard" --reason "asked by the author" --yes',
        'parvis forget www.example.org --reason "the paper withdrew"',
    )
)
@click.argument("target", metavar="URL|NUMBER|AUTHOR|HOST")
@click.option("--reason", required=True, help="Why; kept with the day, and shown where the article is asked for.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def forget(db: Path, target: str, reason: str, yes: bool) -> None:
    """Remove an article, all that an author wrote, or all of a host, for good: no byte of it stays in the archive.

    What stays is that something was removed, when and why; it is not fetched or stored again. Copies of the archive
    that were made before still hold it.
    """
    from datetime import UTC, datetime

    from parvis.archive import Archive
    from parvis.archive.forgetting import find_target, scrub
    from parvis.archive.forgotten import find_tombstone
    from parvis.terminal.status import plural

    refuse_missing(db)
    with Archive.open(db, "w") as archive:
        found = find_target(archive, target)
        if found is None:
            if find_tombstone(archive, target) is None:
                raise NothingFound(f"{target!r}: no article, URL, host or author in {db} is called so")
            scrub(archive)
            click.echo(f"{db}: this was removed before; the file is made anew")
            return
        what = f"{plural(len(found.articles), 'article')} and {plural(len(found.urls), 'URL')}"
        if not yes:
            click.confirm(f"Remove {what} ({found.kind} {target}) from {db} for good?", abort=True, err=True)
        archive.forget(found, reason=reason, now=datetime.now(UTC))
    click.echo(f"{db}: {what} removed; backups made before still hold them")


@click.command(
    epilog=example(
        "parvis expire --dry-run                          which articles it would be",
        "parvis crawl --due && parvis expire              as `parvis schedule` does",
    )
)
@click.option("--dry-run", is_flag=True, help="Erase nothing.")
@click.option("--json", "as_json", is_flag=True, help="The counts and the articles as JSON.")
@click.pass_obj
def expire(db: Path, dry_run: bool, as_json: bool) -> None:
    """Erase the text of articles that their publisher wanted shown until a day (`unavailable_after`) that has passed.

    Teaser, standfirst and description go from every version, and no byte of them stays in the archive; headline,
    metadata and verdict stay, with the day of the erasure. Copies of the archive that were made before still hold them.
    """
    from datetime import UTC, datetime

    from parvis.archive import Archive
    from parvis.archive.expiring import expire as erase
    from parvis.archive.expiring import find_expired
    from parvis.terminal.upkeep import expired_as_dict, print_expired

    refuse_missing(db)
    with Archive.open(db, "r" if dry_run else "w") as archive:
        now = datetime.now(UTC)
        found = find_expired(archive, now)
        if not dry_run:
            erase(archive, found, now=now)
    if as_json:
        print_json(expired_as_dict(found, dry_run=dry_run))
    else:
        print_expired(found, dry_run=dry_run)


@click.command(
    epilog=example(
        "parvis recover archive.db --into rescued.db",
        "parvis recover archive.db --into rescued.db && parvis --db rescued.db crawl",
    )
)
@click.argument("damaged", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--into", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The new archive.")
def recover(damaged: Path, into: Path) -> None:
    """Save what can still be read of a DAMAGED archive into a new one, and say what is lost. DAMAGED stays as it is.

    A backup is better: what was damaged and can be read comes along as it is. Exit code 4: something was lost, or a law
    does not hold in the new archive.
    """
    from parvis.archive import Archive
    from parvis.archive.audit import audit as find_breaches
    from parvis.archive.salvage import recover as salvage
    from parvis.terminal.upkeep import live_law, print_finding, print_salvaged

    with live_law() as show:
        found = salvage(damaged, into, on_table=show)
        with Archive.open(into) as archive:
            broken = find_breaches(archive)
    for salvaged in found:
        print_salvaged(salvaged)
    for finding in broken:
        print_finding(finding)
    if broken or any(salvaged.is_lossy for salvaged in found):
        sys.exit(4)
