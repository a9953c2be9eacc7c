"""The archive as a whole: what a batch of events leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import queries, reading
from parvis.archive.events import Excluded, Failed, Unchanged
from parvis.records import Block, Page
from parvis.words import Access, Kind, Reason, Role
from tests.archives import BASE, Desk, open_desk
from tests.pages import day, make_fetch, make_page, stored


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "archive.db")
    yield desk
    desk.archive.close()


def page(number: int, *lines: str, **more: object) -> Page:
    return make_page(f"{BASE}{number}", *(lines or (f"Paragraph number {number} tells of the harbour.",)), **more)  # type: ignore[arg-type]  # the builder's own keywords


def teasers(desk: Desk) -> set[tuple[str, str]]:
    return set(desk.archive.conn.execute("SELECT url, teaser FROM versions").fetchall())


def test_a_stored_page_is_an_article_with_one_version(desk: Desk) -> None:
    counts = desk.store([page(1)])

    record = reading.article(desk.archive, f"{BASE}1")
    assert (counts.new, counts.changed) == (1, 0)
    assert record is not None
    assert record.current["teaser"] == "Paragraph number 1 tells of the harbour."
    assert [look.change for look in record.observations] == ["new"]


def test_the_same_content_again_is_an_observation_only(desk: Desk) -> None:
    desk.store([page(1)])
    counts = desk.store([page(1)], at=day(2))

    record = reading.article(desk.archive, 1)
    assert counts.same == 1
    assert record is not None
    assert len(record.versions) == 1
    assert [look.change for look in record.observations] == ["new", "same"]


def test_changed_content_is_a_new_version(desk: Desk) -> None:
    desk.store([page(1)])
    desk.store([page(1, "The harbour master has resigned.", access=Access.LOCKED)], at=day(2))

    record = reading.article(desk.archive, 1)
    assert record is not None
    assert [version.data["access"] for version in record.versions] == ["free", "locked"]


def test_not_modified_is_an_observation_of_the_known_version(desk: Desk) -> None:
    desk.store([page(1)])
    desk.archive.make_due(sites=["ledger"], seen_before=day(2), now=day(2))
    [lease] = desk.lease(at=day(2))
    desk.archive.apply([Unchanged(lease=lease, at=day(2), fetch=make_fetch(lease.url, status=304, at=day(2)))])

    record = reading.article(desk.archive, 1)
    assert lease.etag == '"1"'
    assert record is not None
    assert [look.version_id for look in record.observations] == [1, 1]


def test_a_page_that_is_gone_closes_its_article(desk: Desk) -> None:
    desk.store([page(1)])
    desk.archive.make_due(sites=["ledger"], seen_before=day(2), now=day(2))
    [lease] = desk.lease(at=day(2))
    fetch = make_fetch(lease.url, status=410, at=day(2))
    desk.archive.apply([Excluded(lease=lease, at=day(2), reason=Reason.GONE, fetch=fetch)])

    record = reading.article(desk.archive, 1)
    assert record is not None
    assert record.gone_at == day(2)
    assert record.current["headline"] == "A bridge for the harbour"


def test_a_second_url_of_an_article_makes_no_second_article(desk: Desk) -> None:
    copy = make_page(f"{BASE}1?edition=evening", "Paragraph number 1 tells of the harbour.")
    copy = Page(**{**{name: getattr(copy, name) for name in Page.__slots__}, "metadata": page(1).metadata})
    desk.store([page(1)])
    desk.store([copy], at=day(2))

    record = reading.article(desk.archive, f"{BASE}1?edition=evening")
    assert record is not None
    assert record.id == 1
    assert len(record.versions) == 1


def test_a_failure_that_may_be_retried_waits_and_fails_in_the_end(desk: Desk) -> None:
    desk.discover(f"{BASE}1")
    for number in (1, 2, 3):
        [lease] = desk.lease(at=day(number))
        desk.archive.apply([Failed(lease=lease, at=day(number), reason=Reason.TIMEOUT, retry_at=day(number + 1))])

    status = queries.status(desk.archive)
    assert status.articles.failed == {"timeout": 1}
    assert status.articles.balance == 0


def test_the_ledger_balances_with_every_outcome(desk: Desk) -> None:
    desk.discover(*(f"{BASE}{number}" for number in range(1, 7)), "mailto:desk@ledger.example")
    desk.discover("http://ledger.example/feed", kind=Kind.FEED)
    leases = {lease.url: lease for lease in desk.lease(limit=5)}
    first, second, third, *_ = (lease for lease in leases.values() if lease.kind is Kind.ARTICLE)
    desk.archive.apply(
        [
            stored(first, make_page(first.url, "A line.")),
            Excluded(lease=second, at=day(1), reason=Reason.ROBOTS),
            Failed(lease=third, at=day(1), reason=Reason.EMPTY),
        ]
    )

    frontier = queries.status(desk.archive).articles
    assert (frontier.discovered, frontier.stored, frontier.leased, frontier.pending) == (7, 1, 1, 2)
    assert (frontier.excluded, frontier.failed) == ({"robots": 1, "bad_url": 1}, {"empty": 1})
    assert frontier.balance == 0


def test_an_event_without_its_lease_changes_nothing(desk: Desk) -> None:
    desk.discover(f"{BASE}1")
    [lease] = desk.lease()
    desk.archive.apply([stored(lease, page(1))])
    counts = desk.archive.apply([stored(lease, page(1, "Another line."))])

    assert counts.dropped == 1
    assert len(teasers(desk)) == 1


HIDDEN = st.builds(
    lambda role, number, candidate: Block(
        role=role, text=f"canary{number} canary{number}x", words=2, path="p", candidate=candidate
    ),
    st.sampled_from([Role.WITHHELD, Role.COMMENTS, Role.BODY]),
    st.integers(0, 10**9),
    st.booleans(),
)


@settings(max_examples=20)
@given(st.lists(st.lists(HIDDEN, max_size=5), min_size=1, max_size=4))
def test_text_that_is_not_public_is_in_no_byte_of_the_folder(pages: list[list[Block]]) -> None:
    """Whatever a broken reader hands over: withheld text, comments, text past the cap, marked for the teaser or not."""
    with TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "archive.db").archive) as archive:
        for number, hidden in enumerate(pages):
            Desk(archive, 1).store([page(number, extra=hidden)])
        while_open = b"".join(path.read_bytes() for path in Path(folder).iterdir())
        archive.close()
        closed = b"".join(path.read_bytes() for path in Path(folder).iterdir())

    assert b"tells of the harbour" in while_open
    assert b"tells of the harbour" in closed
    assert b"canary" not in while_open + closed
