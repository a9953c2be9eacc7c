"""What only many pages show: the order leaves no trace, and what is looked at again and has not changed costs no row.

Three hundred pages in the ordinary run; thousands under `make soak`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest

from parvis.archive.audit import audit
from parvis.records import Page
from parvis.words import Role
from tests.archives import Desk, open_desk
from tests.daily import LOGINS, NEWSLETTERS, OFFERS, page_of
from tests.pages import day

VERDICTS = {
    "blocks": """
        SELECT block.key, text, words, articles, kind, score, terms, role, path.key FROM block
        JOIN explanation ON explanation.id = explanation_id JOIN path ON path.id = path_id ORDER BY block.key
    """,
    "families": """
        SELECT block.key, root.key FROM block JOIN block AS root ON root.id = block.root_id ORDER BY block.key
    """,
    "paths": "SELECT key, seen, texts, level, settled FROM path ORDER BY 1",
    "wordings": "SELECT key, wording.text FROM wording JOIN block ON block.id = block_id ORDER BY 1, 2",
    "versions": """
        SELECT article.key, version.digest, headline, teaser, access, confidence, evidence, removed_words
        FROM version JOIN article ON article.id = article_id ORDER BY 1
    """,
}
PROMPTS = [*LOGINS, *NEWSLETTERS, *(offer.split("{")[0] for offer in OFFERS)]


@contextmanager
def desk_with(path: Path, pages: Sequence[Page]) -> Iterator[Desk]:
    """An archive after a crawl of the pages in this order."""
    desk = open_desk(path)
    with closing(desk.archive):
        look_again(desk, pages, number=1)
        yield desk


@cache
def press(count: int, turn: int = 0) -> tuple[Page, ...]:
    return tuple(page_of(number, turn=turn) for number in range(count))


def test_three_orders_of_a_crawl_give_the_same_verdicts(tmp_path: Path) -> None:
    dumps = []
    for seed in range(3):
        pages = random.Random(seed).sample(press(300), 300)  # noqa: S311 - an order that comes again
        with desk_with(tmp_path / f"{seed}.db", pages) as desk:
            dumps.append({name: desk.rows(query) for name, query in VERDICTS.items()})

    assert dumps[0] == dumps[1] == dumps[2]


def test_no_prompt_is_left_in_any_teaser(tmp_path: Path) -> None:
    with desk_with(tmp_path / "archive.db", press(300)) as desk:
        teasers = [teaser for (teaser,) in desk.rows("SELECT teaser FROM version")]

        assert all(teasers)
        assert [teaser for teaser in teasers if any(prompt in teaser for prompt in PROMPTS)] == []
        assert audit(desk.archive) == ()


# What a look may touch: the look itself, and when something was last seen.
ROLL_UPS = {
    ("article", "last_seen_at"), ("version", "last_seen_at"), ("block", "last_seen_at"), ("wording", "last_seen_at"),
    ("block", "first_seen_at"), ("wording", "first_seen_at"), ("article_url", "named_at"),
}  # fmt: skip
OF_THE_LOOK = {"seal", "observation", "fetch", "crawl", "url", "meta", "coverage", "site_health"}


def rows_of(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row that a look at an unchanged page has to leave as it is."""
    found = {}
    for (table,) in desk.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'"):
        if table not in OF_THE_LOOK:
            columns = [name for (name,) in desk.rows("SELECT name FROM pragma_table_info(?)", table)]
            kept = ", ".join(name for name in columns if (table, name) not in ROLL_UPS)
            found[table] = sorted(desk.rows(f"SELECT {kept} FROM {table}"), key=repr)  # noqa: S608 - names of the schema
    return found


def look_again(desk: Desk, pages: Sequence[Page], *, number: int) -> None:
    for page in pages:
        desk.store([page], at=day(number))
    desk.next_crawl(at=day(number))


@pytest.mark.parametrize("count", [300, pytest.param(5000, marks=pytest.mark.soak)])
def test_looking_again_rewrites_nothing(tmp_path: Path, count: int) -> None:
    with desk_with(tmp_path / "archive.db", press(count)) as desk:
        before = rows_of(desk)
        look_again(desk, press(count), number=2)

        assert rows_of(desk) == before
        assert desk.rows("SELECT count(*) FROM observation") == [(2 * count,)]

        look_again(desk, [page_of(count // 2, edit=" And one thing more.")], number=3)

        assert desk.rows("SELECT count(*) FROM version") == [(count + 1,)]


@pytest.mark.parametrize("count", [300, pytest.param(5000, marks=pytest.mark.soak)])
def test_prompts_that_rotate_make_no_version(tmp_path: Path, count: int) -> None:
    """Every prompt, counter, price and date of every page is another one; the articles are the same."""
    with desk_with(tmp_path / "archive.db", press(count)) as desk:
        look_again(desk, press(count, turn=1), number=2)

        assert desk.rows("SELECT count(*), count(DISTINCT article_id) FROM version") == [(count, count)]
        prices = [text for (text,) in desk.rows("SELECT text FROM wording")]
        assert {int(found[1]) for text in prices if (found := re.search(r"for (\d+) euros", text))} == {9, 10, 11, 12}
        assert desk.rows("SELECT DISTINCT kind FROM block WHERE role = 'newsletter'") == [(Role.NEWSLETTER,)]
