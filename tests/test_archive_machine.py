"""Anything that can happen to an archive, in any order, against a model that is a few dicts."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parvis.archive import Archive, queries
from parvis.archive.audit import audit
from parvis.archive.events import Discovered, Event, Excluded, Failed, Lease, SourceRead, Stored, Unchanged
from parvis.records import Link
from parvis.words import Kind, Reason
from tests.archives import BASE, LEDGER
from tests.pages import NOW, make_fetch, make_page

FEED = "http://ledger.example/feed.xml"
NUMBERS = st.integers(0, 5)
OFFER = "Read our special edition on the harbour, every week."
TEXTS = st.lists(st.sampled_from([OFFER, "The bridge will close.", "Tides are high."]), max_size=2, unique=True)


@dataclass
class Model:
    """What the archive should say: the state of each URL, the lines of each look."""

    states: dict[str, str] = field(default_factory=dict)
    attempts: Counter[str] = field(default_factory=Counter)
    looks: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)


class ArchiveMachine(RuleBasedStateMachine):
    """One crawl at a time; time goes on with every step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.now: datetime = NOW
        self.model = Model()
        self.leases: list[Lease] = []

    @initialize()
    def make(self) -> None:
        self.archive = Archive.open(self.folder / "archive.db", "w")
        self.begin()

    def begin(self) -> None:
        self.crawl_id = self.archive.begin_crawl(sites=[LEDGER], command="test", now=self.tick())
        self.give_back()

    def give_back(self) -> None:
        self.leases.clear()
        states = self.model.states
        states.update({url: "pending" for url, state in states.items() if state == "leased"})

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def end(self, event: Event, url: str, state: str) -> None:
        self.archive.apply([event])
        self.model.states[url] = state

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=6))
    def discover(self, numbers: list[int]) -> None:
        links = tuple(Link(url=f"{BASE}{number}") for number in numbers)
        self.archive.apply([Discovered(site="ledger", crawl_id=self.crawl_id, at=self.tick(), links=links)])
        for link in links:
            self.model.states.setdefault(link.url, "pending")

    @rule(limit=st.integers(1, 4))
    def lease(self, limit: int) -> None:
        waiting = sum(state == "pending" for state in self.model.states.values())
        room = 3 - len(self.leases)
        got = self.archive.lease(self.crawl_id, sites=["ledger"], now=self.tick(), limit=limit, per_host=3)

        assert len(got) == max(0, min(limit, room, waiting))
        self.leases += got
        self.model.states.update({lease.url: "leased" for lease in got})

    @precondition(lambda self: self.leases)
    @rule(texts=TEXTS)
    def store(self, texts: list[str]) -> None:
        lease = self.leases.pop()
        page = make_page(lease.url, *texts, headline=f"Headline {'i' * int(lease.url[-1])}")
        event = Stored(lease=lease, at=self.tick(), fetch=make_fetch(lease.url, at=self.now), page=page)
        self.end(event, lease.url, "stored")
        self.model.looks.setdefault(lease.url, []).append(tuple(texts))

    @rule(texts=st.lists(TEXTS, min_size=6, max_size=6))
    def store_all_that_is_due(self, texts: list[list[str]]) -> None:
        for some in texts:
            if not self.leases:
                self.lease(3)
            if self.leases:
                self.store(some)

    @precondition(lambda self: any(lease.url in self.model.looks for lease in self.leases))
    @rule()
    def find_unchanged(self) -> None:
        lease = next(lease for lease in self.leases if lease.url in self.model.looks)
        self.leases.remove(lease)
        fetch = make_fetch(lease.url, status=304, at=self.tick())
        self.end(Unchanged(lease=lease, at=self.now, fetch=fetch), lease.url, "unchanged")
        self.model.looks[lease.url].append(self.model.looks[lease.url][-1])

    @precondition(lambda self: self.leases)
    @rule(reason=st.sampled_from([Reason.ROBOTS, Reason.GONE, Reason.NOT_ARTICLE]))
    def exclude(self, reason: Reason) -> None:
        lease = self.leases.pop()
        self.end(Excluded(lease=lease, at=self.tick(), reason=reason), lease.url, "excluded")

    @precondition(lambda self: self.leases)
    @rule(again=st.booleans())
    def fail(self, again: bool) -> None:
        lease = self.leases.pop()
        at = self.tick()
        event = Failed(lease=lease, at=at, reason=Reason.TIMEOUT, retry_at=at if again else None)
        self.end(event, lease.url, "pending" if again and lease.attempts < 2 else "failed")

    @precondition(lambda self: self.leases)
    @rule()
    def store_too_late(self) -> None:
        """The crawl that held the lease has ended."""
        lease = self.leases[-1]
        self.begin()
        counts = self.archive.apply([Excluded(lease=lease, at=self.tick(), reason=Reason.ROBOTS)])

        assert counts.dropped == 1

    @rule()
    def revisit(self) -> None:
        made = self.archive.make_due(sites=["ledger"], seen_before=self.tick(), now=self.now)
        due = [
            url
            for url, state in self.model.states.items()
            if state in {"stored", "unchanged", "failed"} and url in self.model.looks
        ]

        assert made == len(due)
        self.model.states.update(dict.fromkeys(due, "pending"))

    @rule()
    def read_a_feed(self) -> None:
        feed = Link(url=FEED, kind=Kind.FEED)
        self.archive.apply([Discovered(site="ledger", crawl_id=self.crawl_id, at=self.tick(), links=(feed,))])
        ask = {"sites": ["ledger"], "now": self.tick(), "limit": 1, "per_host": 99, "kinds": [Kind.FEED]}
        for lease in self.archive.lease(self.crawl_id, **ask):  # type: ignore[arg-type]  # the arguments above
            links = (Link(url=f"{BASE}0"), feed)
            self.archive.apply([SourceRead(lease=lease, at=self.now, fetch=make_fetch(FEED), links=links)])
            self.model.states.setdefault(f"{BASE}0", "pending")

    @rule()
    def finish(self) -> None:
        self.archive.finish_crawl(self.crawl_id, now=self.tick(), reason="finished")
        self.begin()

    @rule()
    def kill(self) -> None:
        """The process ends: what was committed is what the next one finds."""
        copy = Path(mkdtemp())
        for path in self.folder.iterdir():
            shutil.copy(path, copy)
        self.archive.close()
        shutil.rmtree(self.folder)
        self.folder = copy
        self.archive = Archive.open(self.folder / "archive.db", "w")
        self.begin()

    @invariant()
    def the_archive_is_in_order(self) -> None:
        if hasattr(self, "archive"):
            assert audit(self.archive) == ()

    @invariant()
    def urls_are_where_the_model_has_them(self) -> None:
        if hasattr(self, "archive"):
            rows = self.archive.conn.execute("SELECT url, state FROM url WHERE kind = 'article'").fetchall()
            assert sorted(rows) == sorted(self.model.states.items())

    @invariant()
    def every_look_is_remembered(self) -> None:
        if hasattr(self, "archive"):
            rows = self.archive.conn.execute(
                """
                SELECT article.url, count(*) FROM observation JOIN article ON article.id = article_id
                WHERE variant_id IS NOT NULL GROUP BY 1
                """
            ).fetchall()
            assert dict(rows) == {url: len(looks) for url, looks in self.model.looks.items()}

    def teardown(self) -> None:
        if hasattr(self, "archive"):
            self.the_teasers_show_the_last_look_without_boilerplate()
            self.archive.close()
        shutil.rmtree(self.folder)

    def the_teasers_show_the_last_look_without_boilerplate(self) -> None:
        self.archive.finish_crawl(self.crawl_id, now=self.tick(), reason="finished")
        seen = Counter(text for looks in self.model.looks.values() for text in {t for look in looks for t in look})
        expected = {
            url: "\n\n".join(text for text in looks[-1] if seen[text] < 3) for url, looks in self.model.looks.items()
        }
        shown = dict(self.archive.conn.execute("SELECT url, teaser FROM articles").fetchall())

        assert shown == expected
        assert queries.status(self.archive).articles.balance == 0


ArchiveMachine.TestCase.settings = settings(
    max_examples=200 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 15, stateful_step_count=30, deadline=None
)
test_anything_in_any_order = ArchiveMachine.TestCase
