"""A shard: what one file comes to, as an archive of its own. The same file always comes to the same shard."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from parvis.archive import Applied, Archive
from parvis.bulk.importing import FileReport, describe_source, import_file, report_of
from parvis.bulk.reading import Desk, SiteBook
from parvis.crawl.clock import RealClock
from parvis.crawl.readers import Readers
from parvis.sites import Site
from parvis.words import Profile

LEFT = ("", "-wal", "-shm", ".lock")  # files of an archive


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardTask:
    """One file to make a shard of. Travels to the worker that does it."""

    source: Path
    folder: Path
    sites: Mapping[str, Site] = field(default_factory=dict)
    profile: Profile = Profile.RESEARCH


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardReport:
    """The shard that came of a file."""

    shard: Path
    file: FileReport


def make_shard(task: ShardTask) -> ShardReport:
    """Reads one file into an archive that is named after what is in it. One that is there already is not made again.

    A worker that dies leaves an unfinished file behind, with which the next one goes on.
    """
    file = describe_source(task.source)
    target = task.folder / f"{file.digest[:32]}.db"
    if target.exists():
        with Archive.open(target) as archive:
            return ShardReport(shard=target, file=report_of(archive, file, Applied(), known=True))
    part = task.folder / f"{file.digest[:32]}.part"
    with Archive.open(part, "w") as archive, closing(Readers(workers=1)) as readers:
        desk = Desk(readers=readers, sites=SiteBook(task.sites), profile=task.profile)
        report = asyncio.run(import_file(archive, desk, task.source, clock=RealClock(), at_once=4))
    _publish(part, target)
    return ShardReport(shard=target, file=report)


def _publish(part: Path, target: Path) -> None:
    """Whole, or not there under this name."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    for ending in LEFT[1:]:
        Path(f"{part}{ending}").unlink(missing_ok=True)
