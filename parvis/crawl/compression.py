"""Bodies that end before their own encoding does: Scrapy hands out what could be unpacked, as if it were all."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import brotli
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response

from parvis.crawl.ending import Ending
from parvis.words import Reason

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

END = b"</html"  # a page that says it ends is whole, even where a server forgets the checksum of its gzip
TAIL = 4096  # bytes in which it says so
MAGIC = b"\x1f\x8b"  # of a gzip stream; several may follow each other
_STEP = 2**20  # bytes unpacked at a time


class CompressionMiddleware(HttpCompressionMiddleware):
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # the base takes a deprecated argument
        """
        Raises:
            Ending: the body unpacks to more than it may.
            ResponseDataLossError: it breaks off.
        """
        encodings = response.headers.getlist("Content-Encoding")
        with suppress(IgnoreRequest):  # whose traceback would keep what was unpacked alive
            return self._whole(encodings, response, super().process_response(request, response))
        limit = request.meta.get("download_maxsize", self._max_size)
        detail = f"{len(response.body):,} bytes unpack to more than {limit // 2**20} MiB"
        raise Ending(Reason.TOO_LARGE, detail, failed=True)

    def _whole(self, encodings: list[bytes], response: Response, result: Request | Response) -> Request | Response:
        if encodings and isinstance(result, Response) and END not in result.body[-TAIL:].lower():
            outermost = encodings[-1].decode("latin-1").rpartition(",")[2].strip().lower()
            if is_cut(response.body, outermost):
                raise ResponseDataLossError
        return result


def is_cut(body: bytes, encoding: str) -> bool:
    """Whether the body is the beginning of something encoded. What is not encoded so at all is not cut."""
    reach_end = _READERS.get(encoding)
    if reach_end is None or not body:
        return False
    try:
        return not reach_end(body)
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
        return False


def _gzip(body: bytes) -> bool:
    return _walk(body, lambda: zlib.decompressobj(wbits=31))


def _deflate(body: bytes) -> bool:
    try:
        return _walk(body, zlib.decompressobj)
    except zlib.error:  # without the header that the standard asks for, as some servers send it
        return _walk(body, lambda: zlib.decompressobj(wbits=-15))


def _walk(body: bytes, start: Callable[[], Any]) -> bool:
    """Whether the last of the streams in the body ends. Garbage behind a stream is no stream."""
    stream, rest = start(), body
    while rest:
        stream.decompress(rest, _STEP)
        rest = stream.unconsumed_tail
        if stream.eof:
            rest = stream.unused_data if MAGIC.startswith(stream.unused_data[:2]) else b""
            stream = start() if rest else stream
    return bool(stream.eof)


def _br(body: bytes) -> bool:
    stream = brotli.Decompressor()
    part = stream.process(body, output_buffer_limit=_STEP)
    while part and not stream.is_finished():
        part = stream.process(b"", output_buffer_limit=_STEP)
    return bool(stream.is_finished())


def _zstd(body: bytes) -> bool:
    stream, rest = zstd.ZstdDecompressor(), body
    while True:
        part = stream.decompress(rest, _STEP)
        rest = b""
        if stream.eof:
            if not stream.unused_data:
                return True
            stream, rest = zstd.ZstdDecompressor(), stream.unused_data
        elif not part:
            return False


_READERS: dict[str, Callable[[bytes], bool]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}
