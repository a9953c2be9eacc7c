"""The shipped definitions of real papers: each tries its own patterns, and says on what its addresses rest."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from parvis.identity import is_http
from parvis.site_commands import POLICIES
from parvis.sites import Site, load_sites, site_for
from parvis.sites.definition import URL_MAX
from parvis.sites.values import POLICIES as ALL_POLICIES
from parvis.sites.values import POLITE_DELAY

SITES = load_sites()
PAPERS = pytest.mark.parametrize("site", SITES.values(), ids=lambda site: site.name)


def test_there_are_papers_of_many_languages_and_practices() -> None:
    languages = {(site.language or "").partition("-")[0] for site in SITES.values()}
    policies = Counter(site.policy for site in SITES.values())

    assert {"lagazette", "guardian", "taz"} <= set(SITES)
    assert len(SITES) >= 50
    assert languages >= {"cs", "da", "de", "en", "es", "fi", "fr", "it", "ja", "nl", "no", "pl", "pt", "sv"}
    assert set(policies) == set(ALL_POLICIES) == set(POLICIES)


@PAPERS
def test_a_paper_is_wholly_described(site: Site) -> None:
    assert site.source == f"{site.name}.toml"
    assert site.language and site.timezone and site.policy and site.article_pattern  # noqa: PT018
    assert site.feeds or site.sitemaps
    assert site.delay is not None
    assert site.delay >= POLITE_DELAY
    assert site.article_examples
    assert site.other_examples
    assert not site.demo


@PAPERS
def test_every_address_says_on_what_it_rests(site: Site) -> None:
    bases = [known for known in site.known if known.urls]

    assert {url for known in bases for url in known.urls} == {*site.feeds, *site.sitemaps, *site.listings}
    assert all(known.reason and known.by != "memory" for known in bases)
    assert site.known_good is None or site.known_good <= date.today()


@PAPERS
def test_an_example_is_an_article_of_its_own_paper(site: Site) -> None:
    """That the patterns take the examples as they should is a rule of definitions: these could not be loaded else."""
    assert {site_for(url, SITES) for url in site.article_examples} == {site}
    assert not site.accepts(site.home)
    assert not any(site.accepts(url) for url in (*site.feeds, *site.sitemaps))


@PAPERS
def test_no_url_holds_a_pattern_up(site: Site) -> None:
    """Hostile URLs made of the patterns' own letters: where a pattern backtracks, this does not end."""
    for repeated in ("a", "a-", "a-a/", "/", "-1", "1,", "20", "/2026", "_a", "A1", "~a", "article/"):
        room = (URL_MAX - len(site.home)) // len(repeated)
        hostile = f"{site.home}{repeated * (room - 1)}!"

        assert len(hostile) <= URL_MAX
        assert site.accepts(hostile) in {True, False}


def test_real_addresses_of_the_papers_are_accepted(shared: Path) -> None:
    addresses = [
        url
        for name in ("corpus", "portal")
        for line in (shared / name / "manifest.jsonl").read_text("utf-8").splitlines()
        if is_http(url := json.loads(line).get("url") or "")
    ]
    of_papers = [(site, url) for url in addresses if (site := site_for(url, SITES))]
    refused = [url for site, url in of_papers if not site.accepts(url)]

    assert len(of_papers) > 90
    assert [url for url in refused if "/live/" not in url] == []
