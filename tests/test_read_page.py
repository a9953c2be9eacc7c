"""The whole way from bytes to a page: the promises that hold whatever the page."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parvis
from parvis.errors import PageError
from parvis.page import judge_access
from parvis.words import Access, Role, TeaserSource
from tests.canaries import KEEP_NOTHING
from tests.canary import URL, article, paragraphs, part
from tests.mechanisms import MECHANISMS, PROMPT

GATED = re.compile(r"zq\d+x", re.IGNORECASE)


def left_behind(page: parvis.Page) -> list[str]:
    """Tokens of gated text anywhere in what leaves the reader."""
    return GATED.findall(json.dumps(page.as_dict(), ensure_ascii=False) + repr(page))


@pytest.mark.parametrize("name", MECHANISMS)
def test_no_mechanism_hands_its_text_on(name: str) -> None:
    body = MECHANISMS[name](paragraphs("Pb", 2), "".join(paragraphs("Zq", 3)), [])

    page = parvis.read_page(body, URL)

    assert left_behind(page) == []
    assert page.teaser


@pytest.mark.parametrize("name", sorted(set(MECHANISMS) - KEEP_NOTHING))
def test_what_stands_in_front_of_a_mechanism_is_kept(name: str) -> None:
    body = MECHANISMS[name](paragraphs("Pb", 2), "".join(paragraphs("Zq", 3)), [])

    page = parvis.read_page(body, URL)

    assert "Pb0x" in page.teaser
    assert page.teaser_source is TeaserSource.BODY


@given(count=st.integers(1, 9), words=st.integers(8, 80), walled=st.booleans())
@settings(max_examples=100)
def test_a_teaser_is_the_beginning_of_the_visible_text(count: int, words: int, walled: bool) -> None:
    rows = paragraphs("Pb", count, words)
    jsonld: dict[str, object] = {"isAccessibleForFree": not walled}

    page = parvis.read_page(article("".join(rows), jsonld=jsonld), URL)

    visible = "\n\n".join(re.sub("<.*?>", "", row) for row in rows)
    assert visible.startswith(page.teaser)
    assert page.teaser_words <= (100 if walled else 200)


@given(st.binary(max_size=2_000))
@settings(max_examples=200)
def test_any_bytes_are_a_page_or_a_page_error(body: bytes) -> None:
    try:
        page = parvis.read_page(body, URL)
    except PageError:
        return
    assert page.url == URL


@given(st.text(alphabet="<>/=\"'& abpdivhiddenstylescript", max_size=400))
@settings(max_examples=200)
def test_any_markup_is_a_page_or_a_page_error(text: str) -> None:
    try:
        page = parvis.read_page(b"<html><body><h1>Title</h1>" + text.encode(), URL)
    except PageError:
        return
    json.dumps(page.as_dict())


def test_a_truncated_page_with_a_counter_is_locked() -> None:
    rows = [*paragraphs("Pb", 1), "<p>La ministre a promis un plan avant la fin de l'année, mais le maire ...</p>"]
    wall = '<div class="reste">[90% reste à lire]</div><div class="box"><h3>Article réservé aux abonnés</h3></div>'

    page = parvis.read_page(article("".join(rows) + wall), URL)

    assert (page.access.state, page.access.remaining_percent) == (Access.LOCKED, 90.0)
    assert page.access.mechanism == "truncated"
    assert page.teaser.endswith("le maire ...")
    assert page.access.wall_text == "[90% reste à lire] Article réservé aux abonnés"


def test_a_declared_part_that_is_hidden_is_locked() -> None:
    body = (
        "".join(paragraphs("Pb", 2))
        + '<div class="rest" style="display:none">'
        + "".join(paragraphs("Zq", 9))
        + "</div>"
    )

    page = parvis.read_page(article(body, jsonld=part(".rest")), URL)

    assert (page.access.state, page.access.mechanism) == (Access.LOCKED, "hidden")
    assert page.withheld_words >= 200


def test_a_registration_wall_is_told_from_a_paywall() -> None:
    wall = '<div class="gate"><p>Create a free account to continue reading</p><a href="/register">Register</a></div>'

    page = parvis.read_page(article("".join(paragraphs("Pb", 2)) + wall), URL)

    assert page.access.state is Access.REGISTRATION


def test_a_metered_page_is_cut_like_a_walled_one() -> None:
    head = '<meta property="article:content_tier" content="metered">'

    page = parvis.read_page(article("".join(paragraphs("Pb", 20)), head=head), URL)

    assert page.access.state is Access.METERED
    assert page.teaser_words <= 100
    assert not any(block.text for block in page.blocks if block.role is Role.WITHHELD)


def test_an_appeal_for_donations_leaves_a_page_free() -> None:
    appeal = '<aside class="appeal"><h3>Support our journalism</h3><p>Make a contribution today.</p></aside>'

    page = parvis.read_page(article("".join(paragraphs("Pb", 15)), after=appeal), URL)

    assert page.access.state is Access.FREE
    assert page.body_digest


def test_a_badge_in_a_list_of_other_articles_says_nothing() -> None:
    card = (
        '<li><a href="/2026/04/tax"><h3>The bread tax returns to the council</h3></a><span>Subscribers only</span></li>'
    )
    related = f'<section class="related"><h2>Read also</h2><ul>{card}</ul></section>'

    page = parvis.read_page(article("".join(paragraphs("Pb", 15)), after=related), URL)

    assert page.access.state is Access.FREE


def test_a_dormant_template_says_nothing() -> None:
    asleep = '<div class="wall hidden"><p>This content is reserved for subscribers only</p></div>'

    page = parvis.read_page(article("".join(paragraphs("Pb", 15)) + asleep), URL)

    assert page.access.state is Access.FREE


@pytest.mark.parametrize("status", [401, 402, 403, 451])
def test_a_refusal_says_nothing_of_readers(status: int) -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 15))), URL, status=status)

    assert page.access.state is Access.UNKNOWN


def test_a_page_without_text_is_unknown() -> None:
    page = parvis.read_page(b"<html><title>Gazette</title><h1>Gazette</h1></html>", URL)

    assert page.access.state is Access.UNKNOWN
    assert page.teaser_source is TeaserSource.NONE


def test_a_stored_verdict_can_be_computed_anew() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 2)) + PROMPT), URL)

    assert judge_access(page.signals).state is page.access.state
    assert judge_access(reversed(page.signals)) == judge_access(page.signals)


def test_comments_are_counted_and_not_kept() -> None:
    comments = '<section id="comments" class="comments"><h2>Comments</h2><p>Nobody asked the ferry men.</p></section>'

    page = parvis.read_page(article("".join(paragraphs("Pb", 3)), after=comments), URL)

    assert "ferry men" not in json.dumps(page.as_dict())
