"""A template that changes between two crawls is told once, with its numbers; without a change nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import parvis
from parvis.archive import queries
from parvis.archive.audit import audit
from parvis.archive.drift import PAGES
from parvis.archive.site_events import site_events
from parvis.demo import demo_sites, stories
from parvis.demo.pages import page_of
from parvis.records import Page
from parvis.words import EventKind
from tests.archives import Desk, open_desk
from tests.pages import day

HARBOUR = demo_sites()["harbour"]
ISSUE = stories("harbour", 1)


def as_printed(html: bytes) -> bytes:
    return html


def rebuilt(html: bytes) -> bytes:
    """The same story in a template built anew."""
    for old, new in (
        (b'class="masthead"', b'class="top-bar"'),
        (b"<main>", b'<main class="page-grid">'),
        (b'class="story"', b'class="piece"'),
        (b'class="story-body"', b'class="piece-copy"'),
        (b'class="more-stories"', b'class="further-reading"'),
        (b'class="newsletter-promo"', b'class="letter-box"'),
    ):
        assert old in html
        html = html.replace(old, new)
    return html


def with_slot(html: bytes) -> bytes:
    return html.replace(b"<aside", b'<div class="advert-slot"></div><aside', 1)


def pages(printed: Callable[[bytes], bytes], count: int, *, first: int = 0) -> list[Page]:
    chosen = ISSUE[first : first + count]
    read = [printed(page_of(item, day=1, related=ISSUE[:3])) for item in chosen]
    return [parvis.read_page(html, item.url, site=HARBOUR) for item, html in zip(chosen, read, strict=True)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "archive.db", site=HARBOUR)
    yield desk
    assert audit(desk.archive) == ()
    desk.archive.close()


def crawl(desk: Desk, *issues: Sequence[Page], start: int = 1) -> list[int]:
    """A crawl a day; how many drifts are known at the end of each."""
    told = []
    for number, issue in enumerate(issues, start=start):
        desk.store(issue, at=day(number))
        desk.next_crawl(at=day(number))
        told.append(len(site_events(desk.archive, kind=EventKind.LAYOUT_DRIFT)))
    return told


def test_a_new_template_is_told_once(desk: Desk) -> None:
    old, new = pages(as_printed, 30), pages(rebuilt, 30)

    assert crawl(desk, old, old, new, new, new) == [0, 0, 1, 1, 1]
    [drift] = site_events(desk.archive, kind=EventKind.LAYOUT_DRIFT, site="harbour")
    before, now = drift.detail["before"]["shares"], drift.detail["now"]["shares"]
    assert (drift.at, drift.detail["moved"], drift.crawl_id) == (day(3), 1.0, 3)
    assert list(before.values()) == list(now.values()) == [1.0]
    assert before.keys() != now.keys()
    assert drift.detail["new"] == list(now)


def test_the_way_back_is_a_drift_of_its_own(desk: Desk) -> None:
    old, new = pages(as_printed, 30), pages(rebuilt, 30)

    assert crawl(desk, old, new, old, old) == [0, 1, 2, 2]
    back, away = site_events(desk.archive, kind=EventKind.LAYOUT_DRIFT)
    assert (len(away.detail["new"]), back.detail["new"]) == (1, [])


def test_without_a_change_nothing_is_told(desk: Desk) -> None:
    first, second = pages(as_printed, 30), pages(as_printed, 30, first=len(ISSUE) - 30)

    assert crawl(desk, first, second, first) == [0, 0, 0]


def test_an_advert_slot_is_no_new_template(desk: Desk) -> None:
    assert crawl(desk, pages(as_printed, 30), pages(with_slot, 30)) == [0, 0]


def test_few_pages_do_not_tell(desk: Desk) -> None:
    assert crawl(desk, pages(as_printed, PAGES - 1), pages(rebuilt, PAGES)) == [0, 0]


def test_small_crawls_tell_together_and_once(desk: Desk) -> None:
    """Of a site that is crawled by the hour, no crawl alone has enough pages."""
    old = [pages(as_printed, 5, first=number) for number in range(0, 35, 5)]
    new = [pages(rebuilt, 5, first=number) for number in range(0, 35, 5)]

    assert crawl(desk, *old, *new) == [0] * 8 + [1] * 6


def test_a_part_of_the_pages_is_no_drift(desk: Desk) -> None:
    mixed = [*pages(as_printed, 20), *pages(rebuilt, 10, first=20)]

    assert crawl(desk, pages(as_printed, 30), mixed) == [0, 0]


def test_the_status_speaks_of_it_for_some_weeks(desk: Desk) -> None:
    crawl(desk, pages(as_printed, 30), pages(rebuilt, 30))
    [event] = queries.status(desk.archive).events
    crawl(desk, (), start=50)
    crawl(desk, (), start=51)

    assert (event.site, event.kind) == ("harbour", EventKind.LAYOUT_DRIFT)
    assert queries.status(desk.archive).events == ()


def test_the_event_is_a_row_that_others_can_read(desk: Desk) -> None:
    crawl(desk, pages(as_printed, 30), pages(rebuilt, 30))
    [(site, kind, detail, crawl_id)] = desk.rows("SELECT site, kind, detail, crawl_id FROM events")

    assert (site, kind, crawl_id) == ("harbour", "layout_drift", 2)
    assert json.loads(detail)["now"]["pages"] == 30
