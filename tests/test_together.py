"""What two parts of the archive do to each other: claims, mergers, splits, verdicts judged anew, families, sites."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations

import pytest

from parvis.archive import reading
from parvis.archive.events import Excluded, Stored
from parvis.ledger import article_hash
from parvis.records import Page
from parvis.sites import Site
from parvis.words import Access, Reason
from tests.archives import LEDGER, Desk
from tests.newsroom import LOCKED
from tests.pages import day, make_fetch, make_page, stored

HOST = "http://ledger.example/"
ONE, OTHER = f"{HOST}news/one", f"{HOST}news/other"
LINE = "Read our special edition on the harbour, every week."


def claiming(page: Page, url: str | None) -> Page:
    return replace(page, metadata=replace(page.metadata, canonical_url=url))


MISTAKEN = (
    claiming(make_page(ONE, "The first story.", headline="Gulls over the market"), OTHER),
    claiming(make_page(OTHER, "The other story.", headline="A budget in the red"), None),
    claiming(make_page(ONE, "The first story.", headline="Gulls over the market"), OTHER),
)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_mistaken_claim_gives_no_article_the_url_of_another(desk: Desk, order: tuple[int, ...]) -> None:
    """Whichever of the pages comes first."""
    for place in order:
        desk.store([MISTAKEN[place]], at=day(place + 1))
    desk.next_crawl(at=day(5))

    assert sorted(desk.rows("SELECT url, headline, teaser, versions FROM articles")) == [
        (ONE, "Gulls over the market", "The first story.", 1),
        (OTHER, "A budget in the red", "The other story.", 1),
    ]


def test_looks_that_showed_the_same_may_mean_different_things_later(desk: Desk) -> None:
    """The lines and the verdict of that day were equal, the signals were not."""
    desk.store([make_page(ONE, "One line.")], at=day(1))
    desk.store([make_page(ONE, "One line.", "And another.")], at=day(2))
    desk.store([make_page(ONE, "One line.", signals=LOCKED)], at=day(3))
    desk.archive.reclassify()

    assert desk.rows("SELECT access FROM version ORDER BY first_seen_at") == [
        (Access.UNKNOWN,), (Access.UNKNOWN,), (Access.LOCKED,)
    ]  # fmt: skip


def test_an_article_put_apart_takes_its_end_with_it(desk: Desk) -> None:
    for number, url in enumerate((ONE, OTHER, OTHER)):
        page = make_page(url, "One line.", headline="The ferry and the fog")
        desk.store([claiming(page, ONE if number == 2 else url)], at=day(number + 1))
    for url in (OTHER, ONE):
        gone = make_fetch(url, status=410, at=day(4))
        lease = desk.lease_of(url, at=day(4))
        desk.archive.apply([Excluded(lease=lease, at=day(4), reason=Reason.GONE, fetch=gone)])
    assert len(desk.rows("SELECT id FROM article WHERE gone_at IS NOT NULL")) == 1
    desk.archive.split(ONE, now=day(5))

    one, other = (reading.article(desk.archive, url) for url in (ONE, OTHER))
    assert one
    assert other
    assert (one.gone_at, other.gone_at) == (day(4), None)


def test_a_claim_merges_no_articles_of_two_sites(desk: Desk) -> None:
    blogs = Site(name="blogs", title="Blogs", home="http://blogs.ledger.example/", hosts=("blogs.ledger.example",))
    desk.archive.finish_crawl(desk.crawl_id, now=day(1), reason="finished")
    crawl = desk.archive.begin_crawl(sites=[LEDGER, blogs], command="test", now=day(1))
    ours, theirs = Desk(desk.archive, crawl), Desk(desk.archive, crawl, site=blogs)
    post = "http://blogs.ledger.example/post"
    ours.store([make_page(ONE, "One line.")], at=day(1))
    theirs.store([claiming(make_page(post, "One line.", site="blogs"), ONE)], at=day(2))
    ours.store([claiming(make_page(ONE, "One line."), post)], at=day(3))

    assert sorted(desk.rows("SELECT site, url, versions FROM articles")) == [("blogs", post, 1), ("ledger", ONE, 1)]


def test_a_page_whose_url_is_another_sites_article_is_counted_there(desk: Desk) -> None:
    blogs = Site(name="blogs", title="Blogs", home="http://blogs.ledger.example/", hosts=("blogs.ledger.example",))
    desk.archive.finish_crawl(desk.crawl_id, now=day(1), reason="finished")
    crawl = desk.archive.begin_crawl(sites=[LEDGER, blogs], command="test", now=day(1))
    ours, theirs = Desk(desk.archive, crawl), Desk(desk.archive, crawl, site=blogs)
    post = "http://blogs.ledger.example/post"
    ours.store([claiming(make_page(ONE, "One line."), post)], at=day(1))
    theirs.store([make_page(post, "One line.", site="blogs")], at=day(2))

    assert desk.rows("SELECT site, versions FROM articles") == [("ledger", 1)]


def locked(desk: Desk) -> None:
    """Every version's signals mean a wall from now on."""
    signals = json.dumps([{"name": s.name, "where": s.where, "value": s.value} for s in LOCKED])
    desk.archive.conn.execute("UPDATE version SET signals = ?", (signals,))
    desk.archive.reclassify()


def test_what_an_article_may_not_keep_leaves_no_family_behind(desk: Desk) -> None:
    own = "Our readers found the {} ferry at the quay, " + "with gulls " * 60 + "on it."
    for number, word in enumerate(("first", "second")):
        desk.store([make_page(f"{ONE}-{number}", "Gulls " * 80 + "cry.", own.format("old"), own.format(word))])
    desk.next_crawl(at=day(2))
    assert desk.rows("SELECT count(root_id) FROM block") != [(0,)]
    locked(desk)

    assert desk.rows("SELECT count(*) FROM block WHERE text LIKE 'Our readers%'") == [(0,)]


def test_a_prompt_stays_known_where_teasers_are_cut(desk: Desk) -> None:
    prompt = "Support the harbour's own newspaper {} with a small sum, " + "for gulls " * 60 + "too."
    for number, word in enumerate(("today", "now", "soon")):
        desk.store([make_page(f"{ONE}-{number}", "Gulls " * 80 + "cry.", prompt.format("ever"), prompt.format(word))])
    desk.next_crawl(at=day(2))
    locked(desk)
    desk.store([make_page(f"{ONE}-9", "A free story.", prompt.format("later"))], at=day(3))

    assert desk.rows("SELECT teaser FROM articles ORDER BY id DESC LIMIT 1") == [("A free story.",)]


def test_a_text_that_was_taken_away_is_known_again_when_it_is_shown(desk: Desk) -> None:
    text = "Only one reader found the ferry, " + "with gulls " * 60 + "on it."
    desk.store([make_page(ONE, "Gulls " * 80 + "cry.", text)])
    locked(desk)
    assert desk.rows("SELECT count(*) FROM block WHERE text = ?", text) == [(0,)]
    desk.store([make_page(OTHER, text)], at=day(2))

    assert desk.rows("SELECT count(*) FROM block WHERE text = ?", text) == [(1,)]


def test_articles_that_a_claim_makes_one_hide_no_other_for_good(desk: Desk) -> None:
    """The ledger keeps the three smallest keys of a text: two of them turn out to be one article."""
    urls = sorted(
        (f"{HOST}news/story-{n}" for n in "abcdef"), key=lambda url: article_hash(url.removeprefix("http://"))
    )
    pages = [make_page(url, LINE, f"Story {'i' * n}.", headline="The ferry and the fog") for n, url in enumerate(urls)]
    desk.store(pages)
    desk.store([claiming(pages[0], urls[1])], at=day(2))
    desk.next_crawl(at=day(3))
    desk.store(pages[2:], at=day(4))
    desk.next_crawl(at=day(5))

    assert desk.rows("SELECT articles FROM block WHERE text = ?", LINE) == [(3,)]
    assert desk.rows("SELECT count(*) FROM articles WHERE teaser LIKE ?", f"{LINE}%") == [(0,)]


def test_a_page_costs_its_own_length_also_where_ids_are_known(desk: Desk) -> None:
    """SQLite, left to itself, reads all keys of the site for each new one."""
    costs: list[int] = []
    for start in range(0, 600, 100):
        urls = {f"{HOST}news/{n}-{1_000_000 + n}.html": "i" * n for n in range(start, start + 100)}
        desk.discover(*urls)
        events = [stored(lease, make_page(lease.url, headline=f"S{urls[lease.url]}")) for lease in desk.lease()]
        costs.append(_steps(desk, events))
        desk.next_crawl(at=day(2))

    assert costs[-1] < 1.5 * costs[1]


def _steps(desk: Desk, events: list[Stored]) -> int:
    """How long SQLite works on some events, in hundreds of its steps."""
    steps: list[int] = []
    desk.archive.conn.set_progress_handler(lambda: steps.append(1), 100)
    desk.archive.apply(events)
    desk.archive.conn.set_progress_handler(None, 0)
    return len(steps)
