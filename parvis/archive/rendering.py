"""A teaser from its lines: cleaning is a view over block statuses, nothing is deleted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from parvis.identity import content_digest
from parvis.ledger import mask
from parvis.page.counting import count_words
from parvis.page.finishing import finish, join
from parvis.records import Metadata, Page, Verdict
from parvis.words import Access, Role, TeaserSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that may stand in a teaser."""

    text: str
    words: int
    kind: str | None  # None: content


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """What stands for a teaser where no line is left."""

    text: str
    source: TeaserSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A teaser under today's block statuses, with the digests of the version that it makes."""

    teaser: str
    source: TeaserSource
    words: int
    removed_words: int
    digest: str
    masked_digest: str


def render(lines: Sequence[Line], *, about: Metadata, access: Access, fallback: Fallback) -> Rendered:
    """The lines that are content, joined. When none is left, what the page alone would fall back on."""
    kept = [line for line in lines if line.kind is None]
    texts = [line.text for line in kept] or ([fallback.text] if fallback.text else [])
    digest = content_digest(_light(about, access), texts=texts, mask=mask)
    return Rendered(
        teaser=join(texts),
        source=TeaserSource.BODY if kept else fallback.source,
        words=sum(line.words for line in kept) if kept else count_words(fallback.text),
        removed_words=sum(line.words for line in lines if line.kind is not None),
        digest=digest.exact,
        masked_digest=digest.masked,
    )


def fallback_of(conn: sqlite3.Connection, site_id: int, page: Page) -> Fallback:
    """The teaser of a page none of whose lines may stand in it, under the cap of its site."""
    if any(block.candidate for block in page.blocks):
        lead = tuple(block for block in page.blocks if block.role is Role.STANDFIRST)
        most = conn.execute("SELECT teaser_max_words FROM site WHERE id = ?", (site_id,)).fetchone()[0]
        page = finish(replace(page, blocks=lead), most=most)
    if page.teaser_source is TeaserSource.BODY:
        return Fallback(text="", source=TeaserSource.NONE)  # a teaser without lines is nobody's text
    return Fallback(text=page.teaser, source=page.teaser_source)


def raw_digest(lines: Sequence[Line], *, about: Metadata, access: Access, fallback: Fallback) -> str:
    """Of everything that a rendering under any statuses may show."""
    texts = [*(line.text for line in lines), f"\N{SYMBOL FOR RECORD SEPARATOR}{fallback.source}", fallback.text]
    return content_digest(_light(about, access), texts=texts, mask=str).exact


def erased_digest(conn: sqlite3.Connection, version_id: int) -> str:
    """What `raw_digest` gives for a version whose text was erased, and for a page that came without any."""
    about, access = _metadata_of(conn, version_id)
    return raw_digest((), about=about, access=access, fallback=Fallback(text="", source=TeaserSource.NONE))


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


def render_variant(conn: sqlite3.Connection, variant_id: int, version_id: int) -> Rendered:
    """A stored variant under today's statuses; `version_id` is a version that it has been, with the same metadata."""
    text, source = conn.execute("SELECT fallback, fallback_source FROM variant WHERE id = ?", (variant_id,)).fetchone()
    about, access = _metadata_of(conn, version_id)
    fallback = Fallback(text=text, source=TeaserSource(source))
    return render(_lines_of(conn, variant_id), about=about, access=access, fallback=fallback)


def _lines_of(conn: sqlite3.Connection, variant_id: int) -> list[Line]:
    rows = conn.execute(
        """
        SELECT coalesce(candidate.text, block.text), candidate.words, block.kind
        FROM candidate JOIN block ON block.id = candidate.block_id
        WHERE candidate.variant_id = ?
        ORDER BY candidate.position
        """,
        (variant_id,),
    )
    return [Line(text=text, words=words, kind=kind) for text, words, kind in rows]


def _metadata_of(conn: sqlite3.Connection, version_id: int) -> tuple[Metadata, Access]:
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
