"""`parvis sites rules`: what a person sees, and what a program reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.archives import open_desk
from tests.pages import day
from tests.test_cli import run
from tests.test_learning import PATHS, boxed, stories, story


@pytest.fixture
def taught(tmp_path: Path) -> Path:
    """An archive that has learnt an id and a parameter, and had doubts about the id since."""
    desk = open_desk(tmp_path / "taught.db")
    desk.store([*stories(), *boxed(3), *(story(path, 1) for path in PATHS)])
    desk.next_crawl(at=day(2))
    desk.store([story(f"culture/other-{1_000_000 + n}", n, title=f"{'Mayor' * n} resigns") for n in (3, 4)])
    desk.next_crawl(at=day(3))
    desk.archive.close()
    return desk.archive.path


def test_rules_are_shown_with_what_speaks_for_and_against_them(taught: Path) -> None:
    result = run("sites", "rules", "ledger", db=taught)

    assert result.exit_code == 0
    assert [line.rstrip() for line in result.output.splitlines()] == [
        "ledger",
        "  article id digits",
        "    24 ids in 28 URLs, 85.7% of them name one article",
        "    for example ledger.example/culture/1000001/new-slug",
        "    learnt 2026-03-03; led 2 URLs to their article",
        "    dropped 2026-03-04: 2 ids stand for several articles",
        "  ignored parameter box",
        "    left out by the canonical URLs of 3 articles, kept by 0",
        "    for example ledger.example/a-0?box=7&p=0",
        "    learnt 2026-03-03; led 0 URLs to their article",
    ]


def test_the_same_for_programs(taught: Path) -> None:
    rules = json.loads(run("sites", "rules", "--json", db=taught).output)["rules"]

    assert [(rule["site"], rule["kind"], rule["name"], rule["urls"]) for rule in rules] == [
        ("ledger", "article_id", "digits", 2),
        ("ledger", "parameter", "box", 0),
    ]
    assert rules[0]["evidence"]["disputed"] == 2


def test_nothing_learnt_is_said(taught: Path) -> None:
    result = run("sites", "rules", "other", db=taught)

    assert result.exit_code == 3
    assert "no rule of other yet" in result.stderr
