"""Articles recognised under any URL: what a site's URLs teach, at the end of a crawl and in the next one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import reading
from parvis.archive.audit import audit
from parvis.archive.reading import ArticleRecord
from parvis.records import Page, Term
from parvis.words import Role
from tests.archives import Desk, open_desk
from tests.pages import block, day, make_page

HOST = "http://ledger.example/"
LINE = "The bridge over the harbour will be closed for the whole of the summer."
PROSE = (Term(name="prose", bits=-2.0),)


def story(path: str, number: int = 0, *lines: str, canonical: str | None = None, title: str = "") -> Page:
    built = make_page(
        f"{HOST}{path}",
        *(lines or (f"Story {'i' * number} tells of the harbour.",)),
        headline=title or f"Harbour{number} opens bridge{number} today{number}",
    )
    claimed = f"{HOST}{canonical}" if canonical is not None else None
    return replace(built, metadata=replace(built.metadata, canonical_url=claimed))


def stories(numbers: Sequence[int] = range(2, 25)) -> list[Page]:
    """Articles with ids, enough of them for the ids to be learnt."""
    return [story(f"sport/story-{1_000_000 + number}", number) for number in numbers]


def article(desk: Desk, path: str | int) -> ArticleRecord:
    found = reading.article(desk.archive, path if isinstance(path, int) else f"{HOST}{path}")
    assert found is not None
    return found


def articles_of_line(desk: Desk, text: str = LINE) -> int:
    [(number,)] = desk.rows("SELECT articles FROM block WHERE text = ?", text)
    return int(number)


PATHS = ("sport/old-slug-1000001", "sport/new-slug-1000001", "culture/1000001/new-slug")


def test_an_article_under_three_urls_is_one(desk: Desk) -> None:
    desk.store(stories())
    desk.store([story(path, 1, LINE) for path in PATHS])
    seen = articles_of_line(desk), len(desk.rows("SELECT id FROM article"))
    desk.next_crawl(at=day(2))

    record = article(desk, PATHS[0])
    assert (seen, articles_of_line(desk), len(desk.rows("SELECT id FROM article"))) == ((3, 26), 1, 24)
    assert {article(desk, path).id for path in PATHS} == {record.id}
    assert (len(record.versions), len(record.observations)) == (1, 3)
    assert record.current["teaser"] == LINE


def test_a_merger_says_by_which_rule_and_the_old_id_still_leads_there(desk: Desk) -> None:
    desk.store([*stories(), story(PATHS[0], 1)])
    desk.store([story(PATHS[1], 1)], at=day(2))
    cited = article(desk, PATHS[1]).id
    desk.next_crawl(at=day(3))

    [(relation, evidence)] = desk.rows(
        "SELECT relation, evidence FROM article_url WHERE key = ?", f"ledger.example/{PATHS[1]}"
    )
    assert (relation, json.loads(evidence)) == ("article_id", {"rule": "digits", "value": "1000001", "article": cited})
    assert article(desk, cited).id == article(desk, PATHS[0]).id != cited
    assert article(desk, cited).url == f"{HOST}{PATHS[1]}"  # it goes by its newest


def test_one_article_of_many_urls_hides_no_other(desk: Desk) -> None:
    """However many URLs of a live page hold a line: once they count as one, the other articles still count."""
    live = [story(f"live/hour-{hour}-1000001", 1, LINE) for hour in range(12)]
    desk.store([*stories(range(4, 25)), *live, *(story(f"sport/story-{1_000_000 + n}", n, LINE) for n in (2, 3))])
    desk.next_crawl(at=day(2))

    assert articles_of_line(desk) == 3
    assert article(desk, "live/hour-3-1000001").current["teaser"] != LINE


def test_in_the_next_crawl_a_new_url_is_recognised_on_arrival(desk: Desk) -> None:
    desk.store([*stories(), story(PATHS[0], 1, LINE)])
    desk.next_crawl(at=day(2))
    desk.store([story(PATHS[1], 1, LINE)], at=day(3))

    record = article(desk, PATHS[1])
    assert (record.id, len(record.versions)) == (article(desk, PATHS[0]).id, 1)
    assert dict(record.urls) == {HOST + PATHS[0]: "own", HOST + PATHS[1]: "article_id"}
    assert articles_of_line(desk) == 1


def test_a_card_under_another_url_of_its_article_counts_with_it(desk: Desk) -> None:
    desk.store([*stories(), story(PATHS[0], 1, LINE)])
    card = replace(block(Role.RELATED, LINE, owner=HOST + PATHS[2], prior=PROSE), path="aside")
    desk.store([replace(page, blocks=(*page.blocks, card)) for page in stories([30, 31])])
    before = articles_of_line(desk)
    desk.next_crawl(at=day(2))

    assert (before, articles_of_line(desk)) == (2, 1)


@pytest.mark.parametrize("form", ["section-10001/{}", "10001/{}", "20260301/{}", "2026/0301/{}", "id_sport/{}"])
def test_sections_and_dates_merge_nothing(desk: Desk, form: str) -> None:
    desk.store([story(form.format(f"story-{number}"), number) for number in range(30)])
    desk.store([story(form.format("same-title"), 1)])
    desk.next_crawl(at=day(2))

    assert len(desk.rows("SELECT id FROM article")) == 31
    assert desk.rows("SELECT * FROM identity_rule") == []


def test_titles_must_agree(desk: Desk) -> None:
    desk.store([*stories(range(2, 205)), story(PATHS[0], 1, LINE), story(PATHS[1], 1, LINE, title="Mayor resigns")])
    desk.next_crawl(at=day(2))

    assert article(desk, PATHS[0]).id != article(desk, PATHS[1]).id
    assert articles_of_line(desk) == 2
    assert [json.loads(row[0])["disputed"] for row in desk.rows("SELECT evidence FROM identity_rule")] == [1]


def test_a_rule_that_is_contradicted_twice_is_dropped_for_good(desk: Desk) -> None:
    desk.store([*stories(), story(PATHS[2], 1)])
    desk.next_crawl(at=day(2))
    others = [story(f"culture/other-{1_000_000 + n}", n, title=f"{'Mayor' * n} resigns") for n in (3, 4)]
    desk.store(others, at=day(2))
    desk.next_crawl(at=day(3))
    desk.store(stories(range(30, 240)), at=day(3))
    desk.next_crawl(at=day(4))

    assert desk.rows("SELECT name, dropped_at IS NOT NULL, reason FROM identity_rule") == [
        ("digits", 1, "2 ids stand for several articles")
    ]
    assert len(desk.rows("SELECT id FROM article")) == 24 + 2 + 210


def boxed(number: int) -> list[Page]:
    """Pages whose canonical leaves a parameter out."""
    return [story(f"a-{n}?box=7&p={n}", 50 + n, canonical=f"a-{n}?p={n}") for n in range(number)]


def test_a_parameter_that_canonicals_drop_names_no_article(desk: Desk) -> None:
    desk.store(boxed(3))
    desk.store([story("b", 1, LINE), story("b?box=1", 1, LINE), story("b?box=2", 1, LINE), story("b?p=2", 2, LINE)])
    desk.next_crawl(at=day(2))

    record = article(desk, "b")
    assert dict(record.urls) == {f"{HOST}b": "own", f"{HOST}b?box=1": "parameter", f"{HOST}b?box=2": "parameter"}
    assert articles_of_line(desk) == 2


def test_in_the_next_crawl_the_parameter_is_known(desk: Desk) -> None:
    desk.store(boxed(3))
    desk.store([story("b", 1, LINE)])
    desk.next_crawl(at=day(2))
    desk.store([story("b?box=1", 1, LINE), story("b?box=3", 3, LINE)], at=day(2))

    assert article(desk, "b?box=1").id == article(desk, "b").id
    assert article(desk, "b?box=3").id != article(desk, "b").id  # another title
    desk.next_crawl(at=day(3))
    assert articles_of_line(desk) == 2


def test_a_rule_merges_nothing_where_all_titles_differ(desk: Desk) -> None:
    desk.store(boxed(3))
    desk.next_crawl(at=day(2))
    desk.store([story("b", 1, LINE), story("b?box=3", 3, LINE)], at=day(2))
    desk.next_crawl(at=day(3))

    assert len({article(desk, path).id for path in ("b", "b?box=3")}) == 2
    assert articles_of_line(desk) == 2


def test_two_articles_teach_no_parameter(desk: Desk) -> None:
    desk.store(boxed(2))
    desk.next_crawl(at=day(2))

    assert desk.rows("SELECT * FROM identity_rule") == []


def test_articles_that_a_claim_merges_count_as_one(desk: Desk) -> None:
    desk.store([story("one", 1, LINE), story("two", 1, LINE), story("three", 3, LINE)])
    desk.store([story("two", 1, LINE, canonical="one")], at=day(2))
    desk.next_crawl(at=day(3))

    assert articles_of_line(desk) == 2
    assert article(desk, 2).id == article(desk, "one").id


def test_nothing_is_written_again_when_nothing_was_learnt(desk: Desk) -> None:
    desk.store([*stories(), *(story(path, 1, LINE) for path in PATHS)])
    desk.next_crawl(at=day(2))
    before = list(desk.archive.conn.iterdump())
    desk.archive.finish_crawl(desk.crawl_id, now=day(3), reason="finished")
    changed = set(desk.archive.conn.iterdump()) - set(before)

    assert {line.split('"')[1] for line in changed} == {"crawl", "seal"}


NUMBERS = st.integers(1, 5)
FORMS = (
    "sport/old-{}",
    "sport/new-{}",
    "culture/{}/new",
    "culture/{}/new?box=1",
    "culture/{}/new?box=2&p=1",
    "b?box={}",
    "b?p={}",
    "c-{}/story?box=7",
)


def look(form: str, number: int, named: bool, lines: list[str], card: int | None) -> Page:
    path = form.format(1_000_000 + number)
    page = story(path, number, *lines, canonical=path.partition("?box")[0] if named and "/" in path else None)
    owners = [f"{HOST}culture/{1_000_000 + card}/x"] if card else []
    cards = [replace(block(Role.RELATED, LINE, owner=owner, prior=PROSE), path="aside") for owner in owners]
    return replace(page, blocks=(*page.blocks, *cards))


LINES = st.lists(st.sampled_from([LINE, "The mayor has resigned.", "Share this story."]), max_size=2, unique=True)
PAGES = st.lists(
    st.builds(look, st.sampled_from(FORMS), NUMBERS, st.booleans(), LINES, st.one_of(st.none(), NUMBERS)),
    min_size=1,
    max_size=8,
)
LOOKS = PAGES.flatmap(
    lambda pages: st.permutations([(page, day(number)) for number, page in enumerate(pages, start=2)])
)


@settings(max_examples=30, deadline=None)
@given(LOOKS, st.integers(0, 8), st.booleans(), st.booleans())
def test_the_order_in_which_pages_come_changes_nothing(
    looks: list[tuple[Page, datetime]], when: int, ids: bool, boxes: bool
) -> None:
    """Whether the other pages of the site teach something or not, before or after these pages."""
    teachers = [*(stories(range(20, 40)) if ids else ()), *(boxed(3) if boxes else ())]
    in_order = sorted(looks, key=lambda look: look[1])

    assert outcome(looks, teachers, when) == outcome(in_order, teachers, 0)


OUTCOME = {
    "articles": "SELECT key, url, first_seen_at, last_seen_at FROM article",
    "urls": "SELECT article.key, article_url.key, relation FROM article_url JOIN article ON article.id = article_id",
    "versions": """
        SELECT article.key, version.first_seen_at, version.last_seen_at, teaser, digest, removed_words,
            version.id = article.version_id
        FROM version JOIN article ON article.id = article_id
    """,
    "looks": """
        SELECT article.key, at, change, digest
        FROM observation JOIN version ON version.id = observation.version_id
        JOIN article ON article.id = observation.article_id
    """,
    "ledger": "SELECT key, text, words, articles, kind, score, role FROM block",
    "counted": "SELECT block.key, article FROM block_article JOIN block ON block.id = block_id",
    "paths": "SELECT key, seen, texts, level FROM path",
    "rules": "SELECT kind, name, evidence FROM identity_rule",
    "keys": "SELECT key, loose, counted FROM counted_key",
}


def outcome(looks: Sequence[tuple[Page, datetime]], teachers: Sequence[Page], when: int) -> dict[str, list[str]]:
    """What an archive says in the end."""
    with TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "archive.db").archive) as archive:
        desk = Desk(archive, 1)
        for page, at in looks[:when]:
            desk.store([page], at=at)
        desk.store(teachers, at=day(1))
        for page, at in looks[when:]:
            desk.store([page], at=at)
        archive.finish_crawl(1, now=day(99), reason="finished")
        assert audit(archive) == ()
        return {name: sorted(map(repr, desk.rows(query))) for name, query in OUTCOME.items()}
