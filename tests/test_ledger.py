"""The ledger counts articles, and the set of pages is all that matters."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.archive import Archive
from parvis.ledger import BlockStatus, Ledger, mask
from parvis.page import read_page
from parvis.records import Block, Metadata, Page, Term
from parvis.words import Role
from tests.archives import open_desk
from tests.pages import day

LOGIN = "Already a reader? Log in here with your address and your word to go on reading."
PROSE = (Term(name="prose", bits=-2.0), Term(name="sentence", bits=-2.0))


def block(text: str, *, owner: str | None = None, path: str = "html body p", role: Role = Role.TEASER) -> Block:
    return Block(role=role, text=text, words=len(text.split()), path=path, owner=owner, prior=PROSE)


def page(name: str, *blocks: Block, site: str | None = None, canonical: str | None = None) -> Page:
    url = f"https://www.press.example/{name}"
    own = block(f"The one and only text of {name}, which is long enough to be prose in any language.")
    about = Metadata(canonical_url=canonical)
    return Page(
        url=url, requested_url=url, status=200, site=site, fetched_at=None, metadata=about, blocks=(own, *blocks)
    )


class Judge(Protocol):
    """What both ledgers can be asked."""

    def statuses(self, page: Page) -> tuple[BlockStatus, ...]: ...


@dataclass
class Archived:
    """The archive's ledger, whose site is that of the crawl."""

    archive: Archive

    def statuses(self, page: Page) -> tuple[BlockStatus, ...]:
        return self.archive.statuses(replace(page, site="ledger"))


Fill = Callable[..., Judge]


@pytest.fixture(params=["in memory", "in the archive"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fill]:
    """Gives the function that fills a ledger of either kind with pages, in their order."""
    if request.param == "in memory":
        yield filled
        return
    desk = open_desk(tmp_path / "archive.db")

    def stored(*pages: Page) -> Judge:
        for each in pages:
            desk.store([each])
        desk.next_crawl(at=day(2))
        return Archived(desk.archive)

    yield stored
    desk.archive.close()


def filled(*pages: Page) -> Ledger:
    seen = Ledger()
    for each in pages:
        seen.observe(each)
    return seen


def kinds(seen: Judge, about: Page) -> list[Role | None]:
    return [status.kind for status in seen.statuses(about)]


def test_a_text_of_many_articles_is_boilerplate(ledger: Fill) -> None:
    pages = [page(name, block(LOGIN)) for name in "abc"]

    assert kinds(ledger(*pages), pages[0]) == [None, Role.OTHER]


def test_a_text_of_one_article_is_content_however_often_it_is_seen(ledger: Fill) -> None:
    teaser = block(LOGIN, owner="https://press.example/a?utm_source=front")
    pages = [page(name, teaser) for name in "abcdefgh"]

    assert kinds(ledger(*pages), pages[0]) == [None, None]


def test_one_article_under_many_urls_is_one(ledger: Fill) -> None:
    pages = [page(name, block(LOGIN), canonical="https://press.example/news/the-same") for name in "abcd"]

    assert kinds(ledger(*pages), pages[0]) == [None, None]


def test_changing_numbers_do_not_hide_repetition(ledger: Fill) -> None:
    pages = [page(name, block(f"{LOGIN} {number} others did")) for number, name in enumerate("abc", 7)]

    assert kinds(ledger(*pages), pages[0])[1] is Role.OTHER


def test_sites_are_counted_apart() -> None:
    pages = [page(name, block(LOGIN), site=name) for name in "abc"]

    assert kinds(filled(*pages), pages[0]) == [None, None]


def test_a_page_that_was_never_observed_is_judged_by_what_is_known(ledger: Fill) -> None:
    new = page("new", block(LOGIN))

    assert kinds(ledger(), new) == [None, None]
    assert kinds(ledger(*(page(name, block(LOGIN)) for name in "abc")), new) == [None, Role.OTHER]


def test_a_first_page_is_judged_by_the_page_alone(ledger: Fill) -> None:
    asking = block("Your e-mail address, please", role=Role.NEWSLETTER)
    asking = replace(asking, prior=(Term(name="asking form", bits=4.0),))

    assert kinds(ledger(), page("a", asking)) == [None, Role.NEWSLETTER]


@pytest.mark.parametrize("role", [Role.WITHHELD, Role.COMMENTS])
def test_blocks_without_text_are_not_observed(ledger: Fill, role: Role) -> None:
    pages = [page(name, block("", role=role)) for name in "abcd"]

    assert all(status.score <= 2 for status in ledger(*pages).statuses(pages[0]))


def test_there_is_one_status_a_block(ledger: Fill) -> None:
    about = page("a", block(""), block(LOGIN), block(LOGIN))

    assert len(ledger(about).statuses(about)) == len(about.blocks)


TEXTS = st.sampled_from([LOGIN, "Section", "More on this", "A column for everybody, every week, by its author.", ""])
OWNERS = st.sampled_from([None, "https://press.example/a", "https://press.example/x"])
PATHS = st.sampled_from(["html body p", "html body div.kicker"])
PAGES = st.lists(
    st.builds(
        lambda name, blocks: page(name, *blocks),
        st.sampled_from("abcdefgh"),
        st.lists(
            st.builds(lambda text, owner, path: block(text, owner=owner, path=path), TEXTS, OWNERS, PATHS), max_size=4
        ),
    ),
    min_size=1,
    max_size=8,
)


def verdicts(seen: Ledger, pages: list[Page]) -> list[tuple[BlockStatus, ...]]:
    return [seen.statuses(each) for each in pages]


@given(PAGES, st.randoms(use_true_random=False))
def test_the_order_of_the_pages_changes_nothing(pages: list[Page], chance: random.Random) -> None:
    shuffled = chance.sample(pages, len(pages))

    assert verdicts(filled(*shuffled), pages) == verdicts(filled(*pages), pages)


@given(PAGES)
def test_seeing_a_page_again_changes_nothing(pages: list[Page]) -> None:
    assert verdicts(filled(*pages, *pages[::-1]), pages) == verdicts(filled(*pages), pages)


@given(PAGES, PAGES)
def test_ledgers_of_parts_can_be_filled_in_any_order(one: list[Page], two: list[Page]) -> None:
    assert verdicts(filled(*one, *two), one) == verdicts(filled(*two, *one), one)


def portal(shared: Path) -> dict[str, list[tuple[Page, str]]]:
    """The pages of each host with the gold text of their article."""
    sites: dict[str, list[tuple[Page, str]]] = {}
    for line in (shared / "portal" / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = gzip.decompress((shared / "portal" / row["file"]).read_bytes())
        sites.setdefault(row["host"], []).append((read_page(body, row["url"]), row["gold"]))
    return sites


def test_no_line_of_a_real_article_is_taken_for_boilerplate(shared: Path) -> None:
    for rows in portal(shared).values():
        seen = filled(*(about for about, _ in rows))
        for about, gold in rows:
            taken = zip(about.blocks, kinds(seen, about), strict=True)
            lines = [b.text for b, kind in taken if kind and b.role in (Role.TEASER, Role.BODY) and b.words >= 8]

            assert [line for line in lines if mask(line) in mask(gold)] == []
