"""Requests that a server tries to make us send to where only we can: fifteen spellings and more of an address of this
machine, in everything that can name one. None is ever connected to, through a proxy or without one."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.crawl.conftest import balance, crawl, rows
from tests.crawl.misbehaviour import redirect
from tests.crawl.press import Press, article, feed
from tests.test_address import LOOPBACK, Counting

PUBLIC = "93.184.216.34"
NAMES: dict[str, str | list[str]] = {
    "press.example": PUBLIC,
    "inside.example": "10.1.2.3",
    "rebinds.example": [PUBLIC, "127.0.0.1", "127.0.0.1"],
    **{
        f"{name}.example": PUBLIC
        for name in ("feed", "sitemap", "redirect", "listing", "robots", "rights", "canonical")
    },
}
SPELLINGS = [
    *LOOPBACK,
    "169.254.169.254",
    "metadata.internal",
    "10.0.0.1",
    "100.64.0.1",
    "[fe80::1]",
    "[fd00::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1:0:0:80ff:fffe]",
    "user:pw@127.0.0.1",
    "press.example@127.0.0.1",
    "press.example:80@127.0.0.1",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "017700000001",
    "inside.example",  # last: through a proxy, it is the proxy that resolves names
]


@pytest.fixture(scope="module")
def target() -> Iterator[int]:
    """The port of a server on this machine that nobody may reach."""
    Counting.hits = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


class Forged:
    """The press, whose every source names the target, and an archive after a crawl of it."""

    def __init__(self, folder: Path, port: int, *, proxied: bool) -> None:
        self.db, self.noted = folder / "archive.db", folder / "connections"
        self.proxied = proxied
        spellings = SPELLINGS[:-1] if proxied else SPELLINGS
        self.targets = [f"http://{host}{end}" for host in spellings for end in (f":{port}/x", "/a-page-of-news-2026")]
        with Press() as press:
            self.asked = press.asked
            urls = self._print(press)
            internet = {"names": NAMES, "wires": {PUBLIC: press.port}, "noted": str(self.noted)}
            more = {"proxy": press.proxy, "delay": 0} if proxied else {"internet": internet, "floor": 0}
            self.report = crawl(db=str(self.db), urls=urls, **more)
        self.outcomes: dict[str, str] = dict(
            rows(self.db, "SELECT url, trim(state || ' ' || coalesce(reason, '')) FROM url")
        )

    def _print(self, press: Press) -> list[str]:
        locs = "".join(f"<url><loc>{target}</loc></url>" for target in self.targets)
        maps = "".join(f"<sitemap><loc>{target}.xml</loc></sitemap>" for target in self.targets)
        links = "".join(f'<a href="{target}">A page of news that is read by many</a>' for target in self.targets)
        feeds = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{target}.rss">' for target in self.targets[:9]
        )
        moved = [f"http://redirect.example/{number}" for number in range(len(self.targets))]
        press.put("http://feed.example/feed.xml", feed(self.targets))
        press.put("http://sitemap.example/sitemap.xml", f"<urlset>{locs}</urlset>".encode())
        press.put("http://sitemap.example/sitemap-index.xml", f"<sitemapindex>{maps}</sitemapindex>".encode())
        press.put("http://listing.example/", f"<html><head>{feeds}</head><body>{links}</body></html>".encode())
        press.put("http://redirect.example/feed.xml", feed(moved))
        for url, target in zip(moved, self.targets, strict=True):
            press.put(url, redirect(target))
        self._print_rules(press)
        claims = "".join(
            f'<link rel="{rel}" href="{target}"><meta property="og:url" content="{target}">'
            for rel in ("canonical", "amphtml", "tdm-policy", "license")
            for target in self.targets
        )
        press.put("http://canonical.example/feed.xml", feed(["http://canonical.example/story"]))
        press.put("http://canonical.example/story", article(3).replace(b"<head>", f"<head>{claims}".encode()))
        return [
            "http://feed.example/feed.xml",
            "http://sitemap.example/sitemap.xml",
            "http://sitemap.example/sitemap-index.xml",
            "http://listing.example/",
            "http://redirect.example/feed.xml",
            "http://robots.example/",
            "http://moved-robots.robots.example/feed.xml",
            "http://rights.example/feed.xml",
            "http://canonical.example/feed.xml",
        ]

    def _print_rules(self, press: Press) -> None:
        lines = "".join(f"Sitemap: {target}.xml\nLicense: {target}\n" for target in self.targets)
        press.put("http://robots.example/robots.txt", f"User-agent: *\nAllow: /\n{lines}".encode())
        press.put(
            "http://robots.example/", b"<html><body><a href='/a-page-of-news-2026-11'>News of the day</a></body></html>"
        )
        press.put("http://moved-robots.robots.example/robots.txt", redirect(self.targets[0]))
        press.put("http://moved-robots.robots.example/feed.xml", feed([]))
        press.put("http://rights.example/robots.txt", f"User-agent: *\nAllow: /\n{lines}".encode())
        press.put("http://rights.example/feed.xml", feed(["http://rights.example/story"]))
        press.put("http://rights.example/story", article(4))
        for path in ("/.well-known/tdmrep.json", "/ai.txt", "/.well-known/trust.txt"):
            press.put(f"http://rights.example{path}", redirect(self.targets[0]))


@pytest.fixture(scope="module", params=[False, True], ids=["direct", "through a proxy"])
def forged(request: pytest.FixtureRequest, target: int, tmp_path_factory: pytest.TempPathFactory) -> Forged:
    NAMES["moved-robots.robots.example"] = PUBLIC
    return Forged(tmp_path_factory.mktemp("forged"), target, proxied=request.param)


def test_nothing_but_the_press_is_connected_to(forged: Forged) -> None:
    noted = forged.noted.read_text(encoding="ascii").splitlines() if forged.noted.exists() else []

    assert Counting.hits == 0
    assert set(noted) <= {f"{PUBLIC} 80"}
    assert {asked.host for asked in forged.asked} <= {name for name, found in NAMES.items() if found == PUBLIC}


def test_every_source_was_read(forged: Forged) -> None:
    asked = Counter(asked.host for asked in forged.asked)

    assert {f"{name}.example" for name in ("feed", "sitemap", "redirect", "listing", "robots", "rights")} <= set(asked)
    assert forged.report["counts"]["read"] >= 8


def test_every_url_that_names_it_is_excluded(forged: Forged) -> None:
    told = {url: outcome for url, outcome in forged.outcomes.items() if ".example/" not in url or "@" in url}
    moved = {url: outcome for url, outcome in forged.outcomes.items() if url.startswith("http://redirect.example/")}

    assert len(told) > len(SPELLINGS)
    assert set(told.values()) <= {"excluded address", "excluded bad_url"}
    ended = {outcome for url, outcome in moved.items() if not url.endswith(".xml")}
    assert ended == {"excluded address", "excluded bad_url"} | (set() if forged.proxied else {"excluded offsite"})


def test_the_archive_balances(forged: Forged) -> None:
    assert balance(forged.db) == 0


def test_a_name_that_resolves_elsewhere_later_gains_nothing(press: Press, tmp_path: Path) -> None:
    host = "http://rebinds.example"
    press.put(f"{host}/feed.xml", feed([f"{host}/{number}" for number in range(3)]))
    for number in range(3):
        press.put(f"{host}/{number}", article(number))
    noted = tmp_path / "connections"
    internet = {"names": NAMES, "wires": {PUBLIC: press.port}, "noted": str(noted)}

    report = crawl(db=str(tmp_path / "archive.db"), urls=[f"{host}/feed.xml"], internet=internet, floor=0)

    assert report["stored"] == {"new": 3}
    assert set(noted.read_text(encoding="ascii").splitlines()) == {f"{PUBLIC} 80"}


def test_no_password_of_a_link_is_kept_and_none_is_sent(forged: Forged) -> None:
    names = {name.lower() for asked in forged.asked for name in asked.headers}

    assert not [url for url in forged.outcomes if ":pw@" in url]
    assert not names & {"authorization", "cookie", "referer"}
