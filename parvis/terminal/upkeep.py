"""What keeping an archive in order shows: each law as it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.text import Text

from parvis.archive.audit import Finding
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
