"""What the memory of a worker comes to over many pages: the corpus again and again, each time with other names in it.

Classes, ids, links and paragraphs get a number at every turn, so that no cache which knows them by their text stays
small by chance. One process, as a worker is one; the figure is the peak of the process, its start included.

python bench/memory.py [--pages 5000] [--corpus ../shared/corpus]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import sys
from contextlib import suppress
from pathlib import Path

import parvis
from parvis.errors import PageError

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
NAMED = re.compile(rb"""((?:class|id|href|style)=["'][^"'>]*)(["'])""")
PARAGRAPH = re.compile(rb"<p\b[^>]*>")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    args = parser.parse_args()
    rows = [json.loads(line) for line in (args.corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    interval = max(1, args.pages // 10)
    peaks: list[float] = []
    for number in range(args.pages):
        read(rows[number % len(rows)], number // len(rows), corpus=args.corpus)
        if number % interval == interval - 1:
            peaks.append(megabytes())
            print(f"{number + 1:6} pages  {peaks[-1]:6.1f} MB", flush=True)
    print(f"{peaks[-1] / peaks[0]:.2f} x the first figure")


def read(row: dict[str, str], turn: int, *, corpus: Path) -> None:
    body = varied(gzip.decompress((corpus / row["file"]).read_bytes()), b"%d" % turn)
    with suppress(PageError):
        parvis.read_page(body, f"{row['url']}?turn={turn}").as_dict()


def varied(body: bytes, mark: bytes) -> bytes:
    """A page whose names and words have not been seen before."""
    named = NAMED.sub(rb"\g<1> x" + mark + rb"\g<2>", body)
    return PARAGRAPH.sub(rb"\g<0>Turn" + mark + b" ", named)


def megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main()
