"""What the crawls of a site measured, in a real archive: alarms are raised on the way, stay open, and end."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from parvis.archive.alarms import open_alarms
from parvis.archive.audit import audit
from parvis.archive.events import Failed, SourceRead
from parvis.archive.health import history
from parvis.archive.seals import find_damage
from parvis.health import Figures
from parvis.records import Layout, Page
from parvis.words import Access, AlarmKind, Kind, Reason
from tests.archives import BASE, Desk, open_desk
from tests.health_press import good, rebuilt
from tests.pages import day, make_fetch

FEED = f"{BASE}feed.xml"
BROKEN = {AlarmKind.TEASER_EMPTY, AlarmKind.DATES, AlarmKind.WORDS, AlarmKind.LAYOUT_DRIFT}
USUAL = [good(number, access=Access.LOCKED if number % 2 else Access.FREE) for number in range(24)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "archive.db", at=day(1))
    yield desk
    assert audit(desk.archive) == ()
    assert list(find_damage(desk.archive.conn)) == []
    desk.archive.close()


def crawl(desk: Desk, pages: Sequence[Page], *, on: int) -> None:
    """The crawl of a day; the next one is begun."""
    desk.archive.finish_crawl(desk.crawl_id, now=day(on), reason="finished", exit_code=0)
    desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=day(on))
    desk.held.clear()
    desk.store(pages, at=day(on))


def raised(desk: Desk) -> list[AlarmKind]:
    """Every alarm there ever was."""
    return [AlarmKind(kind) for (kind,) in desk.rows("SELECT kind FROM alarms ORDER BY id")]


def open_kinds(desk: Desk) -> set[AlarmKind]:
    return {alarm.kind for alarm in open_alarms(desk.archive.conn)}


def usual_days(desk: Desk, days: int = 4) -> None:
    for number in range(1, days + 1):
        crawl(desk, USUAL, on=number)
    assert raised(desk) == []


def test_a_crawl_leaves_its_figures(desk: Desk) -> None:
    pages = [*USUAL[:4], rebuilt(30)]
    crawl(desk, pages, on=1)
    lease = desk.lease_of(f"{BASE}404", at=day(1))
    desk.archive.apply([Failed(lease=lease, at=day(1), reason=Reason.REFUSED, fetch=make_fetch(lease.url, status=403))])
    crawl(desk, [], on=2)

    [newest, *_] = history(desk.archive.conn, 1)
    counts = {name: getattr(newest.figures, name) for name in Figures.__slots__ if name != "words"}
    assert counts == {
        "pages": 5, "without_teaser": 1, "walled": 2, "without_date": 1, "without_headline": 0, "without_author": 0,
        "in_new_layouts": 0, "new_articles": 5, "sources": 0, "fetches": 6, "failed": 1, "blocked": 1,
    }  # fmt: skip
    assert sum(newest.figures.words) == 5
    assert desk.rows("SELECT words_median, newest_at FROM health") == [(340.0, "2026-03-02T08:00:00+00:00")]


def test_a_redesign_is_told_within_twenty_pages_and_once(desk: Desk) -> None:
    usual_days(desk)
    for number in range(100, 112):
        desk.store([good(number)], at=day(5))
    for number in range(200, 220):
        desk.store([rebuilt(number)], at=day(5))

    assert set(raised(desk)) == BROKEN
    assert all(alarm.detail["after_pages"] <= 24 + 12 + 20 for alarm in open_alarms(desk.archive.conn))
    crawl(desk, [rebuilt(number) for number in range(220, 250)], on=6)
    crawl(desk, [], on=7)
    assert set(raised(desk)) - {AlarmKind.WALL_SHARE} == BROKEN
    assert len(raised(desk)) == len(open_kinds(desk) | BROKEN)


def test_an_alarm_ends_when_the_site_is_as_it_was(desk: Desk) -> None:
    usual_days(desk)
    desk.store([rebuilt(number) for number in range(200, 220)], at=day(5))
    crawl(desk, USUAL, on=6)
    assert open_kinds(desk) >= BROKEN

    crawl(desk, [], on=7)

    assert open_kinds(desk) & BROKEN == set()
    assert desk.rows("SELECT count(*) FROM alarms WHERE cleared_at IS NULL OR cleared_at < raised_at") == [(0,)]


def test_what_lasts_becomes_usual_after_two_weeks(desk: Desk) -> None:
    usual_days(desk)
    still_open, broken = [], [rebuilt(number) for number in range(200, 220)]
    for number in range(5, 26):
        crawl(desk, broken, on=number)
        still_open.append(AlarmKind.TEASER_EMPTY in open_kinds(desk))

    assert still_open[-1] is False
    assert all(still_open[1:14])


def test_another_slot_on_every_page_is_no_new_template(desk: Desk) -> None:
    usual_days(desk)
    slot = "body(header(nav div.logo) main(article.story(h1 p p) div.slot) footer(p))"
    pages = [good(number) for number in range(100, 125)]
    desk.store([_laid_out(page, "c" * 16, slot) for page in pages], at=day(5))

    assert raised(desk) == []


def _laid_out(page: Page, digest: str, skeleton: str) -> Page:
    return replace(page, layout=Layout(digest=digest, skeleton=skeleton))


def test_small_crawls_tell_together(desk: Desk) -> None:
    """Of a site that is crawled by the hour, no crawl alone has ten pages."""
    for number in range(16):
        crawl(desk, [good(6 * number + place) for place in range(6)], on=number + 1)
    for number in range(16, 21):
        crawl(desk, [rebuilt(6 * number + place) for place in range(6)], on=number + 1)

    assert set(raised(desk)) >= {AlarmKind.TEASER_EMPTY, AlarmKind.DATES, AlarmKind.LAYOUT_DRIFT}


def test_a_site_that_refuses_everything_is_told_while_it_does(desk: Desk) -> None:
    for number in range(5):
        lease = desk.lease_of(f"{BASE}{number}")
        assert raised(desk) == []
        desk.archive.apply([Failed(lease=lease, at=day(1), reason=Reason.REFUSED)])

    assert raised(desk) == [AlarmKind.BLOCKED]
    crawl(desk, [], on=1)
    crawl(desk, [good(50), good(51)], on=2)
    crawl(desk, [], on=3)
    assert open_kinds(desk) == set()


def test_a_killed_crawl_keeps_what_it_had_raised(desk: Desk) -> None:
    usual_days(desk)
    desk.store([rebuilt(number) for number in range(200, 220)], at=day(5))
    desk.archive.begin_crawl(sites=[desk.site], command="test", now=day(6))

    assert open_kinds(desk) == BROKEN
    assert desk.rows("SELECT count(*) FROM site_health") == [(3,)]


def test_thirty_ordinary_days_raise_nothing(desk: Desk) -> None:
    """A paper that publishes half on weekends, and gives a page in twelve no teaser or no date."""
    chance = random.Random(30)  # noqa: S311  the same on every machine
    for on in range(1, 31):
        count = chance.randint(6, 12) if on % 7 in {6, 0} else chance.randint(14, 22)
        crawl(desk, [_as_it_comes(chance, place) for place in chance.sample(range(60), count)], on=on)
    crawl(desk, [], on=31)

    assert raised(desk) == []


def _as_it_comes(chance: random.Random, number: int) -> Page:
    page = good(number, access=Access.LOCKED if chance.random() < 0.5 else Access.FREE)
    bare = rebuilt(number)
    return _laid_out(bare, page.layout.digest, page.layout.skeleton) if chance.random() < 0.08 else page


def test_nothing_new_is_told_after_the_usual_pauses(desk: Desk) -> None:
    """A new article a day for three weeks, then none, though the feed is read."""
    silent = []
    for on in range(1, 30):
        crawl(desk, [good(on)] if on <= 21 else [], on=on)
        desk.discover(FEED, kind=Kind.FEED, at=day(on))
        [lease] = [lease for lease in desk.lease(at=day(on)) if lease.kind is Kind.FEED]
        desk.archive.apply([SourceRead(lease=lease, at=day(on), fetch=make_fetch(FEED, at=day(on)), links=())])
        silent.append(AlarmKind.FRESHNESS in open_kinds(desk))

    assert silent.index(True) + 1 == 21 + 3 + 2  # a crawl is judged when it ends, which is on the next day here
    crawl(desk, [good(99)], on=31)
    crawl(desk, [], on=32)
    assert open_kinds(desk) == set()
