import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.counting import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("  \n ", 0),
        ("one", 1),
        ("l’accord  est\nsigné", 3),
        ("naïve – yes", 3),
        ("東京都庁", 2),
        ("東京都", 2),
        ("東京 2020", 2),
        ("ข่าว", 2),
        ("한국 신문", 2),
        ("GPO警察", 2),
    ],
)
def test_words_are_runs_between_white_space_or_two_signs_of_a_script_without_spaces(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(), st.text())
def test_words_of_two_texts_apart_add_up(one: str, other: str) -> None:
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)


@given(st.text())
def test_white_space_around_and_between_changes_nothing(text: str) -> None:
    assert count_words(f"\n {'  '.join(text.split())}\t") == count_words(text)


@given(st.text())
def test_a_text_has_no_more_words_than_characters(text: str) -> None:
    assert 0 <= count_words(text) <= len(text)
