"""`parvis search`: hits with the words around what was found, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.archive.search import MARK_CLOSE, MARK_OPEN, Hit
from parvis.research.hits import Asked
from parvis.research.listing import Listing
from parvis.terminal.colours import ACCESS
from parvis.terminal.console import err, out, safe, styled
from parvis.terminal.status import plural
from parvis.words import Access

__all__ = ["facet_table", "marked", "print_asked", "print_listing"]

VALUES = 8  # of a facet
BAR = 12


def print_listing(listing: Listing) -> None:
    print_asked(listing.asked)
    for part in listing_view(listing):
        out().print(part)


def print_asked(asked: Asked) -> None:
    """To standard error: other spellings that count, and what was made of a query that does not quite hold."""
    for spelt in asked.spelt:
        more = f" and {len(spelt.also) - VALUES} more" if len(spelt.also) > VALUES else ""
        err().print(styled(f"{spelt.typed}: also {', '.join(spelt.also[:VALUES])}{more}", "dim"))
    for note in asked.notes:
        err().print(styled(f"note, at sign {note.place + 1}: {note.text}", "#e69f00"))


def listing_view(listing: Listing) -> Iterator[RenderableType]:
    for hit in listing.hits:
        yield _headline(hit)
        yield Padding(marked(hit.snippet), (0, 0, 0, 7))
    if listing.facets:
        yield Text()
        yield facet_table(listing.facets, listing.total)
    total = plural(listing.total, "article")
    if listing.next_after is None:
        yield styled(
            total if len(listing.hits) == listing.total else f"{total}, the last {len(listing.hits)} shown", "dim"
        )
    else:
        yield styled(f"{total}, {len(listing.hits):,} shown; go on with --page-after {listing.next_after}", "dim")


def _headline(hit: Hit) -> Text:
    return Text.assemble(
        f"{hit.id:>5}  ",
        marked(hit.marked, "bold underline", "bold") if hit.headline else styled("(no headline)", "bold"),
        "  ",
        (hit.access, ACCESS[Access(hit.access)]),
        (f"  {hit.published_on or 'no date'} · {safe(hit.site)}", "dim"),
    )


def marked(text: str, hit: str = "bold", rest: str = "dim") -> Text:
    """A text with what was found in it in another style."""
    view = Text()
    for number, part in enumerate(text.strip().replace(MARK_CLOSE, MARK_OPEN).split(MARK_OPEN)):
        view.append(safe(part), hit if number % 2 else rest)
    return view


def facet_table(facets: Mapping[str, Mapping[str, int]], total: int) -> Table:
    """The most frequent values of each facet, with a bar."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("facet", "value", "articles", ""):
        table.add_column(name, justify="right" if name == "articles" else "left")
    for name, counts in facets.items():
        for place, (value, number) in enumerate(list(counts.items())[:VALUES]):
            bar = "█" * max(1, round(BAR * number / total))
            table.add_row("" if place else name, styled(value or "none"), f"{number:,}", Text(bar, "dim"))
        if len(counts) > VALUES:
            table.add_row("", styled(f"and {len(counts) - VALUES} more", "dim"))
    return table
