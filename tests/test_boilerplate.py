"""`parvis boilerplate`: what a site repeats, how often, since when and why."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.archive import Archive
from parvis.archive.boilerplate import repeated, verdict_of
from parvis.cli import main
from parvis.records import Block, Page
from parvis.words import Role
from tests.archives import BASE, Desk, open_desk
from tests.pages import block, day, make_page

LOGIN = "Already a reader? Log in here with your address and your word to go on reading."
ROTATED = "Already a reader? Log in here with your address and your word and go on reading."
PRICES = ("Read on for 9.90 euros a month.", "Read on for 12.90 euros a month.")


def run(*arguments: str, db: Path) -> Result:
    return CliRunner().invoke(main, ["--db", str(db), "boilerplate", *arguments], catch_exceptions=False)


def page(number: int, *extra: Block) -> Page:
    return make_page(f"{BASE}{number}", headline=f"Bridge {'abcde'[number]} for the harbour", extra=extra)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Four articles on two days; the fourth has another wording, and the price rises."""
    desk = open_desk(tmp_path / "archive.db")
    asked = [block(Role.LOGIN, LOGIN), block(Role.OFFER, PRICES[0])]
    desk.store([page(number, *asked) for number in (1, 2, 3)], at=day(1))
    asked = [block(Role.LOGIN, ROTATED), block(Role.OFFER, PRICES[1])]
    desk.store([page(4, *asked)], at=day(2))
    desk.store([page(1, block(Role.LOGIN, LOGIN))], at=day(2))
    desk.next_crawl(at=day(3))
    yield desk
    desk.archive.close()


def test_wordings_of_one_line_are_one_row_with_all_its_pages(desk: Desk) -> None:
    [login] = repeated(desk.archive, site="ledger", kind=Role.LOGIN)

    assert (login.text, login.texts) == (LOGIN, 2)
    assert (login.articles, login.pages) == (4, 5)
    assert login.words_saved == 4 * len(LOGIN.split()) + len(ROTATED.split())
    assert (login.first_seen_at, login.last_seen_at) == (day(1), day(2))


def test_a_text_is_explained_by_its_sum_and_its_wordings(desk: Desk) -> None:
    [offer] = repeated(desk.archive, kind=Role.OFFER)
    verdict = verdict_of(desk.archive, offer.id)

    assert verdict is not None
    assert verdict.kind == "offer"
    assert sum(term.bits for term in verdict.terms) == pytest.approx(verdict.score)
    assert "articles" in {term.name for term in verdict.terms}
    assert (verdict.articles, verdict.site_articles, verdict.pages, verdict.site_pages) == (4, 4, 5, 5)
    assert [(one.text, one.first_seen_at) for one in verdict.wordings] == [(PRICES[0], day(1)), (PRICES[1], day(2))]
    assert verdict.examples == (f"{BASE}1", f"{BASE}2", f"{BASE}3")


def test_content_is_explained_as_well(desk: Desk) -> None:
    [(block_id,), *_] = desk.rows("SELECT id FROM block WHERE role = 'headline'")
    verdict = verdict_of(desk.archive, block_id)

    assert verdict is not None
    assert "HEADLINE" not in verdict.text
    assert verdict.path == "html.body.headline"


def test_the_command_says_what_the_query_found(desk: Desk) -> None:
    path = desk.archive.path
    listed, told = run(db=path), run("--json", db=path)
    lines = json.loads(told.output)
    explained = run("--explain", str(lines[0]["id"]), db=path)

    assert "2 lines, which took 115 words of the pages seen" in listed.output
    assert [line["kind"] for line in lines] == ["login", "offer"]
    assert "+1 Already a reader?" in listed.output
    assert "BOILERPLATE (login)  in 3 of 4 articles, on 4 of 5 pages seen" in explained.output
    assert "Also worded\n  2026-03-03  Already a reader?" in explained.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "no site 'nowhere' in .*; it holds ledger"),
        (("--kind", "consent"), "no boilerplate of the kind consent"),
        (("--explain", "99999"), "no block 99999 in .*; `parvis boilerplate` lists their numbers"),
    ],
    ids=["site", "kind", "block"],
)
def test_what_is_not_there_is_said_with_the_remedy(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    path = desk.archive.path
    result = run(*arguments, db=path)

    assert result.exit_code == 3
    assert re.search(said, result.output)


def test_every_kind_of_the_demo_counts_as_the_pages_do(demo_db: Path) -> None:
    """The roll-up by families and the plain count over anatomies agree."""
    with Archive.open(demo_db) as archive:
        lines = repeated(archive)
        looks = dict(archive.conn.execute("SELECT version_id, count(*) FROM observation GROUP BY 1").fetchall())
        words = dict(
            archive.conn.execute("SELECT id, words FROM block WHERE kind IS NOT NULL AND kind <> 'label'").fetchall()
        )
        saved: Counter[int] = Counter()
        block_of = dict(archive.conn.execute("SELECT id, block_id FROM sight").fetchall())
        for version_id, sights in archive.conn.execute(
            "SELECT version.id, anatomy.blocks FROM version JOIN anatomy ON anatomy.id = version.anatomy_id"
        ):
            for block_id in (block_of[sight] for sight in json.loads(sights)):
                if block_id in words:
                    saved[block_id] += looks[version_id] * words[block_id]

    assert sum(line.words_saved for line in lines) == saved.total() > 10_000
