"""The search language: what is understood, what is mended and told, and what is told instead of asked. Pure."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.research.filters import read_days
from parvis.research.matching import match, resolve
from parvis.research.parsing import read_query
from parvis.research.query import Filter, FilterName, Query, terms
from parvis.research.spelling import spellings


def asked(typed: str) -> tuple[str | None, str | None]:
    """What the index is asked for, and what is taken away."""
    query = read_query(typed)
    assert query.problems == ()
    found = match(query.words, resolve(query.words, infix=False, lookup=lambda term: [term.text]))
    return found.found, found.taken


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("budget", '"budget"'),
        ("city budget", '("city" AND "budget")'),
        ("city AND budget", '("city" AND "budget")'),
        ('"city budget"', '"city budget"'),
        ("« city budget »", '"city budget"'),
        ("„Haus“ city", '("haus" AND "city")'),
        ("a OR b c", '("a" OR ("b" AND "c"))'),
        ("(a OR b) c", '(("a" OR "b") AND "c")'),
        ("a -b", '("a" NOT "b")'),
        ("a NOT (b OR c) d", '(("a" AND "d") NOT ("b" OR "c"))'),
        ("budg*", '"budg" *'),
        ("headline:city", 'headline : ("city")'),
        ("BY:(smith OR jones)", 'authors : (("smith" OR "jones"))'),
        ("NEAR(a b, 3)", 'NEAR("a" "b", 3)'),
        ("a NEAR/2 b NEAR c", 'NEAR("a" "b" "c", 10)'),
        ("l'hôpital", '"l\'hôpital"'),
        ("and or not", '("and" AND "or" AND "not")'),
        ("OR", '"or"'),
        ("Straße", '("straße" OR "strasse")'),
        ('say "a""b"', '("say" AND "a" AND "b")'),
        ("10 %", '"10"'),
        ("http://x.example/a", '"http://x.example/a"'),
        ("a OR", '"a"'),
        ("a AND", '"a"'),
        ("(a", '"a"'),
        ("a)", '"a"'),
        ('"a b', '"a b"'),
    ],
)
def test_words_are_understood(typed: str, expression: str) -> None:
    assert asked(typed) == (expression, None)


def test_what_is_only_taken_away_is_taken_from_everything() -> None:
    assert asked("NOT a -b") == (None, '("a" OR "b")')


@pytest.mark.parametrize(
    ("typed", "place", "note"),
    [
        ("city OR", 5, "nothing on its right"),
        ('city "open', 5, "no second one"),
        ("(city", 0, "reaches to the end"),
        ("city)", 4, "left out"),
        ("10 %", 3, "no letter and no digit"),
        ("ci*ty", 0, "only at an end"),
        ("NEAR(city)", 0, "two words or more"),
        ("AND", 0, "looked for as a word"),
        ("C++", 0, "found as C"),
    ],
)
def test_what_is_mended_is_told_with_its_place(typed: str, place: int, note: str) -> None:
    query = read_query(typed)

    assert query.problems == ()
    assert [(remark.place, note in remark.text) for remark in query.notes] == [(place, True)]


@pytest.mark.parametrize(
    ("typed", "place", "problem"),
    [
        ("???", 0, "nothing in it can be looked for"),
        ("city access:closed", 5, "it is free, metered"),
        ("date:2026-02-30", 0, "write 2026"),
        ("date:2026-03..2026-01", 0, "ends before it begins"),
        ("date:2026 date:2025 city", 10, "one date"),
        ("-date:2026", 1, "cannot be taken away"),
        ("(city site:x)", 6, "outside of the parentheses"),
        ("a OR NOT b", 9, "nothing here to take away from"),
        ("headline:(a by:b)", 0, "a field within a field"),
        ("a " * 65, 128, "more than 64 words"),
        ("(" * 13 + "a", 12, "parentheses within one another"),
        ("a" * 4_001, 4_000, "shorten it"),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_place(typed: str, place: int, problem: str) -> None:
    query = read_query(typed)

    assert [(remark.place, problem in remark.text) for remark in query.problems] == [(place, True)]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("site:a,b", ("a", "b")),
        ('site:"The Ledger",b', ("The Ledger", "b")),
        ("site: a", ("a",)),
        ("SITE:a", ("a",)),
    ],
)
def test_filters_have_values(typed: str, values: tuple[str, ...]) -> None:
    assert read_query(typed).filters == (Filter(name=FilterName.SITE, values=values, place=0),)


def test_a_group_of_accesses_goes_by_one_name() -> None:
    [filter_] = read_query("-access:walled").filters

    assert (filter_.values, filter_.negated) == (("metered", "registration", "locked", "consent"), True)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2026-3-2", (date(2026, 3, 2), date(2026, 3, 2))),
        ("2025..2026-02", (date(2025, 1, 1), date(2026, 2, 28))),
        ("2026-03-02..", (date(2026, 3, 2), date.max)),
        ("..", None),
        ("2026-13", None),
        ("0000", None),
        ("yesterday", None),
    ],
)
def test_days_are_read(written: str, days: tuple[date, date] | None) -> None:
    assert read_days(written) == days


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Strasse", {"strasse", "straße"}),
        ("GROESSE", {"groesse", "grösse", "groeße", "größe", "grœsse", "grœße"}),
        ("oeuvre", {"oeuvre", "öuvre", "œuvre"}),
        ("Müller", {"müller", "mueller"}),
        ("mu\u0308ller", {"müller", "mueller"}),
        ("Bauer neue Quelle", {"bauer neue quelle"}),
        ("æra", {"æra", "aera"}),
        ("ferry", {"ferry"}),
    ],
)
def test_other_spellings_are_found(typed: str, found: set[str]) -> None:
    assert set(spellings(typed)) == found
    assert spellings(typed)[0] == next(iter(spellings(typed)))


@given(st.text(alphabet="ßsœoeæaäöüuøq x", max_size=40))
def test_spellings_are_few_and_begin_with_what_was_typed(text: str) -> None:
    found = spellings(text)

    assert found[0] == text
    assert len(found) == len(set(found)) <= 16


PIECES = st.sampled_from(
    [
        "a",
        "b*",
        '"',
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "-",
        "NEAR",
        "NEAR(",
        "site:",
        "by:",
        "date:",
        "2026",
        ",",
        "*",
        "..",
        "é",
    ]
)


@settings(max_examples=500)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)))
def test_no_string_raises(typed: str) -> None:
    query = read_query(typed)

    assert isinstance(query, Query)
    assert all(0 <= remark.place <= max(len(query.typed), 1) for remark in (*query.notes, *query.problems))
    assert all(term.text in query.typed for term in terms(query.words))
    if typed.strip() and query.words is None and not query.filters:
        assert query.problems or query.notes


@pytest.mark.soak
@settings(max_examples=20_000)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=60).map("".join)))
def test_no_string_of_20_000_raises(typed: str) -> None:
    assert isinstance(read_query(typed), Query)
