"""What breaks off in its encoding is told from what is whole."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from parvis.crawl.compression import is_cut
from tests.crawl.bombs import ENCODINGS, bomb


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "members": ("gzip", lambda body: gzip.compress(body) + gzip.compress(body)),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
    "frames": ("zstd", lambda body: zstd.compress(body) + zstd.compress(body)),
}


@pytest.mark.parametrize("packer", PACKERS)
@given(body=st.binary(max_size=300) | st.integers(0, 1_500_000).map(lambda size: b"word " * (size // 5)))
def test_what_was_packed_is_whole(packer: str, body: bytes) -> None:
    encoding, pack = PACKERS[packer]

    assert not is_cut(pack(body), encoding)


@pytest.mark.parametrize("packer", PACKERS)
@given(body=st.binary(min_size=50, max_size=300), share=st.floats(0.3, 0.9))
def test_what_breaks_off_is_cut(packer: str, body: bytes, share: float) -> None:
    encoding, pack = PACKERS[packer]
    packed = pack(body)
    kept = packed[: int(len(packed) * share)]
    at_the_seam = packer in {"members", "frames"} and 2 * len(kept) == len(packed)

    assert is_cut(kept, encoding) or at_the_seam


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "zstd", "magic", ""]))
def test_any_bytes_are_one_or_the_other(body: bytes, encoding: str) -> None:
    assert is_cut(body, encoding) in {True, False}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_bomb_is_walked_through_in_little_memory(encoding: str) -> None:
    """It never comes so far in a crawl: the size is checked before."""
    assert is_cut(bomb(encoding), encoding.partition("-")[0]) is (encoding == "deflate"), "which has no last block"


def test_garbage_behind_the_end_is_no_matter() -> None:
    assert not is_cut(gzip.compress(b"whole") + b"garbage", "gzip")
