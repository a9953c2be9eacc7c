"""A paper that is built anew while it is crawled: told within twenty pages, by the crawl itself, to a real command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from parvis.crawl.request import CrawlRequest
from parvis.crawl.sources import sites_of
from parvis.page import read_page
from tests.archives import open_desk
from tests.crawl.conftest import crawl, rows
from tests.crawl.press import Press, article, feed
from tests.pages import day

HOST = "http://rebuilt.example/"
FEED = f"{HOST}feed.xml"
OLD, NEW = range(100, 130), range(130, 160)  # stories of the feed, the newest first
BEFORE = 15  # stories that are asked for in the old template


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """An archive that knows the paper from three days."""
    path = tmp_path / "archive.db"
    [site] = sites_of(CrawlRequest(archive=path, sites=(), urls=(FEED,))).values()
    desk = open_desk(path, site=site, at=day(1))
    pages = [read_page(article(number), f"{HOST}known/{number}") for number in range(24)]
    for number in range(1, 4):
        desk.store([replace(page, site=site.name) for page in pages], at=day(number))
        desk.next_crawl(at=day(number))
    desk.archive.finish_crawl(desk.crawl_id, now=day(3), reason="finished")
    desk.archive.close()
    return path


def built_anew(number: int) -> bytes:
    """All that stands in the page itself is a headline in another frame; the story comes by a script."""
    return (
        f'<!doctype html><html lang="en"><head><title>Story {number}</title></head><body><div class="frame"><div>'
        f'<section class="lead"><h1>Story number {number}</h1><div class="app" data-story="{number}"></div></section>'
        '<ul class="bar"><li><a href="/a">Town</a></li><li><a href="/b">Sea</a></li></ul></div></div></body></html>'
    ).encode()


def publish(press: Press) -> None:
    links = [f"{HOST}{number}" for number in (*OLD, *NEW)]
    press.put(FEED, feed(links))
    for number, link in zip((*OLD, *NEW), links, strict=True):
        press.put(link, article(number))


def rebuild(press: Press) -> None:
    for number in (*OLD, *NEW):
        press.put(f"{HOST}{number}", built_anew(number))


def test_a_template_that_is_swapped_is_told_within_twenty_pages(press: Press, db: Path, tmp_path: Path) -> None:
    publish(press)
    told = tmp_path / "told"
    before = len(press.asked)
    sources = 3  # robots.txt, the feed, and the file of rights
    press.alarms[before + sources + BEFORE + 1] = lambda: rebuild(press)

    report = crawl(
        db=str(db), urls=[FEED], proxy=press.proxy, delay=0, start="2026-03-05T06:00:00+00:00",
        on_alarm=f"tee -a '{told}'",
    )  # fmt: skip

    alarms = {kind: json.loads(detail) for kind, detail in rows(db, "SELECT kind, detail FROM alarms")}
    old = rows(db, "SELECT pages - without_teaser FROM health ORDER BY crawl_id DESC LIMIT 1")[0][0]
    assert {"teaser_empty", "layout_drift"} <= alarms.keys()
    assert BEFORE - 2 <= old <= BEFORE + 2
    assert all(alarms[kind]["after_pages"] <= old + 20 for kind in ("teaser_empty", "layout_drift"))
    assert rows(db, "SELECT count(*) FROM alarm WHERE told_at IS NULL") == [(0,)]
    assert {json.loads(line)["kind"] for line in told.read_text().splitlines()} == alarms.keys()
    assert (report["untold"], len(report["alarms"])) == ([], len(alarms))
    assert rows(db, "SELECT reason, exit, version IS NOT NULL FROM runs ORDER BY id DESC LIMIT 1") == [
        ("finished", 0, 1)
    ]


def test_a_command_that_fails_costs_the_crawl_nothing(press: Press, db: Path) -> None:
    publish(press)
    rebuild(press)
    press.put(FEED, feed([f"{HOST}{number}" for number in OLD]))

    report = crawl(
        db=str(db), urls=[FEED], proxy=press.proxy, delay=0, start="2026-03-05T06:00:00+00:00", on_alarm="false"
    )

    assert (report["reason"], report["stored"]) == ("finished", {"new": len(OLD)})
    assert set(report["untold"]) == {"it ended with exit code 1"}
    assert len(report["untold"]) == len(report["alarms"]) > 0
