"""The demo press: what it serves, and where its canaries sit."""

from __future__ import annotations

import http.client
import itertools
import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from urllib.parse import urlsplit

import pytest

from parvis.demo import (
    DEMO_DAYS,
    PAPERS,
    DemoPress,
    Story,
    canaries,
    demo_sites,
    draft_path,
    second_path,
    stories,
    truth,
)
from parvis.demo.issue import answers_of_day
from parvis.demo.sources import HTML
from parvis.demo.story import EDITED, GONE, SECOND_URL, Delivery, locked_over_night
from parvis.words import Access
from tests.press_client import ask


@pytest.fixture(scope="module")
def press() -> Iterator[DemoPress]:
    with DemoPress() as press:
        yield press


def named(paper: str, number: int, day: int) -> Story:
    return next(story for story in stories(paper, day) if story.number == number)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_has_forty_articles_that_are_all_different(paper: str) -> None:
    both = {story.url: story for day in (1, 2) for story in stories(paper, day)}

    assert len(both) >= 40
    assert len({story.public for story in both.values()}) == len(both)
    assert {story.access for story in both.values()} > {Access.FREE}


def runs(story: Story) -> set[tuple[str, ...]]:
    """The runs of three words of an article."""
    texts = [text.lower().split() for text in (*story.public, *story.rest)]
    return {tuple(words[at : at + 3]) for words in texts for at in range(len(words) - 2)}


@pytest.mark.parametrize("paper", PAPERS)
def test_no_two_articles_are_near_duplicates(paper: str) -> None:
    texts = [runs(story) for story in stories(paper, 2)]
    likeness = [len(one & other) / len(one | other) for one, other in itertools.combinations(texts, 2)]

    assert max(likeness) < 0.25


@pytest.mark.parametrize("paper", PAPERS)
def test_every_article_is_published_in_the_two_weeks_before(paper: str) -> None:
    ages = [DEMO_DAYS[day - 1] - story.published_at for day in (1, 2) for story in stories(paper, day)]

    assert all(0 < age.total_seconds() / 86_400 < 15 for age in ages)


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


def test_the_clean_part_of_a_metered_article_fills_the_cap() -> None:
    """What the cap of a hundred words lets through holds no canary, and the first canary lies beyond it."""
    for story in stories("harbour", 2):
        if story.access is Access.METERED:
            clean, marked = (*story.public, story.rest[0]), story.rest[1:]
            assert story.canary not in " ".join(clean)
            assert len(" ".join(clean).split()) > 90
            assert all(text.startswith(story.canary) and text.count(story.canary) == 2 for text in marked)


def test_the_login_form_stands_three_times_and_is_worded_anew_over_night(press: DemoPress) -> None:
    pages = []
    for press.day in (1, 2):
        pages.append(ask(press, named("courrier", 0, 1).url).body.decode())
    press.day = 1

    assert [page.count('type="password"') for page in pages] == [3, 3]
    assert [page.count("Déjà inscrit(e) ?") for page in pages] == [3, 0]


@pytest.mark.parametrize("day", [1, 2])
@pytest.mark.parametrize("paper", PAPERS)
def test_the_truth_stands_on_the_page(press: DemoPress, paper: str, day: int) -> None:
    press.day = day
    for told in truth(paper, day):
        page = unescape(ask(press, told.url).body.decode())
        wanted = [told.headline, *told.authors, *told.teaser] if told.status == 200 else []
        assert [text for text in wanted if text not in page] == []
    press.day = 1


@pytest.mark.parametrize("paper", PAPERS)
def test_the_truth_knows_every_article_and_what_is_no_teaser(paper: str) -> None:
    told = truth(paper, 2)

    assert len(told) == len(stories(paper, 2)) + 1
    assert sorted({one.status for one in told}) == [200, 410]
    assert [len(one.urls) for one in told if one.url == named(paper, SECOND_URL, 2).url] == [2]
    assert all((one.canary is None) is (one.access is Access.FREE) for one in told)
    assert all(not set(one.furniture) & set(one.teaser) and len(one.furniture) > 5 for one in told)


@pytest.mark.parametrize("day", [1, 2])
def test_no_link_of_any_page_is_dead(day: int) -> None:
    answers = answers_of_day(day)
    pages = [(host, answer.body.decode()) for (host, _), answer in answers.items() if answer.kind == HTML]
    linked = {(host, path) for host, body in pages for path in re.findall(r'(?:href|src)="(/[^"]*)"', body)}

    assert linked - answers.keys() == set()


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


def test_an_edited_page_says_when_it_changed(press: DemoPress) -> None:
    url = named("harbour", EDITED, 1).url
    replies = []
    for press.day in (1, 2):
        replies.append(ask(press, url))
    press.day = 1

    assert replies[0].etag != replies[1].etag
    assert replies[1].changed == "Mon, 02 Mar 2026 22:57:00 GMT"


def test_an_article_that_did_not_change_is_not_modified_on_the_second_day(press: DemoPress) -> None:
    same = []
    for story in stories("harbour", 1):
        press.day = 1
        etag = ask(press, story.url).etag or ""
        press.day = 2
        same.append(ask(press, story.url, If_None_Match=etag).status == 304)
    press.day = 1

    assert sum(same) > len(same) // 2


def test_a_head_has_the_headers_and_no_body(press: DemoPress) -> None:
    url = named("courrier", 0, 1).url
    reply, whole = ask(press, url, method="HEAD"), ask(press, url)

    assert (reply.status, reply.etag, reply.body) == (200, whole.etag, b"")
    assert [asked.method for asked in press.requests[-2:]] == ["HEAD", "GET"]


def test_robots_keep_a_draft_to_themselves(press: DemoPress) -> None:
    robots = ask(press, url_of("harbour", "/robots.txt")).body.decode()

    assert "Disallow: /intern/" in robots
    assert draft_path("harbour").startswith("/intern/")
    assert draft_path("harbour").encode() in ask(press, url_of("harbour", "/")).body


def test_a_person_can_walk_through_the_papers(press: DemoPress) -> None:
    front = ask(press, "/").body.decode()
    page = ask(press, "/~www.harbour-ledger.example/").body.decode()
    links = re.findall(r'href="([^"]+)"', page)

    assert "invented newspapers" in front
    assert "The Harbour Ledger" in page
    assert {link.split("/")[1] for link in links} == {"~www.harbour-ledger.example"}
    assert ask(press, next(link for link in links if "/2026/" in link)).status == 200


def test_other_hosts_are_unknown_and_tunnels_refused(press: DemoPress) -> None:
    with closing(http.client.HTTPConnection(urlsplit(press.proxy).netloc, timeout=10)) as connection:
        connection.request("CONNECT", "www.harbour-ledger.example:443")
        refused = connection.getresponse().status

    assert refused == 501
    assert ask(press, "http://news.example/").status == 404


def test_the_sites_of_the_demo_are_marked() -> None:
    sites = demo_sites()

    assert set(sites) == set(PAPERS)
    assert all(site.demo and site.delay == 0 for site in sites.values())
    assert all(sites[story.paper.name].accepts(story.url) for paper in PAPERS for story in stories(paper, 2))
