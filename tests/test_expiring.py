"""What was to be shown until a day is erased after it, to the last byte; that the article was there stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis import read_page
from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.archive.expiring import Expired, expire, find_expired
from parvis.archive.reading import article
from parvis.cli import main
from parvis.errors import ArchiveLocked
from parvis.page.withholding import under_policy
from parvis.records import Block, Page, Rights
from parvis.research.hits import count
from parvis.words import Profile, Role
from tests.archives import BASE, Desk, open_desk
from tests.pages import block, day, make_page

DATED = f"{BASE}dated"
OFFER = "Read our special edition on the harbour, every week."
END, AFTER = day(5), day(6)
CANARIES = ("Zqteaser", "Zqlead", "Zqcaption", "Zqabout", "Zqold")


def dated_page(*lines: str, until: datetime | None = END, headline: str = "A bridge for the harbour") -> Page:
    extra = [block(Role.STANDFIRST, "Zqlead, in short."), block(Role.CAPTION, "Zqcaption of the quay.")]
    page = make_page(DATED, *lines, OFFER, headline=headline, extra=extra)
    about = replace(page.metadata, standfirst="Zqlead, in short.", description="Zqabout the harbour.")
    return replace(page, metadata=about, rights=Rights(unavailable_after=until, profile=Profile.RESEARCH))


def other_page(number: int) -> Page:
    cards = [
        block(Role.RELATED, "A bridge for the harbour", owner=DATED),
        block(Role.RELATED, "Zqlead, in short.", owner=DATED),
    ]
    return make_page(f"{BASE}{number}", f"The {'i' * number} tide is high.", OFFER, extra=cards)


def as_fetched(page: Page, at: datetime) -> Page:
    return under_policy(page, Profile.RESEARCH, at)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An article in two versions with a day that passes, and four pages with cards of it."""
    desk = open_desk(tmp_path / "archive.db")
    desk.store([other_page(number) for number in (1, 2)])
    desk.store([dated_page("Zqteaser was here.")])
    desk.store([dated_page("Zqteaser is here.", headline="Zqold no more: a bridge")], at=day(2))
    desk.next_crawl(at=day(3))
    desk.store([dated_page("Zqteaser is here."), *(other_page(number) for number in (3, 4))], at=day(3))
    desk.archive.finish_crawl(desk.crawl_id, now=day(3), reason="finished")
    yield desk
    desk.archive.close()


def expire_all(desk: Desk, at: datetime = AFTER) -> tuple[Expired, ...]:
    found = find_expired(desk.archive, at)
    expire(desk.archive, found, now=at)
    return found


def remains(path: Path) -> set[str]:
    """The canaries that are left in the file or its log."""
    data = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    return {canary for canary in CANARIES if canary.lower().encode() in data.lower()}


def test_no_byte_of_the_text_stays_and_all_else_does(desk: Desk) -> None:
    assert remains(desk.archive.path) == set(CANARIES)
    before = dict(desk.rows("SELECT url, teaser FROM articles WHERE url <> ?", DATED))
    [found] = expire_all(desk)

    assert (found.versions, found.unavailable_after) == (3, day(5))
    assert remains(desk.archive.path) == {"Zqold"}, "a headline stays"
    assert audit(desk.archive) == ()
    assert dict(desk.rows("SELECT url, teaser FROM articles WHERE url <> ?", DATED)) == before
    assert count(desk.archive, "zqteaser") == 0
    assert count(desk.archive, "bridge") == 5


def test_the_notice_says_when_and_why(desk: Desk) -> None:
    expire_all(desk)
    record = article(desk.archive, DATED)
    assert record is not None
    said = {(one.data["expired_at"], one.data["rights"]["withheld"]) for one in record.versions}

    assert said == {(day(6).isoformat(), "teaser")}
    assert {one.data["rights"]["unavailable_after"] for one in record.versions} == {day(5).isoformat()}
    assert [one.data["headline"] for one in record.versions] == [
        "A bridge for the harbour", "Zqold no more: a bridge", "A bridge for the harbour",
    ]  # fmt: skip


def test_before_the_day_nothing_is_erased(desk: Desk) -> None:
    assert find_expired(desk.archive, day(4)) == ()
    assert len(find_expired(desk.archive, day(5))) == 1


@pytest.mark.parametrize("until", [None, day(30)])
def test_what_the_newest_look_says_holds(desk: Desk, until: datetime | None) -> None:
    desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=day(4))
    desk.store([dated_page("Zqteaser is here.", until=until)], at=day(4))

    assert find_expired(desk.archive, day(6)) == ()


def test_a_later_crawl_does_not_bring_it_back(desk: Desk) -> None:
    expire_all(desk)
    desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=day(7))
    told = desk.store([as_fetched(dated_page("Zqteaser is here."), day(7))], at=day(7))
    desk.archive.finish_crawl(desk.crawl_id, now=day(7), reason="finished")

    assert (told.same, told.changed) == (1, 0)
    assert find_expired(desk.archive, day(8)) == ()
    assert remains(desk.archive.path) == {"Zqold"}
    assert audit(desk.archive) == ()


def test_an_old_copy_that_is_stored_late_is_erased_by_the_next_run(desk: Desk) -> None:
    """As an import of what was captured before the day does."""
    expire_all(desk)
    desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=day(7))
    desk.store([dated_page("Zqteaser once more.")], at=day(4))
    desk.archive.finish_crawl(desk.crawl_id, now=day(7), reason="finished")
    [again] = expire_all(desk, day(8))

    assert again.versions >= 1
    assert remains(desk.archive.path) == {"Zqold"}
    assert audit(desk.archive) == ()


def test_what_another_article_says_too_stays_with_it(desk: Desk) -> None:
    desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=day(4))
    desk.store([make_page(f"{BASE}9", "Zqteaser is here.", OFFER)], at=day(4))
    desk.archive.finish_crawl(desk.crawl_id, now=day(4), reason="finished")
    expire_all(desk)
    shown = desk.rows("SELECT version_id FROM version_blocks JOIN block ON block.id = block_id WHERE text LIKE 'Zqt%'")

    assert desk.rows("SELECT teaser FROM articles WHERE url = ?", f"{BASE}9") == [("Zqteaser is here.",)]
    assert len(shown) == 1
    assert audit(desk.archive) == ()


def test_a_real_page_leaves_nothing_in_signals_or_evidence(tmp_path: Path) -> None:
    html = """<html lang=en><head><title>A bridge</title><meta name=robots content="unavailable_after: 2026-03-05">
    <meta name=description content="Zqabout the harbour and its bridge."><meta property="og:title" content="A bridge">
    <script type="application/ld+json">{"@type": "NewsArticle", "headline": "A bridge",
    "description": "Zqabout the harbour and its bridge.", "isAccessibleForFree": false}</script></head>
    <body><article><h1>A bridge</h1><p class=standfirst>Zqlead says in short what it is about.</p>
    <p>Zqteaser begins the story with a sentence that is long enough to stand by itself, as sentences do.</p>
    <figure><figcaption>Zqcaption of the quay</figcaption></figure>
    <div class=paywall><p>Subscribe to read on. Already a subscriber? Log in.</p></div></article></body></html>"""
    page = read_page(html.encode(), DATED, fetched_at=day(1))
    with closing(open_desk(tmp_path / "archive.db").archive) as archive:
        desk = Desk(archive, archive.conn.execute("SELECT max(id) FROM crawl").fetchone()[0])
        desk.store([replace(page, site="ledger")])
        archive.finish_crawl(desk.crawl_id, now=day(2), reason="finished")
        before = remains(archive.path)
        expire_all(desk)

        assert {"Zqteaser", "Zqabout"} <= before
        assert remains(archive.path) == set()
        assert audit(archive) == ()


def run(desk: Desk, *arguments: str) -> Result:
    desk.archive.close()
    return CliRunner().invoke(main, ["--db", str(desk.archive.path), *arguments])


def test_the_command_counts_and_a_dry_run_erases_nothing(desk: Desk) -> None:
    dry, told = run(desk, "expire", "--dry-run"), json.loads(run(desk, "expire", "--dry-run", "--json").stdout)
    assert remains(desk.archive.path) == set(CANARIES)
    done, again = run(desk, "expire", "--json"), run(desk, "expire")

    assert (dry.exit_code, done.exit_code, again.exit_code) == (0, 0, 0)
    assert "1 article" in dry.stdout
    assert (told["dry_run"], told["erased"], told["versions"]) == (True, 1, 3)
    assert json.loads(done.stdout) == told | {"dry_run": False}
    assert "nothing" in again.stdout
    assert remains(desk.archive.path) == {"Zqold"}
    assert "Text erased on" in run(desk, "show", DATED).stdout


def test_a_reader_that_holds_old_bytes_is_told_of_and_the_next_run_ends_it(desk: Desk) -> None:
    with Archive.open(desk.archive.path) as reader, reader.reading():
        reader.conn.execute("SELECT count(*) FROM version").fetchone()
        desk.archive.conn.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(ArchiveLocked, match="once more"):
            expire_all(desk)

    assert run(desk, "expire").exit_code == 0
    assert remains(desk.archive.path) == {"Zqold"}


NUMBERS = st.integers(1, 4)
LOOKS = st.lists(
    st.tuples(NUMBERS, st.integers(0, 2), st.booleans(), st.none() | NUMBERS, st.integers(1, 6), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(looks=LOOKS)
@settings(max_examples=15)
def test_every_law_holds_whatever_expires(looks: list[tuple[int, int, bool, int | None, int, bool]]) -> None:
    """Pages that share lines and lead to one another, with or without a day, in any order."""
    with TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "archive.db").archive) as archive:
        desk = Desk(archive, archive.conn.execute("SELECT max(id) FROM crawl").fetchone()[0])
        for number, edit, offered, card, at, dated in looks:
            cards: list[Block] = [block(Role.RELATED, f"Zqcard{card}q", owner=f"{BASE}{card}")] if card else []
            lines = [f"Zqline{number}q {'i' * edit}.", *([OFFER] if offered else [])]
            page = make_page(f"{BASE}{number}", *lines, headline=f"Head {number}", extra=cards)
            until = day(3) if dated else None
            desk.store([as_fetched(replace(page, rights=Rights(unavailable_after=until)), day(at))], at=day(at))
        archive.finish_crawl(desk.crawl_id, now=day(7), reason="finished")
        found = find_expired(archive, day(8))
        expire(archive, found, now=day(8))
        data = archive.path.read_bytes()

        assert audit(archive) == ()
        assert find_expired(archive, day(8)) == ()
        assert [one.url for one in found if f"Zqline{one.url.removeprefix(BASE)}q".encode() in data] == []
