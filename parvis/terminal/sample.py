"""`parvis sample` and `parvis agreement`: what was drawn, and how well coders agree."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from parvis.research.coding import Agreement
from parvis.research.sheets import Drawn
from parvis.terminal.console import out, safe, styled
from parvis.terminal.status import plural

__all__ = ["print_agreements", "print_drawn"]

GOOD, FAIR = 0.8, 0.667  # from here on, and tentatively, conclusions may rest on the codes (Krippendorff 2018)


def print_drawn(drawn: Drawn) -> None:
    design = drawn.design
    how = f"in proportion to {', '.join(design.by)}" if design.by else "at random"
    if design.weeks:
        how = f"{plural(design.weeks, 'constructed week')}, all of {plural(len(drawn.days), 'day')}"
    out().print(f"{plural(len(drawn.sample), 'article')} of {drawn.population:,}, {how}; seed {design.seed}")
    if drawn.undated:
        out().print(styled(f"{plural(drawn.undated, 'article')} without a date could not be drawn", "#e69f00"))
    for path, rows in drawn.sheets:
        out().print(safe(f"  {path}  {plural(rows, 'row')}"), soft_wrap=True)


def print_agreements(found: Sequence[Agreement]) -> None:
    table = Table.grid(padding=(0, 2))
    for justify in ("left", "right", "right", "right", "right", "right"):
        table.add_column(justify=justify)
    table.add_row(
        *(styled(name, "dim") for name in ("variable", "alpha", "equal pairs", "articles", "coders", "values"))
    )
    for one in found:
        table.add_row(
            styled(one.variable, "bold"),
            styled("n/a" if one.alpha is None else f"{one.alpha:.3f}", _style(one.alpha)),
            "n/a" if one.agreed is None else f"{one.agreed:.0%}",
            f"{one.units:,}",
            f"{one.coders:,}",
            f"{one.values:,}",
        )
    out().print(table)
    out().print(styled(f"alpha at the {found[0].level} level; {GOOD} and more is reliable, {FAIR} tentatively", "dim"))


def _style(alpha: float | None) -> str:
    if alpha is None:
        return "dim"
    return "#009e73" if alpha >= GOOD else "#e69f00" if alpha >= FAIR else "#d55e00"
