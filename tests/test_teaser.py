"""The teaser: cap, cut, fallback, and what the publisher allows to be shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

import parvis
from parvis.sites import Site
from parvis.words import Role, TeaserSource
from tests.canary import URL, article, paragraphs, sentence

SITE = Site(name="gazette", title="Gazette", home="https://gazette.example/")


def test_whole_paragraphs_up_to_the_cap() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 9, 60))), URL)

    assert (page.teaser_words, page.teaser_cap) == (180, 200)
    assert page.teaser.count("\n\n") == 2


def test_no_cap_where_nothing_was_cut() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 3, 60))), URL)

    assert (page.teaser_words, page.teaser_cap) == (180, None)


def test_a_paragraph_longer_than_the_cap_is_cut_at_a_sentence() -> None:
    text = " ".join(sentence(f"Pb{n}x", 30) for n in range(20))

    page = parvis.read_page(article(f"<p>{text}</p>"), URL)

    assert page.teaser.endswith(".")
    assert (page.teaser_words, page.teaser_cap) == (180, 200)
    assert page.public_words >= 600


def test_the_site_sets_its_cap() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 9, 20))), URL, site=replace(SITE, teaser_max_words=50))

    assert (page.teaser_words, page.teaser_cap) == (40, 50)


def test_a_page_that_is_not_free_has_a_shorter_cap() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 9, 40)), jsonld={"isAccessibleForFree": False}), URL)

    assert (page.teaser_words, page.teaser_cap) == (80, 100)
    assert {b.role for b in page.blocks}.isdisjoint({Role.BODY})
    assert page.body_digest == ""


def test_public_text_past_the_cap_is_watched() -> None:
    one, two = (
        parvis.read_page(article("".join(paragraphs("Pb", 9, 60)) + f"<p>{end}</p>"), URL)
        for end in ("An end.", "The end.")
    )

    assert one.teaser == two.teaser
    assert one.body_digest != two.body_digest


@pytest.mark.parametrize(
    ("robots", "most"), [("nosnippet", 0), ("max-snippet:0", 0), ("max-snippet:120", 120), ("max-snippet:-1", 9_999)]
)
def test_the_publisher_limits_what_is_shown(robots: str, most: int) -> None:
    head = f'<meta name="robots" content="{robots}">'

    page = parvis.read_page(article("".join(paragraphs("Pb", 9)), head=head), URL)

    kept = sum(len(b.text) for b in page.blocks if b.role in (Role.TEASER, Role.STANDFIRST))
    assert len(page.teaser) <= most
    assert kept <= most
    assert (page.teaser == "") == (most == 0)


def test_a_header_limits_like_an_element() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 9))), URL, headers={"X-Robots-Tag": "nosnippet"})

    assert (page.teaser, page.teaser_source) == ("", TeaserSource.NONE)
    assert page.metadata.standfirst is None


def test_data_nosnippet_takes_a_part_out() -> None:
    rows = paragraphs("Pb", 3)

    page = parvis.read_page(article(rows[0] + f"<div data-nosnippet>{rows[1]}</div>" + rows[2]), URL)

    assert "Pb1x" not in repr(page.as_dict())
    assert "Pb0x" in page.teaser


def test_lines_that_ask_for_something_are_no_teaser() -> None:
    lines = "<p>Sign up for our newsletter</p><p>Already a subscriber? Sign in</p><p>Cancel anytime</p>"

    page = parvis.read_page(article(paragraphs("Pb", 1)[0] + lines + paragraphs("Pc", 1)[0]), URL)

    assert page.teaser.count("\n\n") == 1
    assert page.boilerplate_words >= 10


@pytest.mark.parametrize(
    ("standfirst", "source"),
    [("Readers ask who pays for the bridge.", TeaserSource.STANDFIRST), ("", TeaserSource.DESCRIPTION)],
)
def test_what_stands_in_where_there_is_no_paragraph(standfirst: str, source: TeaserSource) -> None:
    page = parvis.read_page(article("<div hidden>" + paragraphs("Zq", 1, 80)[0] + "</div>", standfirst=standfirst), URL)

    assert page.teaser_source is source
    assert page.teaser


def test_what_stands_in_has_a_cap_too() -> None:
    long = f"<div hidden>{paragraphs('Zq', 1, 80)[0]}</div>"
    dek = sentence("Pb", 30) + " " + sentence("Pc", 30)

    page = parvis.read_page(article(long, standfirst=dek), URL, site=replace(SITE, teaser_max_words=40))

    assert page.teaser_words == 30
