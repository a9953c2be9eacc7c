"""What does a question cost, asked of a large archive? CPU of each, the 95th of 100, against what it may cost.

    search    the best 20 of a query, with snippets and six facets; the queries are words, pairs, phrases, beginnings
              and filters. Words are of rank 50 to 50,000 by chance on a logarithmic scale (those before are words like
              "the"), which is 150,000 hits of a million to a few
    count     of the same queries, those without filters
    share     of articles behind a wall by month and site, with bounds and gaps
    kwic      the concordance of the newest 1,000 articles of a word
    size      of the index against the text that is searched

python bench/search.py [--articles 1000000] [--keep FILE]      a kept archive is made once
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from math import exp, log
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.big_archive import make_archive, words  # noqa: E402
from parvis.archive import Archive  # noqa: E402
from parvis.archive.series import Group  # noqa: E402
from parvis.errors import NothingFound  # noqa: E402
from parvis.research.hits import count  # noqa: E402
from parvis.research.kwic import kwic  # noqa: E402
from parvis.research.listing import list_hits  # noqa: E402
from parvis.research.trend import ShareKind, trend  # noqa: E402

QUERIES = 100
MAY_COST = {"search": 150, "count": 10, "share": 5, "kwic": 50}  # milliseconds, at a million articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="where the archive stays, or stands already")
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = args.keep or Path(folder) / "archive.db"
        if not path.exists():
            make_archive(path, articles=args.articles)
        print_size(path)
        with Archive.open(path) as archive:
            archive.conn.execute("PRAGMA cache_size = -262144")  # a warm machine: nothing waits for the disk
            for name, costs in measure(archive).items():
                print_costs(name, costs)


def measure(archive: Archive) -> dict[str, list[float]]:
    """Milliseconds of CPU of each question."""
    asked = queries(random.Random(1))  # noqa: S311
    word = words()[300]
    for query in asked:
        cost(lambda query=query: _listed(archive, query))  # type: ignore[misc]
    return {
        "search": [cost(lambda query=query: _listed(archive, query)) for query in asked],  # type: ignore[misc]
        "count": [
            cost(lambda query=query: count(archive, query))
            for query in asked
            if "site:" not in query and "date:" not in query
        ],  # type: ignore[misc]
        "share": [cost(lambda: trend(archive, "", group=Group.SITE, share=ShareKind.WALLED)) for _ in asked],
        "kwic": [cost(lambda: kwic(archive, word, limit=1_000)) for _ in range(20)],
    }


def _listed(archive: Archive, query: str) -> None:
    try:
        list_hits(archive, query, facets=True)
    except NothingFound:
        return


def cost(ask: Callable[[], object]) -> float:
    began = time.process_time()
    ask()
    return 1_000 * (time.process_time() - began)


def queries(draw: random.Random) -> list[str]:
    """As people ask, more or less: half of them one word."""
    vocabulary = words()

    def word(first: int = 50) -> str:
        return vocabulary[int(exp(draw.uniform(log(first), log(50_000))))]

    forms: tuple[Callable[[], str], ...] = (
        word,
        word,
        word,
        lambda: f"{word()} {word()}",
        lambda: f"{word()} OR {word()}",
        lambda: f'"{word()} {word()}"',
        lambda: f"headline:{word()}",
        lambda: f"{word()} access:walled date:2024..2025-06",
        lambda: f"{word()} site:paper{draw.randint(1, 20)}",
        lambda: f"{word(500)}*",  # short invented words begin thousands of others, as no word of a language does
    )
    return [forms[number % len(forms)]() for number in range(QUERIES)]


def print_size(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        articles, text = conn.execute(_TEXT).fetchone()
        index = conn.execute("SELECT sum(length(block)) FROM version_fts_data").fetchone()[0]
        narrow = 4096 * conn.execute(_PAGES).fetchone()[0] if _has_dbstat(conn) else None
    print(f"{articles:,} articles, {text / 1e6:,.0f} MB of text")
    print(f"the full-text index has {index / 1e6:,.0f} MB, {index / text:.2f} of the text")
    if narrow:
        print(f"catalogue, shelves, tally and coverage: {narrow / articles:.0f} bytes an article")


def _has_dbstat(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'").fetchone())


_TEXT = """
SELECT count(*), coalesce(sum(length(CAST(headline || coalesce(standfirst, '') || teaser || authors AS BLOB))), 0)
FROM searched
"""
_PAGES = """
SELECT count(*) FROM dbstat
WHERE name IN ('catalogue', 'catalogue_day', 'shelf', 'tally', 'coverage') OR name LIKE 'sqlite_autoindex_shelf%'
"""


def print_costs(name: str, costs: list[float]) -> None:
    ordered = sorted(costs)
    middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    verdict = "" if high < MAY_COST[name] else "   TOO MUCH"
    print(f"{name:8} p50 {middle:7.1f} ms   p95 {high:7.1f} ms   may cost {MAY_COST[name]:3} ms{verdict}")


if __name__ == "__main__":
    main()
