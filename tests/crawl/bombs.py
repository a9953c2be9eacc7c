"""A few kilobytes that unpack to 128 MiB, in every encoding that the crawl asks for."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from functools import cache

import brotli
from backports import zstd

SIZE = 128 * 2**20
_PART = 2**20
_BLANK = b" " * _PART


@cache
def bomb(encoding: str) -> bytes:
    """The body; its Content-Encoding is the name, with "gzip-gzip" for `gzip, gzip`."""
    return _BOMBS[encoding]()


def _gzip() -> bytes:
    return gzip.compress(_BLANK, mtime=0) * (SIZE // _PART)  # members of one file


def _deflate() -> bytes:
    packer = zlib.compressobj()
    head = packer.compress(_BLANK) + packer.flush(zlib.Z_FULL_FLUSH)
    part = packer.compress(_BLANK) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + part * (SIZE // _PART)  # what was flushed in full may be repeated


def _br() -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(_BLANK) for _ in range(SIZE // _PART)) + bytes(packer.finish())


def _zstd() -> bytes:
    return bytes(zstd.compress(_BLANK)) * (SIZE // _PART)  # frames of one stream


_BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": _gzip,
    "gzip-gzip": lambda: gzip.compress(_gzip(), mtime=0),
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}
ENCODINGS = tuple(_BOMBS)
