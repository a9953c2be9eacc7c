"""The live line of a running crawl, on standard error; where nobody watches, a line now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.spinner import Spinner

from parvis.archive.reclassifying import Progress as Steps
from parvis.crawl.request import Progress
from parvis.terminal.console import err, safe, styled
from parvis.words import Change

QUIET_SECONDS = 30.0  # between two lines in a log


@contextmanager
def live_progress() -> Iterator[Callable[[Progress], None]]:
    """Gives the function that shows how far a crawl is."""
    if not err().is_terminal:
        yield _Ticker().show
        return
    spinner = Spinner("dots", text="starting")
    with Live(spinner, console=err(), transient=True, refresh_per_second=8):
        yield lambda progress: spinner.update(text=styled(progress_line(progress)))


def progress_line(progress: Progress) -> str:
    stored = progress.stored
    parts = [
        f"{progress.seconds:.0f} s",
        f"{progress.discovered} found",
        f"{stored.get(Change.NEW, 0)} new",
        f"{stored.get(Change.CHANGED, 0)} changed",
        f"{stored.get(Change.SAME, 0) + progress.unchanged} unchanged",
    ]
    excluded, failed = sum(progress.excluded.values()), sum(progress.failed.values())
    parts += [f"{excluded} excluded"] if excluded else []
    parts += [f"{failed} failed"] if failed else []
    if progress.hosts:
        more = f" and {len(progress.hosts) - 1} more" if len(progress.hosts) > 1 else ""
        parts.append(f"at {safe(progress.hosts[0])}{more}")
    return " · ".join(parts)


@contextmanager
def live_steps() -> Iterator[Callable[[Steps], None]]:
    """Gives the function that shows how far a reclassification is; in a log, nothing but its outcome is said."""
    with RichProgress(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err(),
        transient=True,
        disable=not err().is_terminal,
    ) as bar:
        tasks: dict[str, TaskID] = {}

        def show(steps: Steps) -> None:
            if steps.stage not in tasks:
                tasks[steps.stage] = bar.add_task(steps.stage, total=steps.total)
            bar.update(tasks[steps.stage], completed=steps.done, total=steps.total)

        yield show


class _Ticker:
    """One line every QUIET_SECONDS, so that a log shows that the crawl is alive."""

    def __init__(self) -> None:
        self._next = QUIET_SECONDS

    def show(self, progress: Progress) -> None:
        if progress.seconds >= self._next:
            self._next = progress.seconds + QUIET_SECONDS
            err().print(progress_line(progress))
