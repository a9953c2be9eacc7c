"""Site definitions: what holds, and what a person reads when one does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.errors import SiteError
from parvis.sites import Site, adhoc_site, check_site, dump_site, load_site, load_sites, read_site, site_for

GOOD = """
name = "ledger"
title = "The Harbour Ledger"
home = "http://www.ledger.example/"
article_pattern = '/news/\\d+$'
exclude_pattern = '/live/'
"""

# each: what is added or changed, what the message must name
BAD = {
    "unknown key": ('feed = ["http://a.example/"]', "feed: no such key; did you mean 'feeds'?"),
    "wrong type": ('feeds = "http://a.example/"', "feeds: must be a list of strings"),
    "not a url": ('feeds = ["a.example/rss"]', "feeds: 'a.example/rss' is no http(s) address"),
    "pattern": ('language = "en"\nwithheld = ["div["]', "withheld: 'div[' is no CSS selector"),
    "delay": ("delay = 1", "delay: 1 is below 5 seconds"),
    "zone": ('timezone = "Mars/Olympus"', "timezone: 'Mars/Olympus' is no IANA zone"),
    "policy": ('policy = "tough"', "policy: 'tough' is none of"),
    "words": ("teaser_max_words = 2000", "teaser_max_words: must lie between 1 and 200"),
    "toml": ("name = ", "not TOML"),
}


@pytest.mark.parametrize(("line", "message"), BAD.values(), ids=BAD)
def test_a_bad_definition_says_file_key_and_remedy(line: str, message: str) -> None:
    problems = check_site(GOOD + line, "ledger.toml")

    assert problems[0].startswith("ledger.toml: ")
    assert message in problems[0]


def test_every_problem_is_told_at_once() -> None:
    problems = check_site('title = 3\nhomepage = "x"', "x.toml")

    assert len(problems) == 4


def test_the_shipped_definitions_hold() -> None:
    assert {"lagazette", "guardian", "taz"} <= set(load_sites())


def test_a_folder_adds_definitions_and_a_missing_one_adds_none(tmp_path: Path) -> None:
    (tmp_path / "ledger.toml").write_text(GOOD)

    assert load_sites(tmp_path)["ledger"].title == "The Harbour Ledger"
    assert "ledger" not in load_sites(tmp_path / "absent")


def test_an_unreadable_definition_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(SiteError, match=r"x\.toml: cannot be read"):
        load_site(tmp_path / "x.toml")


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("http://www.ledger.example/news/12", True),
        ("http://m.ledger.example/news/12", True),
        ("http://www.ledger.example/live/news/12", False),
        ("http://www.ledger.example/about", False),
        ("http://other.example/news/12", False),
    ],
)
def test_a_site_knows_its_articles(url: str, accepted: bool) -> None:
    assert read_site(GOOD, "ledger.toml").accepts(url) is accepted


def test_a_site_is_found_by_host_before_domain() -> None:
    domain = read_site(GOOD, "ledger.toml")
    host = Site(name="sport", title="Sport", home="http://sport.ledger.example/")

    assert site_for("http://sport.ledger.example/1", [domain, host]) == host
    assert site_for("http://news.ledger.example/1", [domain, host]) in (domain, host)
    assert site_for("http://other.example/1", [domain, host]) is None


def test_a_site_is_made_from_a_url() -> None:
    site = adhoc_site("https://www.ledger.example/news/feed.xml")

    assert (site.name, site.home) == ("ledger-example", "https://www.ledger.example/")
    assert site.accepts("https://ledger.example/any/thing")


@pytest.mark.parametrize("url", ["ledger", "ftp://ledger.example/", "http://"])
def test_what_is_no_url_makes_no_site(url: str) -> None:
    with pytest.raises(SiteError, match="whole URL"):
        adhoc_site(url)


@given(
    title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    notes=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_a_definition_survives_being_written_and_read(title: str, notes: str) -> None:
    site = Site(name="ledger", title=title, home="http://ledger.example/", notes=notes, feeds=("http://l.example/f",))

    assert read_site(dump_site(site), "") == site
