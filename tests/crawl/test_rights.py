"""What origins and pages say of rights, over the wire: asked for before the first article, kept with each fetch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.conftest import crawl, rows
from tests.crawl.misbehaviour import hang
from tests.crawl.press import Answer, Misbehaviour, Press, article, feed

DAY = "2026-03-01T06:00:00+00:00"
FILES = ["/.well-known/tdmrep.json", "/ai.txt", "/.well-known/trust.txt"]
RSL = b'<rsl xmlns="x"><content url="/"><license><prohibits>ai-train</prohibits></license></content></rsl>'
FEED = b"""<rss version="2.0" xmlns:rsl="https://rslstandard.org/rsl"><channel><title>Feed</title><item><title>A</title>
<link>http://feed.example/story</link><rsl:content url="http://feed.example/story"><rsl:license>
<rsl:prohibits type="usage">ai-train</rsl:prohibits></rsl:license></rsl:content></item></channel></rss>"""
HOSTS: dict[str, dict[str, Answer | Misbehaviour]] = {
    "plain": {},
    "tdm": {FILES[0]: Answer(body=b'[{"location": "/story*", "tdm-reservation": 1}]')},
    "signal": {"/robots.txt": Answer(body=b"User-agent: *\nContent-Signal: ai-train=no\nDisallow: /ai.txt\n")},
    "rsl": {"/robots.txt": Answer(body=b"License: http://rsl.example/l.xml\n"), "/l.xml": Answer(body=RSL)},
    "slow": {FILES[0]: hang},
    "declared": {"/ai.txt": Answer(body=b"User-agent: *\nDisallow: /\n")},
    "feed": {"/feed.xml": Answer(body=FEED)},
    "header": {"/story": Answer(body=article(7), headers={"X-Robots-Tag": "otherbot: noindex"})},
}


@pytest.fixture(scope="module")
def feeds(press: Press) -> list[str]:
    for number, (host, answers) in enumerate(HOSTS.items()):
        press.put(f"http://{host}.example/feed.xml", feed([f"http://{host}.example/story"]))
        press.put(f"http://{host}.example/story", article(number))
        for path, answer in answers.items():
            press.put(f"http://{host}.example{path}", answer)
    return [f"http://{host}.example/feed.xml" for host in HOSTS]


def run(press: Press, feeds: list[str], db: Path, **more: Any) -> dict[str, Any]:
    return crawl(db=str(db), urls=feeds, proxy=press.proxy, delay=0, pinned={"DOWNLOAD_TIMEOUT": 2}, **more)


@pytest.fixture(scope="module")
def research(press: Press, feeds: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("research") / "archive.db"
    assert run(press, feeds, db, start=DAY)["stored"] == {"new": len(HOSTS)}
    return db


def rights(db: Path, host: str) -> dict[str, Any]:
    query = f"""
        SELECT rights.terms FROM fetch JOIN url ON url.id = url_id JOIN rights ON rights.id = rights_id
        WHERE url.url = 'http://{host}.example/story'
    """  # noqa: S608 (our own tables)
    found: dict[str, Any] = json.loads(rows(db, query)[0][0])
    return found


@pytest.mark.parametrize(
    ("host", "reserved_by"),
    [
        ("plain", []),
        ("tdm", ["tdmrep.json"]),
        ("signal", ["robots.txt content-signal"]),
        ("rsl", ["rsl"]),
        ("feed", ["rsl of a feed"]),
        ("declared", []),
    ],
)
def test_what_reserves_is_recorded_with_the_fetch(research: Path, host: str, reserved_by: list[str]) -> None:
    assert rights(research, host)["reserved_by"] == reserved_by


def test_a_line_for_another_robot_does_not_reach_into_the_next(press: Press, research: Path) -> None:
    assert rights(research, "header")["noindex"] is False


def test_what_could_not_be_had_is_unknown_and_closes_nothing(research: Path) -> None:
    assert (rights(research, "slow")["tdm_unknown"], rights(research, "plain")["tdm_unknown"]) == (True, False)


def test_the_files_are_asked_for_before_the_first_article_and_not_where_robots_txt_forbids(
    press: Press, research: Path
) -> None:
    assert press.paths("plain.example")[:6] == ["/robots.txt", "/feed.xml", *FILES, "/story"]
    assert "/ai.txt" not in press.paths("signal.example")
    assert press.paths("rsl.example").index("/l.xml") < press.paths("rsl.example").index("/story")


def test_the_general_profile_keeps_no_reserved_text(press: Press, feeds: list[str], tmp_path: Path) -> None:
    run(press, feeds, tmp_path / "a.db", start=DAY, profile="general")
    kept = dict(rows(tmp_path / "a.db", "SELECT url.host, teaser <> '' FROM version JOIN url USING (article_id)"))

    assert {host for host, has_teaser in kept.items() if not has_teaser} == {
        f"{host}.example" for host in ("tdm", "signal", "rsl", "feed", "slow")
    }
    assert rows(tmp_path / "a.db", "SELECT profile FROM crawl") == [("general",)]


def test_the_next_day_asks_again_for_what_reserves_and_the_next_week_for_what_declares(
    press: Press, feeds: list[str], research: Path
) -> None:
    asked = []
    for start in ("2026-03-01T20:00:00+00:00", "2026-03-02T07:00:00+00:00", "2026-03-09T07:00:00+00:00"):
        before = len(press.paths("plain.example"))
        run(press, feeds[:1], research, start=start, revisit=0)
        asked.append([path for path in press.paths("plain.example")[before:] if path in FILES])

    assert asked == [[], FILES[:1], FILES]
