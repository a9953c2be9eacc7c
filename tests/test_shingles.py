"""What a text is compared by, and that the prefixes of like texts meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.identity import ALIKE, COMMON, jaccard, prefix, shingles

KEYS = st.sets(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("The harbour, closed!", "the HARBOUR closed"),
        ("Cafe\u0301 am Hafen", "Café  am\nHafen"),
        ("Die Strasse am Hafen", "Die Straße am Hafen"),
        ("港が閉鎖された。", "港が、閉鎖された"),
    ],
)
def test_spelling_never_counts(one: str, two: str) -> None:
    assert shingles(one) == shingles(two)


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 0), ("harbour", 0), ("the harbour is", 2), ("港が閉鎖", 3), ("ท่าเรือ", 6), ("港 2026 年", 2)],
)
def test_a_text_has_a_shingle_less_than_words_or_signs(text: str, number: int) -> None:
    assert len(shingles(text)) == number


def test_the_order_of_two_words_counts() -> None:
    assert shingles("a dog bites a man") != shingles("a man bites a dog")


def test_a_shingle_is_the_same_number_for_ever() -> None:
    """It is kept in archives."""
    assert shingles("parvis ouvert") == {-2957859892333895708}


@given(shared=KEYS, one=KEYS, two=KEYS)
def test_the_prefixes_of_like_texts_have_the_smallest_common_shingles(
    shared: set[int], one: set[int], two: set[int]
) -> None:
    a, b = shared | one, shared | two
    if jaccard(a, b) >= ALIKE:
        assert set(sorted(a & b)[:COMMON]) <= set(prefix(a)) & set(prefix(b))


@given(KEYS, KEYS)
def test_likeness_is_the_same_from_both_sides(one: set[int], two: set[int]) -> None:
    assert jaccard(one, two) == jaccard(two, one) <= 1
    assert jaccard(one, one) == 1
