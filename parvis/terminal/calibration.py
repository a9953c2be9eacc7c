"""`parvis calibrate SITE`: the signals that tell little on a site, and the articles that are judged otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.archive.verdicts import Judged
from parvis.page.weights import Weights, load_weights
from parvis.terminal.colours import ACCESS
from parvis.terminal.console import out, safe, styled
from parvis.terminal.status import plural

__all__ = ["Calibrated", "calibrated_as_dict", "print_calibration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """A signal whose weight is another one on a site."""

    signal: str
    shipped: float
    here: float


def changed_weights(weights: Weights) -> list[Calibrated]:
    """The signals that weigh less on a site, the largest difference first."""
    shipped = load_weights().signal
    rows = [
        Calibrated(signal=name, shipped=shipped[name], here=round(here, 2) + 0.0)  # no -0.0
        for name, here in weights.signal.items()
        if round(here, 2) != shipped[name]
    ]
    return sorted(rows, key=lambda row: (-abs(row.shipped - row.here), row.signal))


def calibrated_as_dict(weights: Weights, judged: Sequence[Judged]) -> dict[str, object]:
    """Everything as JSON-ready values."""
    return {
        "weights": [
            {"signal": row.signal, "shipped": row.shipped, "here": row.here} for row in changed_weights(weights)
        ],
        "articles": [
            {
                "id": one.article_id,
                "url": one.url,
                "stored": one.stored,
                "access": one.verdict.state,
                "confidence": one.verdict.confidence,
            }
            for one in judged
        ],
    }


def print_calibration(weights: Weights, judged: Sequence[Judged], *, limit: int) -> None:
    _print_weights(changed_weights(weights))
    otherwise = [one for one in judged if one.verdict.state != one.stored]
    out().print(styled(f"{plural(len(judged), 'article')}, {len(otherwise):,} judged otherwise by them", "bold"))
    for one in otherwise[:limit]:
        was, now = (Text(str(state), ACCESS[state]) for state in (one.stored, one.verdict.state))
        out().print(
            Text.assemble(f"{one.article_id:>5}  ", was, " → ", now, (f"  {safe(one.url)}", "dim")), soft_wrap=True
        )
    if len(otherwise) > limit:
        out().print(styled(f"and {len(otherwise) - limit:,} more", "dim"))


def _print_weights(rows: Sequence[Calibrated]) -> None:
    if not rows:
        out().print(styled("No signal stands on so many of the site's pages that it would weigh less here."))
        return
    out().print(styled("Signals that tell less here, for the site's open pages show them as well", "bold"))
    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row(f"{row.shipped:+.1f}", f"→ {row.here:+.1f}", styled(row.signal))
    out().print(Padding(table, (0, 0, 0, 2)))
