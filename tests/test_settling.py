"""Boilerplate is learnt from the site and cleaned backwards in time; the order of the pages never matters."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import Archive, reading
from parvis.archive.audit import audit
from parvis.identity import canonical_for
from parvis.ledger import CAP, Ledger, article_hash
from parvis.records import Block, Page, Term
from parvis.words import Role
from tests.archives import BASE, Desk, open_desk
from tests.pages import day, make_page, stored

OFFER = "Read our special edition on the harbour, every week in your letter box."


def story(number: int, *more: str, version: int = 1) -> Page:
    return make_page(f"{BASE}{number}", f"Story {'abcdefghij'[number]} tells version {'xyz'[version]} of it.", *more)


def teasers(path: Path) -> dict[str, list[str]]:
    """The teasers of every article, the oldest version first."""
    with Archive.open(path) as archive:
        rows = archive.conn.execute("SELECT url, teaser FROM versions ORDER BY url, first_seen_at, id").fetchall()
    return {url: [teaser for other, teaser in rows if other == url] for url, _ in rows}


def test_a_line_of_three_articles_leaves_the_teasers_stored_before(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([story(number, OFFER) for number in (1, 2)])
    before = teasers(desk.archive.path)
    desk.store([story(3, OFFER)], at=day(2))
    desk.archive.close()

    assert all(OFFER in teaser for versions in before.values() for teaser in versions)
    assert not any(OFFER in teaser for versions in teasers(desk.archive.path).values() for teaser in versions)


def test_versions_that_differed_in_boilerplate_alone_become_one(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([story(1)])
    desk.store([story(1, OFFER)], at=day(2))
    desk.store([story(number, OFFER) for number in (2, 3)], at=day(3))

    record = reading.article(desk.archive, f"{BASE}1")
    aliases = desk.archive.conn.execute("SELECT id, version_id FROM version_alias").fetchall()
    desk.archive.close()
    assert record is not None
    assert [version.id for version in record.versions] == [1]
    assert [look.version_id for look in record.observations] == [1, 1]
    assert aliases == [(2, 1)]


def test_what_was_removed_is_counted_and_explained(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    desk.store([story(number, OFFER) for number in (1, 2, 3)])
    record = reading.article(desk.archive, f"{BASE}1")
    desk.archive.close()

    assert record is not None
    [removed] = [block for block in record.removed if block.text == OFFER]
    assert removed.articles == 3
    assert {term["name"] for term in removed.terms} >= {"prose", "articles"}
    assert record.current["boilerplate_words"] == 13


PROSE = (Term(name="prose", bits=-2.0), Term(name="sentence", bits=-2.0))
ROTATED = "Read our special edition on the harbour, every month in your letter box."
TEXTS = (
    OFFER,
    ROTATED,
    f"{ROTATED} Today.",
    "Share this.",
    "Only 3 articles are left.",
    "Only 7 articles are left.",
    "The bridge will close.",
)
BLOCKS = st.builds(
    lambda text, role, prior, path, owner: Block(
        role=role, text=text, words=4, path=path, prior=prior, owner=owner, candidate=role is Role.TEASER
    ),
    st.sampled_from(TEXTS),
    st.sampled_from([Role.TEASER, Role.TEASER, Role.RELATED, Role.OFFER, Role.LABEL]),
    st.sampled_from([PROSE, (), (Term(name="links", bits=2.0),), (Term(name="own description", bits=-6.0),)]),
    st.sampled_from(["p", "div.x", "li"]),
    st.sampled_from([None, None, f"{BASE}0", f"{BASE}9"]),
)


def page_of(number: int, blocks: list[Block], canonical: int | None, standfirst: str | None) -> Page:
    page = make_page(f"{BASE}{number}")
    claimed = f"{BASE}{canonical}" if canonical is not None else None
    about = replace(page.metadata, canonical_url=claimed, standfirst=standfirst)
    return replace(page, blocks=(*page.blocks, *blocks), metadata=about)


NUMBERS = st.integers(0, 4)
PAGES = st.builds(
    page_of,
    NUMBERS,
    st.lists(BLOCKS, max_size=4),
    st.one_of(st.none(), st.none(), NUMBERS),
    st.sampled_from([None, "So."]),
)
# Pages, each with its time, and the order in which they come in.
LOOKS = st.lists(PAGES, min_size=1, max_size=8).flatmap(
    lambda pages: st.permutations([(page, day(number)) for number, page in enumerate(pages, start=1)])
)


@settings(max_examples=60)
@given(LOOKS)
def test_the_order_in_which_pages_come_changes_nothing(looks: list[tuple[Page, datetime]]) -> None:
    in_order = sorted(looks, key=lambda look: look[1])

    assert outcome(looks) == outcome(in_order)


OUTCOME = {
    "articles": "SELECT key, url, first_seen_at, last_seen_at FROM article",
    "urls": "SELECT article.key, article_url.key FROM article_url JOIN article ON article.id = article_id",
    "versions": """
        SELECT article.key, version.first_seen_at, version.last_seen_at, teaser, teaser_source, digest, removed_words,
            version.id = article.version_id
        FROM version JOIN article ON article.id = article_id
    """,
    "looks": """
        SELECT article.key, at, change, digest
        FROM observation JOIN version ON version.id = observation.version_id
        JOIN article ON article.id = observation.article_id
    """,
    "ledger": """
        SELECT block.key, block.text, block.words, block.articles, block.kind, block.score, explanation.terms,
            block.role, prior.terms, path.key, root.key
        FROM block LEFT JOIN block AS root ON root.id = block.root_id JOIN path ON path.id = block.path_id
        JOIN explanation ON explanation.id = block.explanation_id JOIN explanation AS prior ON prior.id = block.prior_id
    """,
    "wordings": "SELECT key, wording.text, wording.first_seen_at FROM wording JOIN block ON block.id = block_id",
    "paths": "SELECT path, seen, texts, level FROM paths",
}


def outcome(looks: Sequence[tuple[Page, datetime]]) -> dict[str, list[str]]:
    """What an archive says in the end."""
    with TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "archive.db").archive) as archive:
        desk = Desk(archive, 1)
        for page, at in looks:
            desk.store([page], at=at)
        archive.finish_crawl(1, now=day(99), reason="finished")
        assert audit(archive) == ()
        return {name: sorted(map(repr, desk.rows(query))) for name, query in OUTCOME.items()}


def test_a_line_that_becomes_content_again_comes_back(tmp_path: Path) -> None:
    """Versions that were merged part again, and the old id leads to what took over."""
    desk = open_desk(tmp_path / "archive.db")
    kicker = Block(role=Role.OFFER, text="From the harbour.", words=3, path="p.kicker", candidate=True)
    line = replace(kicker, role=Role.TEASER, path="p", prior=PROSE)
    desk.store([with_lines(1)], at=day(1))
    desk.store([with_lines(1, kicker)], at=day(2))
    merged = teasers(desk.archive.path)
    desk.store([with_lines(2, line)], at=day(3))
    found = audit(desk.archive)
    desk.archive.close()

    assert [len(versions) for versions in merged.values()] == [1]
    assert teasers(desk.archive.path)[f"{BASE}1"] == ["", "From the harbour."]
    assert found == ()


def with_lines(number: int, *blocks: Block) -> Page:
    return page_of(number, list(blocks), None, None)


def test_a_page_costs_its_own_length_not_that_of_the_archive(tmp_path: Path) -> None:
    """A path with ever new texts does not have all of them judged anew for each page."""
    desk = open_desk(tmp_path / "archive.db")
    steps: list[int] = []
    costs = []
    for number in range(1, 101):
        card = Block(role=Role.RELATED, text=f"Card {'i' * number} of the harbour", words=5, path="aside h3")
        cards = [card, replace(card, text=f"Card {'i' * (number - 1)} of the harbour")]
        page = make_page(f"{BASE}{number}", extra=cards)
        lease = desk.lease_of(page.url)
        desk.archive.conn.set_progress_handler(lambda: steps.append(1), 100)
        desk.archive.apply([stored(lease, page)])
        desk.archive.conn.set_progress_handler(None, 0)
        costs.append(len(steps))
        steps.clear()
    desk.archive.close()

    assert sum(costs[80:]) < 2 * sum(costs[20:40])


def test_of_the_articles_of_a_text_the_smallest_hashes_are_kept(tmp_path: Path) -> None:
    """So the ledger in memory counts, and so archives can be merged in any order."""
    desk = open_desk(tmp_path / "archive.db")
    pages = [make_page(f"{BASE}{number}", OFFER) for number in range(9)]
    desk.store(pages)
    kept = desk.rows("SELECT article FROM block_article JOIN block ON block.id = block_id WHERE text = ?", OFFER)
    desk.archive.close()

    assert [hash_ for (hash_,) in kept] == sorted(article_hash(canonical_for(page).key) for page in pages)[:CAP]


def test_the_archive_and_the_ledger_in_memory_say_the_same(tmp_path: Path) -> None:
    desk, ledger = open_desk(tmp_path / "archive.db"), Ledger()
    pages = [story(number, *([OFFER] if number % 2 else [])) for number in range(8)]
    for page in pages:
        ledger.observe(page)
    desk.store(pages)
    desk.next_crawl(at=day(2))
    said = [[status.kind for status in desk.archive.statuses(page)] for page in pages]
    desk.archive.close()

    assert said == [[status.kind for status in ledger.statuses(page)] for page in pages]


@pytest.mark.parametrize("seed", range(2))
def test_seeing_the_same_pages_again_changes_nothing(tmp_path: Path, seed: int) -> None:
    desk = open_desk(tmp_path / "archive.db")
    pages = [story(number, OFFER, version=seed) for number in (1, 2)]
    desk.store(pages)
    before = teasers(desk.archive.path)
    for number in (2, 3, 4):
        desk.store(pages, at=day(number))
    desk.archive.close()

    assert teasers(desk.archive.path) == before
