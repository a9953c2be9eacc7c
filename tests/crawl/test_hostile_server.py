"""One crawl over servers that each do one thing that no server should: each costs its own page, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.crawl.request import USER_AGENT
from parvis.rights.detours import detour_of
from tests.crawl.bombs import ENCODINGS, bomb
from tests.crawl.conftest import balance, crawl, rows
from tests.crawl.misbehaviour import MODES, html, redirect
from tests.crawl.press import Answer, Press, article, feed

SOURCES = ("feed", "sitemap", "robots")  # that a bomb may stand in
WAYS = ("/a/amp", "/b?outputType=amp", "/c/print", "/d.json", "/wp-json/wp/v2/posts/7", "/e?print=1")
BOMBS = [(source, encoding) for source in SOURCES for encoding in ENCODINGS]
PEAK = 300 * 2**20  # bytes of memory of the process that crawls; each of 20 bombs holds 128 MiB


class Hostile:
    """The press, the archive after the crawl, and the report."""

    def __init__(self, press: Press, db: Path) -> None:
        self.press, self.db = press, db
        for name, (answer, _) in MODES.items():
            host = f"http://{name}.hostile.example"
            press.put(f"{host}/page", answer)
            press.put(f"{host}/next", article(200))
            press.put(f"{host}/feed.xml", feed([f"{host}/page", f"{host}/next"]))
        for step in range(1, 10):
            press.put(f"http://redirect-growing.hostile.example/grows?n={step}", redirect(f"/grows?n={step + 1}"))
        for source, encoding in BOMBS:
            host = f"http://{source}-{encoding}.bomb.example"
            press.put(f"{host}/robots.txt", Answer(status=404))
            press.put(f"{host}/{source}.{'txt' if source == 'robots' else 'xml'}", _packed(encoding))
        ways = "http://ways.hostile.example"
        gated = article(7).replace(b"</h1>", b'</h1><div class="paywall" hidden><p>Subscribe to read on.</p></div>')
        alternates = "".join(f'<link rel="amphtml" href="{way}"><link rel="alternate" href="{way}">' for way in WAYS)
        press.put(f"{ways}/story", gated.replace(b"<head>", f"<head>{alternates}".encode()))
        press.put(f"{ways}/moved", redirect("/story-7/amp"))
        press.put(f"{ways}/feed.xml", feed([f"{ways}/story", f"{ways}/moved", *(ways + way for way in WAYS)]))
        feeds = [f"http://{name}.hostile.example/feed.xml" for name in (*MODES, "ways")]
        bombs = [f"http://{source}-{encoding}.bomb.example/{source}.xml" for source, encoding in BOMBS]
        self.report: dict[str, Any] = crawl(
            db=str(db), urls=feeds + bombs, proxy=press.proxy, delay=0, pinned={"DOWNLOAD_TIMEOUT": 2}
        )
        query = "SELECT url, trim(state || ' ' || coalesce(reason, '')) FROM url"
        self.outcomes: dict[str, str] = dict(rows(db, query))


def _packed(encoding: str) -> Answer:
    return html(bomb(encoding), Content_Encoding=encoding.replace("-", ", "))


@pytest.fixture(scope="module")
def hostile(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return Hostile(press, tmp_path_factory.mktemp("hostile") / "archive.db")


@pytest.mark.parametrize("name", MODES)
def test_a_page_ends_in_its_outcome(hostile: Hostile, name: str) -> None:
    assert hostile.outcomes[f"http://{name}.hostile.example/page"] == MODES[name][1]


@pytest.mark.parametrize("name", MODES)
def test_the_next_page_is_read(hostile: Hostile, name: str) -> None:
    assert hostile.outcomes[f"http://{name}.hostile.example/next"] == "stored"


def test_a_page_has_one_outcome_and_few_tries(hostile: Hostile) -> None:
    query = "SELECT count(*) FROM fetch JOIN url ON url.id = url_id WHERE url.url LIKE '%/page' GROUP BY url_id"
    tries = [hostile.press.paths(f"{name}.hostile.example").count("/page") for name in MODES if "redirect" not in name]

    assert rows(hostile.db, query) == [(1,)] * len(MODES)
    assert max(tries) <= 3


@pytest.mark.parametrize(("source", "encoding"), BOMBS)
def test_a_bomb_in_a_source_costs_the_source(hostile: Hostile, source: str, encoding: str) -> None:
    outcome = hostile.outcomes[f"http://{source}-{encoding}.bomb.example/{source}.xml"]

    assert outcome == ("pending robots_unavailable" if source == "robots" else "failed too_large")


def test_the_memory_of_the_crawl_stays_bounded(hostile: Hostile) -> None:
    assert hostile.report["peak"] < PEAK


def test_nothing_is_followed_but_a_redirect(hostile: Hostile) -> None:
    assert not [asked for asked in hostile.press.asked if asked.path == "/hop"]


def test_no_way_around_a_wall_is_taken(hostile: Hostile) -> None:
    ended = {url.removeprefix("http://ways.hostile.example"): outcome for url, outcome in hostile.outcomes.items()}
    asked = [one for one in hostile.press.asked if not one.path.endswith("tdmrep.json")]

    assert {ended[way] for way in (*WAYS, "/moved")} == {"excluded rights"}
    assert ended["/story"] == "stored"
    assert not [one for one in asked if detour_of(f"http://{one.host}{one.path}", article=True)]


def test_every_request_is_honest_and_anonymous(hostile: Hostile) -> None:
    names = {name.lower() for asked in hostile.press.asked for name in asked.headers}

    assert {asked.headers["User-Agent"] for asked in hostile.press.asked} == {USER_AGENT}
    assert not names & {"cookie", "referer", "authorization", "x-forwarded-for", "accept-language", "origin"}


def test_the_archive_is_in_order(hostile: Hostile) -> None:
    with Archive.open(hostile.db) as archive:
        assert audit(archive) == ()
    assert balance(hostile.db) == 0
    assert not [url for url, outcome in hostile.outcomes.items() if outcome.startswith("leased")]
