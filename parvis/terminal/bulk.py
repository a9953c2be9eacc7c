"""What `parvis import`, `extract` and `merge` say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.spinner import Spinner

from parvis.archive import Applied
from parvis.archive.shards import Merged
from parvis.bulk.extracting import ExtractReport
from parvis.bulk.importing import FileReport, Progress
from parvis.bulk.shard import ShardReport
from parvis.terminal.console import err, safe, styled
from parvis.terminal.progress import QUIET_SECONDS
from parvis.terminal.status import plural, reasons


@contextmanager
def live_import() -> Iterator[Callable[[Progress], None]]:
    """Gives the function that shows how far an import is; in a log a line now and then."""
    if not err().is_terminal:
        told = [0.0]

        def tell(progress: Progress) -> None:
            if progress.seconds - told[0] >= QUIET_SECONDS:
                told[0] = progress.seconds
                err().print(_line(progress))

        yield tell
        return
    spinner = Spinner("dots", text="reading")
    with Live(spinner, console=err(), transient=True, refresh_per_second=8):
        yield lambda progress: spinner.update(text=styled(_line(progress)))


def _line(progress: Progress) -> str:
    return (
        f"file {progress.file} of {progress.files}: {safe(progress.name)} · {progress.records:,} records · "
        f"{progress.pages:,} pages · {progress.seconds:.0f} s"
    )


def print_import(reports: Sequence[FileReport], db: Path) -> None:
    for report in reports:
        what = "imported before" if report.known else outcome_line(report.counts)
        err().print(f"{safe(report.name)}: {plural(report.records, 'record')}: {what}", soft_wrap=True)
        if report.skipped:
            err().print(f"  skipped{reasons(report.skipped)}")
    if len(reports) > 1:
        total = sum((report.counts for report in reports), Applied())
        skipped = Counter[str]()
        for report in reports:
            skipped.update(report.skipped)
        err().print(
            f"{db}: {plural(len(reports), 'file')}: {outcome_line(total)}, {skipped.total():,} skipped", soft_wrap=True
        )


def outcome_line(counts: Applied) -> str:
    parts = [f"{counts.new} new", f"{counts.changed} changed", f"{counts.same} unchanged"]
    parts += [f"{counts.excluded} excluded"] if counts.excluded else []
    parts += [f"{counts.failed} failed"] if counts.failed else []
    return ", ".join(parts)


@contextmanager
def live_extract(files: int) -> Iterator[tuple[Callable[[ShardReport], None], Callable[[str], None]]]:
    """Gives the functions that show which shards are there, and where the dashboard is."""
    with _bar("shards", files) as step:

        def show(report: ShardReport) -> None:
            step(report.file.name)

        def tell(address: str) -> None:
            err().print(f"dashboard: {address}", soft_wrap=True)

        yield show, tell


@contextmanager
def live_merge(shards: int) -> Iterator[Callable[[Merged], None]]:
    """Gives the function that shows how many shards are merged."""
    with _bar("merged", shards) as step:
        yield lambda merged: step(merged.shard)


@contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[str], None]]:
    with RichProgress(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err(),
        transient=True,
        disable=not err().is_terminal,
    ) as bar:
        task = bar.add_task(what, total=total)

        def step(name: str) -> None:
            bar.update(task, advance=1)

        yield step


def print_extract(report: ExtractReport, folder: Path) -> None:
    counts = sum((one.file.counts for one in report.shards), Applied())
    known = sum(one.file.known for one in report.shards)
    before = f", {known} of them there before" if known else ""
    err().print(f"{folder}: {plural(len(report.shards), 'shard')}{before}: {outcome_line(counts)}", soft_wrap=True)
    for lost in report.lost:
        err().print(f"  no shard of {safe(str(lost.source))}: {safe(lost.problem)}", soft_wrap=True)
    if report.shards:
        err().print(f"  make one archive of them: parvis merge {folder}/*.db --into ARCHIVE", soft_wrap=True)


def print_merged(merged: Sequence[Merged], target: Path) -> None:
    for one in merged:
        err().print(
            f"{safe(one.shard)}: {plural(one.looks, 'look')} at {plural(one.articles, 'article')}, "
            f"{one.new_articles:,} of them new; {one.texts:,} texts, {one.new_texts:,} new",
            soft_wrap=True,
        )
    if len(merged) > 1:
        looks, articles = sum(one.looks for one in merged), sum(one.new_articles for one in merged)
        err().print(
            f"{target}: {plural(len(merged), 'shard')}: {plural(looks, 'new look')}, {plural(articles, 'new article')}",
            soft_wrap=True,
        )
