"""From a page to article, version and observation."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime

from parvis.archive.blocks import Seen, observe
from parvis.archive.events import Stored
from parvis.archive.rendering import Line, Rendered, lines_of, render
from parvis.archive.settling import merge_neighbours, settle
from parvis.archive.values import as_json, records_json, stamp, stamp_or_none
from parvis.identity import Identity, canonical_for, url_key
from parvis.records import Page, plain
from parvis.words import Change


def record(conn: sqlite3.Connection, site_id: int, event: Stored, fetch_id: int) -> tuple[int, Change]:
    """Stores what one page shows, and settles what it changes elsewhere. Returns the article and what it brought."""
    page, now = event.page, event.at
    identity = canonical_for(page)
    article_id = _article(conn, site_id, identity, page, now)
    _note_urls(conn, article_id, identity, event)
    seen, flipped = observe(conn, site_id, page, now)
    settle(conn, flipped)
    change, version_id = _version(conn, site_id, article_id, page=page, seen=seen, now=now)
    _observation(conn, article_id, version_id, fetch_id=fetch_id, page=page, change=change, now=now)
    conn.execute(
        """
        UPDATE article SET version_id = ?, gone_at = NULL, first_seen_at = min(first_seen_at, ?),
            last_seen_at = max(last_seen_at, ?), syndicated_from = coalesce(?, syndicated_from)
        WHERE id = ?
        """,
        (version_id, stamp(now), stamp(now), identity.syndicated_from, article_id),
    )
    merge_neighbours(conn, article_id)
    return article_id, change


def _article(conn: sqlite3.Connection, site_id: int, identity: Identity, page: Page, now: datetime) -> int:
    known = conn.execute("SELECT id FROM article WHERE key = ?", (identity.key,)).fetchone()
    if known is None:
        known = conn.execute("SELECT article_id FROM article_url WHERE key = ?", (identity.key,)).fetchone()
    if known is not None:
        return int(known[0])
    url = page.metadata.canonical_url if url_key(page.metadata.canonical_url or "") == identity.key else page.url
    added = conn.execute(
        "INSERT INTO article (site_id, key, url, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?)",
        (site_id, identity.key, url, stamp(now), stamp(now)),
    )
    return int(added.lastrowid or 0)


def _note_urls(conn: sqlite3.Connection, article_id: int, identity: Identity, event: Stored) -> None:
    """Every URL on the way to the page, with why it counts as the same article."""
    page, evidence = event.page, records_json(identity.evidence)
    ways = [(page.url, str(identity.relation)), (event.lease.url, "requested")]
    ways += [(url, "redirect") for url in event.fetch.redirects]
    conn.executemany(
        """
        INSERT OR IGNORE INTO article_url (article_id, key, url, relation, evidence, first_seen_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [(article_id, url_key(url) or url, url, relation, evidence, stamp(event.at)) for url, relation in ways],
    )
    conn.execute("UPDATE url SET article_id = ? WHERE id = ?", (article_id, event.lease.url_id))


def candidate_lines(conn: sqlite3.Connection, seen: tuple[Seen, ...]) -> list[tuple[Seen, Line]]:
    """The teaser's lines with their rows and today's kinds."""
    chosen = [item for item in seen if item.block.candidate and item.block_id is not None]
    rows = conn.execute(
        "SELECT id, kind FROM block WHERE id IN (SELECT value FROM json_each(?))",
        (as_json([item.block_id for item in chosen]),),
    )
    kinds = dict(rows.fetchall())
    return [
        (item, Line(text=item.block.text, words=item.block.words, kind=kinds.get(item.block_id))) for item in chosen
    ]


def rendered_page(page: Page, lines: list[Line]) -> Rendered:
    """The page's teaser under today's statuses; a page without lines keeps what it fell back on."""
    alone = Rendered(
        teaser=page.teaser,
        source=page.teaser_source,
        words=page.teaser_words,
        removed_words=0,
        digest="",
        masked_digest="",
    )
    return render(lines, about=page.metadata, access=page.access.state, fallback=None if lines else alone)


def _version(
    conn: sqlite3.Connection, site_id: int, article_id: int, *, page: Page, seen: tuple[Seen, ...], now: datetime
) -> tuple[Change, int]:
    """The version that the page shows: the article's current one if its content is the same, else a new row."""
    lines = candidate_lines(conn, seen)
    view = rendered_page(page, [line for _, line in lines])
    current = conn.execute(
        """
        SELECT version.id, version.digest FROM article JOIN version ON version.id = article.version_id
        WHERE article.id = ?
        """,
        (article_id,),
    ).fetchone()
    if current and current[1] == view.digest:
        conn.execute("UPDATE version SET last_seen_at = max(last_seen_at, ?) WHERE id = ?", (stamp(now), current[0]))
        return Change.SAME, int(current[0])
    version_id = _insert_version(conn, site_id, article_id, page=page, seen=seen, view=view, now=now)
    _insert_candidates(conn, version_id, [item for item, _ in lines])
    return (Change.CHANGED if current else Change.NEW), version_id


def _insert_candidates(conn: sqlite3.Connection, version_id: int, chosen: list[Seen]) -> None:
    conn.executemany(
        """
        INSERT INTO candidate (version_id, position, block_id, words, text)
        SELECT ?, ?, id, ?, CASE WHEN text = ? THEN NULL ELSE ? END FROM block WHERE id = ?
        """,
        [
            (version_id, position, item.block.words, item.block.text, item.block.text, item.block_id)
            for position, item in enumerate(chosen)
        ],
    )


def _insert_version(
    conn: sqlite3.Connection,
    site_id: int,
    article_id: int,
    *,
    page: Page,
    seen: tuple[Seen, ...],
    view: Rendered,
    now: datetime,
) -> int:
    values = {
        "article_id": article_id,
        "digest": view.digest,
        "masked_digest": view.masked_digest,
        "first_seen_at": stamp(now),
        "last_seen_at": stamp(now),
        "teaser": view.teaser,
        "teaser_source": view.source,
        "teaser_words": view.words,
        "teaser_cap": page.teaser_cap,
        **_about(page),
        **_access(page),
        "encoding": page.encoding,
        "public_words": page.public_words,
        "withheld_words": page.withheld_words,
        "boilerplate_words": page.boilerplate_words + view.removed_words,
        "removed_words": view.removed_words,
        "anatomy_id": _anatomy(conn, seen),
        "layout_id": _layout(conn, site_id, page, now),
    }
    columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    query = f"INSERT INTO version ({columns}) VALUES ({marks})"  # noqa: S608  the names above, never a page's
    return int(conn.execute(query, values).lastrowid or 0)


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


def _anatomy(conn: sqlite3.Connection, seen: tuple[Seen, ...]) -> int:
    blocks = as_json([[item.block_id, item.block.role, item.block.words] for item in seen])
    digest = hashlib.sha256(blocks.encode()).hexdigest()[:32]
    conn.execute("INSERT OR IGNORE INTO anatomy (digest, blocks) VALUES (?, ?)", (digest, blocks))
    return int(conn.execute("SELECT id FROM anatomy WHERE digest = ?", (digest,)).fetchone()[0])


def _layout(conn: sqlite3.Connection, site_id: int, page: Page, now: datetime) -> int:
    key = (site_id, page.layout.digest)
    conn.execute(
        "INSERT OR IGNORE INTO layout (site_id, digest, skeleton, first_seen_at) VALUES (?, ?, ?, ?)",
        (*key, page.layout.skeleton, stamp(now)),
    )
    return int(conn.execute("SELECT id FROM layout WHERE site_id = ? AND digest = ?", key).fetchone()[0])


def _observation(
    conn: sqlite3.Connection,
    article_id: int,
    version_id: int,
    *,
    fetch_id: int,
    page: Page,
    change: Change,
    now: datetime,
) -> None:
    """One look at the article. `body_changed` tells of public text past the teaser's cap, which makes no version."""
    before = conn.execute(
        "SELECT body_digest FROM observation WHERE article_id = ? AND body_digest <> '' ORDER BY at DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    changed = int(before[0] != page.body_digest) if before and page.body_digest else None
    conn.execute(
        """
        INSERT INTO observation (article_id, version_id, fetch_id, at, change, status, withheld_words, body_digest,
                                 body_changed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            article_id,
            version_id,
            fetch_id,
            stamp(now),
            change,
            page.status,
            page.withheld_words,
            page.body_digest,
            changed,
        ),
    )


def change_of(conn: sqlite3.Connection, page: Page) -> Change:
    """What a page would bring if it were stored now, under today's statuses of lines that are known."""
    identity = canonical_for(page)
    row = conn.execute(
        """
        SELECT version.id, version.digest FROM article JOIN version ON version.id = article.version_id
        WHERE article.key = ?
        """,
        (identity.key,),
    ).fetchone()
    if row is None:
        return Change.NEW
    kinds = {line.text: line.kind for line in lines_of(conn, row[0])}
    lines = [
        Line(text=block.text, words=block.words, kind=kinds.get(block.text)) for block in page.blocks if block.candidate
    ]
    return Change.SAME if rendered_page(page, lines).digest == row[1] else Change.CHANGED
