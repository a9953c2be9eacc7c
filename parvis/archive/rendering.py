"""A teaser from its candidates: cleaning is a view over block statuses, nothing is deleted."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from parvis.identity import content_digest
from parvis.ledger import mask
from parvis.records import Metadata, Page, Verdict
from parvis.words import Access, TeaserSource

BETWEEN = "\n\n"  # two paragraphs of a teaser


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that may stand in a teaser."""

    text: str
    words: int
    kind: str | None  # None: content


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A teaser under today's block statuses, with the digests of the version it belongs to."""

    teaser: str
    source: TeaserSource
    words: int
    removed_words: int
    digest: str
    masked_digest: str


def render(lines: list[Line], *, about: Metadata, access: Access, fallback: Rendered | None) -> Rendered:
    """The lines that are content, joined. When none is left, what the page alone fell back on."""
    kept = [line for line in lines if line.kind is None]
    removed = sum(line.words for line in lines if line.kind is not None)
    if kept:
        source, texts, words = TeaserSource.BODY, [line.text for line in kept], sum(line.words for line in kept)
    else:
        source, texts, words = _fallback(about, fallback)
    digest = content_digest(_light(about, access), texts=texts, mask=mask)
    return Rendered(
        teaser=BETWEEN.join(texts),
        source=source,
        words=words,
        removed_words=removed,
        digest=digest.exact,
        masked_digest=digest.masked,
    )


def _fallback(about: Metadata, fallback: Rendered | None) -> tuple[TeaserSource, list[str], int]:
    """What stands where no line is left: as the page decided, else the standfirst, else the description."""
    if fallback is not None:
        return fallback.source, fallback.teaser.split(BETWEEN) if fallback.teaser else [], fallback.words
    for source, text in ((TeaserSource.STANDFIRST, about.standfirst), (TeaserSource.DESCRIPTION, about.description)):
        if text:
            return source, [text], len(text.split())
    return TeaserSource.NONE, [], 0


def _light(about: Metadata, access: Access) -> Page:
    """As much of a page as the digest looks at."""
    return Page(
        url="",
        requested_url="",
        status=200,
        site=None,
        fetched_at=None,
        metadata=about,
        access=Verdict(state=access),
    )


def lines_of(conn: sqlite3.Connection, version_id: int) -> list[Line]:
    rows = conn.execute(
        """
        SELECT coalesce(candidate.text, block.text), candidate.words, block.kind
        FROM candidate JOIN block ON block.id = candidate.block_id
        WHERE candidate.version_id = ?
        ORDER BY candidate.position
        """,
        (version_id,),
    )
    return [Line(text=text, words=words, kind=kind) for text, words, kind in rows]


def metadata_of(conn: sqlite3.Connection, version_id: int) -> tuple[Metadata, Access]:
    """What the digest of a stored version needs, read back."""
    row = conn.execute(
        "SELECT headline, standfirst, description, authors, section, published_as, access FROM version WHERE id = ?",
        (version_id,),
    ).fetchone()
    headline, standfirst, description, authors, section, published, access = row
    about = Metadata(
        headline=headline,
        standfirst=standfirst,
        description=description,
        authors=tuple(json.loads(authors)),
        section=section,
        published_at=_published(published),
    )
    return about, Access(access)


def _published(text: str | None) -> datetime | None:
    """With the offset in which it was published: the digest looks at the time as the publisher wrote it."""
    return datetime.fromisoformat(text) if text else None
