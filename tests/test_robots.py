"""robots.txt: the standard's cases, and closed whenever it cannot be had."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.rights.robots import FILE_BYTES, RobotsFile, cut, robots_state
from parvis.rights.rules import matches

# Cases of google/robotstxt where Parvis is stricter: what only Google's parser allows.
GOOGLE_ONLY = {
    "GoogleOnly_AcceptUserAgentUpToFirstSpace": "`User-Agent: Foo Bar` names Foo; to Protego it is another agent",
    "GoogleOnly_IndexHTMLisDirectory": "`Allow: /x/index.html` allows /x/ as well; RFC 9309 knows no index pages",
    "GoogleOnly_LineTooLong": "an Allow line of more than 16 KiB is cut and allows more; Protego reads it whole",
}


def verdict(robots: str, path: str, agent: str = "Parvis") -> bool:
    return RobotsFile.parse(robots.encode()).verdict(f"https://press.example{path}", agent)[0]


@pytest.fixture(scope="module")
def answers(shared: Path) -> list[tuple[str, bool, bool]]:
    """Case, ours, theirs. The file holds bytes as Latin-1 text."""
    cases = json.loads((shared / "suites" / "robots-cases.json").read_text(encoding="utf-8"))
    return [
        (
            case["case"],
            RobotsFile.parse(case["robots"].encode("latin-1")).verdict(
                case["url"].encode("latin-1").decode(), case["agent"]
            )[0],
            case["allowed"],
        )
        for case in cases
    ]


def test_no_case_comes_out_more_open_than_the_oracle(answers: list[tuple[str, bool, bool]]) -> None:
    assert [case for case, ours, theirs in answers if ours and not theirs] == []


def test_all_cases_agree_but_three_of_google_alone(answers: list[tuple[str, bool, bool]]) -> None:
    different = [case for case, ours, theirs in answers if ours != theirs]

    assert len(answers) == 145
    assert sorted(different) == sorted(GOOGLE_ONLY)


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: Parvis\nCrawl-delay: 5\nUser-agent: b\nDisallow: /",
        "User-agent: Parvis\nContent-Signal: ai-train=no\nUser-agent: b\nDisallow: /",
        "User-agent: Parvis\nSitemap: https://press.example/s.xml\nUser-agent: b\nDisallow: /",
        "User-agent: parvis\n\n\nUser-agent: b\nDisallow: /",
        "\ufeffuser-agent:PARVIS\ndisallow:/",
        "User-agent: *\rDisallow: /\r",
        "User-agent: Parvis/2.0 (archive)\nDisallow: /",
        "User-agent: a\nDisallow: /x\nUser-agent: Parvis\nAllow: /y\nUser-agent: parvis\nDisallow: /",
        "User-agent: *\nDissallow: /",
    ],
)
def test_a_group_speaks_to_every_agent_named_before_its_first_rule(robots: str) -> None:
    assert not verdict(robots, "/news/1")


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: Parvisbot\nDisallow: /",
        "User-agent: arvis\nDisallow: /",
        "User-agent: *\nDisallow: /\nUser-agent: Parvis\nDisallow:",
        "User-agent: *\nDisallow:",
        "Disallow: /",
        "",
    ],
)
def test_rules_for_others_do_not_hold(robots: str) -> None:
    assert verdict(robots, "/news/1")


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Allow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /*?print=", "/x?a=1&print=1", True),
        ("Disallow: /*print=", "/x?a=1&print=1", False),
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /café", "/caf%c3%a9", False),
        ("Disallow: /%7Eann", "/~ann", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /A", "/a", True),
    ],
)
def test_the_longest_rule_decides(rules: str, path: str, allowed: bool) -> None:
    assert verdict(f"User-agent: *\n{rules}\n", path) is allowed


def test_the_verdict_names_the_rule() -> None:
    robots = RobotsFile.parse(b"User-agent: *\nDisallow: /abo/  # offers\nAllow: /abo/free")

    assert robots.verdict("https://press.example/abo/1") == (False, "disallow: /abo/")
    assert robots.verdict("https://press.example/abo/free") == (True, "allow: /abo/free")
    assert robots.verdict("https://press.example/") == (True, None)


def test_a_full_user_agent_is_known_by_its_product() -> None:
    agent = "Parvis/0.1 (+https://parvis.example; archive)"

    assert not verdict("User-agent: parvis\nDisallow: /", "/", agent)


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("Crawl-delay: 10", 10.0),
        ("crawl-delay: 2.5", 2.5),
        ("Crawl-delay: 86400", 300.0),
        ("Request-rate: 1/10s", 10.0),
        ("Request-rate: 1/1m", 60.0),
        ("Request-rate: 4/1h 0600-0845", 300.0),
        ("Request-rate: 2/10", 5.0),
        ("Crawl-delay: 1\nRequest-rate: 1/20", 20.0),
        ("Crawl-delay: 0", None),
        ("Crawl-delay: soon", None),
        ("Crawl-delay: -5", None),
        ("Request-rate: 0/10", None),
        ("Request-rate: 1/" + "9" * 5_000, 300.0),
    ],
)
def test_the_longest_wished_delay_holds_up_to_five_minutes(lines: str, seconds: float | None) -> None:
    assert RobotsFile.parse(f"User-agent: *\n{lines}".encode()).crawl_delay() == seconds


def test_a_delay_for_others_is_none_of_ours() -> None:
    robots = RobotsFile.parse(
        b"User-agent: slow\nCrawl-delay: 60\nDisallow:\n\nUser-agent: *\nCrawl-delay: 7\nDisallow:"
    )

    assert (robots.crawl_delay(), robots.crawl_delay("Slow")) == (7.0, 60.0)


def test_sitemaps_and_notes_are_kept() -> None:
    robots = RobotsFile.parse(
        b"License: https://press.example/l\nSitemap: https://press.example/a.xml\nUser-agent: *\n"
        b"Content-Signal: search=yes, ai-train=no\nDisallow: /x\nSitemap: /b.xml"
    )

    assert robots.sitemaps == ("https://press.example/a.xml", "/b.xml")
    assert robots.notes() == (
        ("license", "https://press.example/l"),
        ("content-signal", "search=yes, ai-train=no"),
    )


@pytest.mark.parametrize(
    ("status", "body", "error", "closed", "temporary"),
    [
        (200, b"User-agent: *\nDisallow:", None, False, False),
        (204, b"", None, False, False),
        (200, b"  <!DOCTYPE html><p>Not found", None, True, False),
        (200, b"\xef\xbb\xbf<html>", None, True, False),
        (200, "User-agent: *".encode("utf-16"), None, True, False),
        (200, "User-agent: *".encode("utf-16-le"), None, True, False),
        (200, b"User-agent: *\nDis", "truncated", True, True),
        (310, b"", None, True, True),
        (None, b"", "more than five redirects", True, True),
        (451, b"", None, False, False),
        (401, b"", None, True, False),
        (403, b"", None, True, False),
        (404, b"User-agent: *\nDisallow: /", None, False, False),
        (410, b"", None, False, False),
        (429, b"", None, True, True),
        (500, b"User-agent: *\nAllow: /", None, True, True),
        (503, b"", None, True, True),
        (600, b"", None, True, True),
        (None, b"", "timeout", True, True),
        (None, b"", None, True, True),
    ],
)
def test_an_origin_is_open_only_when_its_robots_txt_is_had(
    status: int | None, body: bytes, error: str | None, closed: bool, temporary: bool
) -> None:
    state = robots_state(status, body, error)

    assert (state.closed, state.temporary) == (closed, temporary)
    assert state.verdict("https://press.example/news/1")[0] is not closed
    assert bool(state.reason) is (closed or status not in {200, 204})


def test_the_file_is_cut_at_a_line_end() -> None:
    body = b"User-agent: *\n" + b"Disallow: /aaaa\n" * 40_000

    assert len(cut(body)) <= FILE_BYTES
    assert cut(body).endswith(b"/aaaa\n")
    assert cut(b"x" * (FILE_BYTES + 1)) == b""


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b"User-agent: a%d\n" % number for number in range(10_000)) + b"Disallow:/a\n" * 20_000,
        b"User-agent: *\n" + b"Disallow: /" + b"*a" * 8_000 + b"*b\n",
        b"User-agent: *\nDisallow: " + b"$" * 16_000,
        b"\0" * 100_000,
    ],
    ids=["agents times rules", "stars", "dollars", "zeros"],
)
def test_a_hostile_file_is_read_within_its_bounds(body: bytes) -> None:
    robots = RobotsFile.parse(body)

    assert robots.verdict("https://press.example/" + "a" * 2_000)[0]


@given(
    st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")), st.text()
)
def test_any_bytes_make_a_file_and_any_text_a_verdict(body: bytes, url: str) -> None:
    robots = RobotsFile.parse(body)

    assert robots.verdict(url)[0] in {True, False}
    assert robots.verdict("https://press.example/", url)[0] in {True, False}
    assert robots.crawl_delay(url) is None or 0 < (robots.crawl_delay(url) or 0) <= 300


@given(st.text("ab*$/", max_size=12), st.text("ab/$", max_size=12))
def test_a_pattern_matches_as_its_regular_expression_would(pattern: str, path: str) -> None:
    import re

    body, end = (pattern[:-1], r"\Z") if pattern.endswith("$") else (pattern, "")
    expected = re.match("".join(".*" if sign == "*" else re.escape(sign) for sign in body) + end, path, re.DOTALL)

    assert matches(pattern, path) is bool(expected)


@given(
    st.lists(st.sampled_from(["/", "/a", "/a/b", "/*b", "/a$", ""]), max_size=5), st.sampled_from(["/", "/a", "/a/b"])
)
def test_one_more_disallow_never_opens(paths: list[str], asked: str) -> None:
    rules = "".join(f"Allow: {path}\n" for path in paths)
    before = verdict(f"User-agent: *\n{rules}", asked)

    assert before or not verdict(f"User-agent: *\n{rules}Disallow: /\n", asked)
