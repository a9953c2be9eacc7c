"""What reading a page costs, beside a bare lxml parse of the same page in the same loop.

Ratios count, not times: machines are noisy.

python bench/read_page.py [--corpus ../shared/corpus] [--limit 100]
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import lxml.etree

import parvis
from parvis.errors import PageError

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--limit", type=int, default=100)
    args = parser.parse_args()
    lines = (args.corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines()[: args.limit]
    costs = [cost(json.loads(line), corpus=args.corpus) for line in lines]
    parse, read = (statistics.median(column) for column in zip(*costs, strict=True))
    ratio = statistics.median(read / parse for parse, read in costs if parse)
    print(f"{len(costs)} pages: lxml parse {parse:.2f} ms, read_page {read:.2f} ms, {ratio:.2f} x")


def cost(row: dict[str, str], *, corpus: Path) -> tuple[float, float]:
    """CPU milliseconds of a bare parse and of read_page, the better of three each, taken in turns."""
    body = gzip.decompress((corpus / row["file"]).read_bytes())
    parse, read = zip(*((timed(bare_parse, body), timed(whole_read, body, row["url"])) for _ in range(3)), strict=True)
    return min(parse), min(read)


def timed(function: Callable[..., object], *args: object) -> float:
    began = time.process_time()
    function(*args)
    return (time.process_time() - began) * 1000


def bare_parse(body: bytes) -> None:
    lxml.etree.fromstring(body, lxml.etree.HTMLParser(huge_tree=True))


def whole_read(body: bytes, url: str) -> None:
    try:
        parvis.read_page(body, url)
    except PageError as error:
        print(f"{url}: {error}")


if __name__ == "__main__":
    main()
