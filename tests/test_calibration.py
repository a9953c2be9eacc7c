"""Weights for one site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive.verdicts import judge_site, site_weights
from parvis.cli import main
from parvis.page.access import judge_access
from parvis.page.calibration import FEWEST, calibrate, count_signals
from parvis.page.weights import load_weights
from parvis.records import Signal
from parvis.words import Access
from tests.archives import BASE, open_desk
from tests.pages import make_page

PRIOR = load_weights()
KEYS = sorted(PRIOR.signal)
OPEN = Signal(name="words.shown", where="article", value="900")
SHORT = Signal(name="words.shown", where="article", value="70")


def signal(key: str) -> Signal:
    name, _, where = key.partition("@")
    return Signal(name=name, where=where or "m")


def site(*, share: float, key: str, pages: int = 40, words: Signal = OPEN) -> list[tuple[Signal, ...]]:
    """A site of which a share of the pages, the first ones, has a signal."""
    return [(words, signal(key)) if number < share * pages else (words,) for number in range(pages)]


@pytest.mark.parametrize("key", KEYS)
def test_a_signal_on_every_page_weighs_nothing(key: str) -> None:
    assert calibrate(count_signals(site(share=1, key=key))).signal[key] == 0


@pytest.mark.parametrize("key", KEYS)
def test_a_signal_on_no_page_keeps_its_weight(key: str) -> None:
    assert calibrate(count_signals(site(share=0, key=key))) == PRIOR


@pytest.mark.parametrize("key", KEYS)
def test_the_oftener_a_signal_is_seen_the_less_it_weighs(key: str) -> None:
    weights = [
        abs(calibrate(count_signals(site(share=share, key=key))).signal[key]) for share in (0.05, 0.25, 0.5, 0.9, 1)
    ]

    assert weights == sorted(weights, reverse=True)
    assert weights[0] <= abs(PRIOR.signal[key])


def test_from_few_pages_nothing_is_concluded() -> None:
    assert calibrate(count_signals(site(share=1, key="jsonld.not_free", pages=FEWEST - 1))) == PRIOR


def test_a_wall_on_every_page_of_a_hard_site_keeps_its_weight() -> None:
    """None of its pages shows its text: nothing says that the wall is an ornament."""
    pages = site(share=1, key="wall.element@tail", words=SHORT)

    assert judge_access(pages[0], weights=calibrate(count_signals(pages))).state is Access.LOCKED


def test_pages_of_a_site_that_declares_all_of_them_closed_are_told_apart() -> None:
    declared = (signal("jsonld.not_free"), signal("tier.locked"), signal("state.paid"))
    whole, cut = (OPEN, *declared), (SHORT, *declared, Signal(name="text.cut", where="article", value="ellipsis"))
    weights = calibrate(count_signals([whole] * 30 + [cut] * 10))

    assert judge_access(whole).state is Access.LOCKED
    assert judge_access(whole, weights=weights).state is Access.METERED
    assert judge_access(cut, weights=weights).state is Access.LOCKED


PAGES = st.lists(
    st.lists(st.builds(signal, st.sampled_from(KEYS)) | st.sampled_from([OPEN, SHORT]), max_size=5), max_size=60
)


@given(PAGES, st.randoms())
@settings(max_examples=100)
def test_the_order_of_pages_and_signals_changes_nothing(pages: list[list[Signal]], dice: object) -> None:
    mixed = [list(reversed(page)) for page in pages]
    dice.shuffle(mixed)  # type: ignore[attr-defined]

    assert calibrate(count_signals(mixed)) == calibrate(count_signals(pages))


@given(PAGES)
@settings(max_examples=100)
def test_no_weight_grows_or_turns(pages: list[list[Signal]]) -> None:
    weights = calibrate(count_signals(pages)).signal

    assert all(min(0, PRIOR.signal[key]) <= weights[key] <= max(0, PRIOR.signal[key]) for key in KEYS)


def test_an_archive_judges_a_site_by_its_own_weights(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    declared = (OPEN, signal("tier.locked"), signal("state.paid"), signal("jsonld.not_free"))
    pages = [make_page(f"{BASE}{n}", f"Story {n}.", access=Access.LOCKED, signals=declared) for n in range(30)]
    desk.store(pages)

    judged = list(judge_site(desk.archive, "ledger"))

    assert site_weights(desk.archive, "ledger").signal["tier.locked"] == 0
    assert {(item.stored, item.verdict.state) for item in judged} == {(Access.LOCKED, Access.METERED)}
    assert len(judged) == 30
    assert list(judge_site(desk.archive, "nowhere")) == []
    desk.archive.close()


def test_the_command_tells_what_weighs_less_and_what_follows(tmp_path: Path) -> None:
    """A site that prints "not free" on every open page."""
    desk = open_desk(tmp_path / "archive.db")
    always = (OPEN, signal("jsonld.not_free"))
    desk.store([make_page(f"{BASE}{number}", f"Text {'i' * number}.", signals=always) for number in range(1, 31)])
    desk.archive.close()
    at = ["--db", str(desk.archive.path), "calibrate"]
    shown = CliRunner().invoke(main, [*at, "ledger"], catch_exceptions=False)
    told = json.loads(CliRunner().invoke(main, [*at, "ledger", "--json"], catch_exceptions=False).output)
    unknown = CliRunner().invoke(main, [*at, "nowhere"], catch_exceptions=False)

    assert "→ +0.0  jsonld.not_free" in shown.output
    assert "30 articles, " in shown.output
    assert [row["here"] for row in told["weights"] if row["signal"] == "jsonld.not_free"] == [0.0]
    assert len(told["articles"]) == 30
    assert (unknown.exit_code, "it holds ledger" in unknown.output) == (3, True)
