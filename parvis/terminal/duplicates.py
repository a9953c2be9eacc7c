"""`parvis duplicates`: clusters of near duplicates."""

from __future__ import annotations

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parvis.archive.duplicates import Cluster, Duplicate, Duplicates
from parvis.records import plain
from parvis.terminal.console import out, safe, styled
from parvis.terminal.status import plural


def print_duplicates(found: Duplicates) -> None:
    for cluster in found.clusters:
        out().print(_title(cluster))
        out().print(Padding(_articles(cluster), (0, 0, 1, 2)))
    shown = f", the first {len(found.clusters)} shown" if found.total > len(found.clusters) else ""
    out().print(styled(f"{plural(found.total, 'cluster')}{shown}; {_kept_apart(found)}", "dim"))


def duplicates_as_dict(found: Duplicates) -> dict[str, object]:
    """The clusters as JSON-ready values, with the sites of each."""
    clusters = [{"sites": list(cluster.sites), **plain(cluster)} for cluster in found.clusters]
    return {**plain(found), "clusters": clusters}


def _title(cluster: Cluster) -> Text:
    headline = safe(cluster.articles[0].headline) or "(no headline)"
    facts = f"  {plural(len(cluster.articles), 'article')}, {plural(len(cluster.sites), 'site')}"
    return Text.assemble((headline, "bold"), (facts, "dim"))


def _articles(cluster: Cluster) -> Table:
    table = Table.grid(padding=(0, 2))
    for article in cluster.articles:
        headline = article.headline if article.headline != cluster.articles[0].headline else None
        what = Text("\n").join(styled(line) for line in (headline, article.url) if line)
        table.add_row(Text(str(article.id)), _seen(article), styled(article.site), Text(f"{article.jaccard:.2f}"), what)
    return table


def _seen(article: Duplicate) -> Text:
    return Text(f"{article.first_seen_at:%Y-%m-%d %H:%M}" if article.first_seen_at else "", "dim")


def _kept_apart(found: Duplicates) -> str:
    waiting = f", {found.waiting:,} wait for the end of the next crawl" if found.waiting else ""
    return f"{plural(found.undecidable, 'article')} with too little text to compare{waiting}"
