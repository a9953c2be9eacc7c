"""What exists is documented, and what the documentation shows is so."""

from __future__ import annotations

import re
from pathlib import Path

from parvis.archive import Archive
from parvis.page import read_page
from parvis.reference import cli_reference, codebook_reference, vendor_reference, with_policy, with_words
from parvis.sites import read_site

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_the_glossary_has_every_word_as_the_data_explains_it() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")

    assert text == with_words(text), "run `make docs`"
    assert "| `locked` |" in text


def test_the_command_reference_is_what_the_commands_say() -> None:
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == cli_reference(), "run `make docs`"


def test_the_vendor_reference_is_what_the_data_says() -> None:
    assert (DOCS / "vendors.md").read_text(encoding="utf-8") == vendor_reference(), "run `make docs`"


def test_the_codebook_is_what_the_data_says() -> None:
    assert (DOCS / "codebook.md").read_text(encoding="utf-8") == codebook_reference(), "run `make docs`"


def test_the_rights_policy_is_what_the_program_applies() -> None:
    text = (DOCS / "policy.md").read_text(encoding="utf-8")

    assert text == with_policy(text), "run `make docs`"
    assert "| tdm-reserved |" in text


def test_every_key_of_a_record_is_documented() -> None:
    page = read_page(b"<article><h1>A story</h1><p>Its text.</p></article>", "http://paper.example/a-story")
    documented = set(re.findall(r"^\| `(\w+)` \|", (DOCS / "record.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert documented == set(page.as_dict())


def test_every_table_and_view_is_documented(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db", "w") as archive:
        rows = archive.conn.execute(
            """
            SELECT name FROM sqlite_schema
            WHERE type IN ('table', 'view')
              AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '*_fts_*' AND name NOT GLOB '_*'
            """
        ).fetchall()
    text = (DOCS / "archive.md").read_text(encoding="utf-8")

    assert [name for (name,) in rows if f"| `{name}` |" not in text] == []


def test_the_example_definition_holds() -> None:
    example = (DOCS / "adding-a-site.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]

    assert read_site(example, "example").delay == 10


def test_every_test_that_stands_behind_a_promise_is_there() -> None:
    text = (DOCS / "reliability.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in _source(file)]

    assert len(named) > 40
    assert missing == []


def _source(file: str) -> str:
    path = DOCS.parent / file
    return path.read_text(encoding="utf-8") if path.exists() else ""
