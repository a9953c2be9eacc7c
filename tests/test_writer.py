"""The one thread that uses the archive."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from parvis.archive import Archive
from parvis.archive.events import Discovered, Excluded, Lease
from parvis.crawl.ending import Interrupted
from parvis.crawl.writer import BATCH, ArchiveWriter
from parvis.records import Link
from parvis.sites import Site
from parvis.words import Kind, Reason

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SITE = Site(name="press", title="Press", home="https://press.example/")


class Desk:
    """An archive, a crawl in it, and a writer for it."""

    def __init__(self, path: Path) -> None:
        self.archive = Archive.open(path, "w")
        self.crawl_id = self.archive.begin_crawl(sites=[SITE], command="test", now=NOW)
        self.problems: list[Exception] = []
        self.writer = ArchiveWriter(self.archive, on_failure=self.problems.append)

    def found(self, *names: str) -> Discovered:
        links = tuple(Link(url=f"https://press.example/{name}") for name in names)
        return Discovered(site="press", crawl_id=self.crawl_id, at=NOW, links=links)

    def known(self) -> int:
        return int(self.archive.conn.execute("SELECT count(*) FROM url").fetchone()[0])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "archive.db")
    yield desk
    desk.archive.close()


def run(desk: Desk, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(work())
    desk.writer.close()


def test_events_are_in_the_archive_after_a_flush(desk: Desk) -> None:
    async def work() -> None:
        desk.writer.submit(desk.found("a", "b"))
        await desk.writer.flush()
        assert await desk.writer.call(lambda _: desk.known()) == 2

    run(desk, work)

    assert desk.writer.applied.discovered == 2


def test_a_full_batch_is_written_without_being_asked(desk: Desk) -> None:
    async def work() -> None:
        for number in range(BATCH):
            desk.writer.submit(desk.found(str(number)))
        assert await desk.writer.call(lambda _: desk.known()) == BATCH

    run(desk, work)


def test_a_batch_that_is_a_second_old_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.crawl.writer.AGE", 0.01)

    async def work() -> None:
        desk.writer.submit(desk.found("a"))
        async with asyncio.timeout(5):
            while not desk.writer.applied.discovered:
                await desk.writer.call(lambda _: None)

    run(desk, work)

    assert desk.known() == 1


def test_what_is_left_is_written_at_the_end(desk: Desk) -> None:
    async def work() -> None:
        desk.writer.submit(desk.found("a"))

    run(desk, work)

    assert desk.known() == 1


def test_one_bad_event_does_not_cost_the_others(desk: Desk) -> None:
    bad = Lease(url_id=1, crawl_id=desk.crawl_id, site="press", url="u", kind=Kind.ARTICLE, link=Link(url="u"))

    async def work() -> None:
        desk.writer.submit(desk.found("a"))
        desk.writer.submit(Excluded(lease=bad, at=NOW, reason=Reason.GONE, detail=object()))  # type: ignore[arg-type]  # on purpose
        desk.writer.submit(desk.found("b"))
        await desk.writer.flush()

    run(desk, work)

    assert desk.known() == 2
    assert desk.problems == []


def test_an_archive_out_of_order_is_reported_once(desk: Desk) -> None:
    desk.archive.conn.execute("DROP TABLE url")

    async def work() -> None:
        for name in "abc":
            desk.writer.submit(desk.found(name))
            await desk.writer.flush()
        await asyncio.sleep(0)

    run(desk, work)

    assert len(desk.problems) == 1


def test_a_question_to_an_archive_out_of_order_ends_without_an_answer(desk: Desk) -> None:
    def ask(archive: Archive) -> int:
        return archive.pending(sites=["press"], now=NOW)

    desk.archive.conn.execute("DROP TABLE url")

    async def work() -> None:
        for _ in range(2):
            with pytest.raises(Interrupted):
                await desk.writer.call(ask)

    run(desk, work)

    assert len(desk.problems) == 1


def test_the_archive_is_used_on_one_thread_that_is_not_ours(desk: Desk) -> None:
    threads: set[int] = set()

    async def work() -> None:
        for _ in range(3):
            await desk.writer.call(lambda _: threads.add(threading.get_ident()))

    run(desk, work)

    assert len(threads) == 1
    assert threading.get_ident() not in threads
