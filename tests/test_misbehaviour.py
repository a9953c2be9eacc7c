"""How the demo press misbehaves where it is told to."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from parvis.demo import DemoPress, Misbehaviour, stories
from tests.press_client import ask


@pytest.fixture(scope="module")
def press() -> Iterator[DemoPress]:
    with DemoPress() as press:
        yield press


WORDLESS = {Misbehaviour.DROPPED, Misbehaviour.SILENT, Misbehaviour.TRUNCATED, Misbehaviour.DRIPPING}
STATUSES = {
    Misbehaviour.SERVER_ERROR: 500,
    Misbehaviour.UNAVAILABLE: 503,
    Misbehaviour.FORBIDDEN: 403,
    Misbehaviour.PAYMENT: 402,
    Misbehaviour.MISSING: 404,
    Misbehaviour.TOO_MANY: 429,
    Misbehaviour.TOO_MANY_ONCE: 429,
    Misbehaviour.REDIRECT_INSIDE: 302,
    Misbehaviour.REDIRECT_LOOP: 302,
    Misbehaviour.REDIRECT_KNOWN: 302,
}


@pytest.mark.parametrize("how", [how for how in Misbehaviour if how not in WORDLESS], ids=str)
def test_misbehaviour_is_served(press: DemoPress, how: Misbehaviour) -> None:
    press.misbehaving["www.harbour-ledger.example", "/x"] = how
    answer = ask(press, "http://www.harbour-ledger.example/x")

    assert answer.status == STATUSES.get(how, 200)
    assert (press.requests[-1].path, press.requests[-1].status) == ("/x", answer.status)


def test_too_many_once_is_over_the_second_time(press: DemoPress) -> None:
    url = stories("harbour", 1)[0].url
    press.misbehaving["www.harbour-ledger.example", urlsplit(url).path] = Misbehaviour.TOO_MANY_ONCE

    assert [ask(press, url).status, ask(press, url).status] == [429, 200]


@pytest.mark.parametrize("how", [Misbehaviour.DROPPED, Misbehaviour.TRUNCATED], ids=str)
def test_a_connection_breaks_off(press: DemoPress, how: Misbehaviour) -> None:
    press.misbehaving["www.harbour-ledger.example", "/x"] = how

    with pytest.raises((http.client.RemoteDisconnected, http.client.IncompleteRead)):
        ask(press, "http://www.harbour-ledger.example/x")


@pytest.mark.parametrize("how", [Misbehaviour.SILENT, Misbehaviour.DRIPPING], ids=str)
def test_the_slow_ones_end_when_the_press_closes(how: Misbehaviour) -> None:
    with DemoPress(misbehaving={("www.harbour-ledger.example", "/x"): how}) as press:
        connection = http.client.HTTPConnection(urlsplit(press.proxy).netloc, timeout=10)
        connection.request("GET", "http://www.harbour-ledger.example/x")
    with closing(connection), pytest.raises((ConnectionError, http.client.IncompleteRead)):
        connection.getresponse().read()
