"""From a page to article, version and observation."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from parvis.archive.articles import find_article, note_claims, note_urls, rename, site_of
from parvis.archive.blocks import Seen, observe
from parvis.archive.events import Stored
from parvis.archive.layouts import layout_id, wall_layout_id
from parvis.archive.naming import lookup
from parvis.archive.rendering import Fallback, Line, fallback_of, raw_digest, render
from parvis.archive.settling import settle
from parvis.archive.timeline import Look, add_look
from parvis.archive.values import as_json
from parvis.archive.versions import insert_version
from parvis.identity import canonical_for
from parvis.ledger import BlockStatus
from parvis.records import Page
from parvis.words import Change


def record(conn: sqlite3.Connection, site_id: int, event: Stored, fetch_id: int) -> tuple[int, Change]:
    """Stores what one page shows, and settles what it changes elsewhere. Returns the article and what it brought."""
    page, now = event.page, event.at
    found = find_article(conn, site_id, page, now)
    site_id = site_of(conn, found.article_id)  # its own URL may be known as that of another site's article
    note_urls(conn, found, event)
    note_claims(conn, site_id, found)
    seen, flipped = observe(conn, site_id, found.page, now)
    settle(conn, flipped)
    chosen = [item for item in seen if item.block.candidate and item.block_id is not None]
    lines, fallback = _lines(conn, chosen), fallback_of(conn, site_id, page)
    view = render(lines, about=page.metadata, access=page.access.state, fallback=fallback)
    look = Look(
        article_id=found.article_id,
        fetch_id=fetch_id,
        at=now,
        status=page.status,
        variant_id=_variant_id(conn, found.article_id, page, chosen=chosen, lines=lines, fallback=fallback),
        withheld_words=page.withheld_words,
        body_digest=page.body_digest,
        layout_id=layout_id(conn, site_id, page.layout),
        wall_layout_id=wall_layout_id(conn, page.wall_layout),
    )
    change = add_look(
        conn,
        look,
        digest=view.digest,
        make_version=lambda: insert_version(
            conn, found.article_id, site_id=site_id, page=page, seen=seen, view=view, now=now
        ),
    )
    rename(conn, found)
    return found.article_id, change


def _lines(conn: sqlite3.Connection, chosen: Sequence[Seen]) -> list[Line]:
    """The teaser's lines with today's kinds."""
    rows = conn.execute(
        "SELECT id, kind FROM block WHERE id IN (SELECT value FROM json_each(?))",
        (as_json([item.block_id for item in chosen]),),
    )
    kinds = dict(rows.fetchall())
    return [Line(text=item.block.text, words=item.block.words, kind=kinds[item.block_id]) for item in chosen]


def _variant_id(
    conn: sqlite3.Connection,
    article_id: int,
    page: Page,
    *,
    chosen: Sequence[Seen],
    lines: Sequence[Line],
    fallback: Fallback,
) -> int:
    """What the page showed before cleaning; the same once more is the same row."""
    digest = raw_digest(lines, about=page.metadata, access=page.access.state, fallback=fallback)
    known = conn.execute("SELECT id FROM variant WHERE article_id = ? AND digest = ?", (article_id, digest)).fetchone()
    if known:
        return int(known[0])
    added = conn.execute(
        "INSERT INTO variant (article_id, digest, fallback, fallback_source) VALUES (?, ?, ?, ?)",
        (article_id, digest, fallback.text, fallback.source),
    )
    variant_id = int(added.lastrowid or 0)
    conn.executemany(
        """
        INSERT INTO candidate (variant_id, position, block_id, words, text)
        SELECT ?, ?, id, ?, nullif(?, text) FROM block WHERE id = ?
        """,
        [
            (variant_id, position, item.block.words, item.block.text, item.block_id)
            for position, item in enumerate(chosen)
        ],
    )
    return variant_id


def change_of(conn: sqlite3.Connection, site_id: int, page: Page, judged: Sequence[BlockStatus]) -> Change:
    """What a page would bring if it were stored now, under today's statuses of its blocks."""
    article_id = lookup(conn, canonical_for(page).key)
    row = conn.execute(
        "SELECT version.digest FROM article JOIN version ON version.id = article.version_id WHERE article.id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        return Change.NEW
    pairs = zip(page.blocks, judged, strict=True)
    lines = [Line(text=b.text, words=b.words, kind=status.kind) for b, status in pairs if b.candidate]
    view = render(lines, about=page.metadata, access=page.access.state, fallback=fallback_of(conn, site_id, page))
    return Change.SAME if view.digest == row[0] else Change.CHANGED
