"""What happens to an archive over the years, all of it together and in any order: its laws hold after every step."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from parvis.archive import Archive, reading
from parvis.archive.audit import audit
from parvis.archive.boilerplate import repeated, verdict_of
from parvis.archive.duplicates import duplicates
from parvis.archive.events import Excluded, Lease, Stored, Unchanged
from parvis.archive.layout_queries import layout_families, walls
from parvis.archive.reclassifying import Progress
from parvis.archive.rules import site_rules
from parvis.errors import ArchiveError
from parvis.ledger import Ledger
from parvis.records import Page, plain
from parvis.research.changes import differences
from parvis.words import Reason, Role
from tests.archives import LATER, LEDGER, Desk, open_desk
from tests.newsroom import URLS, background, pages
from tests.pages import NOW, day, make_fetch
from tests.test_many_pages import VERDICTS

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"


class ArchiveLife(RuleBasedStateMachine):
    """One newspaper. Time goes on with every step, but looks may come late."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.now = NOW
        self.cited: set[int] = set()  # ids of articles that somebody may have written down

    @initialize(ids=st.booleans())
    def make(self, ids: bool) -> None:
        self.desk = open_desk(self.folder / "archive.db")
        if ids:
            self.desk.store(background())

    def tick(self) -> None:
        self.now += timedelta(minutes=1)

    def lease_of(self, url: str) -> Lease:
        self.tick()
        self.desk.discover(url, at=self.now)
        self.desk.held.update({lease.url: lease for lease in self.desk.lease(limit=1000, per_host=1000, at=LATER)})
        if url not in self.desk.held:
            self.desk.archive.conn.execute("UPDATE url SET state = 'pending', revisit_at = NULL WHERE url = ?", (url,))
            self.desk.held.update({lease.url: lease for lease in self.desk.lease(limit=1000, per_host=1000, at=LATER)})
        return self.desk.held.pop(url)

    def stored(self, page: Page, *, late: int = 0, by: Sequence[str] = ()) -> Stored:
        lease = self.lease_of(by[0] if by else page.url)
        at = self.now - timedelta(minutes=late)
        fetch = replace(make_fetch(page.url, at=at), requested_url=lease.url, redirects=tuple(by[1:]))
        return Stored(lease=lease, at=at, fetch=fetch, page=page)

    @rule(some=st.lists(pages(), min_size=1, max_size=4))
    def store(self, some: list[Page]) -> None:
        self.desk.archive.apply([self.stored(page) for page in {page.url: page for page in some}.values()])

    @rule(page=pages(), late=st.integers(1, 60))
    def store_late(self, page: Page, late: int) -> None:
        self.desk.archive.apply([self.stored(page, late=late)])

    @rule(page=pages(), by=st.lists(URLS, min_size=1, max_size=2))
    def store_after_redirects(self, page: Page, by: list[str]) -> None:
        self.desk.archive.apply([self.stored(page, by=by)])

    @rule(url=URLS)
    def find_unchanged(self, url: str) -> None:
        lease = self.lease_of(url)
        self.desk.archive.apply([Unchanged(lease=lease, at=self.now, fetch=make_fetch(url, status=304, at=self.now))])

    @rule(url=URLS, late=st.integers(0, 30))
    def find_gone(self, url: str, late: int) -> None:
        lease = self.lease_of(url)
        at = self.now - timedelta(minutes=late)
        fetch = make_fetch(url, status=410, at=at)
        self.desk.archive.apply([Excluded(lease=lease, at=at, reason=Reason.GONE, fetch=fetch)])

    @rule(url=URLS, to=URLS)
    def find_redirected(self, url: str, to: str) -> None:
        lease = self.lease_of(url)
        fetch = replace(make_fetch(to, at=self.now), requested_url=url)
        self.desk.archive.apply([Excluded(lease=lease, at=self.now, reason=Reason.DUPLICATE, fetch=fetch)])

    @rule(page=pages())
    def fail_in_a_batch(self, page: Page) -> None:
        good = self.stored(page)
        bad = replace(good, lease=replace(self.lease_of("http://ledger.example/bad"), site="nobody"))
        before = dump(self.desk.archive)
        with pytest.raises(ValueError, match="nobody"):
            self.desk.archive.apply([good, bad])

        assert dump(self.desk.archive) == before

    @rule(url=URLS)
    def split(self, url: str) -> None:
        self.tick()
        before = dump(self.desk.archive)
        try:
            self.desk.archive.split(url, now=self.now)
        except ArchiveError:
            assert dump(self.desk.archive) == before

    @rule(steps=st.integers(0, 4))
    def reclassify(self, steps: int) -> None:
        """It may be stopped after any step; the next one goes on."""
        left = iter(range(steps))

        def stop(_: Progress) -> None:
            if next(left, None) is None:
                raise InterruptedError

        with suppress(InterruptedError):
            self.desk.archive.reclassify(stop)

    @rule()
    def finish(self) -> None:
        self.tick()
        self.desk.next_crawl(at=self.now)

    @rule(copied=st.booleans())
    def open_again(self, copied: bool) -> None:
        """After a kill what was committed is what the next process finds."""
        self.tick()
        if copied:
            copy = Path(mkdtemp())
            for path in self.folder.iterdir():
                shutil.copy(path, copy)
        self.desk.archive.close()
        if copied:
            shutil.rmtree(self.folder)
            self.folder = copy
        archive = Archive.open(self.folder / "archive.db", "w")
        self.desk = Desk(archive, archive.begin_crawl(sites=[LEDGER], command="test", now=self.now))

    @invariant()
    def the_archive_is_in_order(self) -> None:
        if hasattr(self, "desk"):
            assert audit(self.desk.archive) == ()

    @invariant()
    def what_was_cited_is_found(self) -> None:
        if hasattr(self, "desk"):
            self.cited |= {row[0] for row in self.desk.rows("SELECT id FROM article")}
            assert all(reading.number_of(self.desk.archive, cited) for cited in self.cited)

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.next_crawl(at=self.now)
            self.the_archive_is_in_order()
            ask_everything(self.desk.archive)
            self.desk.archive.close()
        shutil.rmtree(self.folder)


def dump(archive: Archive) -> list[str]:
    return list(archive.conn.iterdump())


def ask_everything(archive: Archive) -> None:
    """Every question has an answer, and every answer can be written down."""
    answers: list[object] = [layout_families(archive), walls(archive), site_rules(archive), repeated(archive)]
    for (number,) in archive.conn.execute("SELECT id FROM block").fetchall():
        answers.append(verdict_of(archive, number))
    for (number,) in archive.conn.execute("SELECT id FROM article UNION SELECT id FROM article_alias").fetchall():
        record = reading.article(archive, number)
        assert record is not None
        answers += [record, differences(record), duplicates(archive, number)]
        assert all(url for url, _ in record.urls)
        assert record.versions
    json.dumps([[plain(one) for one in answer] if isinstance(answer, tuple) else plain(answer) for answer in answers])


ArchiveLife.TestCase.settings = settings(
    max_examples=300 if SOAK else 10, stateful_step_count=30 if SOAK else 20, deadline=None
)
test_anything_in_a_life = ArchiveLife.TestCase


OUTCOME = VERDICTS | {
    "articles": "SELECT key, url, first_seen_at, last_seen_at FROM article",
    "urls": "SELECT article.key, article_url.key FROM article_url JOIN article ON article.id = article_id",
    "looks": """
        SELECT article.key, at, change, version.digest FROM observation
        JOIN article ON article.id = observation.article_id JOIN version ON version.id = observation.version_id
    """,
}


def outcome(path: Path, looks: Sequence[tuple[int, Page]], *, ids: bool) -> dict[str, list[tuple[object, ...]]]:
    """What an archive holds after a crawl with these looks, each at its minute, stored in the order given."""
    desk = open_desk(path)
    with closing(desk.archive):
        if ids:
            desk.store(background())
            desk.next_crawl(at=NOW)
        for minute, page in looks:
            desk.store([page], at=day(2) + timedelta(minutes=minute))
        desk.next_crawl(at=day(3))
        assert audit(desk.archive) == ()
        return {name: sorted(desk.rows(query), key=repr) for name, query in OUTCOME.items()}


@settings(max_examples=500 if SOAK else 15)
@given(st.lists(pages(truthful=True), min_size=2, max_size=10), st.booleans(), st.data())
def test_the_order_in_which_looks_are_stored_leaves_no_trace(some: list[Page], ids: bool, data: st.DataObject) -> None:
    looks = list(enumerate(some))
    other = data.draw(st.permutations(looks))
    with TemporaryDirectory() as folder:
        found = [outcome(Path(folder) / f"{n}.db", order, ids=ids) for n, order in enumerate((looks, other))]

    assert found[0] == found[1]


def judged_alike(page: Page) -> Page:
    """Without what the two ledgers count by different rules: cards and captions that repeat a teaser, claims."""
    blocks = tuple(block for block in page.blocks if block.role not in (Role.RELATED, Role.CAPTION, Role.COMMENTS))
    return replace(page, blocks=blocks, metadata=replace(page.metadata, canonical_url=None))


@settings(max_examples=300 if SOAK else 10)
@given(st.lists(pages(truthful=True).map(judged_alike), min_size=2, max_size=12))
def test_the_ledger_in_memory_says_the_same_of_any_pages(some: list[Page]) -> None:
    ledger = Ledger()
    with TemporaryDirectory() as folder, closing((desk := open_desk(Path(folder) / "archive.db")).archive):
        for page in some:
            ledger.observe(page)
            desk.store([page])
        desk.next_crawl(at=day(2))

        assert [desk.archive.statuses(page) for page in some] == [ledger.statuses(page) for page in some]
