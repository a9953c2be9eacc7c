"""Crawls that come back: what is unchanged costs a 304, what changed makes one version."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crawl.conftest import balance, crawl, rows
from tests.crawl.press import Answer, Press, article, feed

FEED = "http://again.example/feed.xml"
MANY = 12


@pytest.fixture(scope="module")
def first(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive after a first crawl on the first of March."""
    path = tmp_path_factory.mktemp("first") / "archive.db"
    links = [f"http://again.example/{number}" for number in range(MANY)]
    press.put(FEED, Answer(body=feed(links), headers={"ETag": '"feed"', "Content-Type": "application/rss+xml"}))
    for number, link in enumerate(links):
        press.put(link, Answer(body=article(number), headers={"ETag": f'"{number}"'}))
    crawl(db=str(path), urls=[FEED], proxy=press.proxy, delay=0, start="2026-03-01T06:00:00+00:00")
    return path


@pytest.fixture
def db(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(first, tmp_path / "archive.db"))


def count(db: Path, table: str) -> int:
    return int(rows(db, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 (our own tables)


def test_a_crawl_of_the_same_hour_asks_for_the_feed_only_and_not_for_robots_txt(press: Press, db: Path) -> None:
    before = len(press.asked)

    report = crawl(db=str(db), urls=[FEED], proxy=press.proxy, delay=0, start="2026-03-01T06:30:00+00:00")

    assert [asked.path for asked in press.asked[before:]] == ["/feed.xml"]
    assert report["unchanged"] == 1


def test_a_crawl_of_the_next_hour_looks_at_the_articles_again(press: Press, db: Path) -> None:
    report = crawl(db=str(db), urls=[FEED], proxy=press.proxy, delay=0, start="2026-03-01T07:30:00+00:00")

    assert report["unchanged"] == MANY + 1
    assert set(rows(db, "SELECT revisit_at FROM url WHERE kind = 'article'")) <= {
        (f"2026-03-01T12:00:{second:02}+00:00",) for second in range(30)
    }


def test_a_crawl_of_what_is_due_leaves_a_feed_alone_that_is_not(press: Press, db: Path) -> None:
    query = "UPDATE url SET revisit_at = '2026-03-09T06:00:00+00:00' WHERE kind = 'feed'"
    with closing(sqlite3.connect(db)) as conn, conn:
        conn.execute(query)
    before = len(press.asked)

    crawl(db=str(db), urls=[FEED], proxy=press.proxy, delay=0, due_only=True, start="2026-03-01T07:30:00+00:00")

    assert {asked.path for asked in press.asked[before:]} == {f"/{number}" for number in range(MANY)}


def test_a_revisit_of_unchanged_articles_makes_observations_and_no_version(press: Press, db: Path) -> None:
    before, robots = count(db, "observation"), press.paths("again.example").count("/robots.txt")

    report = crawl(db=str(db), urls=[FEED], proxy=press.proxy, delay=0, revisit=0, start="2026-03-02T07:00:00+00:00")

    assert report["unchanged"] == MANY + 1
    assert count(db, "version") == MANY
    assert count(db, "observation") == before + MANY
    assert press.paths("again.example").count("/robots.txt") == robots + 1  # a day has gone by
    assert balance(db) == 0


def test_a_changed_article_makes_one_version(press: Press, db: Path) -> None:
    press.put("http://again.example/3", Answer(body=article(333), headers={"ETag": '"new"'}))

    try:
        report = crawl(
            db=str(db), urls=[FEED], proxy=press.proxy, delay=0, revisit=0, start="2026-03-02T07:00:00+00:00"
        )
    finally:
        press.put("http://again.example/3", Answer(body=article(3), headers={"ETag": '"3"'}))

    assert report["stored"] == {"changed": 1}
    assert count(db, "version") == MANY + 1


def test_the_page_budget_counts_articles_and_leaves_the_rest_pending(press: Press, db: Path) -> None:
    report = crawl(
        db=str(db), urls=[FEED], proxy=press.proxy, delay=0, revisit=0, max_pages=4, start="2026-03-02T07:00:00+00:00"
    )

    assert report["reason"] == "page budget"
    assert rows(db, "SELECT count(*) FROM url WHERE state = 'pending'") == [(MANY - 4,)]


def test_what_was_published_before_the_date_is_too_old(press: Press, tmp_path: Path) -> None:
    links = [f"http://old.example/{number}" for number in range(60)]
    press.put("http://old.example/feed.xml", feed(links, published="Mon, 02 Mar 2020 10:00:00 GMT"))

    report = crawl(
        db=str(tmp_path / "a.db"),
        urls=["http://old.example/feed.xml"],
        proxy=press.proxy,
        delay=0,
        since="2026-01-01",
    )

    assert report["excluded"] == {"too_old": 60}
    assert not [path for path in press.paths("old.example") if path.removeprefix("/").isdigit()]


def test_a_home_page_gives_its_feed_its_sitemap_and_its_links(press: Press, tmp_path: Path) -> None:
    home = "http://home.example/"
    press.put(
        home,
        b'<!doctype html><html><head><title>Home</title><link rel="alternate" type="application/rss+xml" '
        b'href="/rss"></head><body><a href="/news/by-a-link-of-the-page">A story that it links to</a></body></html>',
    )
    press.put(f"{home}robots.txt", b"Sitemap: http://home.example/map\n")
    press.put(f"{home}rss", feed([f"{home}news/by-feed"]))
    press.put(
        f"{home}map",
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<url><loc>http://home.example/news/by-map</loc></url></urlset>",
    )
    for number, name in enumerate(("by-feed", "by-map", "by-a-link-of-the-page")):
        press.put(f"{home}news/{name}", article(number))

    report = crawl(db=str(tmp_path / "a.db"), urls=[home], proxy=press.proxy, delay=0)

    assert report["sources"] == 3
    assert report["stored"] == {"new": 3}


def test_an_article_given_by_hand_is_all_that_is_asked_for(press: Press, tmp_path: Path) -> None:
    url = "http://alone.example/2026/one-story"
    press.put(url, article(5))

    report = crawl(db=str(tmp_path / "a.db"), articles=[url], proxy=press.proxy, delay=0)

    assert report["stored"] == {"new": 1}
    assert press.paths("alone.example") == ["/robots.txt", "/.well-known/tdmrep.json", "/2026/one-story"]
