"""Boilerplate is learnt from the site and cleaned backwards in time; the order of the pages never matters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import reading
from parvis.records import Page
from tests.archives import BASE, open_desk
from tests.pages import day, make_page

OFFER = "Read our special edition on the harbour, every week in your letter box."


def story(number: int, *more: str, version: int = 1) -> Page:
    return make_page(f"{BASE}{number}", f"Story {'abcdefghij'[number]} tells version {'xyz'[version]} of it.", *more)


def teasers(path: Path) -> dict[str, list[str]]:
    """The teasers of every article, the oldest version first."""
    from parvis.archive import Archive

    with Archive.open(path) as archive:
        rows = archive.conn.execute("SELECT url, teaser FROM versions ORDER BY url, first_seen_at, id").fetchall()
    return {url: [teaser for other, teaser in rows if other == url] for url, _ in rows}


def test_a_line_of_three_articles_leaves_the_teasers_stored_before(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([story(number, OFFER) for number in (1, 2)])
    before = teasers(desk.archive.path)
    desk.store([story(3, OFFER)], at=day(2))
    desk.archive.close()

    assert all(OFFER in teaser for versions in before.values() for teaser in versions)
    assert not any(OFFER in teaser for versions in teasers(desk.archive.path).values() for teaser in versions)


def test_versions_that_differed_in_boilerplate_alone_become_one(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([story(1)])
    desk.store([story(1, OFFER)], at=day(2))
    desk.store([story(number, OFFER) for number in (2, 3)], at=day(3))

    record = reading.article(desk.archive, f"{BASE}1")
    aliases = desk.archive.conn.execute("SELECT id, version_id FROM version_alias").fetchall()
    desk.archive.close()
    assert record is not None
    assert [version.id for version in record.versions] == [1]
    assert [look.version_id for look in record.observations] == [1, 1]
    assert aliases == [(2, 1)]


def test_what_was_removed_is_counted_and_explained(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([story(number, OFFER) for number in (1, 2, 3)])
    record = reading.article(desk.archive, f"{BASE}1")
    desk.archive.close()

    assert record is not None
    [removed] = [block for block in record.removed if block.text == OFFER]
    assert removed.articles == 3
    assert {term["name"] for term in removed.terms} >= {"prose", "articles"}
    assert record.current["boilerplate_words"] == 13


@st.composite
def crawls(draw: st.DrawFn) -> tuple[list[Page], list[Page]]:
    """Pages of one site, and the same pages in another order."""
    pages = [
        story(number, *([OFFER] if draw(st.booleans()) else []), *(["Share this."] if draw(st.booleans()) else []))
        for number in range(draw(st.integers(2, 6)))
    ]
    return pages, draw(st.permutations(pages))


@settings(max_examples=25)
@given(crawls())
def test_the_order_of_the_pages_changes_nothing(orders: tuple[list[Page], list[Page]]) -> None:
    first, second = (outcome(pages) for pages in orders)

    assert first == second


def outcome(pages: Sequence[Page]) -> tuple[object, ...]:
    """What an archive says in the end: every teaser, every text and its status."""
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder) / "archive.db")
        for number, page in enumerate(pages, start=1):
            desk.store([page], at=day(number))
        desk.archive.finish_crawl(desk.crawl_id, now=day(9), reason="finished")
        blocks = desk.archive.conn.execute(
            "SELECT text, articles, kind, score, terms FROM block ORDER BY text"
        ).fetchall()
        desk.archive.close()
        return teasers(desk.archive.path), blocks


@pytest.mark.parametrize("seed", range(2))
def test_seeing_the_same_pages_again_changes_nothing(tmp_path: Path, seed: int) -> None:
    desk = open_desk(tmp_path / "archive.db")
    pages = [story(number, OFFER, version=seed) for number in (1, 2)]
    desk.store(pages)
    before = teasers(desk.archive.path)
    for number in (2, 3, 4):
        desk.store(pages, at=day(number))
    desk.archive.close()

    assert teasers(desk.archive.path) == before
