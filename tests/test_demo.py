"""The demo's archive, held against what the press has printed: access, teasers, and no word from behind a wall."""

from __future__ import annotations

import base64
import gzip
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest

from parvis.demo import PAPERS, Story, canaries, second_path, stories
from parvis.demo.story import GONE, SECOND_URL, locked_over_night
from parvis.words import Access

LAST = [story for paper in PAPERS for story in stories(paper, 2)]


def identify(story: Story) -> str:
    return f"{story.paper.name}{story.number}"


def ask(db: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def record(db: Path, story: Story) -> dict[str, object]:
    names = ("headline", "standfirst", "teaser", "access", "authors", "published_on", "remaining_percent", "section")
    query = """
        SELECT headline, standfirst, teaser, access, authors, published_on, remaining_percent, section
        FROM version JOIN article ON version_id = version.id WHERE url = ?
    """
    [row] = ask(db, query, story.url)
    return dict(zip(names, row, strict=True))


@pytest.mark.parametrize("story", LAST, ids=identify)
def test_the_archive_holds_what_the_paper_printed(demo_db: Path, story: Story) -> None:
    found = record(demo_db, story)

    assert found["access"] == story.access
    assert found["headline"] == story.headline
    assert found["standfirst"] == story.standfirst
    assert found["published_on"] == story.published_at.date().isoformat()
    assert [name for name in story.authors if name not in str(found["authors"])] == []
    if story.paper.name == "courrier" and story.access is Access.LOCKED:
        assert found["remaining_percent"] == story.remaining_percent


@pytest.mark.parametrize("story", LAST, ids=identify)
def test_a_teaser_is_the_article_and_nothing_else(demo_db: Path, story: Story) -> None:
    paragraphs = str(record(demo_db, story)["teaser"]).split("\n\n")
    printed = [text.rstrip(".") for text in (*story.public, *story.rest)]

    assert [text for text in paragraphs if text.rstrip(".") not in printed] == []
    assert len(paragraphs) >= len(story.public)


def test_no_word_from_behind_a_wall_is_in_any_byte(demo_db: Path) -> None:
    kept = b"".join(path.read_bytes() for path in demo_db.parent.iterdir())

    assert b"Harbour" in kept
    for word in canaries():
        for spelling in (
            word.encode(),
            word.encode("utf-16-le"),
            quote(word).encode(),
            base64.b64encode(word.encode())[:-4],
        ):
            assert spelling not in kept
    assert b"zqcomment" not in kept


def test_the_search_for_canaries_would_find_one(demo_db: Path, tmp_path: Path) -> None:
    """The byte search above is blind to compression: nothing in the folder may be compressed."""
    kept = b"".join(path.read_bytes() for path in demo_db.parent.iterdir())

    assert gzip.compress(b"", mtime=0)[:3] not in kept


def test_an_article_that_was_locked_over_night_has_both_versions(demo_db: Path) -> None:
    for paper in PAPERS:
        url = next(story.url for story in stories(paper, 2) if story.number == locked_over_night(paper))
        assert ask(demo_db, "SELECT access FROM versions WHERE url = ? ORDER BY first_seen_at", url) == [
            ("free",),
            ("locked",),
        ]


def test_what_is_gone_stays_in_the_archive(demo_db: Path) -> None:
    urls = [story.url for paper in PAPERS for story in stories(paper, 1) if story.number == GONE]

    assert all(ask(demo_db, "SELECT gone_at IS NOT NULL FROM article WHERE url = ?", url) == [(1,)] for url in urls)


def test_a_second_address_leads_to_the_same_article(demo_db: Path) -> None:
    for paper in PAPERS:
        story = next(story for story in stories(paper, 2) if story.number == SECOND_URL)
        query = """
            SELECT count(DISTINCT article_url.article_id), max(article.url)
            FROM article_url JOIN article ON article.id = article_id WHERE article_url.url IN (?, ?)
        """
        rows = ask(demo_db, query, story.url, f"http://{story.paper.host}{second_path(paper)}")
        assert rows == [(1, story.url)]


def test_login_lines_are_known_as_boilerplate(demo_db: Path) -> None:
    texts = {str(text) for (text,) in ask(demo_db, "SELECT text FROM boilerplate WHERE site = 'courrier'")}

    assert {"Mot de passe perdu ?", "Pas encore de compte ?", "Déjà inscrit(e) ?"} <= texts


def test_the_drafts_were_never_asked_for(demo_db: Path) -> None:
    rows = ask(demo_db, "SELECT state, reason, fetched_at IS NULL OR etag IS NULL FROM url WHERE url LIKE '%/intern/%'")

    assert rows == [("excluded", "robots", 1)] * 3
