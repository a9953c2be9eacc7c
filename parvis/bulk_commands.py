"""`parvis import`: pages out of files instead of off the wire."""

from __future__ import annotations

from pathlib import Path

import click

from parvis.commands import example, print_json


@click.command(
    "import",
    epilog=example(
        "parvis import CC-NEWS-20260301.warc.gz",
        "parvis --db old.db import saved-pages/ --base-url https://example.org/",
        "parvis import *.warc.gz --profile general --json",
    ),
)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER...")
@click.option("--base-url", metavar="URL", help="The address of the FOLDER, for pages that do not say theirs.")
@click.option(
    "--profile",
    type=click.Choice(["research", "general"]),
    default="research",
    show_default=True,
    help="Keep and label text that its publisher reserves, or keep none of it.",
)
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Processes that read pages.")
@click.option("--json", "as_json", is_flag=True, help="What became of each file, as JSON.")
@click.pass_obj
def import_files(
    db: Path, sources: tuple[Path, ...], base_url: str | None, profile: str, workers: int, as_json: bool
) -> None:
    """Read WARC files, or a folder of HTML files, into the archive as if they had been crawled.

    Dates and headers are the records' own; bodies are not kept. A file is imported once, by what is in it; stop it at
    any time and run it again. A page in a FOLDER has its address from a `page.html.json` beside it ({"url": ...,
    "fetched_at": ...}), from --base-url, or from its own canonical link.
    """
    from parvis.bulk.importing import ImportRequest, run_import
    from parvis.records import plain
    from parvis.sites import known_sites
    from parvis.terminal.bulk import live_import, print_import
    from parvis.words import Profile

    with live_import() as show:
        reports = run_import(
            ImportRequest(
                archive=db,
                sources=sources,
                sites=known_sites(db),
                base_url=base_url,
                profile=Profile(profile),
                workers=workers,
                on_progress=show,
            )
        )
    if as_json:
        print_json({"files": [plain(report) for report in reports]})
    else:
        print_import(reports, db)
