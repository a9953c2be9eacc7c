"""The search, asked of an archive: what each query finds, and what is told beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import Archive
from parvis.archive.hits import Order
from parvis.archive.search import MARK_CLOSE, MARK_OPEN
from parvis.errors import NothingFound, QueryError
from parvis.records import Page, Rights
from parvis.research.hits import count, hits
from parvis.research.listing import list_hits
from parvis.words import Access
from tests.archives import BASE, open_desk
from tests.pages import day, make_page

TEXTS = {
    1: ("The harbour bridge", "L'hôpital de la ville ferme ses portes.", Access.FREE),
    2: ("Brücke im Hafen", "Die Straße zum Hafen wird gesperrt AND OR NOT.", Access.LOCKED),
    3: ("A bridge too far", "The city budget grows by 4.5 % in 2026.", Access.LOCKED),
}


def page(number: int, title: str, line: str, access: Access) -> Page:
    built = make_page(f"{BASE}{number}", line, headline=title, access=access)
    published = datetime(2026, 3, number, tzinfo=UTC)
    return replace(built, metadata=replace(built.metadata, authors=(f"Ann Example{number}",), published_at=published))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("search") / "archive.db"
    desk = open_desk(path)
    desk.store([page(number, *text) for number, text in TEXTS.items()])
    desk.archive.close()
    with Archive.open(path) as archive:
        yield archive


def found(archive: Archive, query: str) -> set[int]:
    with hits(archive, query) as result:
        rows = list(result.walk())
        assert result.count == len(rows) == count(archive, query)
    return {hit.article_id for hit in rows}


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("", {1, 2, 3}),
        ("bridge", {1, 3}),
        ("HARBOUR bridge", {1}),
        ("hopital", {1}),
        ("l'hôpital", {1}),
        ("brucke", {2}),
        ("strasse", {2}),
        ('"city budget"', {3}),
        ('"budget city"', set()),
        ("budget city", {3}),
        ("AND", {2}),
        ("bridge OR hafen", {1, 2, 3}),
        ("bridge -harbour", {3}),
        ("NOT bridge", {2}),
        ("bridge NOT (budget OR hopital)", set()),
        ("example2", {2}),
        ("by:example2", {2}),
        ("headline:example2", set()),
        ("headline:bridge", {1, 3}),
        ("teaser:(hafen OR budget)", {2, 3}),
        ("bridg*", {1, 3}),
        ("*ridge", {1, 3}),
        ("*udge*", {3}),
        ("4.5", {3}),
        ("NEAR(city grows, 1)", {3}),
        ("city NEAR/0 grows", set()),
        ("site:ledger bridge", {1, 3}),
        ("access:locked", {2, 3}),
        ("access:walled -site:ledger", set()),
        ("date:2026-03-02..", {2, 3}),
        ("date:..2026-03-02 bridge", {1}),
        ("date:none", set()),
        ('"open end', set()),
        ("bridge\x00", {1, 3}),
    ],
)
def test_a_query_finds(archive: Archive, query: str, articles: set[int]) -> None:
    assert found(archive, query) == articles


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('" ** ( "', "nothing in it can be looked for"),
        ("access:closed", "it is free, metered"),
        ("date:2026-13", "write 2026, 2026-03"),
        ("bridge OR NOT budget", "NOT has nothing here to take away from"),
        ("(bridge site:ledger)", "outside of the parentheses"),
        ("\u19b0", "no letter that the index knows"),  # a letter since Unicode 8, a sign in SQLite's tables
    ],
)
def test_what_cannot_be_asked_is_told_with_its_place(archive: Archive, query: str, said: str) -> None:
    with pytest.raises(QueryError, match=said) as told:
        count(archive, query)

    assert str(told.value).endswith("^")


def test_a_value_that_the_archive_lacks_is_told_with_those_it_has(archive: Archive) -> None:
    with pytest.raises(NothingFound, match="no article has the site 'gazette'; there are ledger"):
        count(archive, "bridge site:gazette")


@pytest.mark.parametrize(("limit", "shown"), [(1, 1), (0, 0), (-1, 0), (10**30, 2)])
def test_the_total_counts_what_the_limit_hides(archive: Archive, limit: int, shown: int) -> None:
    with hits(archive, "bridge") as result:
        assert (result.count, len(result.page(order=Order.NUMBER, limit=limit))) == (2, shown)


@pytest.mark.parametrize(
    ("query", "marked"), [("budget", "city {budget} grows"), ("harbour", "L'hôpital"), ("example3", "The city budget")]
)
def test_a_snippet_shows_the_words_around_a_hit(archive: Archive, query: str, marked: str) -> None:
    [hit] = list_hits(archive, query).hits

    assert marked in hit.snippet.replace(MARK_OPEN, "{").replace(MARK_CLOSE, "}")


def test_only_current_versions_are_found(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([page(1, *TEXTS[1])])
    desk.store([page(1, "The harbour bridge", "Another text.", Access.FREE)], at=day(2))
    old, new = (count(desk.archive, words) for words in ("hôpital", "another"))
    desk.archive.close()

    assert (old, new) == (0, 1)


def test_what_says_noindex_is_not_found(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([replace(page(4, "Hidden harbour", "A line.", Access.FREE), rights=Rights(noindex=True))])
    desk.archive.close()

    with Archive.open(desk.archive.path) as archive:
        assert count(archive, "harbour") == count(archive, "") == 0


PIECES = [
    "NEAR", "NEAR(", "NEAR/3", "AND", "OR", "NOT", "(", ")", '"', "*", "a", "bridge", "headline:", "-", "site:", "by:(",
    "date:2026", "access:walled", ",", "漢字", "straße", "bridg*", "*a*", "^",
]  # fmt: skip
QUERIES = st.one_of(
    st.text(alphabet=st.characters()),
    st.text(alphabet="\"'*^()+-:{}[]\\ \x00aZ９é漢", max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
)


@settings(max_examples=500)
@given(QUERIES)
def test_no_string_fails(archive: Archive, query: str) -> None:
    """It finds something, or says why it cannot be asked: SQLite never complains."""
    check(archive, query)


@pytest.mark.soak
@settings(max_examples=20_000)
@given(QUERIES)
def test_none_of_20_000_strings_fails(archive: Archive, query: str) -> None:
    check(archive, query)


def check(archive: Archive, query: str) -> None:
    with suppress(QueryError, NothingFound):
        assert len(found(archive, query)) in range(4)
