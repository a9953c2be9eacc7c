"""`parvis import`: files into an archive, each once, whatever happens on the way."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from parvis.archive import Applied, Archive
from parvis.archive.events import Failed, Lease
from parvis.archive.importing import Entry, SourceFile
from parvis.bulk.answer import Item
from parvis.bulk.folder import digest_of_folder, pages_in, read_folder
from parvis.bulk.reading import Desk, Outcome, SiteBook, read_items
from parvis.bulk.warc import read_warc
from parvis.crawl.clock import Clock, RealClock
from parvis.crawl.readers import WORKERS, Readers
from parvis.errors import ArchiveError, NothingFound, ParvisError
from parvis.sites import Site
from parvis.words import Profile, Reason, SkipReason

BATCH = 100  # records
WARCS = (".warc", ".warc.gz", ".arc", ".arc.gz")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file. Counts are of this run, `records` and `skipped` of the file."""

    name: str
    digest: str
    records: int
    counts: Applied
    skipped: Mapping[str, int]
    known: bool = False  # it had been imported before


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an import is."""

    files: int
    file: int  # the number of the one in work
    name: str
    records: int
    pages: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What to import. Paths and settings are the caller's."""

    archive: Path
    sources: Sequence[Path]  # WARC files and folders
    sites: Mapping[str, Site] = field(default_factory=dict)
    base_url: str | None = None  # of the pages in a folder that do not say where they are from
    profile: Profile = Profile.RESEARCH
    workers: int = WORKERS
    clock: Clock = field(default_factory=RealClock)
    on_progress: Callable[[Progress], None] = lambda _: None


def run_import(request: ImportRequest) -> tuple[FileReport, ...]:
    """Imports one file after the other. Killed at any time, it goes on where it was when it is run again.

    Raises:
        ParvisError: a file that cannot be read, an archive that cannot be written.
    """
    sources = list(request.sources)
    for source in sources:
        check_source(source)
    with Archive.open(request.archive, "w") as archive, closing(Readers(workers=request.workers)) as readers:
        desk = Desk(readers=readers, sites=SiteBook(request.sites), profile=request.profile)
        return asyncio.run(_import_all(request, archive, desk))


def find_sources(patterns: Sequence[str]) -> tuple[Path, ...]:
    """Files and folders by name, or by a pattern that the shell has left as it is. Raises NothingFound."""
    found: list[Path] = []
    for pattern in patterns:
        path = Path(pattern)
        named = [path] if path.exists() else sorted(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))))
        if not named:
            raise NothingFound(f"{pattern}: no such file")
        found += named
    return tuple(dict.fromkeys(found))


def check_source(source: Path) -> None:
    """Raises ParvisError with the remedy."""
    if source.is_dir():
        if not pages_in(source):
            raise ParvisError(
                f"{source}: no HTML file in this folder; WARC files are named one by one: {source}/*.warc.gz"
            )
    elif not source.exists():
        raise ParvisError(f"{source}: no such file or folder")
    elif not source.name.lower().endswith(WARCS):
        raise ParvisError(f"{source}: neither a WARC file ({', '.join(WARCS)}) nor a folder of HTML files")


async def _import_all(request: ImportRequest, archive: Archive, desk: Desk) -> tuple[FileReport, ...]:
    started, reports = time.monotonic(), []
    for number, source in enumerate(request.sources, 1):

        def tell(records: int, pages: int, number: int = number, name: str = source.name) -> None:
            request.on_progress(
                Progress(
                    files=len(request.sources),
                    file=number,
                    name=name,
                    records=records,
                    pages=pages,
                    seconds=time.monotonic() - started,
                )
            )

        reports.append(
            await import_file(
                archive,
                desk,
                source,
                clock=request.clock,
                at_once=4 * request.workers,
                base_url=request.base_url,
                tell=tell,
            )
        )
    return tuple(reports)


async def import_file(
    archive: Archive,
    desk: Desk,
    source: Path,
    *,
    clock: Clock,
    at_once: int,
    base_url: str | None = None,
    tell: Callable[[int, int], None] = lambda _records, _pages: None,
) -> FileReport:
    """One file or folder; `tell` hears how many records are dealt with, and how many pages of them in this run."""
    file = describe_source(source, base_url)
    before = archive.standing(file.digest)
    if before.finished:
        return report_of(archive, file, Applied(), known=True)
    tell(before.records, 0)
    items = islice(_items(source, base_url), before.records, None)
    counts = await _store(archive, file, items, desk, at_once=at_once, tell=tell)
    archive.finish_import(file, now=clock.now())
    return report_of(archive, file, counts)


def report_of(archive: Archive, file: SourceFile, counts: Applied, *, known: bool = False) -> FileReport:
    """What became of a file, as the archive has it."""
    now = archive.standing(file.digest)
    return FileReport(
        name=file.name, digest=file.digest, records=now.records, counts=counts, skipped=now.skipped, known=known
    )


def describe_source(source: Path, base_url: str | None = None) -> SourceFile:
    """What is in a file names it, so that it may be moved and is imported once."""
    try:
        if source.is_dir():
            size = sum(path.stat().st_size for path in pages_in(source))
            return SourceFile(digest=digest_of_folder(source, base_url), name=source.resolve().name, bytes=size)
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ParvisError(f"{source}: cannot be read: {error.strerror}") from error
    return SourceFile(digest=digest, name=source.name, bytes=source.stat().st_size)


def _items(source: Path, base_url: str | None) -> Iterator[Item]:
    return read_folder(source, base_url) if source.is_dir() else read_warc(source)


async def _store(
    archive: Archive,
    file: SourceFile,
    items: Iterable[Item],
    desk: Desk,
    *,
    at_once: int,
    tell: Callable[[int, int], None],
) -> Applied:
    """Some records at a time, each batch with how far the file is."""
    before = archive.standing(file.digest)
    batch, counts, pages = Batch(records=before.records), Applied(), 0
    async for outcome in read_items(items, desk, at_once=at_once):
        batch.add(outcome)
        if batch.is_full:
            counts += _write(archive, file, batch, desk.profile)
            pages += len(batch.entries)
            batch = Batch(records=batch.records)
            tell(batch.records, pages)
    return counts + _write(archive, file, batch, desk.profile)


@dataclass(slots=True)
class Batch:
    """What some records came to; `records` counts those of the file up to its end."""

    records: int
    size: int = 0
    entries: list[Entry] = field(default_factory=list)
    skipped: Counter[SkipReason] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        self.records += 1
        self.size += 1
        if isinstance(outcome, SkipReason):
            self.skipped[outcome] += 1
        else:
            self.entries.append(outcome)

    @property
    def is_full(self) -> bool:
        return len(self.entries) >= BATCH or self.size >= 10 * BATCH


def _write(archive: Archive, file: SourceFile, batch: Batch, profile: Profile) -> Applied:
    """One bad record must not cost the others; it ends as our own fault."""
    store = partial(archive.import_entries, file, profile=profile)
    try:
        return store(batch.entries, records=batch.records, skipped=batch.skipped)
    except ArchiveError:
        raise
    except Exception as error:
        logger.error("a batch of %d records was refused: %s; one by one", batch.size, type(error).__name__)
    counts, before = Applied(), batch.records - batch.size
    for entry in batch.entries:
        try:
            counts += store([entry], records=before, skipped={})
        except ArchiveError:
            raise
        except Exception as error:
            counts += store([_as_failure(entry, error)], records=before, skipped={})
    return counts + store([], records=batch.records, skipped=batch.skipped)


def _as_failure(entry: Entry, error: Exception) -> Entry:
    def end(lease: Lease) -> Failed:
        return Failed(lease=lease, at=entry.at, reason=Reason.PROGRAM, detail=f"storing: {type(error).__name__}")

    return Entry(site=entry.site, link=entry.link, at=entry.at, end=end)
