"""`parvis changes` and `parvis walls`: what was edited and closed, and which walls stood where, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.archive.history import WallMonth
from parvis.research.history import AccessChange, History, Walls
from parvis.terminal.bars import spark
from parvis.terminal.colours import ACCESS
from parvis.terminal.console import out, safe, styled
from parvis.terminal.diff import edits_text
from parvis.terminal.search import print_asked
from parvis.terminal.status import plural
from parvis.words import Access

__all__ = ["print_history", "print_walls"]


def print_history(found: History, *, limit: int) -> None:
    print_asked(found.asked)
    for part in history_view(found, limit):
        out().print(part)


def history_view(found: History, limit: int) -> Iterator[RenderableType]:
    """The newest changes of each kind."""
    if found.access:
        yield styled(f"Access: {plural(len(found.access), 'change')}", "bold")
        for change in found.access[-limit:]:
            yield Padding(_access(change), (0, 0, 0, 2))
    if found.headlines:
        yield styled(f"Headlines: {plural(len(found.headlines), 'edit')}", "bold")
        for edit in found.headlines[-limit:]:
            about = (f"{edit.article_id:>5}  {edit.changed_at:%Y-%m-%d %H:%M}  ", "dim")
            yield Padding(Text.assemble(about, edits_text(edit.edits)), (0, 0, 0, 2))
    closed = f"; those that were closed had been free for at most {_hours(found.hours_free)} (median)"
    yield styled(f"in {plural(found.articles, 'article')}{closed if found.hours_free is not None else ''}", "dim")


def _access(change: AccessChange) -> Text:
    low, high = change.hours
    return Text.assemble(
        (f"{change.article_id:>5}  {change.changed_at:%Y-%m-%d %H:%M}  ", "dim"),
        (change.before, ACCESS[Access(change.before)]),
        " → ",
        (change.after, ACCESS[Access(change.after)]),
        f"  after {_hours(low)} to {_hours(high)}  " if low else f"  within {_hours(high)}  ",
        safe(change.headline),
    )


def _hours(hours: float | None) -> str:
    if hours is None:
        return "-"
    return f"{hours:.0f} h" if hours < 96 else f"{hours / 24:.0f} days"


def print_walls(found: Walls) -> None:
    print_asked(found.asked)
    months = sorted({month.month for month in found.months})
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("site", "access", "mechanism", "vendor", "layout"):
        table.add_column(name)
    table.add_column("articles", justify="right")
    table.add_column(f"{months[0]} to {months[-1]}" if len(months) > 1 else months[0])
    for rows in _kinds(found.months):
        table.add_row(*_wall(rows, months))
    out().print(table)
    out().print(styled("layout: the structure of the wall's own box; `parvis layouts --walls` draws it", "dim"))


def _kinds(months: Sequence[WallMonth]) -> Iterator[list[WallMonth]]:
    """The months of each kind of wall of a site, the most frequent kind first."""
    kinds = [list(rows) for _, rows in groupby(sorted(months, key=_kind), key=_kind)]
    yield from sorted(kinds, key=lambda rows: (rows[0].site, -sum(row.articles for row in rows)))


def _kind(month: WallMonth) -> tuple[str, ...]:
    return month.site, month.access, month.mechanism, month.vendor, month.layout


def _wall(rows: Sequence[WallMonth], months: Sequence[str]) -> Iterator[str | Text]:
    first = rows[0]
    by_month = {row.month: row.articles for row in rows}
    yield safe(first.site)
    yield Text(first.access, ACCESS[Access(first.access)])
    yield from (safe(value) or "none" for value in (first.mechanism, first.vendor, first.layout[:8]))
    yield f"{max(by_month.values()):,}"
    yield Text(spark([by_month.get(month) for month in months], max(by_month.values())), "#d55e00")
