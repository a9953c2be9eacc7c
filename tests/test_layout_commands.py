"""`parvis layouts`: what a person sees, and what a program reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parvis.archive import Archive
from tests.archives import open_desk
from tests.test_cli import run
from tests.test_drift import HARBOUR, as_printed, crawl, pages, rebuilt


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


def test_a_drift_is_told_with_the_layouts_and_in_the_status(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db", site=HARBOUR)
    crawl(desk, pages(as_printed, 30), pages(rebuilt, 30))
    desk.archive.close()
    said = "2026-03-03 harbour: 100% of 30 pages moved to other layouts, 100% now stand in "

    assert " ".join(run("layouts", db=desk.archive.path).output.split()).count(said) == 1
    assert "Layouts: pages moved to others at harbour on 2026-03-03" in run("status", db=desk.archive.path).output
    [event] = json.loads(run("status", "--json", db=desk.archive.path).output)["events"]
    assert json.loads(run("layouts", "--json", db=desk.archive.path).output)["drifts"] == [event]
    assert (event["kind"], event["detail"]["moved"]) == ("layout_drift", 1.0)


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
