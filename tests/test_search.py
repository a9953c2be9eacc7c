"""The search: every string is words, never syntax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import Archive
from parvis.archive.search import MARK_CLOSE, MARK_OPEN, match_expression, search
from parvis.records import Page, Rights
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


def found(archive: Archive, words: str, **filters: object) -> set[int]:
    result = search(archive, words, **filters)  # type: ignore[arg-type]  # the filters of the case
    assert result.total == len(result.hits)
    return {int(hit.url.rpartition("/")[2]) for hit in result.hits}


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("bridge", {1, 3}),
        ("HARBOUR bridge", {1}),
        ("hopital", {1}),
        ("l'hôpital", {1}),
        ("brucke", {2}),
        ('"city budget"', {3}),
        ('"budget city"', set()),
        ("budget city", {3}),
        ("AND", {2}),
        ("bridge OR budget", set()),
        ("example2", {2}),
        ("headline:bridge", set()),
        ("bridg*", set()),
        ("4.5", {3}),
        ("", set()),
        ('" ** ( "', set()),
        ('"open end', set()),
        ("bridge\x00", {1, 3}),
        ("bridge \udc80", {1, 3}),
    ],
)
def test_words_find_the_articles_that_hold_all_of_them(archive: Archive, words: str, articles: set[int]) -> None:
    assert found(archive, words) == articles


@pytest.mark.parametrize(
    ("filters", "articles"),
    [
        ({"access": Access.FREE}, {1}),
        ({"since": date(2026, 3, 2)}, {3}),
        ({"until": date(2026, 3, 2)}, {1}),
        ({"site": "gazette"}, set()),
        ({"site": "ledger"}, {1, 3}),
    ],
)
def test_filters_narrow_what_is_found(archive: Archive, filters: dict[str, object], articles: set[int]) -> None:
    assert found(archive, "bridge", **filters) == articles


@pytest.mark.parametrize(("limit", "hits"), [(1, 1), (0, 0), (-1, 0), (10**30, 2)])
def test_the_total_counts_what_the_limit_hides(archive: Archive, limit: int, hits: int) -> None:
    result = search(archive, "bridge", limit=limit)

    assert (result.total, len(result.hits)) == (2, hits)


@pytest.mark.parametrize(
    ("words", "marked"), [("budget", "city {budget} grows"), ("harbour", "{harbour}"), ("example3", "city budget")]
)
def test_a_snippet_shows_the_words_around_a_hit(archive: Archive, words: str, marked: str) -> None:
    [hit] = search(archive, words).hits

    assert marked in hit.snippet.replace(MARK_OPEN, "{").replace(MARK_CLOSE, "}")


def test_only_current_versions_are_found(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([page(1, *TEXTS[1])])
    desk.store([page(1, "The harbour bridge", "Another text.", Access.FREE)], at=day(2))
    old, new = (search(desk.archive, words).total for words in ("hôpital", "another"))
    desk.archive.close()

    assert (old, new) == (0, 1)


QUERIES = st.one_of(
    st.text(alphabet=st.characters()),
    st.text(alphabet="\"'*^()+-:{}[]\\ \x00aZ９é漢", max_size=40),
    st.lists(st.sampled_from(["NEAR", "AND", "OR", "NOT", "(", ")", '"', "*", "a", "headline:", "-", "^"])).map(
        " ".join
    ),
)


@settings(max_examples=2_000)
@given(QUERIES)
def test_no_string_is_an_error(archive: Archive, words: str) -> None:
    assert search(archive, words).total in range(4)


@given(QUERIES)
def test_every_word_is_quoted(words: str) -> None:
    expression = match_expression(words) or ""

    assert expression.count('"') % 2 == 0
    assert expression.replace('" "', "").count('"') in (0, 2)


def test_what_says_noindex_is_not_found(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([replace(page(4, "Hidden harbour", "A line.", Access.FREE), rights=Rights(noindex=True))])
    desk.archive.close()

    with Archive.open(desk.archive.path) as archive:
        assert search(archive, "harbour").total == 0
