"""What changed between versions: word by word, and nothing lost in the telling."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from parvis.archive import reading
from parvis.cli import main
from parvis.research.changes import Difference, differences
from parvis.research.edits import MOST, Edit, Kept, word_edits
from parvis.words import Access
from tests.archives import BASE, Desk, open_desk
from tests.pages import day, make_page

TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(["a ", "b\n", "c", "\u6771", " "])).map("".join))


def spelt(edits: tuple[Edit, ...], without: Kept) -> str:
    return "".join(edit.text for edit in edits if edit.kept is not without)


@given(TEXTS, TEXTS)
def test_the_edits_spell_both_texts(before: str, after: str) -> None:
    edits = word_edits(before, after)

    assert spelt(edits, Kept.ADDED) == before
    assert spelt(edits, Kept.REMOVED) == after


@given(TEXTS, TEXTS)
def test_neighbours_differ_in_kind_and_none_is_empty(before: str, after: str) -> None:
    edits = word_edits(before, after)

    assert all(edit.text for edit in edits)
    assert all(one.kept is not two.kept for one, two in pairwise(edits))


@given(TEXTS)
def test_a_text_has_no_edits_from_itself(text: str) -> None:
    assert {edit.kept for edit in word_edits(text, text)} <= {Kept.SAME}


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        (
            "The old bridge",
            "The new bridge",
            [("same", "The "), ("removed", "old "), ("added", "new "), ("same", "bridge")],
        ),
        ("東京の橋", "東京の港", [("same", "東京の"), ("removed", "橋"), ("added", "港")]),
        ("One\n\ntwo", "One two", [("same", "One"), ("removed", "\n\n"), ("added", " "), ("same", "two")]),
        ("", "New", [("added", "New")]),
        (" ", "  ", [("removed", " "), ("added", "  ")]),
    ],
    ids=["word", "script without spaces", "paragraphs joined", "from nothing", "white space alone"],
)
def test_edits_are_as_small_as_a_word(before: str, after: str, edits: list[tuple[str, str]]) -> None:
    assert [(edit.kept.value, edit.text) for edit in word_edits(before, after)] == edits


def test_texts_too_long_to_compare_are_replaced_as_a_whole() -> None:
    many = int(MOST**0.5) + 1
    before, after = "a " * many, "b " * many

    assert [edit.kept for edit in word_edits(before, after)] == [Kept.REMOVED, Kept.ADDED]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One article: its number changes, then its words, then its access."""
    desk = open_desk(tmp_path / "archive.db")
    looks = [
        ("The bridge costs 12 million.", Access.FREE),
        ("The bridge costs 13 million.", Access.FREE),
        ("The bridge costs far too much.", Access.FREE),
        ("The bridge costs far too much.", Access.LOCKED),
    ]
    for number, (line, access) in enumerate(looks, start=1):
        desk.store([make_page(f"{BASE}1", line, access=access)], at=day(number))
    desk.store([make_page(f"{BASE}2", "Nothing happens here.")])
    yield desk
    desk.archive.close()


def of(desk: Desk, key: str) -> tuple[Difference, ...]:
    record = reading.article(desk.archive, key)
    assert record is not None
    return differences(record)


def test_each_version_is_told_from_the_one_before(desk: Desk) -> None:
    found = of(desk, f"{BASE}1")

    assert [[changed.field for changed in one.changed] for one in found] == [["teaser"], ["teaser"], ["access"]]
    assert [one.material for one in found] == [False, True, True]
    assert [(one.seen_at, one.changed_at) for one in found] == [(day(1), day(2)), (day(2), day(3)), (day(3), day(4))]
    assert found[1].changed[0].words == (2, 3)


def run(*arguments: str, db: Path) -> Result:
    return CliRunner().invoke(main, ["--db", str(db), "diff", *arguments], catch_exceptions=False)


def test_the_command_shows_what_was_removed_and_added(desk: Desk) -> None:
    shown = run(f"{BASE}1", db=desk.archive.path)
    told = json.loads(run("1", "--json", db=desk.archive.path).output)

    assert "1 → 2  between 2026-03-02 08:00 and 2026-03-03 08:00 UTC  numbers, times or addresses only" in shown.output
    assert "The bridge costs [-13 million.-]{+far too much.+}  -2 +3 words" in shown.output
    assert "free → locked" in shown.output
    assert [one["material"] for one in told] == [False, True, True]


@pytest.mark.parametrize(
    ("article", "said"),
    [("2", "one version: nothing has changed in 1 looks"), ("77", "no article '77'")],
    ids=["one version", "unknown"],
)
def test_no_change_is_an_answer_of_its_own(desk: Desk, article: str, said: str) -> None:
    result = run(article, db=desk.archive.path)

    assert result.exit_code == 3
    assert said in result.output
