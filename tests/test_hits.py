"""One table of hits: list, number, facets, trend and figures say the same of any archive and any query."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.archive.hits import FACETS, Order, collect, newest
from parvis.archive.series import Group
from parvis.errors import NothingFound, QueryError
from parvis.records import Page
from parvis.research.hits import ask, count, hits
from parvis.research.listing import list_hits
from parvis.research.periods import Every
from parvis.research.stats import BY, stats
from parvis.research.trend import trend
from parvis.words import Access
from tests.archives import BASE, Desk, open_desk
from tests.pages import day, make_page

Drawn = tuple[str, Access, str | None, str | None, str | None, bool]

WORDS = ("harbour", "bridge", "ferry", "hôpital", "Straße")
DRAWN = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    st.sampled_from(Access),
    st.sampled_from([None, "Local", "Société"]),
    st.sampled_from([None, "en", "de-at"]),
    st.sampled_from([None, "1246-05-01", "2025-12-31", "2026-01-01", "2026-02-27", "2026-03-02"]),
    st.booleans(),  # changes later
)
QUERIES = st.sampled_from(
    [
        "", *WORDS, "harbour bridge", "ferry OR strasse", "NOT ferry", "bridge -harbour", "headline:bridge", "*arbo*",
        "access:walled", "section:societe ferry", "lang:de", "date:2026", "date:..2026-02 bridge", "section:none",
        "date:none", "vendor:none", "site:ledger", "-access:free",
    ]
)  # fmt: skip


def draw_page(number: int, drawn: Drawn) -> Page:
    text, access, section, language, published, _ = drawn
    own = "abcdefghijklmnopqrstuvwxyzabcdef"[number] * (4 + number // 26)  # a line that three share is boilerplate
    page = make_page(f"{BASE}{number}", f"{text} {own}.", headline=f"{text.split()[0]} {own}", access=access)
    at = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    about = replace(page.metadata, section=section, language=language, published_at=at)
    return replace(page, metadata=about)


@contextmanager
def filled(drawn: list[Drawn]) -> Iterator[Desk]:
    """Articles over two crawls; some change between them."""
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder) / "archive.db")
        desk.store([draw_page(number, each) for number, each in enumerate(drawn)])
        desk.next_crawl(at=day(2))
        later = [(number, each) for number, each in enumerate(drawn) if each[-1]]
        changed = [draw_page(number, ("ferry " + each[0], *each[1:])) for number, each in later]
        desk.store(changed, at=day(2))
        desk.archive.finish_crawl(desk.crawl_id, now=day(2), reason="finished")
        yield desk
        desk.archive.close()


@settings(max_examples=25)
@given(st.lists(DRAWN, max_size=8), st.lists(QUERIES, min_size=1, max_size=3))
def test_all_numbers_of_a_query_agree(drawn: list[Drawn], queries: list[str]) -> None:
    with filled(drawn) as desk:
        for query in queries:
            check(desk.archive, query)
        assert audit(desk.archive) == ()


def check(archive: Archive, query: str) -> None:
    try:
        number = count(archive, query)
    except NothingFound:  # the archive has no such value
        return
    with hits(archive, query, scored=True) as found:
        ids = [hit.article_id for hit in found.walk()]
        facets = found.facets()
        pages = {order: [hit.article_id for hit in found.page(order=order, limit=100)] for order in Order}
    first = newest(archive, ask(archive, query).selection, 4)
    assert [hit.article_id for hit in first] == pages[Order.NEWEST][:4]
    assert (len(ids), len(set(ids)), found.count) == (number, number, number)
    assert [sum(facets[name].values()) for name in FACETS] == [number] * len(FACETS)
    assert all(sorted(page) == ids for page in pages.values())
    for every, group in itertools.product(Every, [None, *Group]):
        drawn = trend(archive, query, every=every, group=group)
        assert drawn.total == number
        assert sum(point.articles or 0 for point in drawn.points) + drawn.undated + drawn.misdated == number
    for by in BY:
        figures = stats(archive, query, by=by)
        assert sum(row.articles for row in figures.rows) == number
        assert {row.value: row.articles for row in figures.rows} == facets[by]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Thirty articles that share five days."""
    desk = open_desk(tmp_path_factory.mktemp("hits") / "archive.db")
    days = ["2026-02-27", "2026-02-28", None, "2026-03-01", "2026-03-02"]
    drawn = [("ferry " * (1 + number % 3), Access.FREE, None, "en", days[number % 5], False) for number in range(30)]
    desk.store([draw_page(number, each) for number, each in enumerate(drawn)])
    desk.archive.finish_crawl(desk.crawl_id, now=day(1), reason="finished")
    desk.archive.close()
    with Archive.open(desk.archive.path) as archive:
        yield archive


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("limit", [1, 7, 30])
def test_pages_hold_every_hit_once_and_in_order(archive: Archive, order: Order, limit: int) -> None:
    with hits(archive, "ferry", scored=True) as found:
        whole = [hit.article_id for hit in found.page(order=order, limit=100)]
        paged: list[int] = []
        while rows := found.page(order=order, after=paged[-1] if paged else None, limit=limit):
            paged += [row.article_id for row in rows]

    assert len(whole) == 30
    assert paged == whole


@pytest.mark.parametrize("query", ["ferry", "ferry lang:en"])
def test_of_very_many_hits_those_stored_last_are_ranked(archive: Archive, query: str) -> None:
    """The others follow by their day; where fewer are found than are ranked, all are."""
    selection = ask(archive, query).selection
    with collect(archive, selection, scored=True, ranked=10) as found:
        some = found.page(order=Order.BEST, limit=100)
        newest_first = [hit for hit in found.page(order=Order.NEWEST, limit=100) if hit.version_id <= 20]
    with collect(archive, selection, scored=True, ranked=30) as found:
        every = found.page(order=Order.BEST, limit=100)

    assert sorted(hit.version_id for hit in some[:10]) == list(range(21, 31))
    assert some[:10] == [hit for hit in every if hit.version_id > 20]
    assert {hit.article_id for hit in some[10:]} == {hit.article_id for hit in newest_first}


def test_what_has_no_date_stands_last(archive: Archive) -> None:
    for order in (Order.NEWEST, Order.OLDEST):
        listing = list_hits(archive, "ferry", order=order, limit=30)
        assert [hit.published_on for hit in listing.hits][-6:] == [None] * 6


def test_a_page_goes_on_behind_a_hit_only(archive: Archive) -> None:
    with pytest.raises(NothingFound, match="begin again without --page-after"):
        list_hits(archive, "ferry", after=10_000)


def test_a_listing_says_where_the_next_page_begins(archive: Archive) -> None:
    first = list_hits(archive, "ferry", order=Order.NUMBER, limit=20)
    rest = list_hits(archive, "ferry", order=Order.NUMBER, limit=20, after=first.next_after)

    assert [hit.id for hit in (*first.hits, *rest.hits)] == list(range(1, 31))
    assert rest.next_after is None


def test_an_answer_is_of_one_moment(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([make_page(f"{BASE}1", "The ferry.")])
    with Archive.open(desk.archive.path) as reader, hits(reader, "ferry") as found:
        desk.store([make_page(f"{BASE}2", "A ferry.")])
        assert found.count == len(list(found.walk())) == sum(found.facets()["site"].values()) == 1
    with Archive.open(desk.archive.path) as reader:
        assert count(reader, "ferry") == 2
    desk.archive.close()


def test_a_part_of_too_many_words_is_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.research.hits.MOST_WORDS", 0)
    with pytest.raises(QueryError, match="write more of it"):
        count(archive, "*err*")
