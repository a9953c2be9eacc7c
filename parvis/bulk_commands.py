"""`parvis import`, `extract` and `merge`: pages out of files, files into shards, shards into one archive."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from parvis.commands import example, print_json
from parvis.errors import SITES_FAILED


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


@click.command(
    epilog=example(
        "parvis merge shards/*.db --into news.db",
        "parvis merge monday.db tuesday.db --into week.db --json",
    )
)
@click.argument("shards", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="SHARD...")
@click.option(
    "--into", type=click.Path(dir_okay=False, path_type=Path), help="The archive that takes them in; made if missing."
)
@click.option("--json", "as_json", is_flag=True, help="What each shard has brought, as JSON.")
@click.pass_obj
def merge(db: Path, shards: tuple[Path, ...], into: Path | None, as_json: bool) -> None:
    """Merge archives into one: it says what a single archive says that saw everything.

    The order does not matter, nor does merging one again or an older copy of it. Shards are only read. What was
    removed by request in one of them is removed in the whole. Without --into: into the archive of --db.
    """
    from parvis.archive.shards import merge_shards
    from parvis.records import plain
    from parvis.terminal.bulk import live_merge, print_merged

    target = into or db
    with live_merge(len(shards)) as show:
        merged = merge_shards(target, shards, on_shard=show)
    if as_json:
        print_json({"shards": [plain(one) for one in merged]})
    else:
        print_merged(merged, target)


@click.command(
    epilog=example(
        "parvis extract warcs/*.warc.gz -o shards/",
        "parvis extract 'warcs/*.warc.gz' -o shards/ --workers 8",
        "parvis extract /data/*.warc.gz -o /data/shards --scheduler tcp://head:8786",
    )
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder of the shards."
)
@click.option("--workers", type=click.IntRange(1, 1024), default=2, show_default=True, help="Files read at a time.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler (tcp://...); `local` starts one here.")
@click.option(
    "--profile",
    type=click.Choice(["research", "general"]),
    default="research",
    show_default=True,
    help="Keep and label text that its publisher reserves, or keep none of it.",
)
@click.option("--json", "as_json", is_flag=True, help="What became of each file, as JSON.")
@click.pass_obj
def extract(
    db: Path,
    files: tuple[str, ...],
    output: Path,
    workers: int,
    scheduler: str | None,
    profile: str,
    as_json: bool,
) -> None:
    """Read many WARC files at a time, each into a shard of its own: an archive named after what is in the file.

    The same file always makes the same shard, whoever makes it. A file that has its shard is not read again, and one
    whose worker died is read on by another. `parvis merge` makes one archive of the shards. Exit code 4: some files
    made no shard.
    """
    from parvis.bulk.extracting import ExtractRequest, run_extract
    from parvis.bulk.importing import find_sources
    from parvis.records import plain
    from parvis.sites import known_sites
    from parvis.terminal.bulk import live_extract, print_extract
    from parvis.words import Profile

    sources = find_sources(files)
    with live_extract(len(sources)) as (show, tell):
        report = run_extract(
            ExtractRequest(
                sources=sources,
                folder=output,
                sites=known_sites(db),
                profile=Profile(profile),
                workers=workers,
                scheduler=scheduler,
                on_shard=show,
                on_dashboard=tell,
            )
        )
    if as_json:
        print_json(plain(report))
    else:
        print_extract(report, output)
    if report.lost:
        sys.exit(SITES_FAILED)
