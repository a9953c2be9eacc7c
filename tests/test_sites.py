"""Site definitions: what holds, and what a person reads when one does not."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.errors import SiteError
from parvis.sites import (
    BASES,
    Known,
    Site,
    SiteLayout,
    adhoc_site,
    check_site,
    dump_site,
    load_site,
    load_sites,
    read_site,
    select_sites,
    site_for,
)

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
    "loopback": ("allow_loopback = true", "allow_loopback: no such key"),
    "loopback of Scrapy": ("PARVIS_ALLOW_LOOPBACK = true", "PARVIS_ALLOW_LOOPBACK: no such key"),
    "proxy": ('proxy = "http://127.0.0.1:80"', "proxy: no such key"),
    "wrong type": ('feeds = "http://a.example/"', "feeds: must be a list of strings"),
    "not a url": ('feeds = ["a.example/rss"]', "feeds: 'a.example/rss' is no http(s) address"),
    "pattern": ('language = "en"\nwithheld = ["div["]', "withheld: 'div[' is no CSS selector"),
    "delay": ("delay = 1", "delay: 1 is below 5 seconds"),
    "zone": ('timezone = "Mars/Olympus"', "timezone: 'Mars/Olympus' is no IANA zone"),
    "policy": ('policy = "tough"', "policy: 'tough' is none of"),
    "negative delay": ("delay = -1", "delay: must lie between 5 and 3600 seconds"),
    "no number": ("delay = nan", "delay: must lie between"),
    "true is no number": ("delay = true", "delay: must be a number"),
    "host": ('hosts = ["http://www.ledger.example/"]', "hosts: 'http://www.ledger.example/' is no host name"),
    "home's host": ('hosts = ["ledger.example"]', 'add "www.ledger.example"'),
    "a list of numbers": ("wall = [1]", "wall: must be a list of strings"),
    "many entries": (f"wall = {['p'] * 51}", "wall: more than 50 entries"),
    "language": ('language = "English"', "language: 'English' is no language code"),
    "user name": ('feeds = ["https://ann:secret@a.example/"]', "feeds: the address holds a user name"),
    "white space": ('feeds = ["https://a.example/a b"]', "feeds: 'https://a.example/a b' is no http(s) address"),
    "half a word": ("teaser_max_words = 1.5", "teaser_max_words: must be a whole number"),
    "demo": ('demo = "yes"', "demo: must be true or false"),
    "long notes": (f'notes = "{"x" * 5_000}"', "notes: longer than 4000 characters"),
    "long file": ("#" + "x" * 70_000, "longer than 64 KiB"),
    "deep": ("listings = " + "[" * 2_000, "not TOML"),
    "words": ("teaser_max_words = 2000", "teaser_max_words: must lie between 1 and 200"),
    "toml": ("name = ", "not TOML"),
    "an article that is none": (
        'article_examples = ["http://www.ledger.example/about"]',
        "article_examples: 'http://www.ledger.example/about' is taken for no article; mend article_pattern",
    ),
    "none that is an article": (
        'other_examples = ["http://www.ledger.example/news/12"]',
        "other_examples: 'http://www.ledger.example/news/12' is taken for an article; mend article_pattern",
    ),
    "another's article": (
        'article_examples = ["http://courier.example/news/12"]',
        "article_examples: 'http://courier.example/news/12' is taken for no article",
    ),
    "known, no table": ('known = "yes"', "known: must be tables; begin each with a line [[known]]"),
    "known, no address": ('[[known]]\nurls = ["http://a.example/f"]\nby = "list"', "is no feed, sitemap or listing"),
    "known, another key": (
        '[[known]]\nurls = []\nby = "list"\nday = 1',
        "known 1: day: no such key; known are urls, by, on, reason",
    ),
    "known, no basis": (
        '[[known]]\nurls = []\nby = "hope"',
        "known 1: by: 'hope' is none of answer, page, list, memory",
    ),
    "known, no day": ('[[known]]\nurls = []\nby = "page"', "known 1: on: missing; say on which day a page of the site"),
    "known, a quoted day": (
        '[[known]]\nurls = []\nby = "page"\non = "2026-03-02"',
        "known 1: on: '2026-03-02' is no day",
    ),
    "known, nothing": ("[[known]]", "known 1: urls: missing"),
    "known too often": ("[[known]]\n" * 51, "known: more than 50 tables"),
}


@pytest.mark.parametrize(("line", "message"), BAD.values(), ids=BAD)
def test_a_bad_definition_says_file_key_and_remedy(line: str, message: str) -> None:
    problems = check_site(GOOD + line, "ledger.toml")

    assert problems[0].startswith("ledger.toml: ")
    assert message in problems[0]


def test_every_problem_is_told_at_once() -> None:
    problems = check_site('title = 3\nhomepage = "x"\ndelay = 1\nwall = ["a["]', "x.toml")

    assert [problem.split(":")[1].strip() for problem in problems] == [
        *("name", "home", "title", "homepage", "wall", "delay"),
    ]


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "no regular expression"),
        ("(a+)+$", "repeats a group"),
        ("(?:a|b*)*x", "repeats a group"),
        ("((a{1,}))+", "repeats a group"),
        ("(a+b?)+", "repeats a group"),
        ("a" * 501, "longer than 500"),
        (r"/\d{4}/(?:[a-z]+-)+\d+$", None),
        (r"/(news|sport)/.+\.html?(\?.*)?$", None),
        (r"(\+)+", None),
    ],
)
def test_a_pattern_must_be_short_valid_and_quick(pattern: str, problem: str | None) -> None:
    without = "\n".join(line for line in GOOD.splitlines() if "article_pattern" not in line)
    problems = check_site(f"{without}\narticle_pattern = '{pattern}'", "x.toml")

    assert [(problem or "") in line for line in problems] == ([True] if problem else [])


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


@pytest.mark.parametrize(
    ("language", "policy", "names"),
    [(None, None, "abcd"), ("pt", None, "ab"), ("pt-br", None, "a"), (None, "hard", "bd"), ("pt", "hard", "b")],
)
def test_sites_are_chosen_by_language_and_practice(language: str | None, policy: str | None, names: str) -> None:
    given = (("a", "pt-BR", "open"), ("b", "pt", "hard"), ("c", None, None), ("d", "ptx", "hard"))
    sites = [Site(name=name, title="x", home="http://x.example/", language=of, policy=as_) for name, of, as_ in given]

    assert "".join(site.name for site in select_sites(sites, language=language, policy=policy)) == names


def test_a_site_is_made_from_a_url() -> None:
    site = adhoc_site("https://www.ledger.example/news/feed.xml")

    assert (site.name, site.home) == ("ledger-example", "https://www.ledger.example/")
    assert site.accepts("https://ledger.example/any/thing")


@pytest.mark.parametrize("url", ["ledger", "ftp://ledger.example/", "http://", "http://["])
def test_what_is_no_url_makes_no_site(url: str) -> None:
    with pytest.raises(SiteError, match="whole URL"):
        adhoc_site(url)


def test_two_definitions_of_a_folder_may_not_share_a_name(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD)

    with pytest.raises(SiteError, match=r"b\.toml: name: 'ledger' is the name in a\.toml, too"):
        load_sites(tmp_path)


SELECTOR_LISTS = st.lists(st.sampled_from(["h1.title", "div > p", "[data-x='\\\\']", 'a[href="x"]']), max_size=2).map(
    tuple
)
LAYOUTS = (
    st.lists(st.dates(), max_size=4, unique=True)
    .map(sorted)
    .flatmap(
        lambda days: st.tuples(
            *(
                st.builds(
                    SiteLayout,
                    valid_from=st.just(first),
                    valid_until=st.just(last),
                    headline=SELECTOR_LISTS,
                    body=st.just((".text",)),
                    wall=SELECTOR_LISTS,
                )
                for first, last in zip(days[::2], days[1::2], strict=False)
            )
        )
    )
)
SITES = st.builds(
    Site,
    name=st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True),
    title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(str.strip),
    home=st.just("https://ledger.example/"),
    hosts=st.sampled_from([(), ("ledger.example",), ("ledger.example", "m.ledger.example")]),
    language=st.sampled_from([None, "fr", "de-AT"]),
    timezone=st.sampled_from([None, "Europe/Paris", "UTC"]),
    feeds=st.lists(st.sampled_from(["https://ledger.example/f?a='b'", "http://l.example/\\x"]), max_size=2).map(tuple),
    article_pattern=st.none() | st.sampled_from([r"/\d+$", r"'\d\"", "\\\\", "/a b/"]),
    delay=st.none() | st.floats(5, 3_600) | st.integers(5, 3_600),
    teaser_max_words=st.integers(1, 200),
    wall=st.lists(st.sampled_from(["div.wall > p", "[data-x='\\\\']", 'a[href="x"]']), max_size=3).map(tuple),
    policy=st.sampled_from([None, "hard", "open"]),
    demo=st.booleans(),
    notes=st.text(st.characters(exclude_categories=["Cs"])),
    sitemaps=st.just(("https://ledger.example/s.xml",)),
    known=st.lists(
        st.builds(
            Known,
            urls=st.just(("https://ledger.example/s.xml",)),
            by=st.sampled_from(list(BASES)),
            on=st.dates(),
            reason=st.just("Seen."),
        ),
        max_size=2,
    ).map(tuple),
    layouts=LAYOUTS,
)


@given(SITES)
def test_a_definition_survives_being_written_and_read(site: Site) -> None:
    assert read_site(dump_site(site), "") == site


@given(st.text())
def test_any_text_is_a_definition_or_a_list_of_problems(text: str) -> None:
    assert all(problem.startswith("x.toml: ") for problem in check_site(text, "x.toml"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(item.name for item in fields(Site))), VALUES.filter(lambda value: value is not None))
def test_any_value_of_any_key_is_taken_or_explained(key: str, value: object) -> None:
    written = json.dumps(value, ensure_ascii=True).replace("Infinity", "inf").replace("NaN", "nan").replace("\\ud", "")
    problems = check_site(f"{key} = {written}", "x.toml")

    assert all(problem.startswith("x.toml: ") and len(problem) < 600 for problem in problems)


@given(st.text())
def test_no_text_makes_a_site_stumble(url: str) -> None:
    site = read_site(GOOD, "ledger.toml")

    assert site.accepts(url) is False
    assert site_for(url, [site]) is None
    assert site.accepts(f"http://www.ledger.example/{url}") in {True, False}
