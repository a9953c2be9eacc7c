"""What `parvis import` says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.live import Live
from rich.spinner import Spinner

from parvis.archive import Applied
from parvis.bulk.importing import FileReport, Progress
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
