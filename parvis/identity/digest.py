"""The digests that decide whether a page's public content has changed.

What counts: headline, standfirst, description, authors, section, time of publication, the state of access, and the
texts of the content blocks in order. What does not: `modified_at` and the picture (they change without the words), the
vendor and the words of the wall (A/B tests), layout, boilerplate, counters, and everything withheld. White space and
Unicode spelling never count.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from parvis.records import Metadata, Page

__all__ = ["Digest", "content_digest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Two digests of one content, 32 hexadecimal digits each."""

    exact: str  # differs: a new version
    masked: str  # differs as well: the change is material, more than numbers, times and addresses


def content_digest(page: Page, *, texts: Sequence[str], mask: Callable[[str], str]) -> Digest:
    """The digests of a page whose content blocks, under today's statuses, hold these texts in this order.

    `mask` takes out what changes without meaning: `parvis.ledger.mask` with nothing of its own.
    """
    fields = [*_fields(page.metadata), ("access", str(page.access.state))]
    lines = [("text", text) for text in map(_plain, texts) if text]
    return Digest(
        exact=_digest([*fields, *lines]),
        masked=_digest([(name, mask(value) if name in _MASKED else value) for name, value in (*fields, *lines)]),
    )


_MASKED = frozenset({"headline", "standfirst", "description", "text"})


def _fields(metadata: Metadata) -> Iterator[tuple[str, str]]:
    """Name and value of what is known; unknown is left out, so that a new field changes no old digest."""
    values = (
        ("headline", metadata.headline),
        ("standfirst", metadata.standfirst),
        ("description", metadata.description),
        *(("author", author) for author in metadata.authors),
        ("section", metadata.section),
        ("published_at", metadata.published_at.isoformat() if metadata.published_at else None),
    )
    yield from ((name, _plain(value)) for name, value in values if value)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _digest(pairs: Sequence[tuple[str, str]]) -> str:
    """Each value behind its name and length, so that no two lists share a spelling."""
    whole = hashlib.sha256()
    for name, value in pairs:
        data = value.encode("utf-8", "replace")
        whole.update(b"%s %d " % (name.encode(), len(data)) + data)
    return whole.hexdigest()[:32]
