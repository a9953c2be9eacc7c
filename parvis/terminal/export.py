"""`parvis export`: how far it is, and what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from parvis.research.exporting import Exported
from parvis.terminal.console import err, styled
from parvis.terminal.status import plural

__all__ = ["live_rows", "print_exported"]

STEP = 1_000  # rows between two looks at the clock


@contextmanager
def live_rows() -> Iterator[Callable[[int, int], None]]:
    """Gives the function that shows how many rows are written; in a log nothing but the outcome is said."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True, disable=not err().is_terminal) as progress:
        task = progress.add_task("")

        def show(done: int, whole: int) -> None:
            if done % STEP == 0:
                progress.update(task, completed=done, total=whole)

        yield show


def print_exported(done: Exported) -> None:
    names = ", ".join(map(str, done.files[:3])) + (f" ... {done.files[-1]}" if len(done.files) > 3 else "")
    where = f" in {names}" if names else ""
    err().print(styled(f"{plural(done.rows, 'article')}{where}; content sha256 {done.content_sha256}"), soft_wrap=True)
