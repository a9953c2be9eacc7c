"""Words in their context, terms and what is compared, edits and walls over many articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.archive import Archive
from parvis.errors import NothingFound, QueryError
from parvis.research.history import history, walls
from parvis.research.kwic import SortBy, kwic
from parvis.research.terms import compare, frequent, ngrams, side_of
from parvis.words import Access, Mechanism
from tests.archives import BASE, open_desk
from tests.pages import day, make_page

TEXTS = [
    ("Ferry adrift", "The old ferry was late, again. A ferry needs quay workers.", Access.FREE),
    ("Bakers strike", "No bread today, say quay bakers, and no ferry either.", Access.FREE),
    ("Budget vote", "Council members vote on the quay budget tonight.", Access.LOCKED),
    ("Budget vote fails", "Council members reject the harbour budget.", Access.LOCKED),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Four articles; a day later one has another headline and one stands behind a wall."""
    desk = open_desk(tmp_path_factory.mktemp("wording") / "archive.db")
    pages = [make_page(f"{BASE}{n}", text, headline=title, access=a) for n, (title, text, a) in enumerate(TEXTS, 1)]
    desk.store(pages)
    closed = replace(pages[1].access, state=Access.LOCKED, mechanism=Mechanism.TRUNCATED, vendor="piano")
    later = [make_page(f"{BASE}1", TEXTS[0][1], headline="Ferry found"), replace(pages[1], access=closed)]
    desk.next_crawl(at=day(2))
    desk.store(later, at=day(2))
    desk.archive.finish_crawl(desk.crawl_id, now=day(2), reason="finished")
    desk.archive.close()
    with Archive.open(desk.archive.path) as archive:
        yield archive


def test_every_place_is_found_with_its_context(archive: Archive) -> None:
    found = kwic(archive, "ferry", width=12)

    assert [(place.article_id, place.field, place.left, place.word, place.right) for place in found.places] == [
        (1, "headline", "", "Ferry", " found"),
        (1, "teaser", "The old ", "ferry", " was late,"),
        (1, "teaser", "again. A ", "ferry", " needs quay"),
        (2, "teaser", "and no ", "ferry", " either."),
    ]


@pytest.mark.parametrize(
    ("sort", "words"),
    [(SortBy.LEFT, ["", "A", "no", "old"]), (SortBy.RIGHT, ["either.", "found", "needs quay", "was late,"])],
)
def test_places_are_sorted_by_what_stands_beside(archive: Archive, sort: SortBy, words: list[str]) -> None:
    found = kwic(archive, "ferry", width=12, sort=sort)

    beside = [
        (place.left.split() or [""])[-1] if sort is SortBy.LEFT else place.right.strip() for place in found.places
    ]
    assert beside == words


@pytest.mark.parametrize("query", ["", "NOT ferry", "access:free"])
def test_a_concordance_is_of_words(archive: Archive, query: str) -> None:
    with pytest.raises(QueryError, match="name a word"):
        kwic(archive, query)


@given(st.text(alphabet="ab \n,", max_size=30), st.integers(5, 12))
def test_contexts_are_stretches_of_the_text_in_whole_words(text: str, width: int) -> None:
    from parvis.research.kwic import _first_words, _last_words

    right, left = _first_words(text, width), _last_words(text, width)
    assert text.startswith(right)
    assert text.endswith(left)
    assert max(len(right), len(left)) <= width


def test_terms_count_articles_and_leave_out_what_all_have(archive: Archive) -> None:
    found = frequent(archive, "", at_least=1)
    counts = {term.text: term.articles for term in found.terms}

    assert counts["bread"] == 1  # "ferry" and "quay" are in more than a fifth of the articles
    assert "quay" not in counts
    assert found.articles == 4


def test_a_comparison_says_how_often_both_sides_have_a_term(archive: Archive) -> None:
    found = compare(archive, side_of("free", ""), "access:locked", at_least=1, ngram=1)
    more = {term.text: (term.articles, term.other) for term in found.more_in_other}

    assert (found.one_articles, found.other_articles) == (1, 3)
    assert more["budget"] == (2, 0)
    assert "ferry" not in more
    assert {term.text for term in found.more_in_one} >= {"ferry", "workers"}


@given(st.lists(st.sampled_from(["ferry", "a", ",", "l'eau", ".", "7"]), max_size=12).map(" ".join), st.integers(1, 3))
def test_terms_do_not_reach_across_clauses(text: str, length: int) -> None:
    assert all(term in " ".join(text.split()) for term in ngrams(text, length))
    assert all(len(term.split()) == length for term in ngrams(text, length))


def test_changes_tell_the_hours_between(archive: Archive) -> None:
    found = history(archive, "")
    [closed], [edited] = found.access, found.headlines

    assert (closed.article_id, closed.before, closed.after, closed.hours) == (2, "free", "locked", (0.0, 24.0))
    assert found.hours_free == 24.0
    assert (edited.before, edited.after) == ("Ferry adrift", "Ferry found")


def test_changes_are_of_the_articles_that_are_found(archive: Archive) -> None:
    assert history(archive, "found").access == ()
    with pytest.raises(NothingFound, match="in 2 articles"):
        history(archive, "budget")


def test_walls_are_those_that_were_seen(archive: Archive) -> None:
    found = {(wall.vendor, wall.mechanism, wall.month): wall.articles for wall in walls(archive, "").months}

    assert found == {("piano", "truncated", "2026-03"): 1, ("", "unknown", "2026-03"): 2}
    with pytest.raises(NothingFound, match="behind a wall"):
        walls(archive, "access:free")
