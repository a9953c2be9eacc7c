"""`parvis read`: a page as a person wants to see it, from the headline to the anatomy."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.records import Block, Page, Verdict
from parvis.terminal.console import out, safe, styled
from parvis.words import Access, Role, TeaserSource

COLOURS = {
    Access.FREE: "bold green",
    Access.METERED: "bold yellow",
    Access.REGISTRATION: "bold yellow",
    Access.LOCKED: "bold red",
    Access.CONSENT: "bold magenta",
    Access.UNKNOWN: "bold",
}
ARTICLE = {Role.HEADLINE, Role.BYLINE, Role.STANDFIRST, Role.TEASER, Role.BODY, Role.CAPTION, Role.LABEL}
SOURCES = {
    TeaserSource.BODY: "article text",
    TeaserSource.STANDFIRST: "the public standfirst",
    TeaserSource.DESCRIPTION: "the public description",
}


def print_page(page: Page) -> None:
    for part in page_view(page):
        out().print(part)


def page_view(page: Page) -> Iterator[RenderableType]:
    yield styled(page.metadata.headline or "(no headline)", "bold")
    yield styled(about(page), "dim")
    yield Text()
    yield from access_view(page.access)
    if page.metadata.standfirst and page.teaser_source is not TeaserSource.STANDFIRST:
        yield from passage("Standfirst", page.metadata.standfirst)
    if page.teaser:
        source = SOURCES.get(page.teaser_source, "")
        cut = f", cut at {page.teaser_cap}" if page.teaser_cap else ""
        yield from passage(f"Teaser ({page.teaser_words} words of {source}{cut})", page.teaser)
    yield from anatomy_view(page)


def about(page: Page) -> str:
    """The line under the headline: day, authors, section, address."""
    day = page.metadata.published_at
    parts = [
        f"{day.day} {day:%B %Y}" if day else "no date",
        ", ".join(page.metadata.authors),
        page.metadata.section or "",
        page.metadata.canonical_url or page.url,
    ]
    return " · ".join(part for part in parts if part)


def access_view(verdict: Verdict) -> Iterator[RenderableType]:
    remaining = f"{verdict.remaining_percent:g} % withheld" if verdict.remaining_percent is not None else ""
    facts = [f"confidence {verdict.confidence:.2f}", f"mechanism {verdict.mechanism}", remaining, verdict.vendor or ""]
    yield Text.assemble(
        (str(verdict.state).upper(), COLOURS[verdict.state]), "  ", safe(" · ".join(filter(None, facts)))
    )
    table = Table.grid(padding=(0, 2))
    for item in verdict.evidence:
        table.add_row(Text(f"{item.weight:+.1f}"), styled(item.signal), styled(item.value[:60], "dim"))
    yield Padding(table, (0, 0, 0, 2))


def passage(title: str, text: str) -> Iterator[RenderableType]:
    yield Text()
    yield styled(title, "bold")
    for paragraph in text.split("\n\n"):
        yield Padding(styled(paragraph), (0, 0, 0, 2))


def anatomy_view(page: Page) -> Iterator[RenderableType]:
    """How many words of each role the page holds: what was taken, what was left out and what was withheld."""
    yield Text()
    yield styled("Anatomy", "bold")
    table = Table.grid(padding=(0, 2))
    for role, blocks in by_role(page.blocks).items():
        words = sum(block.words for block in blocks)
        style = "green" if role in ARTICLE else "red" if role is Role.WITHHELD else "dim"
        table.add_row(
            styled(role, style),
            Text(f"{len(blocks)} block{'s' * (len(blocks) != 1)}", justify="right"),
            Text(f"{words:,} words", justify="right"),
            styled(blocks[0].text[:52], "dim"),
        )
    yield Padding(table, (0, 0, 0, 2))


def by_role(blocks: tuple[Block, ...]) -> dict[Role, list[Block]]:
    """Blocks by role, in the order in which the roles first stand on the page."""
    grouped: dict[Role, list[Block]] = {}
    for block in blocks:
        grouped.setdefault(block.role, []).append(block)
    return grouped
