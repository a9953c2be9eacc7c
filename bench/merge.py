"""What merging costs: rows of the ledger a second of one core, and whether the memory stays flat.

    python bench/merge.py [pages a shard] [shards] [texts of its own a page]

Shards are of one newspaper, so that every template's text stands in each of them. CPU time, not the clock's: the
figures hold on a busy machine. The last line merges the first shard once more, which brings nothing.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from parvis.archive import Archive  # noqa: E402
from parvis.archive.importing import Entry, SourceFile  # noqa: E402
from parvis.archive.shards import merge_shard  # noqa: E402
from parvis.records import Link, Page  # noqa: E402
from parvis.words import Profile, Role  # noqa: E402
from tests.archives import BASE, LEDGER  # noqa: E402
from tests.pages import block, day, make_page, stored  # noqa: E402

TEMPLATE = 20  # texts that every page shows
BATCH = 100


def word(number: int) -> str:
    """Numbers are masked, for the ledger; a word is not."""
    return "".join("bakedimofulanesirotu"[2 * int(digit) : 2 * int(digit) + 2] for digit in str(number))


def page_of(number: int, own: int) -> Page:
    """A page with a teaser, what the template shows, and cards and captions that no other page has."""
    cards = [
        block(
            Role.RELATED if text % 2 else Role.CAPTION,
            f"Line {word(text)} of story {word(number)} is one that only {word(number)} has",
        )
        for text in range(own - 2)
    ]
    template = [block(Role.NAVIGATION, f"Section {word(text)} of the paper, every day") for text in range(TEMPLATE)]
    lines = (
        f"Story {word(number)} begins in the harbour of {word(number)}.",
        f"Then story {word(number)} goes on for a while.",
    )
    return make_page(f"{BASE}s{number}", *lines, headline=f"Headline {word(number)}", extra=[*cards, *template])


def fill(path: Path, numbers: range, own: int) -> None:
    file = SourceFile(digest=path.stem, name=path.name, bytes=0)
    with Archive.open(path, "w") as archive:
        for start in range(numbers.start, numbers.stop, BATCH):
            entries = [entry_of(number, own) for number in range(start, min(start + BATCH, numbers.stop))]
            archive.import_entries(file, entries, records=start, skipped={}, profile=Profile.RESEARCH)
        archive.finish_import(file, now=day(400))


def entry_of(number: int, own: int) -> Entry:
    page, at = page_of(number, own), day(1) + timedelta(minutes=number)
    return Entry(site=LEDGER, link=Link(url=page.url), at=at, end=lambda lease: stored(lease, page, at=at))


def ledger_rows(path: Path) -> int:
    """Texts, where they were seen, and as what."""
    with Archive.open(path) as shard:
        tables = ("block", "block_article", "sight")
        return sum(shard.db[table].count for table in tables)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(pages: int = 1_000, shards: int = 4, own: int = 60) -> None:
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.db" for number in range(shards)]
        for number, path in enumerate(paths):
            start = number * pages * 3 // 4  # a fourth of the pages stands in two shards
            fill(path, range(start, start + pages), own)
        with Archive.open(Path(folder) / "merged.db", "w") as archive:
            archive.compare = lambda: None  # type: ignore[method-assign]  # near duplicates are not part of a merge
            for path in [*paths, paths[0]]:
                before = time.process_time()
                merged = merge_shard(archive, path, now=day(500))
                seconds = time.process_time() - before
                rows = ledger_rows(path)
                brought = f"{merged.texts:,} texts, {merged.new_texts:,} new, {merged.looks:,} looks in {seconds:.2f} s"
                speed = f"{merged.texts / seconds:,.0f} texts/s, {rows / seconds:,.0f} rows of the ledger/s"
                print(f"{path.name}: {brought}: {speed}; peak {peak():,.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
