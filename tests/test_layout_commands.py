"""`parvis layouts`: what a person sees, and what a program reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parvis.archive import Archive
from tests.test_cli import run


def test_each_paper_has_its_layouts(demo_db: Path) -> None:
    result = run("layouts", db=demo_db)

    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines() if line[:1].strip()] == [
        "courrier",
        "harbour",
        "morgenblatt",
    ]
    assert "80 pages of 42 articles" in result.output


def test_the_pages_add_up_to_the_looks_that_showed_one(demo_db: Path) -> None:
    found = json.loads(run("layouts", "harbour", "--json", db=demo_db).output)
    with Archive.open(demo_db) as archive:
        query = "SELECT sum(pages) FROM layouts WHERE site = 'harbour'"
        [(looks,)] = archive.conn.execute(query).fetchall()

    assert sum(family["pages"] for family in found["layouts"]) == looks
    assert all(sum(family["access"].values()) == family["pages"] for family in found["layouts"])
    assert found["drifts"] == []  # the demo's papers changed their words over night, not their templates


def test_walls_say_where_and_since_when(demo_db: Path) -> None:
    result = run("layouts", "--walls", db=demo_db)

    assert result.output.count("since 2026-03-02") == 4
    assert "    div.regwall\n      h2\n      p\n" in result.output


def test_walls_of_one_site(demo_db: Path) -> None:
    found = json.loads(run("layouts", "harbour", "--walls", "--json", db=demo_db).output)

    assert [wall["skeleton"] for wall in found["walls"]] == ["div.wall(h2 p(a) p)"]
    assert [place["site"] for place in found["walls"][0]["places"]] == ["harbour"]


@pytest.mark.parametrize("more", [(), ("--walls",)], ids=["layouts", "walls"])
def test_a_site_that_is_not_there_is_told_with_those_that_are(demo_db: Path, more: tuple[str, ...]) -> None:
    result = run("layouts", "gazette", *more, db=demo_db)

    assert result.exit_code == 3
    assert "no site 'gazette'" in result.stderr
    assert "courrier, harbour, morgenblatt" in result.stderr


@pytest.mark.parametrize("more", [(), ("--walls",)], ids=["layouts", "walls"])
def test_an_empty_archive_has_none(tmp_path: Path, more: tuple[str, ...]) -> None:
    Archive.open(tmp_path / "archive.db", "w").close()
    result = run("layouts", *more, db=tmp_path / "archive.db")

    assert result.exit_code == 3
    assert result.output.startswith("parvis: no ")
