"""A head without end costs its answer, and little more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.core.downloader.handlers import http11
from twisted.internet.testing import StringTransport
from twisted.web._newclient import Request
from twisted.web.client import _HTTP11ClientFactory
from twisted.web.http_headers import Headers

from parvis.crawl.download import HEAD_BYTES, HEAD_LINES, HeadTooLarge, _BoundedFactory, largest_body
from parvis.crawl.stall import LONG, StallWatch
from parvis.words import Kind


class Connection:
    """A connection on which a request was sent; what comes of it."""

    def __init__(self) -> None:
        inner = getattr(http11, "_LenientHTTP11ClientFactory", _HTTP11ClientFactory)
        self.transport = StringTransport()  # type: ignore[no-untyped-call]
        self.protocol = _BoundedFactory(inner(lambda _: None, "")).buildProtocol(None)
        self.protocol.makeConnection(self.transport)
        self.outcome: list[Any] = []
        self.ask()

    def ask(self) -> None:
        headers = Headers({b"host": [b"press.example"]})
        request = Request(b"GET", b"/", headers, None, persistent=True)  # type: ignore[no-untyped-call]
        self.protocol.request(request).addBoth(self.outcome.append)

    def send(self, data: bytes, piece: int = 65_536) -> None:
        for start in range(0, len(data), piece):
            if not self.transport.disconnecting:
                self.protocol.dataReceived(data[start : start + piece])

    def is_too_large(self) -> bool:
        return any(reason.check(HeadTooLarge) for reason in self.outcome[0].value.reasons)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
FLOODS = {
    "many lines": HEAD + b"X-A: b\r\n" * 200_000,
    "short lines": HEAD + b"a:\n" * 200_000,
    "long lines": HEAD + (b"X-A: " + b"a" * 9_000 + b"\r\n") * 20,
    "one line": HEAD + b"X-A: " + b"a" * 2**21,
    "continued": HEAD + b"X-A: a\r\n" + b" b\r\n" * 200_000,
    "100 Continue": b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000,
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20_000,
}


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("piece", [65_536, 1_000])
def test_a_head_without_end_is_given_up(flood: str, piece: int) -> None:
    connection = Connection()
    connection.send(FLOODS[flood], piece)

    assert connection.transport.disconnecting
    assert connection.is_too_large()


@given(st.integers(0, 200_000), st.integers(1, 70_000), st.integers(0, HEAD_LINES - 10))
def test_an_ordinary_answer_comes_through_whatever_its_pieces(length: int, piece: int, headers: int) -> None:
    body = b"b\n" * (length // 2)
    connection = Connection()
    head = HEAD + b"X-A: b\r\n" * headers + b"Content-Length: %d\r\n\r\n" % len(body)
    connection.send(head + body, piece)

    assert len(head) < HEAD_BYTES
    assert connection.outcome[0].code == 200
    assert len(connection.outcome[0].headers.getRawHeaders("x-a", [])) == headers
    assert sum(map(len, getattr(connection.outcome[0], "_bodyBuffer", []))) in {len(body), 0}


def test_what_comes_after_an_answer_is_not_the_next_one() -> None:
    connection = Connection()
    connection.send(b"HTTP/1.1 204 No Content\r\n\r\n" + b"HTTP/1.1 200 OK\r\n" * 1_000)

    assert connection.outcome[0].code == 204
    assert connection.protocol.state != "QUIESCENT", "the pool gives it no more requests"


@pytest.mark.parametrize(("kind", "limit"), [(Kind.SITEMAP, 16), (Kind.ARTICLE, None), (Kind.FEED, None)])
def test_only_a_sitemap_may_be_larger_than_a_page(kind: Kind, limit: int | None) -> None:
    assert largest_body(kind).get("download_maxsize") == (limit * 2**20 if limit else None)


def test_a_late_tick_tells_of_a_stall(caplog: pytest.LogCaptureFixture) -> None:
    times = iter([0.0, 0.25, 0.5, 4.0, 4.2])
    watch = StallWatch(0.25, lambda: next(times))
    for _ in range(4):
        watch.tick()

    assert watch.longest == pytest.approx(3.25)
    assert [record.message for record in caplog.records] == ["the crawl stood still for 3.2 s"]
    assert LONG < 3.25
