"""`parvis status`: what the archive holds, and that its ledger balances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from parvis.archive.queries import Frontier, SiteStatus, Status
from parvis.archive.waiting import Due
from parvis.records import plain
from parvis.terminal.console import out, safe, styled
from parvis.terminal.waits import wait_lines
from parvis.words import EventKind, Reason


def print_status(status: Status) -> None:
    last = f", the last {status.last_crawl_at:%Y-%m-%d %H:%M} UTC" if status.last_crawl_at else ""
    kind = "the demo's newspapers" if status.demo else "real sites"
    out().print(styled(f"{status.path}: {status.bytes / 1e6:.1f} MB of {kind}, {plural(status.crawls, 'crawl')}{last}"))
    out().print(site_table(status.sites))
    for title, frontier in (("Articles", status.articles), ("Feeds, sitemaps, listings", status.sources)):
        out().print(styled(title, "bold"))
        out().print(styled(f"  {balance_line(frontier)}"), soft_wrap=True)
    out().print(styled(f"Due: {due_line(status.due)}"))
    out().print(
        styled(
            f"Ledger: {status.blocks:,} distinct texts, {status.boilerplate:,} of them boilerplate; "
            f"{plural(status.quarantined, 'page')} in quarantine"
        )
    )
    if status.waits:
        out().print(styled("Left alone", "bold"))
    for line in wait_lines(status.waits):
        out().print(styled(f"  {line}"), soft_wrap=True)
    drifts = [event for event in status.events if event.kind is EventKind.LAYOUT_DRIFT]
    if drifts:
        sites = ", ".join(dict.fromkeys(f"{event.site} on {event.at:%Y-%m-%d}" for event in reversed(drifts)))
        out().print(styled(f"Layouts: pages moved to others at {sites}; `parvis layouts SITE` says how", "#e69f00"))


def status_as_dict(status: Status) -> dict[str, Any]:
    """The status as JSON-ready values, the balances included."""
    document: dict[str, Any] = plain(status)
    document["articles"]["balance"] = status.articles.balance
    document["sources"]["balance"] = status.sources.balance
    for site, row in zip(status.sites, document["sites"], strict=True):
        row["walled"] = site.walled
    return document


def site_table(sites: tuple[SiteStatus, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("site")
    for name in ("articles", "versions", "looks", "walled", "teaser words", "boilerplate / page"):
        table.add_column(name, justify="right")
    for site in sites:
        table.add_row(
            safe(site.name),
            f"{site.articles:,}",
            f"{site.versions:,}",
            f"{site.observations:,}",
            share(site.walled, site.articles),
            number(site.teaser_words),
            number(site.boilerplate_words),
        )
    return table


def balance_line(frontier: Frontier) -> str:
    """The ledger identity as a sum that a person can check."""
    parts = [
        f"{frontier.stored:,} stored",
        f"{frontier.unchanged:,} unchanged",
        f"{sum(frontier.excluded.values()):,} excluded{reasons(frontier.excluded)}",
        f"{sum(frontier.failed.values()):,} failed{reasons(frontier.failed)}",
        f"{frontier.pending:,} pending",
        f"{frontier.leased:,} leased",
    ]
    verdict = "balances" if frontier.balance == 0 else f"DOES NOT BALANCE: {frontier.balance:+,}"
    return f"{frontier.discovered:,} discovered = {' + '.join(parts)}: {verdict}"


def due_line(due: Due) -> str:
    """What is due now, and when the next is."""
    counts = [plural(count, noun) for count, noun in ((due.articles, "article"), (due.sources, "source")) if count]
    coming = f"; the next at {due.next_at:%Y-%m-%d %H:%M} UTC" if due.next_at else ""
    return f"{' and '.join(counts) or 'nothing'} now{coming}"


def reasons(counts: Mapping[str, int] | Mapping[Reason, int]) -> str:
    return f" ({', '.join(f'{safe(reason)} {count:,}' for reason, count in sorted(counts.items()))})" if counts else ""


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
