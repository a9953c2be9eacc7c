"""`parvis sites check NAME...`: which feeds and sitemaps of a definition answer, and what a person reads when not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from parvis.page.tongues import other_language
from tests.crawl.conftest import ROOT
from tests.crawl.press import Answer, Press, feed

DEFINITION = """
name = "ledger"
title = "The Harbour Ledger"
home = "http://ledger.example/"
language = "en"
feeds = ["http://ledger.example/feed.xml", "http://ledger.example/old.xml", "http://ledger.example/other.xml",
         "http://ledger.example/empty.xml", "http://ledger.example/page.xml", "http://ledger.example/gone.xml"]
sitemaps = ["http://ledger.example/maps.xml", "http://closed.example/news.xml", "http://shut.example/news.xml"]
article_pattern = '/story-'
"""
FRENCH = [f"http://ledger.example/{kind}-{n}" for kind in ("story", "x") for n in range(9)] + [
    "http://ledger.example/x"
]
MAPS = b"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://ledger.example/2026.xml</loc><lastmod>2026-11-25</lastmod></sitemap></sitemapindex>"""
NOW = datetime.now(UTC).replace(microsecond=0)
TITLE = b"<title>Le port et la ville, ce que le maire en dit et pour qui</title>"


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press() as press:
        press.put("http://ledger.example/robots.txt", b"User-agent: *\nAllow: /\n")
        fresh = feed((f"http://ledger.example/story-{n}" for n in range(12)), published=format_datetime(NOW))
        press.put("http://ledger.example/feed.xml", fresh)
        old = feed(FRENCH, published="Wed, 25 Nov 2020 10:00:00 GMT").replace(b"<title>T</title>", TITLE)
        press.put("http://ledger.example/old.xml", old)
        press.put("http://ledger.example/other.xml", feed(["http://ledger.example/x-1", "http://ledger.example/x-2"]))
        press.put("http://ledger.example/empty.xml", feed([]))
        press.put("http://ledger.example/page.xml", b"<html><h1>No feed any more</h1></html>")
        press.put("http://ledger.example/maps.xml", Answer(body=MAPS, headers={"Content-Type": "application/xml"}))
        press.put("http://closed.example/robots.txt", Answer(status=503))
        press.put("http://shut.example/robots.txt", b"User-agent: *\nDisallow: /\n")
        yield press


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "sites").mkdir()
    (folder / "sites/ledger.toml").write_text(DEFINITION)
    return folder


def check(folder: Path, press: Press, *arguments: str) -> subprocess.CompletedProcess[str]:
    at = [sys.executable, "-m", "parvis", "--db", str(folder / "archive.db"), "sites", "check", *arguments]
    to = ["--proxy", press.proxy, "--delay", "0"]
    return subprocess.run([*at, *to], cwd=ROOT, capture_output=True, text=True, timeout=80, check=False)


@pytest.fixture(scope="module")
def found(folder: Path, press: Press) -> dict[str, dict[str, Any]]:
    """What became of each source, by the last part of its address."""
    done = check(folder, press, "ledger", "--json")
    assert done.returncode == 4
    return {source["url"].partition("://")[2]: source for source in json.loads(done.stdout)["sources"]}


def test_a_source_that_answers_says_with_what(found: dict[str, dict[str, Any]]) -> None:
    good = found["ledger.example/feed.xml"]

    assert (good["works"], good["doubts"]) == (True, [])
    assert (good["links"], good["accepted"], good["robots"], good["status"]) == (12, 12, "allowed", 200)
    assert good["newest"] == NOW.isoformat()
    assert (found["ledger.example/maps.xml"]["sources"], found["ledger.example/maps.xml"]["works"]) == (1, True)


def test_a_source_is_doubted_for_its_age_its_addresses_and_its_language(found: dict[str, dict[str, Any]]) -> None:
    assert found["ledger.example/old.xml"]["works"]
    assert found["ledger.example/old.xml"]["doubts"] == [
        "article_pattern takes 9 of 19 links",
        "nothing new since 2020-11-25",
        "written in fr, not in en",
    ]


@pytest.mark.parametrize(
    ("address", "robots", "problem"),
    [
        ("ledger.example/other.xml", "allowed", "article_pattern takes none of its 2 links"),
        ("ledger.example/empty.xml", "allowed", "it answers and names nothing"),
        ("ledger.example/page.xml", "allowed", "unreadable: "),
        ("ledger.example/gone.xml", "allowed", "gone: status 404"),
        ("closed.example/news.xml", "closed", "robots_unavailable: "),
        ("shut.example/news.xml", "disallowed", "robots: disallow: /"),
    ],
)
def test_a_source_of_no_use_says_why(found: dict[str, dict[str, Any]], address: str, robots: str, problem: str) -> None:
    assert not found[address]["works"]
    assert found[address]["robots"] == robots
    assert found[address]["problem"].startswith(problem)


def test_nothing_but_the_sources_is_asked(found: dict[str, dict[str, Any]], press: Press) -> None:
    assert {path for path in press.paths("ledger.example") if "story" in path or "2026" in path} == set()
    assert press.paths("shut.example") == press.paths("closed.example")[:1] == ["/robots.txt"]


def test_a_line_a_source_is_shown(folder: Path, press: Press) -> None:
    (folder / "sites/small.toml").write_text(
        'name = "small"\ntitle = "Small"\nhome = "http://ledger.example/"\nfeeds = ["http://ledger.example/feed.xml"]'
    )
    done = check(folder, press, "small")

    assert done.returncode == 0
    assert (
        " ".join(done.stdout.split())
        == f"ok small feed 12 links, 100% articles, {NOW:%Y-%m-%d} ledger.example/feed.xml"
    )
    assert "1 source of 1 site, all answer" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["sites"]  # no archive is made


@pytest.mark.parametrize(
    ("titles", "declared", "other"),
    [
        (
            ["Hva skjer med havna når det er slutt, og hvem skal ha den", "Det er ikke over ennå for dem som var der"],
            "da",
            None,
        ),
        (["港の橋が閉鎖された", "市長が語る"], "en", "ja"),
        (["A", "B"], "fr", None),
        (["The harbour and the bridge are to be closed", "What the mayor has said of it, and why"], "xx", None),
    ],
    ids=["neighbours", "script", "too little", "no such language"],
)
def test_a_language_is_doubted_only_on_evidence(titles: list[str], declared: str, other: str | None) -> None:
    assert other_language(titles, declared) == other
