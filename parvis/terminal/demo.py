"""What `parvis demo` ends with: one sentence, one table, and what to try next."""

from __future__ import annotations

from rich.table import Table

from parvis.archive import Archive
from parvis.archive.queries import Day, Status, daily
from parvis.terminal.console import out, safe, styled
from parvis.terminal.status import number, share

BARS = "▁▂▃▄▅▆▇█"
NEXT = """
Try next:
  parvis status                     what the archive holds, and that nothing was lost
  parvis search budget              articles by their words
  parvis show 1                     one article: teaser, verdict, evidence, what was left out
  parvis crawl --help               the same with real newspapers (name another archive with --db)
"""


def print_demo(archive: Archive, status: Status, seconds: float) -> None:
    articles = sum(site.articles for site in status.sites)
    walled = sum(site.walled for site in status.sites)
    words = [site.boilerplate_words for site in status.sites if site.boilerplate_words is not None]
    out().print(
        styled(
            f"{articles} articles of {len(status.sites)} invented newspapers in {seconds:.0f} seconds: "
            f"{share(walled, articles)} stand behind a wall, and of every page "
            f"{number(sum(words) / max(1, len(words)))} words were boilerplate.",
            "bold",
        ),
        soft_wrap=True,
    )
    out().print()
    out().print(demo_table(archive, status))
    out().print(styled("Bars: share of a day's articles behind a wall. Boilerplate: words a page.", "dim"))
    out().print(NEXT.rstrip(), style="")


def demo_table(archive: Archive, status: Status) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("newspaper", no_wrap=True)
    for name in ("articles", "walled", "by day", "teaser words", "boilerplate"):
        table.add_column(name, justify="left" if name == "by day" else "right")
    for site in status.sites:
        table.add_row(
            safe(site.title),
            f"{site.articles}",
            share(site.walled, site.articles),
            spark(daily(archive, site.name)),
            number(site.teaser_words),
            number(site.boilerplate_words),
        )
    return table


def spark(days: tuple[Day, ...]) -> str:
    """A bar a day: the share of articles behind a wall; a day without articles is a gap, not a zero."""
    return "".join(BARS[round((len(BARS) - 1) * day.walled / day.articles)] if day.articles else " " for day in days)
