"""How much of a style sheet is read; what lies beyond hides everything, or is not undone."""

from __future__ import annotations

import pytest

from parvis.page.stylesheet import Room, hiding_selectors

EVERYTHING: dict[str, tuple[str, ...]] = {"*": ()}
HIDES, AGAIN = ".a{display:none}", ".a{display:block}"


def hiding(sheet: str, *, room: Room | None = None) -> dict[str, tuple[str, ...]]:
    return hiding_selectors(sheet, may_match=bool, room=room)


def test_a_sheet_is_read_up_to_three_million_signs() -> None:
    sheet = ".a{opacity:0}".ljust(3_000_000)

    assert hiding(sheet) == {".a": ()}
    assert hiding(sheet + " ") == EVERYTHING


def test_a_sheet_may_hold_five_thousand_hiding_rules() -> None:
    rules = ".a{opacity:0}" * 5_000

    assert hiding(rules) == {".a": ()}
    assert hiding(rules + ".a{opacity:0}") == EVERYTHING


def test_a_page_may_hold_twenty_thousand_declarations_that_may_hide() -> None:
    hints = ".a{" + "blur(" * 10 + "}"

    assert hiding(hints * 2_000) == {}
    assert hiding(hints * 2_000 + ".a{opacity:0}") == EVERYTHING


def test_the_sheets_of_a_page_share_its_room() -> None:
    room = Room(hints=5)

    assert hiding(".a{opacity:0;opacity:0}", room=room) == {".a": ()}
    assert room == Room(hints=3)
    assert hiding(".b{opacity:0}.c{opacity:0}.d{opacity:0}", room=room) == {".b": (), ".c": (), ".d": ()}
    assert hiding(".e{opacity:1}", room=room) == {}
    assert hiding(".e{opacity:0}", room=room) == EVERYTHING


@pytest.mark.parametrize(("depth", "selectors"), [(8, [".a" + " .b" * 8]), (9, ["*" + " .b" * 9])])
def test_rules_are_nested_to_a_depth(depth: int, selectors: list[str]) -> None:
    sheet = ".a{" + "& .b{" * depth + "opacity:0" + "}" * (depth + 1)

    assert list(hiding(sheet)) == selectors


@pytest.mark.parametrize(("depth", "selectors"), [(8, [".a"]), (9, ["*"])])
def test_at_rules_are_nested_to_a_depth(depth: int, selectors: list[str]) -> None:
    sheet = ".a{" + "@media all{" * depth + "opacity:0" + "}" * (depth + 1)

    assert list(hiding(sheet)) == selectors


@pytest.mark.parametrize(("depth", "shown"), [(7, True), (8, False)])
def test_what_is_nested_deeper_shows_nothing_again(depth: int, shown: bool) -> None:
    sheet = HIDES + "@media (min-width:1px){" * depth + AGAIN + "}" * depth

    assert (hiding(sheet) == {}) is shown


@pytest.mark.parametrize(("depth", "hides"), [(8, True), (9, False)])
def test_declarations_are_told_from_rules_between_them_to_a_depth(depth: int, hides: bool) -> None:
    sheet = ".a{" + "& .b{" * depth + "color:red" + "}" * depth + "opacity:0}"

    assert list(hiding(sheet)) == ([".a"] if hides else [])


@pytest.mark.parametrize(("count", "selectors"), [(1_000, 1_000), (1_001, 1)])
def test_a_rule_within_a_rule_has_a_number_of_parts(count: int, selectors: int) -> None:
    outer = ",".join(f".a{number}" for number in range(count))

    assert len(hiding(f"{outer}{{& .b{{opacity:0}}}}")) == selectors
    assert ("*" in hiding(f"{outer}{{& .b{{opacity:0}}}}")) is (selectors == 1)


@pytest.mark.parametrize(("length", "read"), [(50_000, True), (50_001, False)])
def test_a_rule_within_a_rule_has_a_length(length: int, read: bool) -> None:
    outer = ".".ljust(length, "a")

    assert list(hiding(f"{outer}{{{'&' * 20}{{opacity:0}}}}")) == [outer * 20 if read else "*"]


@pytest.mark.parametrize(("count", "selectors"), [(399, [".a"]), (400, [])])
def test_a_declaration_stands_behind_a_number_of_rules(count: int, selectors: list[str]) -> None:
    sheet = ".a{" + ".b{color:red}" * count + "opacity:0}"

    assert list(hiding(sheet)) == selectors


def test_a_selector_is_looked_for_in_a_number_of_signs() -> None:
    names = [f".a{number}" for number in range(250)]
    undone = (",".join(names) + "{display:none}" + ",".join(names) + "{display:block}").ljust(2_000_000)

    assert hiding(undone) == {}
    assert hiding(undone + " ") == dict.fromkeys(names, ())


def test_a_long_sheet_is_read_at_both_ends() -> None:
    filling = ".x{color:red}" * 20_000

    assert hiding(".x{color:red}.a{opacity:0}" + filling + ".b{opacity:0}") == {".a": (), ".b": ()}
    assert hiding(".x{color:red}" + HIDES + AGAIN + filling) == {}
    assert hiding(HIDES + filling + AGAIN) == {}


@pytest.mark.parametrize(("length", "hides"), [(99_990, True), (100_001, False)])
def test_a_rule_has_a_length(length: int, hides: bool) -> None:
    filling = "color:red;".ljust(length)

    assert list(hiding(".a{" + filling + "opacity:0}")) == ([".a"] if hides else [])
    assert list(hiding(".a{opacity:0;" + filling + "}.b{opacity:1}")) == [".a"]


def test_a_selector_has_a_length() -> None:
    assert list(hiding(".x,".ljust(99_000) + ".a{opacity:0}")) == [".x", ".a"]
    assert list(hiding(".x,".ljust(101_000) + ".a{opacity:0}")) == [".a"]
