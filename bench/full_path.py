"""What does a page cost on its way into an archive, beside the parse of it?

Each page of the real sites is parsed, read and stored in turn, so that all three are measured in one run: CPU time of
this process; the archive is on disk and commits after every page (synchronous=FULL). Medians over the pages, multiples
of lxml's parse. Then the articles a page that were laid out anew, at once and at the end of the crawl. The last row is
a site of invented pages, that grows.

python bench/full_path.py [--pages 400]
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import lxml.html

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.sites import Pages, sites  # noqa: E402
from parvis.archive import settling  # noqa: E402
from parvis.page import read_page  # noqa: E402
from tests.archives import Desk, open_desk  # noqa: E402
from tests.daily import html_of, url_of  # noqa: E402
from tests.pages import stored  # noqa: E402

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400, help="of the site that is generated")
    args = parser.parse_args()
    print(
        f"{'site':20}{'pages':>6}{'parse ms':>10}{'read':>8}{'archive':>9}{'both':>8}{'laid out':>10}{'at the end':>12}"
    )
    for host, pages in sites():
        with laid_out() as articles:
            print_costs(host, pages, articles)
    with laid_out() as articles:
        print_costs("invented", [(url_of(number), html_of(number)) for number in range(args.pages)], articles)


@contextmanager
def laid_out() -> Iterator[list[int]]:
    """The articles that settling lays out anew."""
    articles: list[int] = []
    lay_out = settling.lay_out

    def counted(conn: sqlite3.Connection, article_id: int) -> None:
        articles.append(article_id)
        lay_out(conn, article_id)

    settling.lay_out = counted
    yield articles
    settling.lay_out = lay_out


def print_costs(host: str, pages: Pages, articles: list[int]) -> None:
    rows = []
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder) / "archive.db", at=NOW)
        for url, body in pages:
            rows.append(costs(desk, url, body))
        at_once = len(articles)
        desk.next_crawl(at=NOW)
        desk.archive.close()
    parse = median(row[0] for row in rows)
    read, archive = (median(row[part] / row[0] for row in rows) for part in (1, 2))
    both = median((row[1] + row[2]) / row[0] for row in rows)
    print(
        f"{host:20}{len(pages):6}{1000 * parse:10.2f}{read:7.1f}x{archive:8.1f}x{both:7.1f}x"
        f"{at_once / len(pages):10.2f}{(len(articles) - at_once) / len(pages):12.2f}"
    )


def costs(desk: Desk, url: str, body: bytes) -> tuple[float, float, float]:
    """CPU seconds of the parse, the reading and the archive."""
    parse, _ = timed(lambda: lxml.html.document_fromstring(body))
    read, page = timed(lambda: read_page(body, url))
    event = stored(desk.lease_of(url, at=NOW), page, at=NOW)
    archive, _ = timed(lambda: desk.archive.apply([event]))
    return parse, read, archive


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


if __name__ == "__main__":
    main()
