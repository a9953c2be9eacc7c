"""How large is an archive, beside the pages that it was made from, each compressed with gzip?

Every page of a site once, in its order; then ten more looks at each, unchanged. Bytes a look beyond an empty archive,
and how many times smaller than gzip -9 of the page: of all pages, of those of the second half alone (what the next page
of a known site costs; half of a small archive is room in its pages of 4 KiB), and of all looks.

python bench/storage.py [--looks 10]
"""

from __future__ import annotations

import argparse
import gzip
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.sites import Pages, sites  # noqa: E402
from parvis.errors import PageError  # noqa: E402
from parvis.page import read_page  # noqa: E402
from parvis.records import Page  # noqa: E402
from tests.archives import open_desk  # noqa: E402

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--looks", type=int, default=10, help="after the first")
    args = parser.parse_args()
    print(f"{'site':20}{'pages':>6}{'html':>9}{'gzip':>8}{'once':>8}{'':9}{'next':>8}{'':9}{'again':>8}")
    sums = [0] * 7
    for host, pages in sites():
        row = measure(pages, looks=args.looks)
        sums = [one + other for one, other in zip(sums, row, strict=True)]
        print_row(host, row, looks=args.looks)
    print_row("all", sums, looks=args.looks)


def measure(pages: Pages, *, looks: int) -> list[int]:
    """Pages, bytes as HTML, as gzip, of the second half as gzip; in the archive after one look at each, of the second
    half, after all looks.
    """
    read = [(body, page) for url, body in pages if (page := read_or_none(body, url))]
    packed = [len(gzip.compress(body, 9)) for body, _ in read]
    half = len(read) // 2
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        empty = size_with(path, [], days=range(0))
        first = size_with(path, [page for _, page in read[:half]], days=range(1)) - empty
        once = size_with(path, [page for _, page in read[half:]], days=range(1)) - empty
        again = size_with(path, [page for _, page in read], days=range(1, looks + 1)) - empty
    html = sum(len(body) for body, _ in read)
    return [len(read), html, sum(packed), sum(packed[half:]), once, once - first, again]


def read_or_none(body: bytes, url: str) -> Page | None:
    try:
        return read_page(body, url)
    except PageError:
        return None


def size_with(path: Path, pages: list[Page], *, days: range) -> int:
    """Bytes of the archive after another crawl a day."""
    desk = open_desk(path, at=BEGAN)
    for day in days:
        at = BEGAN + timedelta(days=day)
        for page in pages:
            desk.store([page], at=at)
        desk.next_crawl(at=at)
    desk.archive.close()
    return path.stat().st_size


def print_row(name: str, row: list[int], *, looks: int) -> None:
    pages, html, packed, packed_next, once, following, again = row
    print(
        f"{name:20}{pages:6}{html // pages:9,}{packed // pages:8,}{once // pages:8,}{packed / once:8.1f}x"
        f"{following // (pages - pages // 2):8,}{packed_next / following:8.1f}x"
        f"{again // pages // (looks + 1):8,}{packed * (looks + 1) / again:8.1f}x"
    )


if __name__ == "__main__":
    main()
