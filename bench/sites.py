"""Real sites with many pages each, for the benches of the archive; none where the shared corpora are not there."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

SHARED = Path(__file__).resolve().parents[2] / "shared"
AT_LEAST = 10  # pages of a site

Pages = list[tuple[str, bytes]]  # URL and body


def sites(shared: Path = SHARED) -> Iterator[tuple[str, Pages]]:
    """Host and pages of every site with enough of them."""
    for corpus in ("portal", "corpus"):
        yield from _sites(shared / corpus)


def _sites(folder: Path) -> Iterator[tuple[str, Pages]]:
    if not folder.is_dir():
        return
    found: defaultdict[str, Pages] = defaultdict(list)
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[urlsplit(row["url"]).hostname or ""].append(
            (row["url"], gzip.decompress((folder / row["file"]).read_bytes()))
        )
    yield from ((host, pages) for host, pages in found.items() if len(pages) >= AT_LEAST)
