"""The demo press: what it serves, where its canaries sit, how it misbehaves."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from parvis.demo import PAPERS, DemoPress, Misbehaviour, Story, canaries, demo_sites, draft_path, second_path, stories
from parvis.demo.story import EDITED, GONE, Delivery, locked_over_night
from parvis.words import Access


@pytest.fixture(scope="module")
def press() -> Iterator[DemoPress]:
    with DemoPress() as press:
        yield press


@dataclass(frozen=True)
class Reply:
    status: int
    etag: str | None
    body: bytes


def ask(press: DemoPress, url: str, **headers: str) -> Reply:
    """A request as a client of a proxy makes it."""
    with closing(http.client.HTTPConnection(urlsplit(press.proxy).netloc, timeout=10)) as connection:
        connection.request("GET", url, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers["ETag"], answer.read())


def named(paper: str, number: int, day: int) -> Story:
    return next(story for story in stories(paper, day) if story.number == number)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_has_forty_articles_that_are_all_different(paper: str) -> None:
    both = {story.url: story for day in (1, 2) for story in stories(paper, day)}

    assert len(both) >= 40
    assert len({story.public for story in both.values()}) == len(both)
    assert {story.access for story in both.values()} > {Access.FREE}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_article_of_both_days_is_served(press: DemoPress, paper: str) -> None:
    for press.day in (1, 2):
        statuses = {ask(press, story.url).status for story in stories(paper, press.day)}
        assert statuses == {200}
    press.day = 1


SHIPPED = {Delivery.HIDDEN, Delivery.ATTRIBUTE, Delivery.JSON, Delivery.SHOWN}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_canary_is_in_the_bytes_only_where_the_wall_is_on_the_client(press: DemoPress, paper: str) -> None:
    for story in stories(paper, 1):
        assert (story.canary.encode() in ask(press, story.url).body) is (story.delivery in SHIPPED)


def test_every_walled_article_has_a_canary_of_its_own() -> None:
    walled = {
        (story.paper.name, story.number)
        for paper in PAPERS
        for day in (1, 2)
        for story in stories(paper, day)
        if story.access is not Access.FREE
    }

    assert len(set(canaries())) == len(walled)


def test_the_login_form_stands_three_times(press: DemoPress) -> None:
    body = ask(press, named("courrier", 0, 1).url).body.decode()

    assert body.count('type="password"') == 3
    assert body.count("Déjà inscrit(e) ?") == 3


def test_a_night_changes_what_it_should() -> None:
    edited, locked = named("harbour", EDITED, 1), named("harbour", locked_over_night("harbour"), 1)
    later = {story.number: story for story in stories("harbour", 2)}

    assert later[EDITED].headline != edited.headline
    assert later[EDITED].url == edited.url
    assert (locked.access, later[locked.number].access) == (Access.FREE, Access.LOCKED)
    assert GONE not in later


def test_the_second_day_serves_what_is_gone_and_what_has_two_addresses(press: DemoPress) -> None:
    press.day = 2
    statuses = [
        ask(press, url).status for url in (named("courrier", GONE, 1).url, url_of("courrier", second_path("courrier")))
    ]
    press.day = 1

    assert statuses == [410, 200]


def url_of(paper: str, path: str) -> str:
    return f"http://{stories(paper, 1)[0].paper.host}{path}"


def test_an_etag_is_answered_with_not_modified(press: DemoPress) -> None:
    url = named("courrier", 0, 1).url
    etag = ask(press, url).etag or ""

    again = ask(press, url, If_None_Match=etag)
    assert (again.status, again.body) == (304, b"")


def test_robots_keep_a_draft_to_themselves(press: DemoPress) -> None:
    robots = ask(press, url_of("harbour", "/robots.txt")).body.decode()

    assert "Disallow: /intern/" in robots
    assert draft_path("harbour").startswith("/intern/")
    assert draft_path("harbour").encode() in ask(press, url_of("harbour", "/")).body


def test_a_person_can_look_at_the_papers(press: DemoPress) -> None:
    front = ask(press, "/").body.decode()
    page = ask(press, "/~www.harbour-ledger.example/").body.decode()

    assert "invented newspapers" in front
    assert "The Harbour Ledger" in page


def test_other_hosts_are_unknown_and_tunnels_refused(press: DemoPress) -> None:
    assert ask(press, "http://news.example/").status == 404


QUICK = [how for how in Misbehaviour if how not in {Misbehaviour.DROPPED, Misbehaviour.SILENT, Misbehaviour.TRUNCATED}]


@pytest.mark.parametrize("how", QUICK, ids=str)
def test_misbehaviour_is_served(press: DemoPress, how: Misbehaviour) -> None:
    press.misbehaving["www.harbour-ledger.example", "/x"] = how
    answer = ask(press, "http://www.harbour-ledger.example/x")

    assert answer.status in {200, 302, 403, 404, 429, 500, 503}
    assert press.requests[-1].path == "/x"


def test_the_sites_of_the_demo_are_marked() -> None:
    sites = demo_sites()

    assert set(sites) == set(PAPERS)
    assert all(site.demo and site.delay == 0 for site in sites.values())
    assert all(sites[story.paper.name].accepts(story.url) for paper in PAPERS for story in stories(paper, 2))
