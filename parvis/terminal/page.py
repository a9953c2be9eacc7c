"""`parvis read`: a page as a person wants to see it. The verdict, what the page is, its teaser, its anatomy."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.records import Metadata, Page
from parvis.terminal.anatomy import Anatomy
from parvis.terminal.console import out, styled
from parvis.terminal.explanation import explanation_view
from parvis.terminal.verdict import verdict_view
from parvis.words import DateQuality, TeaserSource

__all__ = ["page_view", "passage", "print_page"]

SOURCES = {
    TeaserSource.BODY: "article text",
    TeaserSource.STANDFIRST: "the public standfirst",
    TeaserSource.DESCRIPTION: "the public description",
}
QUALITIES = {
    DateQuality.LOCAL: "time as declared, without a zone",
    DateQuality.DAY: "the day only",
    DateQuality.VISIBLE: "as printed on the page",
    DateQuality.LINK: "as its feed or sitemap says",
    DateQuality.URL: "as its address says",
}
NO_ADDRESS = "http://localhost/"  # of a file that is read without one
_TIMED = frozenset({DateQuality.EXACT, DateQuality.LOCAL})


def print_page(page: Page, *, explain: bool = False) -> None:
    for part in page_view(page, explain=explain):
        out().print(part)


def page_view(page: Page, *, explain: bool = False) -> Iterator[RenderableType]:
    yield from verdict_view(page)
    yield Text()
    yield styled(page.metadata.headline or "(no headline)", "bold")
    yield about(page)
    if page.metadata.standfirst and page.teaser_source is not TeaserSource.STANDFIRST:
        yield from passage("Standfirst", page.metadata.standfirst)
    if page.teaser:
        source = SOURCES.get(page.teaser_source, "")
        cut = f", cut at {page.teaser_cap}" if page.teaser_cap else ""
        yield from passage(f"Teaser ({page.teaser_words} words of {source}{cut})", page.teaser)
    yield Text()
    yield Anatomy(page.blocks)
    if explain:
        yield from explanation_view(page)
    else:
        yield styled("--explain shows every signal and every term of the sums.", "dim")


def about(page: Page) -> Table:
    """What the page says about itself; a line for each thing that it says."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _about(page):
        for number, line in enumerate((value or "").splitlines()):
            table.add_row("" if number else name, styled(line))
    return table


def _about(page: Page) -> Iterator[tuple[str, str | None]]:
    known = page.metadata
    yield "published", _published(known)
    yield "by", ", ".join(known.authors)
    yield "section", " / ".join(known.sections) or known.section
    yield "publisher", known.publisher
    yield "language", known.language
    yield "site", page.site
    addresses = dict.fromkeys(url for url in (known.canonical_url, page.url) if url and url != NO_ADDRESS)
    yield "address", "\n".join(addresses)


def _published(known: Metadata) -> str:
    """The day as a person writes it, and how it is known where that is not beyond doubt."""
    day = known.published_at
    if day is None:
        return "no date"
    text = f"{day.day} {day:%B %Y}" + (f", {day:%H:%M} UTC" if known.date_quality in _TIMED else "")
    doubt = QUALITIES.get(known.date_quality)
    return f"{text} ({doubt})" if doubt else text


def passage(title: str, text: str) -> Iterator[RenderableType]:
    yield Text()
    yield styled(title, "bold")
    for number, paragraph in enumerate(text.split("\n\n")):
        yield Padding(styled(paragraph), (1 if number else 0, 0, 0, 2))
