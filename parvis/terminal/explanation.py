"""`parvis read --explain`: every signal with its place, and every term of the sums behind verdict and roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from parvis.ledger import Counts, score
from parvis.page.explaining import AccessSum, reason_for, sum_signals
from parvis.records import Block, Page, Signal, Term
from parvis.terminal.colours import family_of
from parvis.terminal.console import safe, styled
from parvis.words import Delivery

__all__ = ["explanation_view"]

FIRST_CHARACTERS = 60


def explanation_view(page: Page) -> Iterator[RenderableType]:
    summed = sum_signals(page.signals)
    yield from _access(page, summed)
    yield from _signals(page.signals, summed)
    yield from _blocks(page.blocks)


def _title(title: str, note: str) -> Iterator[RenderableType]:
    yield Text()
    yield Text.assemble((title, "bold"), (f"  {note}", "dim"))


def _access(page: Page, summed: AccessSum) -> Iterator[RenderableType]:
    """The sum of log-odds. A gate was decided before it."""
    note = "log-odds; above zero, the text is withheld from an anonymous reader"
    if page.access.delivery is Delivery.GATE:
        note = "not asked here: the answer was another page than the article, and that decides"
    yield from _title("Access, term by term", note)
    table = _grid()
    table.add_row(Text(f"{summed.bias:+.1f}", "dim"), "bias", styled("before anything is seen", "dim"))
    for term in summed.terms:
        name = Text.assemble(safe(term.signal), (f"  {safe(term.where)} {safe(term.value)}".rstrip(), "dim"))
        table.add_row(_number(term.weight), name, styled(reason_for(term), "dim"))
    chance = f"{100 * summed.chance:.1f} % by the sum alone; the kind of the evidence bounds what is said"
    table.add_row(Text(f"{summed.total:+.1f}", "bold"), Text("sum", "bold"), styled(chance))
    yield table


def _signals(signals: Sequence[Signal], summed: AccessSum) -> Iterator[RenderableType]:
    """Everything that was seen; what carries no weight tells the vendor, a share of words, a layout."""
    yield from _title("Signals", f"{len(signals)} facts that were seen; + and - mark those that weigh in the sum")
    weights = {(term.signal, term.where, term.value): term.weight for term in summed.terms}
    table = _grid()
    for signal in sorted(signals, key=lambda one: (one.name, one.where)):
        weight = weights.get((signal.name, signal.where, signal.value), 0.0)
        table.add_row(_number(weight) if weight else "", styled(signal.name), styled(f"{signal.where} {signal.value}"))
    yield table


def _blocks(blocks: Sequence[Block]) -> Iterator[RenderableType]:
    """How far each block looks like boilerplate on this page alone; an archive adds what other articles show."""
    yield from _title("Blocks", "bits; above zero it looks like boilerplate. An archive adds what other pages show")
    table = _grid()
    for block in blocks:
        status = score(block, Counts())
        table.add_row(
            _number(status.score),
            Text(str(block.role), family_of(block.role).colour),
            Text.assemble(safe(block.text[:FIRST_CHARACTERS]), (f"  {_terms(status.terms)}".rstrip(), "dim")),
        )
    yield table


def _terms(terms: Sequence[Term]) -> str:
    return " ".join(f"{term.name} {term.bits:+g}," for term in terms).rstrip(",")


def _number(value: float) -> Text:
    return Text(f"{value:+.1f}", "#d55e00" if value > 0 else "#009e73" if value < 0 else "dim")


def _grid() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", no_wrap=True, min_width=5)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    return table
