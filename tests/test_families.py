"""Wordings of one line count together: in the ledger in memory and in the archive alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.archive.audit import audit
from parvis.ledger import MAX_REPRESENTATIVES, Ledger, Representative, family_words, mask, root_of
from parvis.records import Block, Page, Term
from parvis.words import Role
from tests.archives import BASE, Desk, open_desk
from tests.pages import day, make_page

WEEKLY = "Read our special edition on the harbour, every week in your letter box."
MONTHLY = "Read our special edition on the harbour, every month in your letter box."
YEARLY = "Read our special edition on the harbour, every year in your letter box, for free."
STORIES = ("Gulls came.", "Ships left.", "It rained.", "Nobody spoke.", "Bells rang.")
Kinds = Callable[[Sequence[Page], Page, Path], list[Role | None]]
PROSE = (Term(name="prose", bits=-2.0), Term(name="sentence", bits=-2.0))


def page(number: int, *lines: str) -> Page:
    return make_page(f"{BASE}{number}", STORIES[number], *lines)


def kinds_in_memory(pages: Sequence[Page], about: Page, _: Path) -> list[Role | None]:
    ledger = Ledger()
    for each in pages:
        ledger.observe(each)
    return [status.kind for status in ledger.statuses(about)]


def kinds_in_the_archive(pages: Sequence[Page], about: Page, folder: Path) -> list[Role | None]:
    desk = open_desk(folder / "archive.db")
    for each in pages:
        desk.store([each])
    desk.next_crawl(at=day(2))
    kinds = [status.kind for status in desk.archive.statuses(about)]
    assert audit(desk.archive) == ()
    desk.archive.close()
    return kinds


BOTH = pytest.mark.parametrize("kinds", [kinds_in_memory, kinds_in_the_archive])


@BOTH
def test_a_wording_seen_once_counts_with_the_line_that_it_varies(kinds: Kinds, tmp_path: Path) -> None:
    pages = [page(1, WEEKLY), page(2, WEEKLY), page(3, MONTHLY)]

    assert kinds(pages, pages[2], tmp_path)[2] is Role.OTHER


@BOTH
def test_two_articles_are_too_few_also_in_two_wordings(kinds: Kinds, tmp_path: Path) -> None:
    pages = [page(1, WEEKLY), page(1, WEEKLY), page(2, MONTHLY)]

    assert kinds(pages, pages[2], tmp_path)[2] is None


@BOTH
def test_an_edited_line_of_one_article_stays_content(kinds: Kinds, tmp_path: Path) -> None:
    pages = [page(1, WEEKLY), page(1, MONTHLY), page(1, YEARLY)]

    assert kinds(pages, pages[0], tmp_path)[2] is None


@BOTH
def test_a_page_never_seen_is_judged_by_the_families_that_are_known(kinds: Kinds, tmp_path: Path) -> None:
    assert kinds([page(n, WEEKLY) for n in (1, 2, 3)], page(4, MONTHLY), tmp_path)[2] is Role.OTHER


@BOTH
def test_a_line_that_shares_fewer_words_stands_for_itself(kinds: Kinds, tmp_path: Path) -> None:
    other = "Read our special report on the harbour, each month at your kiosk or online."

    assert kinds([page(1, WEEKLY), page(2, WEEKLY), page(3, other)], page(3, other), tmp_path)[2] is None


WORDS = st.sampled_from(["log", "in", "here", "to", "read", "on", "every", "day", "with", "your", "account"])
TEXTS = st.lists(WORDS, min_size=4, max_size=9).map(" ".join)


@given(st.lists(TEXTS, min_size=1, max_size=14, unique=True), st.randoms(use_true_random=False))
def test_a_root_is_alike_and_has_no_root_of_its_own(texts: list[str], chance: random.Random) -> None:
    keys = {text: key for key, text in enumerate(chance.sample(texts, len(texts)))}
    known = tuple(sorted(Representative(keys[text], family_words(mask(text))) for text in texts))[:MAX_REPRESENTATIVES]
    words = {one.key: one.words for one in known}
    for text in texts:
        root = root_of(keys[text], family_words(mask(text)), known)
        if root is not None:
            shared, every = words[root] & family_words(mask(text)), words[root] | family_words(mask(text))

            assert len(shared) >= 0.8 * len(every)
            assert root_of(root, words[root], known) is None


@given(st.lists(st.tuples(st.integers(0, 4), TEXTS), max_size=24), st.randoms(use_true_random=False))
def test_the_order_of_the_pages_leaves_no_trace(looks: list[tuple[int, str]], chance: random.Random) -> None:
    pages = [page(number, text) for number, text in looks]
    one, two = Ledger(), Ledger()
    for each in pages:
        one.observe(each)
    for each in chance.sample(pages, len(pages)):
        two.observe(each)

    assert [one.statuses(each) for each in pages] == [two.statuses(each) for each in pages]


def asking(number: int, text: str) -> Page:
    prompt = Block(role=Role.OFFER, text=text, words=len(text.split()), path="aside p", prior=PROSE)
    return make_page(f"{BASE}{number}", extra=[prompt])


def wordings(desk: Desk) -> list[tuple[str, str, str]]:
    return desk.rows("SELECT text, first_seen_at, last_seen_at FROM wording ORDER BY text")


def test_a_price_that_changes_is_a_dated_fact(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    before, after = "Read on for 9.90 euros a month.", "Read on for 12.90 euros a month."
    desk.store([asking(1, before), asking(2, before)], at=day(1))
    desk.store([asking(1, before)], at=day(5))
    desk.store([asking(2, after)], at=day(9))
    found = wordings(desk)
    blocks = desk.rows("SELECT count(*) FROM block WHERE role = 'offer'")
    desk.archive.close()

    assert [(text, first[:10], last[:10]) for text, first, last in found] == [
        (after, "2026-03-10", "2026-03-10"),
        (before, "2026-03-02", "2026-03-06"),
    ]
    assert blocks == [(1,)]


def test_texts_of_the_article_have_no_wordings(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([page(1, "The bridge costs 12 million euros."), page(2, "Read this.")])
    found = wordings(desk)
    desk.archive.close()

    assert found == []


def test_more_texts_than_may_represent_a_path_keep_the_smallest_keys(tmp_path: Path) -> None:
    """Representatives that come late displace others, and the path is settled again."""
    desk = open_desk(tmp_path / "archive.db")
    lines = [f"{name} tells you every evening what the harbour talks about." for name in "abcdefghijklmnop"]
    for number, line in enumerate(lines):
        desk.store([page(1, line), page(2, line)], at=day(number + 1))
    desk.store([page(3, lines[0].replace("evening", "morning"))], at=day(40))
    desk.next_crawl(at=day(41))
    roots = desk.rows("SELECT count(DISTINCT root_id) FROM block")
    found = audit(desk.archive)
    desk.archive.close()

    assert roots == [(1,)]
    assert found == ()
