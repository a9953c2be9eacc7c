"""`parvis sites list` and `parvis doctor`."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from parvis.sites import Site
from parvis.terminal.console import out, safe, styled

STYLES = {"ok": "green", "warning": "yellow", "broken": "bold red"}


def print_sites(sites: Iterable[Site]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("name", "title", "language", "policy", "sources", "home"):
        table.add_column(name, justify="right" if name == "sources" else "left")
    for site in sites:
        sources = len(site.feeds) + len(site.sitemaps) + len(site.listings)
        table.add_row(
            safe(site.name),
            safe(site.title),
            site.language or "",
            site.policy or "",
            str(sources),
            safe(site.home),
        )
    out().print(table)


def print_checks(checks: Iterable[tuple[str, str, str]]) -> None:
    """Each check as (name, health, message)."""
    table = Table.grid(padding=(0, 2))
    for name, health, message in checks:
        table.add_row(Text(health, STYLES[health]), name, styled(message))
    out().print(table)
