"""Which article a page is."""

from __future__ import annotations

import pytest

from parvis.identity import Claim, Relation, Ruling, canonical_for
from parvis.records import Metadata, Page

URL = "https://www.press.example/politics/2022/long-title-of-one-article"


def page(canonical: str | None = None, *claims: tuple[str, str], url: str = URL) -> Page:
    about = Metadata(canonical_url=canonical, claimed_urls=claims)
    return Page(url=url, requested_url=url, status=200, site=None, fetched_at=None, metadata=about)


def test_a_page_without_claims_is_its_own_url() -> None:
    identity = canonical_for(page())

    assert identity.key == "press.example/politics/2022/long-title-of-one-article"
    assert identity.relation is Relation.OWN
    assert identity.evidence == ()


@pytest.mark.parametrize("url", ["https://press.example/news/other-title", "http://blog.press.example/x?utm_source=y"])
def test_a_claim_within_the_registrable_domain_is_followed(url: str) -> None:
    identity = canonical_for(page(url))

    assert identity.key in ("press.example/news/other-title", "blog.press.example/x")
    assert identity.relation is Relation.CANONICAL
    assert identity.evidence == (Claim(source="canonical", url=url, ruling=Ruling.FOLLOWED),)


@pytest.mark.parametrize(
    ("url", "ruling"),
    [
        ("https://press.example/", Ruling.FRONT),
        ("https://www.press.example?utm_source=x", Ruling.FRONT),
        ("https://press.example/politics", Ruling.FRONT),
        ("https://press.example/politics/", Ruling.FRONT),
        ("https://press.example/politics/2022", Ruling.FOLLOWED),
        ("https://agency.example/the-same", Ruling.SYNDICATED),
        ("/politics/x", Ruling.UNREADABLE),
        (URL + "?utm_source=x#top", Ruling.SAME),
    ],
)
def test_other_claims_are_ruled_out_with_a_reason(url: str, ruling: Ruling) -> None:
    assert [claim.ruling for claim in canonical_for(page(url)).evidence] == [ruling]


def test_another_publisher_is_a_relation_and_never_the_key() -> None:
    identity = canonical_for(page("https://agency.example/the-same"))

    assert identity.syndicated_from == "agency.example/the-same"
    assert identity.relation is Relation.OWN


def test_a_page_that_calls_itself_the_original_is_no_copy() -> None:
    identity = canonical_for(page(URL, ("jsonld", "https://agency.example/the-same")))

    assert identity.syndicated_from is None
    assert [claim.ruling for claim in identity.evidence] == [Ruling.SAME, Ruling.SYNDICATED]


def test_the_best_source_decides_and_the_others_are_recorded() -> None:
    claims = (("canonical", "https://press.example/a"), ("og:url", "https://press.example/b"), ("jsonld", URL))
    identity = canonical_for(page("https://press.example/a", *claims))

    assert identity.key == "press.example/a"
    assert [claim.ruling for claim in identity.evidence] == [Ruling.FOLLOWED, Ruling.SECOND, Ruling.SECOND]


def test_a_second_part_belongs_to_the_first() -> None:
    url = "https://press.example/story-of-some-length-12345"

    assert canonical_for(page(url, url=url + "/2")).key == "press.example/story-of-some-length-12345"


def test_a_url_without_a_key_stands_for_itself() -> None:
    assert canonical_for(page(url="file:///tmp/page.html")).key == "file:///tmp/page.html"
