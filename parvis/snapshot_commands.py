"""`parvis snapshot`, and what `parvis verify` says of one."""

from __future__ import annotations

from pathlib import Path

import click

from parvis.commands import example, print_json
from parvis.errors import ArchiveError

__all__ = ["snapshot", "verify_snapshot"]


@click.command(
    epilog=example(
        "parvis snapshot press-2026 --title 'Front pages 2026' --creator 'Press Lab' --license CC-BY-4.0",
        "parvis verify press-2026                         is it whole and unchanged?",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="Title of the data set.  [default: the folder's name]")
@click.option("--creator", "creators", multiple=True, help="Who made it; may be given several times.")
@click.option("--license", "licence", default="", metavar="SPDX", help="Its licence, as an SPDX identifier.")
@click.option("--doi", default="", help="Its DOI, where one was reserved.")
@click.pass_obj
def snapshot(
    db: Path,
    folder: Path,
    title: str | None,
    creators: tuple[str, ...],
    licence: str,
    doi: str,
) -> None:
    """Write a folder to hand on, deposit and cite: the archive at this moment, tables, codebook, queries, hashes.

    A crawl may go on meanwhile. The folder needs no program to be read, and `parvis verify FOLDER` to be checked.
    """
    from datetime import UTC, datetime
    from importlib.metadata import version

    from parvis.archive import Archive
    from parvis.research.snapshot import About, take_snapshot
    from parvis.terminal.snapshot import live_files, print_snapshot

    about = About(
        title=title or folder.resolve().name,
        creators=creators,
        license=licence,
        doi=doi,
        at=datetime.now(UTC),
        program=version("parvis"),
    )
    with Archive.open(db) as archive, live_files() as show:
        taken = take_snapshot(archive, folder, about, on_step=show)
    print_snapshot(taken)


def verify_snapshot(folder: Path, *, as_json: bool) -> None:
    """One verdict a line; ends with exit code 1 where one is bad."""
    from parvis.records import plain
    from parvis.research.snapshot_check import check_snapshot
    from parvis.terminal.snapshot import print_verdict

    verdicts = []
    for verdict in check_snapshot(folder):
        verdicts.append(verdict)
        if not as_json:
            print_verdict(verdict)
    bad = [verdict for verdict in verdicts if not verdict.good]
    if as_json:
        print_json({"verdicts": [plain(verdict) for verdict in verdicts]})
    if bad:
        raise ArchiveError(f"{folder}: {len(bad)} of {len(verdicts)} checks failed; ask for another copy")
    if not as_json:
        click.echo(f"{folder}: all is as it was taken")
