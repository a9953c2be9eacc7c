"""Near duplicates across URLs and sites: which texts count as alike, and that nothing but the texts decides it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.archive.audit import audit
from parvis.archive.comparison import compared_by
from parvis.cli import main
from parvis.identity import jaccard
from tests.two_papers import AGENCY, REWRITTEN, Press, gazette, ledger, open_press


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    press = open_press(tmp_path)
    yield press
    press.ledger.archive.close()


def test_an_agencys_text_in_two_papers_is_one_cluster(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", AGENCY), gazette("3", "The mayor opens a bridge on the north side."))
    press.finish()

    assert press.clusters() == [["http://gazette.example/2", "http://ledger.example/1"]]
    assert press.pairs() == [("http://gazette.example/2", "http://ledger.example/1", "same", 1.0, 32, 12)]


def test_a_copy_with_some_words_changed_comes_with_its_evidence(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", REWRITTEN))
    press.finish()
    [(_, _, method, likeness, shared, telling)] = press.pairs()

    assert (method, shared, telling) == ("shingles", 28, 9)
    assert likeness == pytest.approx(jaccard(compared_by("", AGENCY), compared_by("", REWRITTEN)), abs=1e-6)
    assert len(press.clusters()) == 1


@pytest.mark.parametrize(
    ("more", "likeness"),
    [
        ("Nobody was hurt.", [32 / 35]),
        ("Nobody was hurt, say the pilots, and nobody has asked for the barge so far.", []),  # 32 / 47
    ],
)
def test_a_text_with_more_behind_it_is_alike_while_it_is_little(press: Press, more: str, likeness: list[float]) -> None:
    press.store(ledger("1", AGENCY), ledger("2", f"{AGENCY} {more}"))
    press.finish()

    assert [pair[3] for pair in press.pairs()] == [pytest.approx(number, abs=1e-6) for number in likeness]
    assert len(press.clusters()) == len(likeness)


def test_a_text_that_changes_leaves_its_cluster(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", AGENCY))
    press.finish()
    press.store(gazette("2", "The barge belongs to a circus, its owner told this paper by telephone today."), number=2)
    press.finish()

    assert (press.clusters(), press.pairs()) == ([], [])
    assert audit(press.ledger.archive) == ()


def test_what_a_site_prints_over_three_articles_is_its_template(press: Press) -> None:
    """A column whose every issue begins alike: nothing is left that tells two issues apart, so nothing joins them."""
    opening = "The tides of the week, as the harbour master gives them to our readers every Friday morning"
    issues = [ledger(str(n), f"{opening} at {word} and later.") for n, word in enumerate(["seven", "nine", "noon"])]
    press.store(*issues[:2])
    press.finish()
    before = press.clusters()
    press.store(issues[2], number=2)
    press.finish()

    assert len(before) == 1
    assert press.clusters() == []
    assert audit(press.ledger.archive) == ()


def test_a_template_ceases_when_its_articles_change(press: Press) -> None:
    opening = "The tides of the week, as the harbour master gives them to our readers every Friday morning"
    press.store(
        *(ledger(str(n), f"{opening} at {word} and later.") for n, word in enumerate(["seven", "nine", "noon"]))
    )
    press.finish()
    press.store(ledger("2", "The harbour master has gone on leave and the tides come without him."), number=2)
    press.finish()

    assert press.clusters() == [["http://ledger.example/0", "http://ledger.example/1"]]
    assert audit(press.ledger.archive) == ()


def test_common_language_alone_joins_nothing_but_the_same_text_does(press: Press) -> None:
    """All shingles of the agency's text are templated by three articles each; the whole of it stands in one a site."""
    words = AGENCY.split()
    parts = [" ".join(words[:18]), " ".join(words[10:])]
    press.store(*(ledger(f"{p}{n}", f"{part} {'xyz'[n]}") for p, part in enumerate(parts) for n in range(3)))
    press.store(ledger("9", AGENCY), ledger("8", REWRITTEN), gazette("1", AGENCY))
    press.finish()

    assert press.clusters() == [["http://gazette.example/1", "http://ledger.example/9"]]


def test_short_texts_are_kept_apart(press: Press) -> None:
    press.store(ledger("1", "Read more here.", headline="Tides"), gazette("2", "Read more here.", headline="Tides"))
    press.finish()

    assert press.pairs() == []


def test_articles_that_become_one_leave_no_pair_behind(press: Press) -> None:
    press.store(ledger("1", AGENCY), ledger("2", AGENCY), gazette("3", REWRITTEN))
    press.finish()
    claiming = ledger("2", AGENCY)
    about = replace(claiming.metadata, canonical_url="http://ledger.example/1")
    press.store(replace(claiming, metadata=about), number=2)
    waiting = audit(press.ledger.archive)
    press.finish()

    assert waiting == audit(press.ledger.archive) == ()
    assert press.clusters() == [["http://gazette.example/3", "http://ledger.example/1"]]


def test_an_unchanged_look_makes_nothing_due(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", AGENCY))
    press.finish()
    press.store(ledger("1", AGENCY), gazette("2", AGENCY), number=2)

    assert press.ledger.rows("SELECT * FROM uncompared") == []


def run(press: Press, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--db", str(press.ledger.archive.path), "duplicates", *arguments])


def test_the_command_lists_clusters(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", AGENCY), ledger("3", "The mayor opens a bridge.", headline="Bridge"))
    press.finish()
    shown = run(press, "--across-sites")
    [cluster] = json.loads(run(press, "http://gazette.example/2", "--json").output)["clusters"]

    assert "A barge without a crew  2 articles, 2 sites" in shown.output
    assert "Ghost ship in the harbour" in shown.output
    assert "1 cluster; 1 article with too little text" in shown.output
    assert cluster["sites"] == ["ledger", "gazette"]
    assert [article["jaccard"] for article in cluster["articles"]] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["http://ledger.example/99"], "no article"),
        (["3"], "no near duplicates of 3"),
        (["--across-sites"], "no near duplicates in"),
        (["--site", "gazette"], "no near duplicates in"),
    ],
    ids=" ".join,
)
def test_an_empty_answer_says_what_is_not_there(press: Press, arguments: list[str], message: str) -> None:
    press.store(ledger("1", AGENCY), ledger("2", AGENCY), gazette("3", "The mayor opens a bridge."))
    press.finish()
    result = run(press, *arguments)

    assert (result.exit_code, result.stdout) == (3, "")
    assert message in result.stderr


def test_articles_that_wait_for_comparison_are_told_of(press: Press) -> None:
    press.store(ledger("1", AGENCY), ledger("2", AGENCY))

    assert "2 articles are compared when the next crawl ends" in run(press).stderr
