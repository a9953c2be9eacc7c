"""The row of a version: the public content of an article under today's block statuses."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from parvis.archive.blocks import Seen
from parvis.archive.layouts import layout_id
from parvis.archive.rendering import Rendered
from parvis.archive.sights import sight_ids
from parvis.archive.values import as_json, records_json, stamp, stamp_or_none
from parvis.records import Page, plain

# What a copy takes over from the version it is a copy of.
_KEPT = """
    headline, standfirst, description, teaser, teaser_source, teaser_words, teaser_cap,
    authors, published_at, published_on, published_as, modified_at, date_quality,
    section, sections, tags, language, publisher, image_url,
    access, confidence, mechanism, vendor, remaining_percent, wall_text, evidence, signals, declared, rights,
    encoding, public_words, withheld_words, boilerplate_words, removed_words, anatomy_id, layout_id, expired_at
"""
_INTO = "INSERT INTO version (article_id, digest, masked_digest, first_seen_at, last_seen_at," + _KEPT + ")"
_INSERT = (
    _INTO
    + """
VALUES (
    :article_id, :digest, :masked_digest, :at, :at,
    :headline, :standfirst, :description, :teaser, :source, :words, :teaser_cap,
    :authors, :published_at, :published_on, :published_as, :modified_at, :date_quality,
    :section, :sections, :tags, :language, :publisher, :image_url,
    :access, :confidence, :mechanism, :vendor, :remaining_percent, :wall_text, :evidence, :signals, :declared, :rights,
    :encoding, :public_words, :withheld_words, :boilerplate_words, :removed_words, :anatomy_id, :layout_id, NULL
)
"""
)
_COPY = _INTO + " SELECT article_id, digest, masked_digest, :at, :at," + _KEPT + "FROM version WHERE id = :id"


def insert_version(
    conn: sqlite3.Connection,
    article_id: int,
    *,
    site_id: int,
    page: Page,
    seen: Sequence[Seen],
    view: Rendered,
    now: datetime,
) -> int:
    values = {
        **_values(view),
        **_about(page),
        **_access(page),
        "article_id": article_id,
        "at": stamp(now),
        "teaser_cap": page.teaser_cap,
        "encoding": page.encoding,
        "public_words": page.public_words,
        "withheld_words": page.withheld_words,
        "boilerplate_words": page.boilerplate_words + view.removed_words,
        "anatomy_id": _anatomy(conn, seen),
        "layout_id": layout_id(conn, site_id, page.layout),
    }
    return int(conn.execute(_INSERT, values).lastrowid or 0)


def copy_version(conn: sqlite3.Connection, version_id: int, *, at: str) -> int:
    """A second run of the same content."""
    return int(conn.execute(_COPY, {"id": version_id, "at": at}).lastrowid or 0)


def copy_contents(conn: sqlite3.Connection, sources: Mapping[int, int]) -> None:
    """A version shows what its first look has shown, whichever of its looks was stored first; by owner and source."""
    moved = [(source, owner) for owner, source in sources.items() if source != owner]
    rows = [(*conn.execute(_CONTENT, (source,)).fetchone(), owner) for source, owner in moved]
    conn.executemany(_PUT_CONTENT, rows)


_CONTENT = "SELECT" + _KEPT + "FROM version WHERE id = ?"
_PUT_CONTENT = "UPDATE version SET (" + _KEPT + ") = (" + ", ".join(["?"] * len(_KEPT.split(","))) + ") WHERE id = ?"  # noqa: S608


def render_again(conn: sqlite3.Connection, version_id: int, view: Rendered) -> None:
    conn.execute(
        """
        UPDATE version SET
            teaser = :teaser, teaser_source = :source, teaser_words = :words, digest = :digest,
            masked_digest = :masked_digest, boilerplate_words = boilerplate_words - removed_words + :removed_words,
            removed_words = :removed_words
        WHERE id = :version_id AND (teaser, digest, removed_words) <> (:teaser, :digest, :removed_words)
        """,
        {**_values(view), "version_id": version_id},
    )


def _values(view: Rendered) -> dict[str, object]:
    return {name: getattr(view, name) for name in view.__slots__}


def _about(page: Page) -> dict[str, object]:
    about = page.metadata
    return {
        "headline": about.headline,
        "standfirst": about.standfirst,
        "description": about.description,
        "authors": as_json(list(about.authors)),
        "published_at": stamp_or_none(about.published_at),
        "published_on": about.published_at.date().isoformat() if about.published_at else None,
        "published_as": about.published_at.isoformat() if about.published_at else None,
        "modified_at": stamp_or_none(about.modified_at),
        "date_quality": about.date_quality,
        "section": about.section,
        "sections": as_json(list(about.sections)),
        "tags": as_json(list(about.tags)),
        "language": about.language,
        "publisher": about.publisher,
        "image_url": about.image_url,
        "declared": as_json(plain(about.declared)),
    }


def _access(page: Page) -> dict[str, object]:
    verdict = page.access
    return {
        "access": verdict.state,
        "confidence": verdict.confidence,
        "mechanism": verdict.mechanism,
        "vendor": verdict.vendor,
        "remaining_percent": verdict.remaining_percent,
        "wall_text": verdict.wall_text,
        "evidence": records_json(verdict.evidence),
        "signals": records_json(page.signals),
        "rights": as_json(plain(page.rights)),
    }


def _anatomy(conn: sqlite3.Connection, seen: Sequence[Seen]) -> int:
    shown = [(item.block_id, item.path_id, str(item.block.role), item.block.words) for item in seen]
    blocks = as_json(sight_ids(conn, shown))
    digest = hashlib.sha256(blocks.encode()).hexdigest()[:32]
    conn.execute("INSERT OR IGNORE INTO anatomy (digest, blocks) VALUES (?, ?)", (digest, blocks))
    return int(conn.execute("SELECT id FROM anatomy WHERE digest = ?", (digest,)).fetchone()[0])
