"""A verdict in one sentence, and the facts behind it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from parvis.records import Page, Verdict
from parvis.terminal.colours import ACCESS
from parvis.terminal.console import safe, styled
from parvis.terminal.status import plural
from parvis.vendors import load_vendors
from parvis.words import Access, Delivery, Mechanism, Role

__all__ = ["say_verdict", "verdict_view"]

REASONS = 3  # terms that are shown without --explain

_MECHANISMS = {
    Mechanism.TRUNCATED: "truncated: the rest is not sent",
    Mechanism.HIDDEN: "hidden: the rest is sent, but not shown",
    Mechanism.OVERLAY: "overlay: the rest is sent, but covered",
    Mechanism.REDIRECT: "redirect: another page is sent",
    Mechanism.UNKNOWN: "mechanism unknown",
}
_WHO = {Access.LOCKED: "paying readers", Access.REGISTRATION: "readers with an account"}


def verdict_view(page: Page) -> Iterator[RenderableType]:
    """The state and what it means, then how sure, by what means, by whom and how much."""
    state = page.access.state
    yield Text.assemble((f" {str(state).upper()} ", f"{ACCESS[state]} reverse"), "  ", (say_verdict(page), "bold"))
    yield styled(" · ".join(_facts(page.access)), "dim")
    yield from _reasons(page.access)


def say_verdict(page: Page) -> str:
    """What an anonymous reader gets, in one sentence."""
    state = page.access.state
    if state is Access.FREE:
        return f"Anyone can read the article: {plural(page.public_words, 'word')}."
    if state is Access.METERED:
        counted = f"{page.public_words:,} of {page.public_words + page.withheld_words:,} words count as public"
        return f"The text can be read now, but as one of a limited number: {counted}."
    if state is Access.CONSENT:
        return "Nothing can be read before accepting tracking or paying."
    if state is Access.UNKNOWN:
        refused = page.access.delivery is Delivery.GATE
        return "Another page stands in its place." if refused else "Nothing tells whether readers get the text."
    return f"{_shown(page)}; the rest is for {_WHO[state]}."


def _shown(page: Page) -> str:
    """How much stands in front of the wall."""
    withheld = f" of {page.public_words + page.withheld_words:,}" if page.withheld_words else ""
    if page.public_words:
        return f"{page.public_words:,}{withheld} words can be read"
    named = any(block.role is Role.HEADLINE for block in page.blocks)
    return "Only the headline can be read" if named else "No word of the article can be read"


def _facts(verdict: Verdict) -> Iterator[str]:
    yield f"{100 * verdict.confidence:.0f} % sure" if verdict.confidence else "not judged"
    if verdict.mechanism in _MECHANISMS:
        yield _MECHANISMS[verdict.mechanism]
    if verdict.vendor:
        yield f"wall by {vendor_name(verdict.vendor)}"
    if verdict.remaining_percent is not None:
        yield f"{verdict.remaining_percent:g} % withheld, says the page"


def vendor_name(ident: str) -> str:
    return next((vendor.name for vendor in load_vendors() if vendor.id == ident), safe(ident))


def _reasons(verdict: Verdict) -> Iterator[RenderableType]:
    if not verdict.evidence:
        return
    table = Table.grid(padding=(0, 2))
    for item in verdict.evidence[:REASONS]:
        side = "for a wall" if item.weight > 0 else "against" if item.weight < 0 else ""
        table.add_row(f"  {item.weight:+.1f}", side, styled(item.signal), styled(item.where[:40], "dim"))
    yield table
