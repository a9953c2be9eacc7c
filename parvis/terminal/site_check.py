"""`parvis sites check NAME FILE...`: what each selector hit on each page, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from parvis.page.inspecting import Hit
from parvis.site_check import PageCheck
from parvis.sites import Site, SiteLayout
from parvis.terminal.colours import ACCESS, family_of
from parvis.terminal.console import out, safe, styled
from parvis.terminal.status import plural
from parvis.words import Role

__all__ = ["check_view", "print_check"]


def print_check(site: Site, checks: Sequence[PageCheck], untried: Iterable[tuple[int, SiteLayout]]) -> None:
    for part in check_view(site, checks, untried):
        out().print(part)


def check_view(
    site: Site, checks: Sequence[PageCheck], untried: Iterable[tuple[int, SiteLayout]]
) -> Iterator[RenderableType]:
    for check in checks:
        yield from _page(site, check)
    for number, layout in untried:
        yield styled(f"layout {number} ({days_of(layout)}) was not tried; name a day of its with --fetched", "dim")


def _page(site: Site, check: PageCheck) -> Iterator[RenderableType]:
    number = check.inspection.layout
    chosen = f"layout {number} ({days_of(site.layouts[number - 1])})" if number else "no layout: read as every page"
    yield styled(check.file, "bold")
    yield styled(f"  {chosen}")
    yield styled(f"  {check.note}", "#e69f00") if check.note else styled(f"  {check.url}", "dim")
    if check.inspection.hits:
        yield _table(check.inspection.hits)
    yield _outcome(check)
    yield Text()


def days_of(layout: SiteLayout) -> str:
    """The days of a layout in words."""
    first, last = layout.valid_from, layout.valid_until
    if first and last:
        return f"{first} to {last}"
    return f"since {first}" if first else f"until {last}" if last else "always"


def _table(hits: Iterable[Hit]) -> Table:
    """Two lines a selector: itself, which may be long, and what it hit."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for hit in hits:
        table.add_row(f"  {hit.key:<8}", styled(hit.selector))
        table.add_row("", _found(hit))
    return table


def _found(hit: Hit) -> Text:
    """How often, in which role, how many words, the first of them."""
    if not hit.count:
        return Text("no hit", "bold #d55e00")
    found = Text(plural(hit.count, "hit"))
    if hit.role is None:
        return found.append(", without text")
    found.append(", ").append(str(hit.role), family_of(hit.role).colour).append(f", {plural(hit.words, 'word')}")
    text = "length only" if hit.role is Role.WITHHELD else safe(hit.text)
    return found.append(f"  {text}", "dim")


def _outcome(check: PageCheck) -> Text:
    page = check.inspection.page
    published = page.metadata.published_at
    parts = [
        page.metadata.headline or "no headline",
        ", ".join(page.metadata.authors) or "no author",
        f"{published:%Y-%m-%d}" if published else "no date",
        f"teaser of {plural(page.teaser_words, 'word')}",
        f"{page.withheld_words:,} withheld",
    ]
    state = page.access.state
    return Text.assemble("  → ", (str(state).upper(), ACCESS[state]), "  ", safe(" · ".join(parts)))
