"""What it costs to ask a large frontier for what is due: python bench/frontier.py [URLS]

The URLs have been read; one in a thousand is due. Times are the best of five: they depend on what is due, not on what
is known.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from parvis.archive import Archive
from parvis.sites import Site
from parvis.words import Kind

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SITES = [
    Site(name=f"paper{n}", title=f"Paper {n}", home=f"http://p{n}.example/", hosts=(f"p{n}.example",))
    for n in range(50)
]
FILL = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
INSERT INTO url (site_id, kind, key, url, host, state, due_at, discovered_at, fetched_at, revisit_at)
SELECT 1 + n % 50, CASE WHEN n % 500 THEN 'article' ELSE 'feed' END, 'p' || n, 'http://p/' || n, 'p' || (n % 50),
    'stored', '2026-03-01T08:00:00+00:00', '2026-03-01T08:00:00+00:00', '2026-03-01T08:00:00+00:00',
    strftime('%Y-%m-%dT%H:%M:%S+00:00', '2026-03-02 08:00:00', ((n * 7919) % 100000 - 100) || ' minutes')
FROM number
"""


def main(urls: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        with Archive.open(path, "w") as archive:
            archive.begin_crawl(sites=SITES, command="bench", now=NOW)
        with closing(sqlite3.connect(path)) as conn, conn:
            conn.execute(FILL, (urls,))
        with Archive.open(path, "w") as archive:
            measure(archive, urls)


def measure(archive: Archive, urls: int) -> None:
    names = [site.name for site in SITES]
    crawl_id = archive.begin_crawl(sites=SITES, command="bench", now=NOW, due_only=True)
    due = archive.due(sites=names, now=NOW)
    print(f"{urls:,} URLs, {due.articles:,} articles and {due.sources:,} sources due")
    print(f"what is due, all sites     {best(lambda: archive.due(sites=names, now=NOW)):8.2f} ms")
    print(f"what is due, one site      {best(lambda: archive.due(sites=names[:1], now=NOW)):8.2f} ms")
    woken = iter(names)
    print(f"wake a site                {best(lambda: archive.wake(sites=[next(woken)], until=NOW)):8.2f} ms")
    leased = iter(names)

    def lease() -> object:
        return archive.lease(crawl_id, sites=[next(leased)], now=NOW, limit=8, per_host=8, kinds=tuple(Kind))

    print(f"lease 8 URLs of a site     {best(lease):8.2f} ms")


def best(function: Callable[[], object]) -> float:
    """Milliseconds."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return 1000 * min(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
