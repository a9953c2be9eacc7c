"""`parvis layouts`: families with pages, times and access; walls with their sites and a short outline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.archive.layout_queries import LayoutFamily, Wall, WallPlace
from parvis.archive.site_events import SiteEvent
from parvis.page.outline import nodes
from parvis.terminal.colours import ACCESS
from parvis.terminal.console import out, safe, styled
from parvis.terminal.status import plural
from parvis.words import Access

__all__ = ["drift_line", "layouts_view", "print_layouts", "print_walls", "walls_view"]

LINES = 10  # of a wall's outline
ACROSS = 4  # boxes side by side, from which a level of a page says what it is made of


def print_layouts(families: Sequence[LayoutFamily], drifts: Sequence[SiteEvent]) -> None:
    for part in layouts_view(families, drifts):
        out().print(part)


def print_walls(walls: Sequence[Wall]) -> None:
    for part in walls_view(walls):
        out().print(part)


def layouts_view(families: Sequence[LayoutFamily], drifts: Sequence[SiteEvent]) -> Iterator[RenderableType]:
    """Site by site: its families, and when its pages moved from one to another."""
    for site, group in groupby(families, key=lambda family: family.site):
        found = list(group)
        layouts = sum(len(family.layouts) for family in found)
        in_families = f"{plural(layouts, 'layout')} in {len(found):,} {'family' if len(found) == 1 else 'families'}"
        yield Text.assemble((safe(site), "bold"), f"  {in_families}")
        for family in found:
            yield Padding(_family(family), (0, 0, 0, 2))
        for drift in drifts:
            if drift.site == site:
                yield styled(f"  {drift_line(drift)}", "#e69f00")
        yield Text()


def _family(family: LayoutFamily) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    more = f", {len(family.layouts)} layouts" if len(family.layouts) > 1 else ""
    counts = f"{plural(family.pages, 'page')} of {plural(family.articles, 'article')}{more}, "
    seen = _days(family.first_seen_at.date(), family.last_seen_at.date())
    table.add_row(styled(family.digest), Text.assemble(counts, seen, "; ", _mix(family.access)))
    table.add_row("", styled(_across(family.skeleton), "dim"))
    return table


def _days(first: object, last: object) -> str:
    return f"seen on {first}" if first == last else f"seen from {first} to {last}"


def _mix(access: Mapping[str, int]) -> Text:
    """Pages by verdict, the most frequent first."""
    parts = [Text.assemble((state, ACCESS[Access(state)]), f" {pages:,}") for state, pages in access.items()]
    return Text(", ").join(parts)


def _across(skeleton: str) -> str:
    """The boxes of a page side by side, at the first level where there are some."""
    levels: dict[int, list[str]] = {}
    for node in nodes(skeleton):
        levels.setdefault(node.depth, []).append(node.step + "+" * node.repeats)
    enough = (depth for depth, steps in levels.items() if depth and len(steps) >= ACROSS)
    return safe(" · ".join(levels[next(enough, max(levels, default=0))])) if levels else ""


def walls_view(walls: Sequence[Wall]) -> Iterator[RenderableType]:
    """Each wall: its sites, the first to have it first, and its outline."""
    for wall in walls:
        where = plural(len(wall.places), "site")
        yield Text.assemble((wall.digest, "bold"), f"  {plural(wall.pages, 'page')} at {where}")
        yield Padding(_places(wall.places), (0, 0, 0, 2))
        yield from (styled(line, "dim") for line in _lines(wall.skeleton))
        yield Text()


def _places(places: Iterable[WallPlace]) -> Table:
    table = Table.grid(padding=(0, 2))
    for place in places:
        seen = f"since {place.first_seen_at.date()}, last seen {place.last_seen_at.date()}"
        counts = f"{plural(place.pages, 'page')} of {plural(place.articles, 'article')}"
        table.add_row(styled(place.site), seen, counts)
    return table


def _lines(skeleton: str) -> Iterator[str]:
    """The outline, a box a line, cut after a few."""
    found = nodes(skeleton)
    for node in found[:LINES]:
        yield "  " * (node.depth + 2) + safe(node.step) + (" +" if node.repeats else "")
    if len(found) > LINES:
        yield f"    ... {len(found) - LINES} more"


def drift_line(drift: SiteEvent) -> str:
    """A drift in one sentence."""
    now = drift.detail["now"]
    most, share = max(now["shares"].items(), key=lambda item: item[1])
    moved = f"{drift.detail['moved']:.0%} of {plural(now['pages'], 'page')} moved to other layouts"
    new = ", which is new" if most in drift.detail["new"] else ""
    return safe(f"{drift.at:%Y-%m-%d} {drift.site}: {moved}, {share:.0%} now stand in {most}{new}")
