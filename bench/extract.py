"""What making shards costs: one process, two, and a Dask cluster on this machine, over the same files.

    python bench/extract.py [pages] [files]

Pages/s a core is CPU time of the same work in this process, so that it holds on a busy machine; the empty job, files
that hold nothing, is what an engine takes for itself. The content has to be the same for all.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from parvis.archive import Archive  # noqa: E402
from parvis.archive.content import content_hash  # noqa: E402
from parvis.archive.events import Stored  # noqa: E402
from parvis.archive.importing import Entry  # noqa: E402
from parvis.archive.shards import merge_shards  # noqa: E402
from parvis.bulk.answer import Answer, fetch_of  # noqa: E402
from parvis.bulk.extracting import ExtractRequest, run_extract  # noqa: E402
from parvis.bulk.importing import describe_source  # noqa: E402
from parvis.bulk.warc import read_warc  # noqa: E402
from parvis.page import read_page  # noqa: E402
from parvis.records import Link  # noqa: E402
from parvis.sites import adhoc_site  # noqa: E402
from tests.pages import day  # noqa: E402
from tests.test_extract import write_files  # noqa: E402
from tests.warcs import Warc  # noqa: E402

ENGINES = (("one process", 1, None), ("two processes", 2, None), ("Dask, 2 workers", 2, "local"))


def main(pages: int = 400, files: int = 8) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        sources, nothing = write_files(here / "warcs", pages, files=files), write_empty(here / "empty", files)
        print_core(sources, here / "core.db")
        print(f"{'engine':16}{'clock':>8}{'empty job':>11}{'pages/s':>9}  content")
        for name, workers, scheduler in ENGINES:
            make = partial(extract, workers=workers, scheduler=scheduler)
            clock = timed(partial(make, sources, here / name))
            empty = timed(partial(make, nothing, here / f"{name} of nothing"))
            merge_shards(here / f"{name}.db", sorted((here / name).glob("*.db")))
            with Archive.open(here / f"{name}.db") as archive:
                digest = content_hash(archive)[:12]
            print(f"{name:16}{clock:7.1f}s{empty:10.1f}s{pages / clock:9.1f}  {digest}")


def write_empty(folder: Path, files: int) -> list[Path]:
    folder.mkdir()
    for number in range(files):
        with Warc(folder / f"{number}.warc.gz") as warc:
            warc.add(f"dns:{number}.example", b"", kind="resource")
    return sorted(folder.iterdir())


def print_core(sources: Sequence[Path], target: Path) -> None:
    """What a page costs, in this process, by CPU time: out of its file, read, stored and settled."""
    stages, last = Counter[str](), time.process_time()

    def note(stage: str) -> None:
        nonlocal last
        now = time.process_time()
        stages[stage] += now - last
        last = now

    pages = 0
    with Archive.open(target, "w") as archive:
        for source in sources:
            file, entries = describe_source(source), []
            for item in read_warc(source):
                note("file")
                if isinstance(item, Answer) and item.url:
                    entries.append(entry_of(item, item.url))
                note("read")
            archive.import_entries(file, entries, records=len(entries), skipped={})
            archive.finish_import(file, now=day(400))
            note("store")
            pages += len(entries)
    costs = ", ".join(f"{stage} {1000 * seconds / pages:.1f} ms" for stage, seconds in stages.items())
    print(f"a page of CPU: {costs}; {pages / stages.total():.0f} pages/s a core")


def entry_of(item: Answer, url: str) -> Entry:
    fetch = fetch_of(item, url)
    page = read_page(item.body, url, headers=item.headers, fetched_at=item.at)
    return Entry(
        site=adhoc_site(url),
        link=Link(url=url),
        at=item.at,
        end=lambda lease: Stored(lease=lease, at=fetch.fetched_at, fetch=fetch, page=page),
    )


def extract(sources: Sequence[Path], folder: Path, *, workers: int, scheduler: str | None) -> None:
    run_extract(ExtractRequest(sources=sources, folder=folder, workers=workers, scheduler=scheduler))


def timed(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
