"""Archives of some looks at an invented newspaper, for the tests of merging: each look is an answer in a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from parvis.archive import Archive
from parvis.archive.events import Event, Excluded, Lease, Stored
from parvis.archive.importing import Entry, SourceFile
from parvis.archive.shards import Merged, merge_shard
from parvis.records import Fetch, Link, Page
from parvis.words import Profile, Reason
from tests.archives import LEDGER
from tests.daily import page_of, url_of
from tests.pages import day

GONE, PLAIN, EDITED, TAGGED = range(4)


@dataclass(frozen=True, order=True)
class Look:
    """A look at a story. `way`: it is gone, as it was, edited, or under a URL with a parameter that names nothing."""

    minute: int
    story: int
    way: int

    @property
    def at(self) -> datetime:
        return day(1) + timedelta(minutes=self.minute)

    @property
    def url(self) -> str:
        tag = f"?ref={self.minute}" if self.way == TAGGED else ""
        return url_of(self.story) + tag

    def page(self) -> Page:
        page = page_of(self.story, turn=self.story, edit=" And one thing more." * (self.way == EDITED))
        return replace(page, url=self.url, requested_url=self.url, site=LEDGER.name)

    def entry(self) -> Entry:
        return Entry(site=LEDGER, link=Link(url=self.url), at=self.at, end=self._end)

    def _end(self, lease: Lease) -> Event:
        fetch = Fetch(requested_url=self.url, url=self.url, status=200, fetched_at=self.at)
        if self.way == GONE:
            return Excluded(lease=lease, at=self.at, reason=Reason.GONE, fetch=replace(fetch, status=404))
        return Stored(lease=lease, at=self.at, fetch=fetch, page=self.page())


def fill(archive: Archive, looks: Sequence[Look]) -> None:
    """Imports a file that holds the looks."""
    name = repr(sorted(looks))
    file = SourceFile(digest=hashlib.sha256(name.encode()).hexdigest(), name=name[:40], bytes=len(name))
    if archive.standing(file.digest).finished:
        return
    entries = [look.entry() for look in looks]
    archive.import_entries(file, entries, records=len(looks), skipped={}, profile=Profile.RESEARCH)
    archive.finish_import(file, now=day(50))


def build(path: Path, *files: Sequence[Look]) -> Path:
    with Archive.open(path, "w") as archive:
        for looks in files:
            fill(archive, looks)
    return path


def merge(path: Path, shards: Iterable[Path]) -> list[Merged]:
    with Archive.open(path, "w") as archive:
        return [merge_shard(archive, shard, now=day(50)) for shard in shards]
