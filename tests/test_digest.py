"""When a page's public content has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.identity import Digest, content_digest
from parvis.ledger import mask
from parvis.records import Metadata, Page, Verdict
from parvis.words import Access

ABOUT = Metadata(headline="A title", standfirst="What it is about", authors=("Ann Example",), section="Politics")
PAGE = Page(url="https://press.example/a", requested_url="", status=200, site=None, fetched_at=None, metadata=ABOUT)
TEXTS = ("First line.", "Second line, 3 comments.")


def digest(page: Page = PAGE, texts: tuple[str, ...] = TEXTS, **about: Any) -> Digest:
    return content_digest(replace(page, metadata=replace(page.metadata, **about)), texts=texts, mask=mask)


def test_a_digest_is_32_hexadecimal_digits() -> None:
    assert all(len(bytes.fromhex(text)) == 16 for text in (digest().exact, digest().masked))


@pytest.mark.parametrize(
    "about",
    [
        {"headline": "Another title"},
        {"standfirst": None},
        {"description": "What search engines show"},
        {"authors": ("Ann Example", "Bob Example")},
        {"section": "Economy"},
        {"published_at": datetime(2022, 11, 15, tzinfo=UTC)},
    ],
)
def test_public_metadata_counts(about: dict[str, Any]) -> None:
    assert digest(**about).exact != digest().exact
    assert digest(**about).masked != digest().masked


@pytest.mark.parametrize("about", [{"modified_at": datetime(2022, 11, 15, tzinfo=UTC)}, {"image_url": "https://x/"}])
def test_what_changes_without_the_words_does_not_count(about: dict[str, Any]) -> None:
    assert digest(**about) == digest()


def test_access_counts_and_the_vendor_does_not() -> None:
    locked = replace(PAGE, access=Verdict(state=Access.LOCKED))

    assert digest(locked).exact != digest().exact
    assert digest(replace(PAGE, access=Verdict(vendor="x"))) == digest()


def test_the_order_and_the_borders_of_the_lines_count() -> None:
    texts = [("a b", "c"), ("a", "b c"), ("c", "a b"), ("a b c",)]

    assert len({digest(texts=text).exact for text in texts}) == len(texts)


def test_numbers_alone_are_no_material_change() -> None:
    other = digest(texts=("First line.", "Second line, 14 comments."))

    assert other.exact != digest().exact
    assert other.masked == digest().masked


@given(st.lists(st.text(alphabet="aé \t\n\u00a0\u0301", max_size=12), max_size=4))
def test_white_space_and_spelling_never_count(texts: list[str]) -> None:
    spread = tuple(f"\n {text.replace(' ', chr(0xA0) + '  ')} " for text in texts)

    assert digest(texts=spread) == digest(texts=tuple(texts))
