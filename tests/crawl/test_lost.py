"""What Scrapy loses without a word ends in one outcome all the same: our own fault, with the class of what was lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from parvis.archive import Archive
from parvis.archive.audit import audit
from tests.crawl.breakers import LOST, SETTINGS
from tests.crawl.conftest import crawl, rows
from tests.crawl.misbehaviour import redirect
from tests.crawl.press import Press, article, feed

TWINS = ("/twin-1", "/twin-2", "/twin-3")  # lead to one page that no source names


class World:
    """Every page on a host of its own, so that none waits for another's turn."""

    def __init__(self, press: Press, folder: Path) -> None:
        self.press, self.db = press, folder / "archive.db"
        self.urls = {path: f"http://p{number}.example{path}" for number, path in enumerate(LOST)}
        self.urls |= {path: f"http://twins.example{path}" for path in TWINS}
        for number, (path, url) in enumerate(self.urls.items()):
            press.put(url, redirect("/one-page") if path in TWINS else article(number))
        press.put("http://twins.example/one-page", article(99))
        sources = {host(url) for url in self.urls.values()}
        for source in sources:
            press.put(f"http://{source}/feed.xml", feed(url for url in self.urls.values() if host(url) == source))
        urls = [f"http://{source}/feed.xml" for source in sorted(sources)]
        log = str(folder / "log")
        self.report = crawl(db=str(self.db), urls=urls, proxy=press.proxy, delay=0, pinned=SETTINGS, log=log)
        query = "SELECT url, state, reason, detail FROM url WHERE kind = 'article'"
        self.outcomes: dict[str, tuple[Any, ...]] = {url: tuple(outcome) for url, *outcome in rows(self.db, query)}


def host(url: str) -> str:
    return url.split("/")[2]


@pytest.fixture(scope="module")
def world(press: Press, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(press, tmp_path_factory.mktemp("lost"))


@pytest.mark.parametrize("path", LOST)
def test_what_is_lost_ends_as_our_own_fault(world: World, path: str) -> None:
    state, reason, detail = world.outcomes[world.urls[path]]

    assert (state, reason) == ("failed", "program")
    assert detail.startswith(LOST[path])


def test_ways_to_one_page_that_was_not_known_are_one_article(world: World) -> None:
    states = sorted(world.outcomes[world.urls[path]][0] for path in TWINS)

    assert states == ["excluded", "excluded", "stored"]
    assert rows(world.db, "SELECT count(*) FROM article WHERE url LIKE '%twins%'") == [(1,)]


def test_every_lease_has_ended_once_and_the_crawl_came_to_its_end(world: World) -> None:
    assert world.report["reason"] == "finished"
    assert rows(world.db, "SELECT max(number) FROM (SELECT count(*) AS number FROM fetch GROUP BY url_id)") == [(1,)]
    with Archive.open(world.db) as archive:
        assert audit(archive) == ()
