"""No request leaves for an address that is not public."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.crawl.address import AddressRule, is_loopback, is_public
from parvis.words import Reason

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = (
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "[::ffff:127.0.0.1]",
    "[::1]",
    "0",
    "0.0.0.0",  # noqa: S104 (an address to refuse)
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1.",
)
HIDDEN = [
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "fe80::1",
    "fc00::1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "2001:0:7f00:1::",
    "no-address",
]
PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808")


@pytest.mark.parametrize("address", HIDDEN)
def test_an_address_that_is_not_public_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", LOOPBACK)
@pytest.mark.parametrize("proxied", [False, True])
def test_every_spelling_of_loopback_is_refused_in_a_url(host: str, *, proxied: bool) -> None:
    problem = AddressRule(proxied=proxied).problem(f"http://{host}/page")

    assert problem is not None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://press.example/a", Reason.BAD_URL),
        ("https://user:pw@press.example/a", Reason.BAD_URL),
        ("https://press.example/" + "a" * 3000, Reason.BAD_URL),
        ("no url", Reason.BAD_URL),
        ("https://press.example:8443/a", Reason.ADDRESS),
        ("https://intranet/a", Reason.ADDRESS),
        ("https://printer.local/a", Reason.ADDRESS),
        ("http://169.254.169.254/latest/meta-data", Reason.ADDRESS),
    ],
)
def test_a_refused_url_says_why(url: str, reason: Reason) -> None:
    problem = AddressRule().problem(url)

    assert problem is not None
    assert problem[0] is reason


@pytest.mark.parametrize("url", ["https://press.example/a", "http://press.example:80/a?b=c", "http://8.8.8.8/"])
def test_an_ordinary_url_passes(url: str) -> None:
    assert AddressRule().problem(url) is None


def test_a_literal_address_is_refused_through_a_proxy() -> None:
    assert AddressRule(proxied=True).problem("http://8.8.8.8/") is not None


def test_loopback_opens_by_the_setting_only() -> None:
    assert AddressRule(allow_loopback=True).problem("http://127.0.0.1:8811/feed") is None
    assert AddressRule(allow_loopback=True, proxied=True).problem("http://127.0.0.1:8811/feed") is not None


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    AddressRule().problem(text)
    AddressRule().problem(f"http://{text}/")
    is_public(text)
    is_loopback(text)


class Counting(BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self) -> None:
        type(self).hits += 1
        self.send_error(404)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_the_resolver_alone_lets_no_spelling_of_loopback_through(port: int) -> None:
    """The URL check is off here: what is left is the address that would be connected to."""
    urls = [f"http://{host}:{port}/" for host in LOOPBACK]
    Counting.hits = 0

    command = [sys.executable, "-m", "tests.crawl.resolver_probe", json.dumps(urls)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=60, check=True)

    assert json.loads(done.stdout) == {"answers": 0, "errors": len(urls)}
    assert Counting.hits == 0
