"""The promise of public text, checked on the record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parvis.crawl.promise import check_cleaning, check_promise
from parvis.errors import PromiseBroken
from parvis.records import Block, Metadata, Page, Rights, Verdict
from parvis.words import Access, Role, TeaserSource

CANARY = "Zq7x"
PAGE = Page(
    url="https://press.example/a",
    requested_url="https://press.example/a",
    status=200,
    site="press",
    fetched_at=None,
    metadata=Metadata(standfirst="A standfirst"),
    teaser="One.\nTwo.",
    teaser_source=TeaserSource.BODY,
    blocks=(Block(role=Role.TEASER, text="One.", words=1, path="p"),),
)
LOCKED = Verdict(state=Access.LOCKED)


def block(role: Role, text: str = CANARY) -> tuple[Block, ...]:
    return (Block(role=role, text=text, words=1, path="p"),)


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": block(Role.WITHHELD)},
        {"blocks": block(Role.COMMENTS)},
        {"blocks": block(Role.BODY), "access": LOCKED},
        {"teaser": f"{CANARY} " * 201},
        {"rights": Rights(nosnippet=True)},
        {"rights": Rights(max_snippet=0)},
    ],
    ids=["withheld", "comments", "body of a locked page", "cap", "nosnippet", "max-snippet:0"],
)
def test_a_record_that_keeps_too_much_is_refused_without_quoting_it(change: dict[str, Any]) -> None:
    with pytest.raises(PromiseBroken) as caught:
        check_promise(replace(PAGE, **change), teaser_max_words=200)

    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"blocks": block(Role.WITHHELD, "")},
        {"blocks": block(Role.BODY)},
        {"access": LOCKED},
        {"teaser": "", "rights": Rights(nosnippet=True)},
    ],
    ids=["teaser", "withheld without text", "body of an open page", "locked with a teaser", "nosnippet without one"],
)
def test_a_record_of_public_text_passes(change: dict[str, Any]) -> None:
    check_promise(replace(PAGE, **change), teaser_max_words=200)


@pytest.mark.parametrize("teaser", ["One.", "Two.", "", "One.\nTwo."])
def test_cleaning_may_take_lines(teaser: str) -> None:
    check_cleaning(PAGE, replace(PAGE, teaser=teaser))


def test_cleaning_may_not_put_a_line_in() -> None:
    with pytest.raises(PromiseBroken):
        check_cleaning(PAGE, replace(PAGE, teaser=f"One.\n{CANARY}"))
