"""`parvis boilerplate`: what a site repeats, and for one text the sum that says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from parvis.archive.boilerplate import BlockVerdict, Repeated, Wording
from parvis.terminal.colours import family_of
from parvis.terminal.console import out, safe, styled
from parvis.terminal.page import passage
from parvis.terminal.status import plural
from parvis.words import Role

__all__ = ["print_block", "print_boilerplate"]

SHOWN = 12  # texts of a family
TEXT_WIDTH = 39
NUMBERS = frozenset({"block", "pages", "articles", "words"})
FIRST_CHARACTERS = 300


def print_boilerplate(lines: Sequence[Repeated], *, limit: int) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("block", "kind", "pages", "articles", "words", "since", "text"):
        table.add_column(name, justify="right" if name in NUMBERS else "left", no_wrap=True)
    for line in lines[:limit]:
        table.add_row(
            f"{line.id}",
            Text(line.kind, family_of(Role(line.kind)).colour),
            f"{line.pages:,}",
            f"{line.articles:,}",
            f"{line.words_saved:,}",
            f"{line.first_seen_at:%Y-%m-%d}" if line.first_seen_at else "",
            _text(line),
        )
    out().print(table)
    shown = f"; the first {limit} shown" if len(lines) > limit else ""
    saved = sum(line.words_saved for line in lines)
    out().print(
        styled(f"{plural(len(lines), 'line')}, which took {plural(saved, 'word')} of the pages seen{shown}", "dim")
    )


def _text(line: Repeated) -> Text:
    more = f"+{line.texts - 1} " if line.texts > 1 else ""
    text, room = safe(line.text), TEXT_WIDTH - len(more)
    return Text.assemble((more, "bold"), text if len(text) <= room else f"{text[: room - 1]}…")


def days(first: datetime | None, last: datetime | None) -> str:
    """From the first day to the last."""
    if first is None or last is None:
        return ""
    return f"{first:%Y-%m-%d}" if first.date() == last.date() else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def print_block(verdict: BlockVerdict) -> None:
    for part in block_view(verdict):
        out().print(part)
    for url in verdict.examples:
        out().print(styled(f"  {url}", "dim"), soft_wrap=True)


def block_view(verdict: BlockVerdict) -> Iterator[RenderableType]:
    yield from passage(f"Block {verdict.id} of {verdict.site}", verdict.text[:FIRST_CHARACTERS])
    yield Text()
    yield Text.assemble(said(verdict), (f"  {held(verdict)}", ""))
    yield from _sum(verdict)
    yield from _texts("Also worded", verdict.family)
    yield from _texts("Word for word", verdict.wordings)
    if verdict.examples:
        yield Text()
        yield styled("For example on", "bold")


def said(verdict: BlockVerdict) -> tuple[str, str]:
    """The status in a word and its style."""
    if verdict.kind is None:
        return "CONTENT", "bold #009e73"
    word = "LABEL" if verdict.kind == Role.LABEL else f"BOILERPLATE ({verdict.kind})"
    return word, f"bold {family_of(Role(verdict.kind)).colour}"


def held(verdict: BlockVerdict) -> str:
    articles = f"{verdict.articles:,} of {plural(verdict.site_articles, 'article')}"
    return f"in {articles}, on {verdict.pages:,} of {plural(verdict.site_pages, 'page')} seen"


def _sum(verdict: BlockVerdict) -> Iterator[RenderableType]:
    """The terms in bits. Two rules stand above the sum; the status shows which of them held."""
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=6)
    for term in verdict.terms:
        table.add_row(f"{term.bits:+.1f}", styled(term.name))
    table.add_row(Text(f"{verdict.score:+.1f}", "bold"), Text("bits; above zero speaks for boilerplate", "bold"))
    yield table
    yield styled(f"  read as {verdict.role} at {verdict.path}", "dim")


def _texts(title: str, wordings: Sequence[Wording]) -> Iterator[RenderableType]:
    if not wordings:
        return
    yield Text()
    yield styled(title, "bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for wording in wordings[:SHOWN]:
        table.add_row("  " + days(wording.first_seen_at, wording.last_seen_at), styled(wording.text[:FIRST_CHARACTERS]))
    yield table
    if len(wordings) > SHOWN:
        yield styled(f"  and {len(wordings) - SHOWN} more", "dim")
