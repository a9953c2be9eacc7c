"""What the signals of a page do to what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.crawl.promise import check_promise
from parvis.errors import PromiseBroken
from parvis.page import read_page
from parvis.page.withholding import under_policy
from parvis.records import Page, Rights
from parvis.rights.origin import FileKind, OriginFile, OriginTerms, licence_urls, read_origin, with_origin
from parvis.rights.policy import Effect, bindings, effects, load_rules
from parvis.rights.robots import robots_state
from parvis.words import Profile, Role

URL = "https://press.example/news/1"
NOW = datetime(2026, 5, 4, tzinfo=UTC)
STORY = (
    "<html lang=en><head><title>A bridge</title>{}<meta name=description content='The council decides.'></head><body>"
    "<nav><a href=/a>News</a></nav><article><h1>A bridge for the valley</h1><p>The council decided on Monday that the "
    "valley gets its bridge, after twenty years of talk about it.</p><p>Work begins in spring.</p></article></body>"
)


def read(head: str = "", **headers: str) -> Page:
    return read_page(
        STORY.format(head).encode(), URL, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )


def origin(robots: str = "", **files: str) -> OriginTerms:
    answers = [
        OriginFile(kind=kind, url=kind, status=200, body=body.encode(), problem=None) for kind, body in files.items()
    ]
    return read_origin(robots_state(200, robots.encode(), None), answers)


def told(terms: OriginTerms, rights: Rights = Rights()) -> Rights:  # noqa: B008 (frozen)
    return with_origin(rights, terms, URL)


RESERVING = '[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://press.example/p"}]'
PROHIBITING = (
    '<rsl xmlns="x"><content url="/"><license><prohibits>ai-train search</prohibits></license></content></rsl>'
)


@pytest.mark.parametrize(
    ("terms", "by"),
    [
        (origin(tdmrep=RESERVING), "tdmrep.json"),
        (origin("User-agent: *\nContent-Signal: search=yes, ai-train=no"), "robots.txt content-signal"),
        (origin("User-agent: *\nContent-Usage: /news/ train-ai=n"), "robots.txt content-usage"),
        (origin(licence=PROHIBITING), "rsl"),
    ],
)
def test_a_file_of_the_origin_reserves(terms: OriginTerms, by: str) -> None:
    rights = told(terms)

    assert (rights.tdm_reserved, rights.reserved_by) == (True, (by,))
    assert rights.raw


@pytest.mark.parametrize(
    ("page", "reserved", "by"),
    [
        (read(tdm_reservation="0"), False, ()),
        (read("<meta name=tdm-reservation content=0>", tdm_reservation="1"), False, ()),
        (read("<meta name=tdm-reservation content=1>", tdm_reservation="0"), True, ("meta tdm-reservation",)),
        (read(tdm_reservation="perhaps"), True, ("tdmrep.json",)),
        (read("<meta name=robots content=noai>", tdm_reservation="0"), True, ("meta robots noai",)),
    ],
)
def test_the_header_stands_above_the_file_and_the_element_above_both(
    page: Page, reserved: bool, by: tuple[str, ...]
) -> None:
    rights = told(origin(tdmrep=RESERVING), page.rights)

    assert (rights.tdm_reserved, rights.reserved_by) == (reserved, by)
    assert rights.tdm_policy == "https://press.example/p"


def test_a_search_that_is_refused_is_noindex() -> None:
    assert told(origin("User-agent: *\nContent-Signal: search=no")).noindex
    assert told(origin(licence=PROHIBITING)).noindex
    assert not told(origin("User-agent: other\nContent-Signal: search=no\nDisallow:\nUser-agent: *\nDisallow:")).noindex


def test_declarations_are_recorded_and_bind_nobody() -> None:
    rights = told(origin(ai="User-agent: *\nDisallow: /", trust="datatrainingallowed=no"))

    assert rights.declarations == (
        ("ai.txt", "user-agent: *"),
        ("ai.txt", "disallow: /"),
        ("trust.txt", "datatrainingallowed: no"),
    )
    assert effects(rights, Profile.GENERAL, NOW) == {Effect.RECORD}


@pytest.mark.parametrize(
    ("status", "problem", "unknown"), [(503, None, True), (None, "TimeoutError", True), (404, None, False)]
)
def test_a_reservation_that_cannot_be_read_may_be_there(status: int | None, problem: str | None, unknown: bool) -> None:
    file = OriginFile(kind=FileKind.TDMREP, url="x", status=status, body=b"", problem=problem)
    rights = told(read_origin(robots_state(404, b"", None), [file]))

    assert (Effect.NO_TEXT in effects(rights, Profile.GENERAL, NOW)) is unknown
    assert Effect.NO_TEXT not in effects(rights, Profile.RESEARCH, NOW)


def test_two_licences_of_an_origin_are_asked_for() -> None:
    lines = "".join(f"License: https://press.example/{number}.xml\n" for number in (1, 1, 2, 3)) + "License: /x\n"

    assert licence_urls(robots_state(200, lines.encode(), None)) == (
        "https://press.example/1.xml",
        "https://press.example/2.xml",
    )


def test_the_research_profile_keeps_and_labels_what_the_general_one_leaves_out() -> None:
    page = read("<meta name=tdm-reservation content=1>")
    research, general = (under_policy(page, profile, NOW) for profile in Profile)

    assert research == replace(page, rights=replace(page.rights, profile=Profile.RESEARCH))
    assert (general.teaser, general.metadata.description, general.metadata.standfirst) == ("", None, None)
    assert {block.role for block in general.blocks if block.text} <= {Role.HEADLINE}
    assert general.metadata.headline == "A bridge for the valley"
    assert (general.rights.withheld, general.public_words) == ("text", page.public_words)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize(
    "head",
    ["<meta name=robots content=noindex>", "<meta name=robots content='unavailable_after: 2026-05-03'>"],
)
def test_no_teaser_is_kept_of_what_wants_not_to_be_found_or_is_over(profile: Profile, head: str) -> None:
    page = under_policy(read(head), profile, NOW)

    assert (page.teaser, page.metadata.description, page.rights.withheld) == ("", None, "teaser")
    assert any(block.text for block in page.blocks if block.role is Role.NAVIGATION)
    check_promise(page, teaser_max_words=200)


def test_a_day_that_has_not_come_is_recorded() -> None:
    page = read("<meta name=robots content='noarchive, unavailable_after: 2026-05-05'>")

    assert under_policy(page, Profile.GENERAL, NOW).teaser == page.teaser != ""
    assert [binding.signal for binding in bindings(page.rights, Profile.GENERAL, NOW)] == [
        "noarchive",
        "unavailable_after",
    ]


def test_a_record_that_keeps_what_its_rights_withhold_breaks_the_promise() -> None:
    page = under_policy(read("<meta name=robots content=noindex>"), Profile.RESEARCH, NOW)

    with pytest.raises(PromiseBroken, match="rights withhold"):
        check_promise(replace(page, metadata=replace(page.metadata, description="It")), teaser_max_words=200)


def test_every_rule_has_its_signal_and_none_keeps_more_in_the_general_profile() -> None:
    said = Rights(
        noindex=True, noarchive=True, nosnippet=True, max_snippet=3, nosnippet_elements=1, unavailable_after=NOW,
        tdm_reserved=True, usage=(("ai-input", "no"),), license="l", rsl="r", declarations=(("ai.txt", "x"),),
    )  # fmt: skip
    found = {binding.signal for binding in bindings(said, Profile.RESEARCH, NOW)}
    unknown = {binding.signal for binding in bindings(Rights(tdm_unknown=True), Profile.GENERAL, NOW)}

    assert found | unknown == {rule.signal for rule in load_rules()}
    for rule in load_rules():
        research, general = (set(rule.effects[profile]) - {Effect.RECORD} for profile in Profile)
        assert research <= general


@given(
    st.lists(
        st.sampled_from(["Content-Signal: ai-train=no", "Content-Usage: train-ai=y", "Content-Signal: search=no"])
    ),
    st.sampled_from(["", "<meta name=robots content=noai>", "<meta name=tdm-reservation content=1>"]),
)
def test_what_the_origin_says_never_lifts_what_the_page_says(lines: list[str], head: str) -> None:
    rights = read(head).rights
    both = told(origin("User-agent: *\n" + "\n".join(lines)), rights)

    assert both.tdm_reserved or not rights.tdm_reserved
    assert set(rights.reserved_by) <= set(both.reserved_by)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('"https://l.example/by"', "https://l.example/by"),
        ('{"@type": "CreativeWork", "url": "https://l.example/by"}', "https://l.example/by"),
        ('"All rights reserved"', None),
    ],
)
def test_a_licence_in_json_ld_is_a_url(head: str, url: str | None) -> None:
    block = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A bridge", "license": %s}</script>'
    )

    assert read(block % head).rights.license == url
    assert read(block % head + "<link rel=license href=https://l.example/x>").rights.license == "https://l.example/x"
