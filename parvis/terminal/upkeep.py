"""What keeping an archive in order shows: each law as it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.text import Text

from parvis.archive.audit import Finding
from parvis.archive.salvage import Salvaged
from parvis.archive.seals import Damage
from parvis.terminal.console import err, out, safe, styled
from parvis.terminal.sites import STYLES


@contextmanager
def live_law() -> Iterator[Callable[[str], None]]:
    """Gives the function that shows which law is being asked; in a log, nothing but the answers is said."""
    if not err().is_terminal:
        yield lambda _: None
        return
    with err().status("") as status:
        yield lambda law: status.update(styled(law))


def print_finding(finding: Finding) -> None:
    health = "broken" if finding.rows else "ok"
    why = finding.problem or (f"{finding.rows:,}" if finding.rows else "")
    line = Text.assemble((f"{health:8}", STYLES[health]), safe(finding.law), f": {safe(why)}" if why else "")
    out().print(line, soft_wrap=True)


def print_damage(damage: Damage) -> None:
    out().print(styled(f"{damage.table} {damage.rows}"), soft_wrap=True)


def print_salvaged(salvaged: Salvaged) -> None:
    """A table, what was saved of it, and what was not."""
    lost = [
        f"{count:,} {what}"
        for count, what in (
            (salvaged.holes, "places that cannot be read"),
            (salvaged.refused, "rows that are no records"),
            (salvaged.loose, "rows without what they refer to"),
        )
        if count
    ]
    line = f"{salvaged.table}: {salvaged.rows:,} rows saved" + (f"; lost: {', '.join(lost)}" if lost else "")
    out().print(styled(line, "yellow" if lost else ""), soft_wrap=True)
