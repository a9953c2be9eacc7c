"""Keys: 64-bit hashes that fit SQLite's signed integers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from parvis.ledger.masking import mask
from parvis.records import Page

__all__ = ["article_hash", "block_key", "own_texts"]


def block_key(text: str, own: Sequence[str] = ()) -> int:
    """The key of a block's text, 64 bits, signed: equal for texts that differ only in what `mask` takes out."""
    return _hash(mask(text, own))


def article_hash(key: str) -> int:
    """The hash under which the ledger counts an article, 64 bits, signed."""
    return _hash(key)


def own_texts(page: Page) -> tuple[str, ...]:
    """What of a page is its own wherever it stands: for `mask` and `block_key`."""
    about = page.metadata
    return tuple(text for text in (about.headline, about.standfirst, *about.authors, about.section) if text)


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
