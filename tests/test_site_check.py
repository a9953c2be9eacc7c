"""`parvis sites check`: what a definition's selectors hit on saved pages, and what a person reads when they do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.cli import main
from tests.canary import URL, article, paragraphs

Run = Callable[..., Result]
DEFINITION = """
name = "gazette"
title = "Gazette"
home = "https://gazette.example/"
"""
LAYOUTS = """
[[layout]]
valid_until = 2024-05-31
headline = ["h2.old"]

[[layout]]
valid_from = 2024-06-01
headline = ["h1"]
byline = [".byline a"]
body = [".body"]
boundary = [".rest"]
"""
HIDDEN = "".join(paragraphs("Zq", 2))
PAGE = article("".join(paragraphs("Pb", 2)) + f'<div class="rest">{HIDDEN}</div>')


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command in a folder with a definition beside the archive and a saved page."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites/gazette.toml").write_text(DEFINITION + LAYOUTS)
    (tmp_path / "story.html").write_bytes(PAGE)

    def check(*arguments: str) -> Result:
        placed = [str(tmp_path / name) if name.endswith((".html", ".toml")) else name for name in arguments]
        command = ["--db", str(tmp_path / "archive.db"), "sites", "check", *placed]
        return CliRunner().invoke(main, command, catch_exceptions=False)

    return check


def test_every_hit_is_shown_with_its_role_and_first_words(run: Run) -> None:
    result = run("gazette", "story.html")
    lines = [line.strip() for line in result.output.splitlines()]

    assert result.exit_code == 0
    assert "layout 2 (since 2024-06-01)" in lines
    assert found(lines, "headline h1") == "1 hit, headline, 6 words  Harbour bridge closes for a year"
    assert found(lines, "byline .byline a").startswith("1 hit, byline, 3 words  By Ada Lind")
    assert found(lines, "body .body").startswith("1 hit, teaser, 96 words  ")
    assert found(lines, "boundary .rest") == "1 hit, withheld, 48 words  length only"
    assert any(
        line.endswith("Harbour bridge closes for a year · Ada Lind · no date · teaser of 48 words · 48")
        for line in lines
    )


def found(lines: list[str], selector: str) -> str:
    """The line under that of a selector."""
    return lines[[" ".join(line.split()) for line in lines].index(selector) + 1]


def test_of_withheld_text_there_is_a_length_only(run: Run) -> None:
    for arguments in (["gazette", "story.html"], ["gazette", "story.html", "--json"]):
        result = run(*arguments)

        assert "Zq0x" not in result.output
        assert "48" in result.output


def test_a_layout_of_other_days_is_said_not_to_be_tried(run: Run) -> None:
    assert "layout 1 (until 2024-05-31) was not tried" in " ".join(run("gazette", "story.html").output.split())


def test_a_selector_that_hits_nothing_anywhere_ends_with_three(run: Run) -> None:
    result = run("gazette", "story.html", "--fetched", "2023-01-01")

    assert result.exit_code == 3
    assert "no hit" in result.stdout
    assert "nothing on the page is hit by headline 'h2.old' (layout 1)" in result.stderr


def test_a_selector_that_hits_on_one_page_of_two_is_good(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.html").write_bytes(article("".join(paragraphs("Pb", 2))))

    assert run("gazette", "other.html").exit_code == 3
    assert run("gazette", "other.html", "story.html").exit_code == 0


def test_json_holds_the_same(run: Run) -> None:
    document = json.loads(run("gazette", "story.html", "--json").stdout)
    page = document["pages"][0]

    assert (document["site"], document["missed"], document["untried_layouts"]) == ("gazette", [], [1])
    assert (page["layout"], page["headline"], page["authors"]) == (2, "Harbour bridge closes for a year", ["Ada Lind"])
    assert [(hit["key"], hit["hits"], hit["role"]) for hit in page["selectors"]] == [
        ("headline", 1, "headline"),
        ("byline", 1, "byline"),
        ("body", 1, "teaser"),
        ("boundary", 1, "withheld"),
    ]


def test_selectors_of_every_layout_are_tried_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sites/gazette.toml").write_text(f'{DEFINITION}\nwithheld = [".rest"]\nwall = [".ask"]')
    result = run("gazette", "story.html")

    assert result.exit_code == 3
    assert "no layout: read as every page" in result.stdout
    assert "is hit by wall '.ask'; mend it" in result.stderr


@pytest.mark.parametrize(
    ("head", "arguments", "note"),
    [
        ("", [], "its address is unknown, read as https://gazette.example/; give it with --url"),
        ("", ["--url", URL], URL),
        (f'<link rel="canonical" href="{URL}">', [], URL),
        ('<link rel="canonical" href="https://other.example/1">', [], "it says that it is https://other.example/1"),
        ("", ["--url", "https://other.example/1"], "https://other.example/1 is no address of gazette"),
    ],
    ids=["unknown", "told", "claimed", "of another site", "told of another site"],
)
def test_the_address_is_found_told_or_asked_for(
    run: Run, tmp_path: Path, head: str, arguments: list[str], note: str
) -> None:
    (tmp_path / "story.html").write_bytes(PAGE.replace(b"</head>", f"{head}</head>".encode()))

    assert note in run("gazette", "story.html", *arguments).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["gazete", "story.html"], 1, "did you mean 'gazette'?"),
        (["gazette", "absent.html"], 1, "absent.html: cannot be read: No such file or directory; name a page that was"),
        (["gazette", "https://gazette.example/1"], 1, "save the page and name its file"),
        (["gazette", "empty.html"], 1, "empty.html: the page has no bytes"),
        (["sites/gazette.toml", "sites/gazette.toml", "story.html"], 2, "name one definition, then the pages"),
        (["gazette", "story.html", "--fetched", "soon"], 2, "2026-03-02"),
        (["absent.toml"], 1, "absent.toml: cannot be read"),
    ],
    ids=["name", "file", "a url", "empty", "two definitions", "day", "definition"],
)
def test_what_cannot_be_checked_says_why(
    run: Run, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    result = run(*arguments)

    assert result.exit_code == code
    assert message in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_a_definition_alone_is_said_to_hold(run: Run) -> None:
    assert run("sites/gazette.toml").output.endswith("gazette.toml: gazette holds\n")
