"""A report on an archive, or on what a query finds in it: one HTML file without scripts and without anything to fetch.

What newspapers wrote goes through the template as text and nothing else; what is drawn is made of numbers.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from parvis.archive import Archive
from parvis.archive.portrait import Words
from parvis.errors import ReportError
from parvis.research.query import Query
from parvis.research.wilson import Share
from parvis.terminal.colours import FAMILIES, family_of
from parvis.web.charts import Chart, chart_of
from parvis.web.report_facts import AT_LEAST, MOST_SITES, Facts, facts_of
from parvis.web.svg import inline
from parvis.words import Role

__all__ = ["Makeup", "make_report", "render", "write_report"]

GENERATOR = "parvis report"
SHOWN = 20  # changes of a kind
_OURS = f'<meta name="generator" content="{GENERATOR}">'.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Makeup:
    """The average page of a site: words by family of roles, in the order of the families, and how many were removed."""

    site: str
    articles: int
    words: Mapping[str, float]
    removed: float

    @property
    def total(self) -> float:
        return sum(self.words.values())


def make_report(archive: Archive, query: Query, *, title: str, command: str, now: datetime) -> str:
    """The report as HTML; the same for the same archive, but for the time at its foot.

    Raises NothingFound where no article is found, and QueryError as every query does.
    """
    return render(facts_of(archive, query, now=now), archive.path, title=title, command=command, now=now)


def write_report(target: Path, html: str, *, overwrite: bool = False) -> None:
    """Whole or not at all. An earlier report is replaced, another file only when that is wanted.

    Raises:
        ReportError: another file is there, or the folder cannot be written.
    """
    try:
        if target.exists() and not overwrite and _OURS not in target.read_bytes()[:4_000]:
            raise ReportError(f"{target} is there and is no report; name another file, or add --force")
        half = target.with_name(f"{target.name}.part")
        half.write_text(html, encoding="utf-8")
        half.replace(target)
    except OSError as error:
        raise ReportError(f"{target}: {error.strerror}; name another file") from None


def render(facts: Facts, path: Path, *, title: str, command: str, now: datetime) -> str:
    articles = chart_of(facts.articles, title="Articles by publication", width=340, height=130, titled=False)
    return (
        _environment()
        .get_template("report.html")
        .render(
            title=title,
            style=Markup(files("parvis.web").joinpath("templates/report.css").read_text(encoding="utf-8")),  # noqa: S704  ours
            facts=facts,
            whole=facts.stats.whole,
            articles=articles,
            panels=_panels(facts),
            makeup=_makeup(facts),
            families=[(family.name, _class(family.name)) for family in FAMILIES],
            sections=_shares((row.value or "no section", row.walled) for row in facts.sections.rows),
            at_least=AT_LEAST,
            most_sites=MOST_SITES,
            shown=SHOWN,
            file=_file(path),
            versions=_versions(facts),
            command=command,
            now=now,
        )
    )


def _panels(facts: Facts) -> list[tuple[str, Chart]]:
    """A chart for each site; one far from the others is seen as such, for all have the same periods and heights."""
    groups = groupby(facts.walled.points, key=lambda point: point.group)
    trends = {site: replace(facts.walled, points=tuple(points), group=None) for site, points in groups}
    return [
        (site, chart_of(trends[site], title=f"{site}: share behind a wall", width=250, height=100, titled=False))
        for site in facts.sites
        if site in trends
    ]


def _makeup(facts: Facts) -> list[Makeup]:
    articles = {row.value: row.articles for row in facts.stats.rows}
    by_site: dict[str, list[Words]] = {site: [] for site in facts.sites}
    for words in facts.makeup:
        by_site[words.site].append(words)
    return [_page(site, articles[site], found) for site, found in by_site.items()]


def _page(site: str, articles: int, found: Sequence[Words]) -> Makeup:
    sums: Counter[str] = Counter()
    for words in found:
        sums[family_of(Role(words.role)).name] += words.words
    return Makeup(
        site=site,
        articles=articles,
        words={family.name: sums[family.name] / articles for family in FAMILIES},
        removed=sum(words.words for words in found if words.removed) / articles,
    )


def _shares(rows: Iterable[tuple[str, Share | None]]) -> list[tuple[str, Share]]:
    known = [(name, share) for name, share in rows if share and share.whole >= AT_LEAST]
    return sorted(known, key=lambda row: (-row[1].share, -row[1].whole, row[0]))


def _file(path: Path) -> dict[str, str | int]:
    """The file as it lies on the disk; what a crawl has not yet brought into it stands beside it."""
    log = path.with_name(f"{path.name}-wal")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    waiting = log.stat().st_size if log.exists() else 0
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest, "log": waiting}


def _versions(facts: Facts) -> dict[str, str]:
    parts = {name: importlib.metadata.version(name) for name in ("parvis", "scrapy")}
    return {**parts, "sqlite": sqlite3.sqlite_version, "archive schema": f"{facts.status.schema}"}


def _reasons(counts: Mapping[str, int]) -> str:
    told = ", ".join(f"{reason} {number:,}" for reason, number in counts.items())
    return f" ({told})" if told else ""


def _class(family: str) -> str:
    return "f-" + family.split(" ", 1)[0]


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("parvis.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["percent"] = lambda value: f"{100 * value:.0f}\u00a0%"
    made.filters["number"] = lambda value: f"{value:,.0f}"
    made.filters["day"] = lambda at: f"{at:%Y-%m-%d}" if at else ""
    made.filters["svg"] = lambda chart: Markup(inline(chart))  # noqa: S704  escaped where it is drawn
    made.filters["plural"] = lambda count, noun: f"{count:,}\u00a0{noun}{'' if count == 1 else 's'}"
    made.filters["minute"] = lambda at: f"{at:%Y-%m-%d %H:%M}"
    made.filters["family"] = lambda role: _class(family_of(Role(role)).name).replace("f-", "b-", 1)
    made.globals["reasons"] = _reasons
    return made
