"""The HTTP client: Scrapy's, for servers that send what no newspaper does.

Scrapy bounds a body, and the line of a header, but not the headers: 200,000 of them keep it busy for seconds in which
nothing else is crawled. Here the head of an answer, 1xx answers before it included, is bounded as a whole.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from twisted.internet.protocol import Factory
from twisted.python.failure import Failure

from parvis.crawl.session import session_of
from parvis.words import Kind

HEAD_BYTES = 64 * 2**10
HEAD_LINES = 1_000
SITEMAP_BYTES = 16 * 2**20  # 50,000 URLs, as many as a sitemap may hold, with their images are 15.4 MiB

_PIECE = 4_096  # bytes of a head that are parsed between two looks at its length
_HEAD = frozenset({"STATUS", "HEADER"})


def largest_body(kind: Kind) -> dict[str, Any]:
    """The meta keys of a request that may bring more than DOWNLOAD_MAXSIZE; decompressed, too."""
    return {"download_maxsize": SITEMAP_BYTES} if kind is Kind.SITEMAP else {}


class HeadTooLarge(Exception):
    """More headers than an answer may have."""


class BoundedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler, whose connections give up on a head that does not end, and ask once."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        pool: Any = self._pool
        pool.retryAutomatically = False  # it would ask again at once, whatever the delay of the host
        build = pool._factory
        pool._factory = lambda quiescent, metadata: _BoundedFactory(build(quiescent, metadata))

        self._owner = crawler

    async def download_request(self, request: Request) -> Response:
        return await session_of(self._owner).leash.hold(self._download(request))

    async def _download(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            if any(reason.check(HeadTooLarge) for reason in getattr(error.__cause__, "reasons", ())):
                raise DownloadCancelledError("the headers are too large") from None  # no retry: it is no accident
            raise


class _BoundedFactory(Factory):
    noisy = False

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 (Twisted's name)
        protocol = self._inner.buildProtocol(addr)
        protocol.dataReceived = BoundedHead(protocol).receive
        return protocol


class BoundedHead:
    """Stands before a connection's parser and counts what comes before the body."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._parse = protocol.dataReceived
        self._parser: Any = None
        self._bytes = self._lines = 0

    def receive(self, data: bytes) -> None:
        parser = self._protocol._parser
        if parser is not self._parser:  # the next answer of a connection that is kept
            self._parser, self._bytes, self._lines = parser, 0, 0
        while data and parser is self._protocol._parser and parser is not None and parser.state in _HEAD:
            piece, data = data[:_PIECE], data[_PIECE:]
            self._bytes += len(piece)
            self._lines += piece.count(b"\n")
            self._parse(piece)
            if self._is_too_large():
                self._protocol._giveUp(Failure(HeadTooLarge()))  # type: ignore[no-untyped-call]
                return
        if data and parser is self._protocol._parser:
            self._parse(data)
        elif data:  # more than the answer it belongs to: it must not be taken for the next one
            self._protocol.abort()

    def _is_too_large(self) -> bool:
        """Asked after parsing: the body that follows a head in one piece is none of it."""
        parser = self._protocol._parser
        in_head = parser is not None and parser is self._parser and parser.state in _HEAD
        line = self._protocol.transport.disconnecting  # Twisted hangs up on a line of more than 16 KiB
        return in_head and (self._bytes > HEAD_BYTES or self._lines > HEAD_LINES or line)
