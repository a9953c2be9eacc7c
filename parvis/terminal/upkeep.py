"""What keeping an archive in order shows: each law as it was found, and what was erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.text import Text

from parvis.archive.audit import Finding
from parvis.archive.expiring import Expired
from parvis.archive.salvage import Salvaged
from parvis.archive.seals import Damage
from parvis.records import plain
from parvis.terminal.console import err, out, safe, styled
from parvis.terminal.sites import STYLES
from parvis.terminal.status import plural

SHOWN = 20  # articles that are named one by one


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


def print_expired(found: Sequence[Expired], *, dry_run: bool) -> None:
    """The articles, each with the day that has passed, and their sum."""
    for one in found[:SHOWN]:
        line = (
            f"{one.id}  {one.site}  unavailable after {one.unavailable_after:%Y-%m-%d %H:%M}  {one.headline or one.url}"
        )
        out().print(styled(line), soft_wrap=True)
    if len(found) > SHOWN:
        out().print(styled(f"and {len(found) - SHOWN:,} more", "dim"))
    if not found:
        out().print("nothing holds text past the day that its publisher set")
        return
    what = f"{plural(len(found), 'article')}, {plural(sum(one.versions for one in found), 'version')}"
    said = "would be erased; nothing was" if dry_run else "erased; backups made before still hold it"
    out().print(styled(f"text of {what} {said}"), soft_wrap=True)


def expired_as_dict(found: Sequence[Expired], *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "erased": len(found),
        "versions": sum(one.versions for one in found),
        "words": sum(one.words for one in found),
        "articles": [plain(one) for one in found],
    }
