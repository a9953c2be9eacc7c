"""`parvis show`: one article of the archive."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.archive.reading import ArticleRecord
from parvis.terminal.colours import ACCESS
from parvis.terminal.console import out, safe, styled
from parvis.terminal.page import passage
from parvis.terminal.status import plural
from parvis.words import Access

REMOVED_SHOWN = 12


def print_article(record: ArticleRecord) -> None:
    for part in article_view(record):
        out().print(part)


def article_view(record: ArticleRecord) -> Iterator[RenderableType]:
    now = record.current
    yield styled(now["headline"] or "(no headline)", "bold")
    facts = [now["published_on"] or "no date", ", ".join(now["authors"]), now["section"], record.site, record.url]
    yield styled(" · ".join(str(fact) for fact in facts if fact), "dim")
    yield from access_line(now)
    if record.gone_at:
        yield styled(f"Gone since {record.gone_at:%Y-%m-%d}", "bold red")
    if now["expired_at"]:
        end = now["rights"]["unavailable_after"]
        yield styled(f"Text erased on {now['expired_at'][:10]}: its publisher wanted it shown until {end[:10]}", "bold")
    if now["standfirst"]:
        yield from passage("Standfirst", now["standfirst"])
    if now["teaser"] and now["teaser_source"] == "body":
        yield from passage(f"Teaser ({now['teaser_words']} words)", now["teaser"])
    yield from history(record)
    yield from removed(record)


def access_line(now: dict[str, object]) -> Iterator[RenderableType]:
    remaining = f"{now['remaining_percent']:g} % withheld" if now["remaining_percent"] is not None else ""
    facts = [
        f"confidence {now['confidence']:.2f}",
        f"mechanism {now['mechanism']}",
        remaining,
        str(now["vendor"] or ""),
    ]
    state = str(now["access"])
    yield Text.assemble((state.upper(), ACCESS[Access(state)]), "  ", safe(" · ".join(filter(None, facts))))
    evidence = now["evidence"]
    if isinstance(evidence, list):
        table = Table.grid(padding=(0, 2))
        for item in evidence:
            table.add_row(Text(f"{item['weight']:+.1f}"), styled(item["signal"]), styled(item["value"][:60], "dim"))
        yield Padding(table, (0, 0, 0, 2))


def history(record: ArticleRecord) -> Iterator[RenderableType]:
    yield Text()
    yield styled(
        f"{plural(len(record.versions), 'version')}, {plural(len(record.observations), 'observation')}", "bold"
    )
    table = Table.grid(padding=(0, 2))
    for version in record.versions:
        seen = f"{version.first_seen_at:%Y-%m-%d %H:%M}" if version.first_seen_at else ""
        access = str(version.data["access"])
        table.add_row(seen, Text(access, ACCESS[Access(access)]), styled(version.data["headline"]))
    yield Padding(table, (0, 0, 0, 2))
    for url, relation in record.urls:
        if len(record.urls) > 1:
            yield Padding(styled(f"{relation}: {url}", "dim"), (0, 0, 0, 2))


def removed(record: ArticleRecord) -> Iterator[RenderableType]:
    """What was left out of the page, with the articles that share it."""
    if not record.removed:
        return
    words = sum(block.words for block in record.removed)
    yield Text()
    yield styled(f"Left out: {plural(len(record.removed), 'line')}, {words:,} words", "bold")
    table = Table.grid(padding=(0, 2))
    for block in record.removed[:REMOVED_SHOWN]:
        articles = "3 or more articles" if block.articles >= 3 else plural(block.articles, "article")
        table.add_row(styled(block.kind), styled(articles, "dim"), styled(block.text[:56], "dim"))
    yield Padding(table, (0, 0, 0, 2))
    if len(record.removed) > REMOVED_SHOWN:
        yield Padding(styled(f"and {len(record.removed) - REMOVED_SHOWN} more", "dim"), (0, 0, 0, 2))
