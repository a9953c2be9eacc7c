"""Undoing a merger: apart again, with what each URL has shown, and for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.archive.audit import audit
from parvis.errors import ArchiveError
from tests.archives import Desk, open_desk
from tests.pages import day
from tests.test_learning import HOST, LINE, PATHS, article, articles_of_line, stories, story


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three URLs that a rule has made one article, and an archive that is in order when the test ends."""
    desk = open_desk(tmp_path / "archive.db")
    desk.store([*stories(), story(PATHS[0], 1, LINE)])
    desk.store([story(PATHS[1], 1, LINE)], at=day(2))
    desk.store([story(PATHS[2], 1, LINE, "And another line.")], at=day(3))
    desk.next_crawl(at=day(4))
    yield desk
    found = audit(desk.archive)
    desk.archive.close()
    assert found == ()


def test_apart_again_with_what_each_has_shown(desk: Desk) -> None:
    merged = article(desk, PATHS[0])
    new = desk.archive.split(HOST + PATHS[2], now=day(4))

    one, other = article(desk, PATHS[0]), article(desk, PATHS[2])
    assert len(merged.versions) == 2
    assert (one.id, other.id) == (merged.id, new)
    assert [version.data["teaser"] for version in one.versions] == [LINE]
    assert [version.data["teaser"] for version in other.versions] == [f"{LINE}\n\nAnd another line."]
    assert (one.url, other.url) == (HOST + PATHS[1], HOST + PATHS[2])
    assert (one.last_seen_at, other.first_seen_at) == (day(2), day(3))
    assert articles_of_line(desk) == 2


def test_what_both_have_shown_stays_with_both(desk: Desk) -> None:
    desk.archive.split(HOST + PATHS[1], now=day(4))

    assert [version.data["teaser"] for version in article(desk, PATHS[0]).versions] == [
        LINE,
        f"{LINE}\n\nAnd another line.",
    ]
    assert [version.data["teaser"] for version in article(desk, PATHS[1]).versions] == [LINE]


def test_it_has_the_id_again_by_which_it_was_cited(desk: Desk) -> None:
    [(cited,)] = desk.rows("SELECT id FROM article_alias WHERE key = ?", f"ledger.example/{PATHS[1]}")
    before = article(desk, cited).id
    new = desk.archive.split(HOST + PATHS[1], now=day(4))

    assert (before, new) == (article(desk, PATHS[0]).id, cited)
    assert article(desk, cited).url == HOST + PATHS[1]


def test_it_holds(desk: Desk) -> None:
    """Whatever the site's ids say, in later crawls too, and also when the page itself claims the other's URL."""
    new = desk.archive.split(HOST + PATHS[2], now=day(4))
    desk.store([story(path, 1, LINE) for path in PATHS], at=day(5))
    desk.next_crawl(at=day(6))
    desk.store([story(PATHS[2], 1, LINE, canonical=PATHS[0])], at=day(7))
    desk.store([story(PATHS[1], 1, LINE, canonical=PATHS[2])], at=day(7))
    desk.next_crawl(at=day(8))

    assert article(desk, PATHS[2]).id == new
    assert article(desk, PATHS[1]).id == article(desk, PATHS[0]).id != new
    assert articles_of_line(desk) == 2


def test_an_article_that_goes_by_the_url_goes_by_another(desk: Desk) -> None:
    before = article(desk, PATHS[0])
    desk.archive.split(HOST + PATHS[2], now=day(4))

    assert before.url == HOST + PATHS[2]
    assert article(desk, before.id).url == HOST + PATHS[1]


@pytest.mark.parametrize("path", ["nowhere", "sport/story-1000002"])
def test_what_cannot_be_split_is_said(desk: Desk, path: str) -> None:
    with pytest.raises(ArchiveError, match=path):
        desk.archive.split(HOST + path, now=day(4))
