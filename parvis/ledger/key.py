"""Keys: 64-bit hashes that fit the signed integers of SQLite."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from parvis.ledger.masking import MAX_CACHED, mask
from parvis.records import Page

__all__ = ["article_hash", "block_key", "key_of", "own_texts"]


def block_key(text: str, own: Sequence[str] = ()) -> int:
    """The key of a block's text, 64 bits, signed: equal for texts that differ only in what `mask` takes out."""
    return key_of(mask(text, own))


def key_of(masked: str) -> int:
    """The key of a text that is masked already."""
    return _hash(masked) if len(masked) <= MAX_CACHED else _hash.__wrapped__(masked)


def article_hash(key: str) -> int:
    """The hash under which the ledger counts an article, by its URL key; 64 bits, signed."""
    return _hash(key)


def own_texts(page: Page) -> tuple[str, ...]:
    """What is a page's own wherever it stands, for `mask` and `block_key`: title, description, authors, section."""
    about = page.metadata
    texts = (about.headline, about.standfirst, about.description, *about.authors, about.section)
    return tuple(text for text in texts if text)


@lru_cache(maxsize=32_768)
def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
