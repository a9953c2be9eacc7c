"""A citation is read back by the programs that people cite with, whatever a headline holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from parvis.cli import main
from parvis.research.citation import FORMATS, Citation, as_bibtex, as_csl, as_line, as_ris, pwid

STORY = Citation(
    archive="Presse 2026",
    article=12,
    version=3,
    headline="Straße & Brücke: 50 % mehr für #Kultur_{neu}",
    authors=("Änne Groß", "Reuters"),
    paper="Nordlicht",
    section="Kultur",
    language="de",
    url="https://nordlicht.example/a/1?x=%20&y={z}",
    published=date(2026, 3, 2),
    seen_at=datetime(2026, 3, 3, 8, 30, tzinfo=UTC),
    access="locked",
)
texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)


def test_a_footnote() -> None:
    assert as_line(STORY) == (
        "Änne Groß, Reuters. “Straße & Brücke: 50 % mehr für #Kultur_{neu}”. Nordlicht. 2 March 2026. "
        "https://nordlicht.example/a/1?x=%20&y={z}. As an anonymous reader saw it on 3 March 2026 (access: locked), "
        "archive Presse 2026, article 12, version 3."
    )


def test_a_date_that_is_not_known_is_left_out() -> None:
    undated = replace(STORY, published=None)

    assert "no date" in as_line(undated)
    assert "issued" not in as_csl(undated)
    assert "date =" not in as_bibtex(undated).replace("urldate", "")
    assert "DA  -" not in as_ris(undated)
    assert "nd-12v3" in undated.key


def test_the_name_of_what_was_seen() -> None:
    assert pwid(STORY) == "urn:pwid:presse-2026:2026-03-03T08:30:00Z:part:https://nordlicht.example/a/1?x=%20&y={z}"


@given(texts, st.lists(texts, max_size=3), texts)
def test_bibtex_is_read_as_one_entry(headline: str, authors: list[str], paper: str) -> None:
    written = as_bibtex(replace(STORY, headline=headline, authors=tuple(authors), paper=paper))

    library = parse_string(written)

    assert library.failed_blocks == []
    assert [entry.entry_type for entry in library.entries] == ["online"]
    assert [type(block) for block in library.blocks] == [type(library.entries[0])]
    assert library.entries[0].fields_dict["urldate"].value == "2026-03-03"


def test_what_tex_takes_for_commands_is_text() -> None:
    title = parse_string(as_bibtex(STORY)).entries[0].fields_dict["title"].value

    assert title == r"{Straße \& Brücke: 50 \% mehr für \#Kultur\_\{neu\}}"


@given(texts, st.lists(texts.filter(str.strip), max_size=3), texts)
def test_ris_is_read_as_one_record(headline: str, authors: list[str], paper: str) -> None:
    written = as_ris(replace(STORY, headline=headline, authors=tuple(authors), paper=paper))

    assert len(rispy.loads(written)) == 1
    assert written.count("\n") == written.count("\r\n") == len(written.splitlines())


def test_ris_says_what_it_should() -> None:
    (record,) = rispy.loads(as_ris(STORY))

    assert record["type_of_reference"] == "NEWS"
    assert record["authors"] == ["Änne Groß", "Reuters"]
    assert record["title"] == STORY.headline
    assert record["year"] == "2026"
    assert record["urls"] == [STORY.url]


def test_csl_is_set_by_a_citation_processor() -> None:
    source = CiteProcJSON([as_csl(STORY)])
    bibliography = CitationStylesBibliography(
        CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain
    )
    bibliography.register(Cited([CitationItem(STORY.key)]))

    (line,) = map(str, bibliography.bibliography())
    assert "Änne Groß" in line
    assert "2026" in line


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_cites_a_version(demo_db: Path, form: str) -> None:
    result = CliRunner().invoke(main, ["--db", str(demo_db), "cite", "1", "--version", "1", "--format", form])

    assert result.exit_code == 0
    assert "version 1" in result.output or form == "pwid"


def test_csl_of_the_command_is_json(demo_db: Path) -> None:
    result = CliRunner().invoke(main, ["--db", str(demo_db), "cite", "1", "--format", "csl", "--archive", "Presse"])

    assert json.loads(result.output)[0]["archive"] == "Presse"


@pytest.mark.parametrize("arguments", [["999999"], ["1", "--version", "99"]])
def test_what_is_not_there_is_nothing_found(demo_db: Path, arguments: list[str]) -> None:
    assert CliRunner().invoke(main, ["--db", str(demo_db), "cite", *arguments]).exit_code == 3
