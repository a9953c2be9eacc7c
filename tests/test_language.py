"""The language of a page: declared, unless its title is in a script that the declared one does not use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.language import read_language


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        (["fr-FR"], "fr-fr"),
        (["pt_BR"], "pt-br"),
        ([None, "", "de"], "de"),
        (["utf-8", "it"], "it"),
        (["de, en"], "de"),
        (["iw"], "he"),
        (["<?= $lang ?>", "unknown"], None),
        ([], None),
    ],
)
def test_the_first_declared_tag_counts(declared: list[str | None], language: str | None) -> None:
    assert read_language(declared, "") == language


@pytest.mark.parametrize(
    ("declared", "title", "language"),
    [
        (["en-us"], "সেতু এক বছরের জন্য বন্ধ", "bn"),
        (["en", "mr"], "पूल वर्षभर बंद", "mr"),
        (["en"], "पुल एक साल के लिए बंद", "hi"),
        (["zh-tw"], "橋梁封閉一年", "zh-tw"),
        (["en"], "橋が一年間閉鎖", "ja"),
        (["en"], "다리 1년간 폐쇄", "ko"),
        (["en"], "הגשר נסגר לשנה", "he"),
        (["en"], "Η γέφυρα έκλεισε", "el"),
        (["en"], "สะพานปิดหนึ่งปี", "th"),
        (["en"], "Bridge over the 長江 river closed", "en"),
        (["uk"], "Міст закрито на рік", "uk"),
        (["sw"], "Daraja limefungwa", "sw"),
        ([], "Мост закрыт на год", None),
    ],
)
def test_a_script_rules_out_languages_that_are_not_written_in_it(
    declared: list[str], title: str, language: str | None
) -> None:
    assert read_language(declared, title) == language


@given(st.lists(st.text(max_size=20)), st.text(max_size=60))
def test_a_language_is_a_tag_or_unknown(declared: list[str], title: str) -> None:
    found = read_language(declared, title)

    assert found is None or (found == found.lower() and found[0].isalpha() and " " not in found)
