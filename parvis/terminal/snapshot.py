"""`parvis snapshot` and `parvis verify FOLDER`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.text import Text

from parvis.research.snapshot import Snapshot
from parvis.research.snapshot_check import Verdict
from parvis.terminal.console import err, out, safe
from parvis.terminal.status import plural

__all__ = ["live_files", "print_snapshot", "print_verdict"]


@contextmanager
def live_files() -> Iterator[Callable[[str], None]]:
    """Gives the function that shows which file is being written."""
    with err().status("") as status:
        yield status.update


def print_snapshot(taken: Snapshot) -> None:
    rows = sum(table.rows for table in taken.tables)
    out().print(
        safe(
            f"{taken.folder}: {plural(taken.articles, 'article')}, {plural(rows, 'row')} in {len(taken.tables)} tables"
        ),
        soft_wrap=True,
    )
    out().print(f"content sha256 {taken.content_sha256}", soft_wrap=True)


def print_verdict(verdict: Verdict) -> None:
    sign, colour = ("ok", "#009e73") if verdict.good else ("BAD", "#d55e00")
    out().print(Text.assemble((f"{sign:<4}", colour), f"{safe(verdict.what)}: {safe(verdict.found)}"), soft_wrap=True)
