"""After a power cut: whatever of the unsynced writes is missing or torn, nothing that was acknowledged is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.archive.events import Event, Excluded, Failed, Lease
from parvis.errors import ArchiveError
from parvis.records import Page
from parvis.words import Access, Reason
from tests.archives import BASE, LEDGER, Desk
from tests.pages import day, make_page, stored
from tests.power_cut import Record, acknowledged, can_record, disk_after, recording

SMALL = 48  # pages of the log after which it is folded into the file: often, as in a long crawl
SEED = 20261125

pytestmark = pytest.mark.skipif(not can_record(), reason="this Python's SQLite cannot be watched")


def write(path: Path, record: Record, *, synchronous: str | None = None) -> None:
    """Three days of a small archive, every commit acknowledged: found, stored, excluded, failed, changed, finished."""
    archive = Archive.open(path, "w")
    archive.conn.execute(f"PRAGMA wal_autocheckpoint = {SMALL}")
    if synchronous:
        archive.conn.execute(f"PRAGMA synchronous = {synchronous}")
    desk = Desk(archive, archive.begin_crawl(sites=[LEDGER], command="test", now=day(1)))
    for number in (1, 2, 3):
        desk.discover(*(f"{BASE}{story}" for story in range(20)), at=day(number))
        for story in range(10):
            archive.apply([look(desk, story, number)])
            record.acknowledge(told(archive))
        desk.next_crawl(at=day(number))
        record.acknowledge(told(archive))
    archive.close()


def look(desk: Desk, story: int, number: int) -> Event:
    at = day(number)
    if story < 8:
        lease = desk.lease_of(f"{BASE}{story}", at=at)
        return stored(lease, page_of(lease, story, number), at=at)
    lease = desk.lease_of(f"{BASE}{story}-{number}", at=at)
    if story == 8:
        return Excluded(lease=lease, at=at, reason=Reason.NOT_ARTICLE)
    return Failed(lease=lease, at=at, reason=Reason.TIMEOUT)


def page_of(lease: Lease, story: int, number: int) -> Page:
    lines = (f"Line {'i' * (story + 1)}, as it is known on day {number // 2}.", "Read our special edition.")
    return make_page(lease.url, *lines, headline=f"Story {story}", access=Access.LOCKED if story % 2 else Access.FREE)


def told(archive: Archive) -> frozenset[tuple[object, ...]]:
    """What is never changed once it is stored: every look and its outcome."""
    query = "SELECT fetch.id, url.key, at, outcome FROM fetch JOIN url ON url.id = url_id"
    return frozenset(archive.conn.execute(query).fetchall())


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return recorded(tmp_path_factory.mktemp("disk"))


def recorded(folder: Path, *, synchronous: str | None = None) -> Record:
    with recording() as record:
        write(folder / "archive.db", record, synchronous=synchronous)
    return record


def cuts(history: Record, count: int) -> Iterator[str]:
    """What is wrong after each of so many cuts; nothing is the empty word."""
    chance = Random(SEED)  # noqa: S311 (the same cuts in every run)
    for _ in range(count):
        happened = history.happened[: chance.randint(0, len(history.happened))]
        with TemporaryDirectory() as folder:
            for name, body in disk_after(happened, chance).items():
                (Path(folder) / Path(name).name).write_bytes(body)
            yield wrong_in(Path(folder) / "archive.db", acknowledged(happened) or frozenset())


def wrong_in(path: Path, stored_before: frozenset[tuple[object, ...]]) -> str:
    try:
        with Archive.open(path, "w") as archive:
            if findings := audit(archive):
                return f"broken: {findings[0].law}"
            return "lost" if stored_before - told(archive) else ""
    except ArchiveError as error:
        return type(error).__name__


@pytest.mark.parametrize("count", [40, pytest.param(400, marks=pytest.mark.soak)])
def test_no_cut_loses_or_breaks_what_was_acknowledged(history: Record, count: int) -> None:
    found = list(cuts(history, count))
    print(f"{count} cuts of {len(history.happened)} writes and syncs: {sum(map(bool, found))} with a loss")  # noqa: T201

    assert [what for what in found if what] == []


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_the_same_cuts_find_a_writer_that_syncs_less(tmp_path: Path, synchronous: str) -> None:
    """Else the proof would prove nothing."""
    assert any(cuts(recorded(tmp_path, synchronous=synchronous), 40))
