"""A text that is cut is a beginning of itself, ends with a sentence where it can, and is no longer than it may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.counting import count_words
from parvis.page.cutting import cut_characters, cut_words


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("One two. Three four five.", 4, "One two."),
        ("One two. Three four five", 4, "One two."),
        ("One two. Three", 3, "One two. Three"),
        ("One two. Three", 4, "One two. Three"),
        ("One two three four", 2, "One two"),
        ("One two. Three. Four", 3, "One two. Three."),
        ("“Go.” She went home at last", 4, "“Go.”"),
        ("“Go!” She went home at last", 1, "“Go!”"),
        ("Why? Because it is so", 1, "Why?"),
        ("And so … it went on", 3, "And so …"),
        ("It costs 3.50 euros a day", 3, "It costs 3.50"),
        ("東京都。大阪府の人。", 3, "東京都。"),
        ("「東京都！」大阪府の人。", 4, "「東京都！」"),
        ("東京都？大阪府の人。", 3, "東京都？"),
        ("東京都大阪府の人", 2, "東京都大"),
        ("short", 9, "short"),
        ("One two", 0, ""),
    ],
)
def test_words_are_cut_at_the_end_of_a_sentence(text: str, most: int, cut: str) -> None:
    assert cut_words(text, most) == cut


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("One. Two.", 9, "One. Two."),
        ("One. Two", 8, "One. Two"),
        ("One. Two", 7, "One."),
        ("One. Two", 4, "One."),
        ("One. Two", 3, "One"),
        ("One two three", 7, "One two"),
        ("One two three", 8, "One two"),
        ("One two three", 9, "One two"),
        ("One two three", 6, "One"),
        ("Onetwothree", 4, "Onet"),
        (" Onetwothree", 4, " One"),
        ("One", 1, "O"),
        ("O two", 1, "O"),
        ("O two", 3, "O"),
        ("A. B. C", 5, "A. B."),
        ("A. B. C", 4, "A."),
        ("One", 0, ""),
        ("One.", -1, ""),
        ("“Go.” She went", 4, "“Go."),
        ("東京都。」大阪", 4, "東京都。"),
        ("東京都。」大阪", 5, "東京都。」"),
    ],
)
def test_characters_are_cut_at_the_end_of_a_sentence(text: str, most: int, cut: str) -> None:
    assert cut_characters(text, most) == cut


@given(st.text(alphabet="ab .!?…”東京。\n", max_size=80), st.integers(0, 30))
def test_a_cut_is_a_beginning_within_its_limit(text: str, most: int) -> None:
    assert text.startswith(cut_words(text, most))
    assert count_words(cut_words(text, most)) <= most
    assert text.startswith(cut_characters(text, most))
    assert len(cut_characters(text, most)) <= most
