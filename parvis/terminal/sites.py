"""`parvis sites list` and `parvis doctor`."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rich.table import Table
from rich.text import Text

from parvis.sites import Site
from parvis.sites.definition import host_in
from parvis.terminal.console import err, out, safe, styled
from parvis.terminal.status import plural

STYLES = {"ok": "green", "warning": "yellow", "broken": "bold red"}


def print_sites(sites: Collection[Site]) -> None:
    """One line a site; the day is the last on which one of its addresses is known to have been good."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("name", "title", "language", "policy", "known good", "home"):
        table.add_column(name, no_wrap=True)
    for site in sites:
        home = host_in(site.home).removeprefix("www.")
        day = f"{site.known_good}" if site.known_good else ""
        table.add_row(safe(site.name), safe(site.title), site.language or "", site.policy or "", day, safe(home))
    out().print(table)
    languages = {site.language.partition("-")[0] for site in sites if site.language}
    err().print(f"{plural(len(sites), 'site')} in {plural(len(languages), 'language')}")


def print_checks(checks: Iterable[tuple[str, str, str]]) -> None:
    """Each check as (name, health, message)."""
    table = Table.grid(padding=(0, 2))
    for name, health, message in checks:
        table.add_row(Text(health, STYLES[health]), name, styled(message))
    out().print(table)
