"""`parvis rights`: what binds, from the archive alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from parvis.archive import RightsFile, RobotsRow
from parvis.cli import main
from parvis.records import Rights
from parvis.words import Profile
from tests.archives import BASE, open_desk
from tests.pages import NOW, make_page

ORIGIN = "http://ledger.example"
ROBOTS = b"User-agent: *\nCrawl-delay: 20\nContent-Signal: ai-train=no\nDisallow: /intern/\n"
TDM = b'[{"location": "/news/*", "tdm-reservation": 1}]'


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles that reserve, one that says noindex on top, and what their origin says."""
    desk = open_desk(tmp_path_factory.mktemp("rights") / "archive.db")
    desk.archive.put_robots(RobotsRow(origin=ORIGIN, fetched_at=NOW, status=200, body=ROBOTS, problem=None))
    for kind, name, status, body in (("tdmrep", "tdmrep.json", 200, TDM), ("ai", "ai.txt", 404, None)):
        desk.archive.put_rights_file(
            RightsFile(
                origin=ORIGIN, kind=kind, url=f"{ORIGIN}/{name}", fetched_at=NOW, status=status, body=body, problem=None
            )
        )
    reserved = Rights(
        raw=(("tdmrep.json", "/news/* tdm-reservation: 1"),),
        tdm_reserved=True,
        reserved_by=("tdmrep.json",),
        unavailable_after=NOW,
        profile=Profile.RESEARCH,
    )
    desk.store([replace(make_page(f"{BASE}{number}", f"Line {number}."), rights=reserved) for number in (1, 2)])
    desk.store([replace(make_page(f"{BASE}3", "Line 3."), rights=replace(reserved, noindex=True))])
    desk.archive.close()
    return desk.archive.path


def run(db: Path, arguments: Sequence[str], code: int = 0) -> str:
    done = CliRunner().invoke(main, ["--db", str(db), "rights", *arguments])
    assert done.exit_code == code, done.output
    return done.output


def read(db: Path, *arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run(db, [*arguments, "--json"]))
    return document


def test_a_url_shows_what_robots_txt_says_and_what_binds(db: Path) -> None:
    shown = run(db, [f"{BASE}1"])

    assert "robots.txt: allowed, no line speaks of it" in shown
    assert "it asks for 20 s between two requests" in shown
    assert "tdm-reserved (tdmrep.json): recorded" in shown
    assert f"{ORIGIN}/ai.txt: none" in shown


def test_a_profile_may_be_tried(db: Path) -> None:
    effects = {item["signal"]: item["effects"] for item in read(db, f"{BASE}1", "--profile", "general")["bindings"]}

    assert effects == {"tdm-reserved": ["no_text"], "unavailable_after": ["no_teaser"]}


def test_of_a_url_that_was_never_read_its_origin_speaks(db: Path) -> None:
    document = read(db, f"{ORIGIN}/intern/x")

    assert document["robots"]["verdict"] == "disallowed"
    assert document["robots"]["rule"] == "disallow: /intern/"
    assert document["seen_at"] is None
    assert document["rights"]["reserved_by"] == ["robots.txt content-signal"]


def test_a_site_counts_its_pages_by_signal(db: Path) -> None:
    document = read(db, "ledger")

    assert {item["signal"]: item["pages"] for item in document["signals"]} == {
        "tdm-reserved": 3,
        "unavailable_after": 3,
        "noindex": 1,
    }
    assert document["pages"] == 3
    assert [origin["origin"] for origin in document["origins"]] == [ORIGIN]
    assert "noindex (yes) on 1 page: no teaser" in run(db, ["ledger"])


@pytest.mark.parametrize("target", ["nobody", "http://nobody.example/x", "http://[bad"])
def test_what_the_archive_does_not_know_ends_with_three(db: Path, target: str) -> None:
    assert "knows nothing of" in run(db, [target], code=3)
