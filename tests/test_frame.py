"""A DataFrame has what an export has, with the types of the codebook. Each library is tested where it is installed."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import parvis
from parvis.archive import Archive
from parvis.archive.relations import RELATIONS
from parvis.errors import ExportError, QueryError
from parvis.research.frame import LIBRARIES, Library
from parvis.research.hits import count
from tests.demo_archive import ROOT

INSTALLED = [
    pytest.param(name, marks=pytest.mark.skipif(not find_spec(name), reason=f"{name} is not installed"))
    for name in LIBRARIES
]


@pytest.mark.parametrize("library", INSTALLED)
def test_a_query_gives_the_articles_that_it_finds(demo_db: Path, library: Library) -> None:
    with Archive.open(demo_db) as archive:
        found = archive.frame("ferry access:walled", library=library)
        number = count(archive, "ferry access:walled")

    assert len(found) == number > 0
    assert set(found["access"]) <= {"metered", "registration", "locked", "consent"}
    assert {type(authors) is str for names in found["authors"] for authors in names} <= {True}


@pytest.mark.parametrize("library", INSTALLED)
@pytest.mark.parametrize("view", RELATIONS)
def test_a_view_gives_all_its_rows_with_types(demo_db: Path, library: Library, view: str) -> None:
    with Archive.open(demo_db) as archive:
        [rows] = archive.conn.execute(f"SELECT count(*) FROM {view}").fetchone()  # noqa: S608
        found = parvis.frame(archive, view=view, library=library)

    assert len(found) == rows


@pytest.mark.parametrize("library", INSTALLED)
def test_types_are_those_of_the_codebook(demo_db: Path, library: Library) -> None:
    found = parvis.frame(demo_db, library=library)
    types = {name: str(found[name].dtype).lower() for name in ("teaser_words", "published_at", "access", "headline")}

    assert types["teaser_words"] == "int64"
    assert "utc" in types["published_at"]
    assert types["access"].startswith(("category", "enum"))
    assert types["headline"] in {"string", "str"}
    assert str(min(found["published_on"]))[:10] == "2026-02-18"


@pytest.mark.parametrize("library", INSTALLED)
def test_a_query_without_an_article_gives_no_rows_and_all_columns(demo_db: Path, library: Library) -> None:
    none, every = (parvis.frame(demo_db, query, library=library) for query in ("zzzz", ""))

    assert len(none) == 0
    assert list(none.columns) == list(every.columns)


def test_without_a_library_it_says_what_to_install(demo_db: Path, tmp_path: Path) -> None:
    code = (
        "import parvis, importlib.util as u; u.find_spec = lambda name: None\n"
        f"try: parvis.frame({str(demo_db)!r})\nexcept parvis.errors.ExportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "`pip install pandas` beside Parvis" in done.stdout


def test_a_query_is_of_articles_and_a_view_is_one_there_is(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.research.frame.find_spec", lambda _: True)

    with pytest.raises(QueryError, match="a query finds articles"):
        parvis.frame(demo_db, "ferry", view="walls")
    with pytest.raises(QueryError, match="no view that a frame is made of; there are articles, versions"):
        parvis.frame(demo_db, view="sqlite_schema")


def test_an_archive_says_what_is_missing_too(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.research.frame.find_spec", lambda _: None)

    with Archive.open(demo_db) as archive, pytest.raises(ExportError, match="is not installed"):
        archive.frame("ferry")
