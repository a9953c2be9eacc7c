"""`parvis trend` and `parvis stats`: numbers and shares with their bounds, gaps and what is still running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from parvis.research.stats import Row, Stats
from parvis.research.trend import Point, ShareKind, Trend
from parvis.research.wilson import share_of
from parvis.terminal.bars import bar, bounds, percent, spark
from parvis.terminal.console import out, safe, styled
from parvis.terminal.search import print_asked
from parvis.terminal.status import plural

__all__ = ["print_stats", "print_trend"]

MOST_GROUPS = 24
_OF = {ShareKind.WALLED: "walled", ShareKind.MATCHING: "of all"}


def print_trend(found: Trend) -> None:
    print_asked(found.asked)
    for part in trend_view(found):
        out().print(part)


def trend_view(found: Trend) -> Iterator[RenderableType]:
    groups = [list(points) for _, points in groupby(found.points, key=lambda point: point.group)]
    yield _by_group(found, groups) if found.group else _by_period(found, found.points)
    yield from _remarks(found)


def _by_period(found: Trend, points: Sequence[Point]) -> Table:
    """A line a period."""
    table = _table(str(found.every), "articles", *_share_columns(found), "")
    most = max((_value(point, shares=bool(found.share)) or 0 for point in points), default=0)
    for point in points:
        share = point.share
        value = share.share if share else 0 if found.share else point.articles or 0
        table.add_row(
            point.period + _mark(point),
            "no crawl" if point.articles is None else f"{point.articles:,}",
            *((percent(share), bounds(share)) if found.share else ()),
            Text(bar(value, most), "#0072b2"),
        )
    return table


def _by_group(found: Trend, groups: Sequence[Sequence[Point]]) -> Table:
    """A line a group, with a sign a period."""
    first, last = (found.points[0].period, found.points[-1].period) if found.points else ("", "")
    table = _table(str(found.group), "articles", *_share_columns(found), f"{first} to {last}")
    most = max((_value(point, shares=bool(found.share)) or 0 for point in found.points), default=0)
    for points in groups[:MOST_GROUPS]:
        whole = share_of(sum(p.part or 0 for p in points), sum(p.whole or 0 for p in points))
        values = [_value(point, shares=bool(found.share)) for point in points]
        table.add_row(
            safe(points[0].group) or "none",
            f"{sum(point.articles or 0 for point in points):,}",
            *((percent(whole), bounds(whole)) if found.share else ()),
            Text(spark(values, most), "#0072b2"),
        )
    return table


def _value(point: Point, *, shares: bool) -> float | None:
    if not shares:
        return point.articles
    return point.share.share if point.share else None


def _share_columns(found: Trend) -> tuple[str, ...]:
    return (_OF[found.share], "95 %") if found.share else ()


def _mark(point: Point) -> str:
    """Beside the name of a period whose number is not the last word."""
    return "+" if point.running else "" if point.crawled else "?"


def _remarks(found: Trend) -> Iterator[Text]:
    groups = len({point.group for point in found.points})
    counts = [plural(found.total, "article")]
    if found.undated:
        counts.append(f"{found.undated:,} of them without a date")
    if found.misdated:
        counts.append(f"{found.misdated:,} with a date that cannot be")
    if groups > MOST_GROUPS:
        counts.append(f"{groups - MOST_GROUPS} more groups with --json")
    yield styled(", ".join(counts), "dim")
    if found.group:
        if any(point.articles is None for point in found.points):
            yield styled("· nothing is known: no crawl ran", "dim")
        return
    if any(point.running for point in found.points):
        yield styled("+ no crawl has come after it: more may follow", "dim")
    if any(not point.crawled for point in found.points):
        yield styled("? no crawl ran in it: what is older was found later, and not all of it", "dim")


def print_stats(found: Stats) -> None:
    print_asked(found.asked)
    for part in stats_view(found):
        out().print(part)


def stats_view(found: Stats) -> Iterator[RenderableType]:
    table = _table(found.by, "articles", "walled", "95 %", "", "teaser", "withheld", "changed", "first", "last")
    for row in found.rows:
        table.add_row(safe(row.value) or "none", *_figures(row))
    if found.whole and len(found.rows) > 1:
        table.add_row("all", *_figures(found.whole), style="bold")
    yield table
    unseen = f"; {plural(found.hidden, 'article')} in no number: their pages say noindex" if found.hidden else ""
    yield styled(f"teaser, withheld: words an article. changed: articles with several versions{unseen}", "dim")


def _figures(row: Row) -> Iterable[str | Text]:
    share = row.walled
    return (
        f"{row.articles:,}",
        percent(share),
        bounds(share),
        Text(bar(share.share if share else 0, 1, width=8), "#d55e00"),
        f"{row.teaser_words:.0f}",
        f"{row.withheld_words:.0f}",
        f"{row.changed:,}",
        f"{row.first or ''}",
        f"{row.last or ''}",
    )


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right" if name and " to " not in name else "left", no_wrap=" to " in name)
    return table
