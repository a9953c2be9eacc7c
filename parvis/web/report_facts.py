"""What a report says, asked in one moment: each number is that of a command, and the command stands beside it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from parvis.archive import Archive, queries
from parvis.archive.boilerplate import Repeated, repeated
from parvis.archive.content import content_hash
from parvis.archive.portrait import Author, Words, authors_of, visits, words_of
from parvis.archive.queries import Status
from parvis.archive.runs import Run, runs
from parvis.archive.series import Group
from parvis.errors import NothingFound
from parvis.research.history import History, history
from parvis.research.hits import collected
from parvis.research.periods import Every
from parvis.research.query import FilterName, Query
from parvis.research.stats import Stats, stats
from parvis.research.terms import Comparison, compare, side_of
from parvis.research.trend import ShareKind, Trend, trend
from parvis.research.wilson import Share, share_of
from parvis.web.report_coverage import Coverage, coverage_of

__all__ = ["Facts", "Removed", "Source", "Writer", "facts_of", "source_of"]

MOST_SITES = 24  # of the largest is told one by one
LEAST_MONTHS, MOST_MONTHS = 3, 60  # of shorter series weeks are drawn, of longer ones years
BLOCKS = 10  # of a site
AT_LEAST = 5  # articles of a section, an author or a side of a comparison, that a share is told of
MOST_NAMES = 15
TERMS, TERM_AT_LEAST = 12, 3
EVERY_RUN = 1_000_000
_LANGUAGE = re.compile(r"[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Source:
    """A question of the report, as one asks it again, and how many rows answer it."""

    part: str
    command: str
    rows: int


@dataclass(frozen=True, slots=True)
class Writer:
    name: str
    walled: Share


@dataclass(frozen=True, slots=True)
class Removed:
    """The lines that most pages of a site repeat, and how many it repeats in all."""

    site: str
    lines: tuple[Repeated, ...]
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The parts of a report, in its order."""

    query: Query
    status: Status
    stats: Stats
    sites: tuple[str, ...]  # that are told one by one, the largest first
    coverage: Coverage
    articles: Trend
    walled: Trend
    makeup: tuple[Words, ...]
    removed: tuple[Removed, ...]
    changes: History | None
    words: tuple[Comparison, ...]
    sections: Stats
    writers: tuple[Writer, ...]
    ended_badly: tuple[Run, ...]
    crawls: int
    content_sha256: str
    sources: tuple[Source, ...]


def facts_of(archive: Archive, query: Query, *, now: datetime) -> Facts:
    """All of it in one read transaction. Raises NothingFound where no article is found."""
    with archive.reading():
        found = stats(archive, query)
        if found.whole is None:
            raise NothingFound(f"no article holds {query.typed!r}; try fewer words or other filters")
        sites = tuple(row.value for row in found.rows[:MOST_SITES])
        every = _every(archive, query)
        with collected(archive, found.asked) as hits:
            makeup = tuple(words for words in words_of(hits) if words.site in sites)
            authors = list(authors_of(hits, at_least=AT_LEAST))
        crawls = runs(archive, last=EVERY_RUN)
        facts = Facts(
            query=query,
            status=queries.status(archive, now=now),
            stats=found,
            sites=sites,
            coverage=coverage_of(visits(archive, found.asked.selection), sites),
            articles=trend(archive, query, every=every),
            walled=trend(archive, query, every=every, group=Group.SITE, share=ShareKind.WALLED),
            makeup=makeup,
            removed=tuple(_removed(site, repeated(archive, site=site)) for site in sites),
            changes=_changes(archive, query),
            words=tuple(_over_used(archive, query)),
            sections=stats(archive, query, by="section"),
            writers=_writers(authors),
            ended_badly=tuple(run for run in crawls if run.reason not in {"finished", "page budget", "running"}),
            crawls=len(crawls),
            content_sha256=content_hash(archive),
            sources=(),
        )
        return replace(facts, sources=tuple(_sources(facts, archive.path.name)))


def _every(archive: Archive, query: Query) -> Every:
    months = len(trend(archive, query, every=Every.MONTH).points)
    if months < LEAST_MONTHS:
        return Every.WEEK
    return Every.MONTH if months <= MOST_MONTHS else Every.YEAR


def _removed(site: str, lines: Sequence[Repeated]) -> Removed:
    shown = sorted(lines, key=lambda line: (-line.pages, -line.words_saved, line.id))[:BLOCKS]
    return Removed(site, tuple(shown), len(lines))


def _changes(archive: Archive, query: Query) -> History | None:
    with suppress(NothingFound):
        return history(archive, query)
    return None


def _over_used(archive: Archive, query: Query) -> Iterator[Comparison]:
    """Walled and free articles of each language, for differences of language say nothing of walls.

    A query that names accesses cannot be divided by them.
    """
    names = {one.name for one in query.filters}
    if FilterName.ACCESS in names:
        return
    languages = _languages(archive, query) if FilterName.LANG not in names else [""]
    for language in languages:
        within = " ".join(part for part in (f'lang:"{language}"' if language else "", query.typed) if part)
        with suppress(NothingFound):
            found = compare(
                archive, side_of("walled", within), side_of("free", within), top=TERMS, at_least=TERM_AT_LEAST
            )
            if min(found.one_articles, found.other_articles) >= AT_LEAST:
                yield found


def _languages(archive: Archive, query: Query) -> list[str]:
    """Of which articles are compared: those that a query can name, or without a name the only one that there is."""
    rows = stats(archive, query, by="language").rows
    return [row.value for row in rows if _LANGUAGE.fullmatch(row.value)] if len(rows) > 1 else [""]


def _writers(authors: Sequence[Author]) -> tuple[Writer, ...]:
    found = [Writer(author.name, share) for author in authors if (share := share_of(author.walled, author.articles))]
    found.sort(key=lambda writer: (-writer.walled.share, -writer.walled.whole, writer.name))
    return tuple(found[:MOST_NAMES])


def source_of(archive: str, query: str, *words: str) -> str:
    """A command as it is typed.

    >>> source_of("press.db", "ferry OR boat", "stats", "--json")
    "parvis --db press.db stats --json 'ferry OR boat'"
    """
    asked = ["--", query] if query.startswith("-") else [query] if query else []
    return shlex.join(["parvis", "--db", archive, *words, *asked])


def _sources(facts: Facts, archive: str) -> Iterator[Source]:
    def source(part: str, rows: int, *words: str, query: str = facts.query.typed) -> Source:
        return Source(part, source_of(archive, query, *words), rows)

    every = str(facts.walled.every)
    yield source("1", len(facts.stats.rows), "stats", "--json")
    yield source("1", len(facts.articles.points), "trend", "--by", every, "--json")
    yield source("2", facts.crawls, "runs", "--json", "--last", f"{max(1, facts.crawls)}", query="")
    yield source("3", len(facts.stats.rows), "stats", "--json")
    yield source("4", len(facts.walled.points), "trend", "--by", every, "--group", "site", "--walled", "--json")
    for removed in facts.removed:
        yield source("6", removed.known, "boilerplate", removed.site, "--json", query="")
    changes = facts.changes
    yield source("7", len(changes.access) + len(changes.headlines) if changes else 0, "changes", "--json")
    for found in facts.words:
        sides = ("--compare", found.one.query.typed, found.other.query.typed)
        limits = ("--top", f"{TERMS}", "--at-least", f"{TERM_AT_LEAST}")
        yield source("8", len(found.more_in_one), "terms", *sides, *limits, "--json", query="")
    yield source("9", len(facts.sections.rows), "stats", "--by", "section", "--json")
    yield source("10", facts.status.articles.discovered, "status", "--json", query="")
