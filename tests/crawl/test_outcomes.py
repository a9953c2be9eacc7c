"""One crawl over a press that misbehaves in every way we know: each URL ends in one outcome, and the crawl goes on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from parvis.crawl.request import USER_AGENT
from tests.crawl.conftest import balance, crawl, rows
from tests.crawl.misbehaviour import PAGES, cut_rules, hang, redirect, reset
from tests.crawl.press import Answer, Press, article, feed

HOST = "http://bad.example"
OUTSIDE = {
    "http://elsewhere.example/story": "excluded offsite",
    "http://127.0.0.1:1/story": "excluded address",
    f"{HOST}/{'x' * 2100}": "excluded trap",
}
ROBOTS: dict[str, tuple[Any, str]] = {
    # host -> robots.txt, and what becomes of its feed
    "r500": (Answer(status=500), "robots_unavailable"),
    "r503": (Answer(status=503), "robots_unavailable"),
    "r429": (Answer(status=429), "robots_unavailable"),
    "r401": (Answer(status=401), "robots_unavailable"),
    "rreset": (reset, "robots_unavailable"),
    "rhang": (hang, "robots_unavailable"),
    "rcut": (cut_rules, "robots_unavailable"),
    "r403": (Answer(status=403), "robots_unavailable"),
    "rloop": (Answer(status=302, headers={"Location": "/robots.txt"}), "robots_unavailable"),
    "rhtml": (Answer(body=b"<!doctype html><html><body>Hello</body></html>"), "robots_unavailable"),
    "rutf16": (Answer(body="User-agent: *\nAllow: /\n".encode("utf-16")), "robots_unavailable"),
    "rloopback": (Answer(status=302, headers={"Location": "http://127.0.0.1:1/robots.txt"}), "robots_unavailable"),
    "rsix": (redirect("/hop-2.txt"), "robots_unavailable"),
    "rfive": (redirect("/hop-1.txt"), "read"),
    "rdisallow": (Answer(body=b"User-agent: *\nDisallow: /\n"), "robots"),
    "r404": (Answer(status=404), "read"),
    "rmoved": (Answer(status=301, headers={"Location": "http://r404.example/other.txt"}), "read"),
    "rwait": (Answer(body=b"User-agent: *\nCrawl-delay: 1.5\n"), "read"),
}


class World:
    """The press, the archive after the crawl, and the report."""

    def __init__(self, press: Press, db: Path) -> None:
        self.press, self.db = press, db
        for path, (answer, _) in PAGES.items():
            press.put(HOST + path, answer)
        press.put(f"{HOST}/moved", article(88))
        press.put(f"{HOST}/robots.txt", b"User-agent: *\nDisallow: /private/\n")
        press.put(f"{HOST}/feed.xml", feed([*(HOST + path for path in PAGES), *OUTSIDE]))
        for host, (answer, _) in ROBOTS.items():
            press.put(f"http://{host}.example/robots.txt", answer)
            press.put(f"http://{host}.example/feed.xml", feed([f"http://{host}.example/story"]))
            press.put(f"http://{host}.example/story", article(100 + len(host)))
        for host, hops in (("rfive", 4), ("rsix", 6)):  # beyond the first one
            for hop in range(1, hops + 1):
                press.put(f"http://{host}.example/hop-{hop}.txt", redirect(f"/hop-{hop + 1}.txt"))
            press.put(f"http://{host}.example/hop-{hops + 1}.txt", b"User-agent: *\nAllow: /\n")
        press.put("http://limit.example/feed.xml", feed([f"http://limit.example/{n}" for n in range(5)]))
        for number in range(5):
            press.put(f"http://limit.example/{number}", Answer(status=429, headers={"Retry-After": "7200"}))
        urls = [f"http://{host}.example/feed.xml" for host in ("bad", "limit", *ROBOTS)]
        self.report = crawl(db=str(db), urls=urls, proxy=press.proxy, delay=0, pinned={"DOWNLOAD_TIMEOUT": 2})
        self.outcomes = dict(
            rows(db, "SELECT url, trim(state || ' ' || coalesce(reason, '')) FROM url WHERE kind = 'article'")
        )

    def asked(self, host: str) -> list[str]:
        """What was asked of a host but for the files that speak of rights."""
        return [path for path in self.press.paths(host) if not path.endswith((".txt", "/tdmrep.json"))]


@pytest.fixture(scope="module")
def world(press: Press, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(press, tmp_path_factory.mktemp("bad") / "archive.db")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_ends_in_its_outcome(world: World, path: str) -> None:
    assert world.outcomes[HOST + path] == PAGES[path][1]


@pytest.mark.parametrize("url", OUTSIDE)
def test_a_link_out_of_bounds_is_excluded_without_a_request(world: World, url: str) -> None:
    assert world.outcomes[url] == OUTSIDE[url]
    assert not [asked for asked in world.press.asked if asked.host == "elsewhere.example"]


@pytest.mark.parametrize("host", ROBOTS)
def test_robots_txt_that_cannot_be_had_closes_its_host(world: World, host: str) -> None:
    query = f"SELECT state, reason FROM url WHERE kind = 'feed' AND host = '{host}.example'"  # noqa: S608 (our table)
    state, reason = rows(world.db, query)[0]
    asked = world.asked(f"{host}.example")

    if ROBOTS[host][1] == "read":
        assert state == "stored"
        assert asked == ["/feed.xml", "/story"]
    else:
        assert reason == ROBOTS[host][1]
        assert asked == []


@pytest.mark.parametrize(
    ("url", "check"),
    [
        (f"{HOST}/private/secret", ("disallowed", "disallow: /private/")),
        (f"{HOST}/good-1", ("allowed", None)),
        ("http://r503.example/feed.xml", ("closed", "robots.txt is unavailable (status 503)")),
        ("http://r404.example/story", ("allowed", None)),
    ],
)
def test_what_robots_txt_said_is_recorded_with_the_fetch(world: World, url: str, check: tuple[str, str | None]) -> None:
    query = f"SELECT robots_verdict, robots FROM fetch JOIN url ON url.id = url_id WHERE url.url = '{url}'"  # noqa: S608

    assert rows(world.db, query) == [check]


def test_the_file_that_was_followed_can_be_read_again(world: World) -> None:
    query = f"""
        SELECT DISTINCT body FROM fetch JOIN url ON url.id = url_id JOIN origin_text ON digest = robots_digest
        WHERE url.host = '{HOST.removeprefix("http://")}'
    """  # noqa: S608 (our own tables)

    assert rows(world.db, query) == [(b"User-agent: *\nDisallow: /private/\n",)]


def test_the_delay_that_robots_txt_asks_for_is_kept(world: World) -> None:
    times = [asked.at for asked in world.press.asked if asked.host == "rwait.example" and asked.path != "/robots.txt"]

    assert len(times) == 5  # the feed, three files of rights, the story
    assert min(late - early for early, late in pairwise(times)) >= 1.45


def test_what_is_disallowed_is_never_requested(world: World) -> None:
    assert not [path for path in world.press.paths("bad.example") if path.startswith("/private")]


def test_a_host_that_says_429_is_left_alone(world: World) -> None:
    assert len(world.asked("limit.example")) == 2  # the feed and one story
    assert sorted(outcome for url, outcome in world.outcomes.items() if "limit.example" in url) == [
        "pending",
        "pending",
        "pending",
        "pending",
        "pending rate_limited",
    ]


def test_retries_are_few(world: World) -> None:
    paths = world.press.paths("bad.example")

    assert paths.count("/broken") == 3
    assert paths.count("/hang") == 2
    assert max(paths.count(path) for path in paths) <= 6  # the loop of redirects


def test_every_request_is_honest_and_anonymous(world: World) -> None:
    names = {name.lower() for asked in world.press.asked for name in asked.headers}

    assert {asked.headers["User-Agent"] for asked in world.press.asked} == {USER_AGENT}
    assert not names & {"cookie", "referer", "authorization", "x-forwarded-for", "accept-language", "origin"}


def test_the_archive_balances_and_nothing_is_held(world: World) -> None:
    assert balance(world.db) == 0
    assert "leased" not in {outcome.split()[0] for outcome in world.outcomes.values()}


def test_the_sites_that_gave_nothing_are_named(world: World) -> None:
    closed = {f"{host}-example" for host, (_, end) in ROBOTS.items() if end != "read"}

    assert world.report["code"] == 4
    assert set(world.report["failed_sites"]) == closed
