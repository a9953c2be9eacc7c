"""Layout drift: at the end of a crawl, the pages of a site stand in other layouts than before.

The newest crawls that together have enough pages are compared with those before them, by the shares of the families
of layouts among their pages. Half the pages must have moved (total variation): a site with two templates in equal
parts differs by that much by chance in two of a thousand crawls of 20 pages, in forty of a thousand of 10 pages. What
came before the last drift is not looked at again, so that a change is told once.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from parvis.archive.layouts import families
from parvis.archive.site_events import add_event
from parvis.archive.values import as_json
from parvis.words import EventKind

MOVED = 0.5  # share of the pages
PAGES = 20  # on either side
MAX_CRAWLS = 200  # that are looked back at


@dataclass(slots=True)
class _Window:
    """Crawls next to one another, by how many of their pages stood in each family."""

    counts: Counter[int] = field(default_factory=Counter)
    oldest: int = 0  # crawl

    @property
    def is_full(self) -> bool:
        return self.counts.total() >= PAGES

    def share(self, family: int) -> float:
        return self.counts[family] / self.counts.total()


def note_drift(conn: sqlite3.Connection, crawl_id: int, sites: Collection[str], *, at: datetime) -> None:
    """Adds an event for each of a crawl's sites whose pages have moved to other layouts."""
    rows = conn.execute(
        "SELECT id, name FROM site WHERE name IN (SELECT value FROM json_each(?)) ORDER BY id", (as_json(list(sites)),)
    ).fetchall()
    for site_id, name in rows:
        detail = _drift(conn, site_id, name, crawl_id)
        if detail:
            add_event(conn, site_id, EventKind.LAYOUT_DRIFT, crawl_id=crawl_id, at=at, detail=detail)


def _drift(conn: sqlite3.Connection, site_id: int, name: str, crawl_id: int) -> dict[str, Any] | None:
    """How the site's pages have moved; None where they have not, or too few were seen to tell."""
    family_of = families(conn, site_id)
    now, before = _Window(), _Window()
    for crawl, counts in _crawls(conn, site_id, name, crawl_id):
        side = before if now.is_full else now
        side.oldest = crawl
        for layout, pages in counts:
            side.counts[family_of[layout]] += pages
        if before.is_full:
            break
    if not before.is_full:
        return None
    both = now.counts.keys() | before.counts.keys()
    moved = sum(abs(now.share(family) - before.share(family)) for family in both) / 2
    return _detail(conn, now, before, moved) if moved >= MOVED else None


def _crawls(
    conn: sqlite3.Connection, site_id: int, name: str, crawl_id: int
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Pages by layout of each crawl of a site, the newest first, back to the one that ended in the last drift."""
    crawls = conn.execute(
        """
        SELECT id FROM crawl
        WHERE id <= :crawl AND EXISTS (SELECT 1 FROM json_each(crawl.sites) WHERE value = :name)
          AND id >= coalesce((SELECT max(crawl_id) FROM event WHERE site_id = :site AND kind = :kind), 0)
        ORDER BY id DESC LIMIT :most
        """,
        {"crawl": crawl_id, "name": name, "site": site_id, "kind": EventKind.LAYOUT_DRIFT, "most": MAX_CRAWLS},
    ).fetchall()
    for (crawl,) in crawls:
        rows = conn.execute(
            """
            SELECT layout.id, count(*) FROM fetch
            JOIN observation ON observation.fetch_id = fetch.id
            JOIN layout ON layout.id = observation.layout_id
            WHERE fetch.crawl_id = ? AND layout.site_id = ? GROUP BY layout.id
            """,
            (crawl, site_id),
        ).fetchall()
        yield crawl, rows


def _detail(conn: sqlite3.Connection, now: _Window, before: _Window, moved: float) -> dict[str, Any]:
    """What the event says: the share that has moved, and the shares of the families on both sides, by their digests.

    `new` are the families that no page had stood in before: without one, the site has only mixed its pages anew.
    """
    rows = conn.execute(
        """
        SELECT id, digest, first_seen_at >= (SELECT started_at FROM crawl WHERE id = ?) FROM layout
        WHERE id IN (SELECT value FROM json_each(?)) ORDER BY digest
        """,
        (now.oldest, as_json(sorted(now.counts.keys() | before.counts.keys()))),
    ).fetchall()
    return {
        "moved": round(moved, 3),
        "before": {"pages": before.counts.total(), "shares": _shares(before, rows)},
        "now": {"pages": now.counts.total(), "shares": _shares(now, rows)},
        "new": [digest for family, digest, is_new in rows if is_new and now.counts[family]],
    }


def _shares(window: _Window, rows: Iterable[tuple[int, str, int]]) -> dict[str, float]:
    return {digest: round(window.share(family), 3) for family, digest, _ in rows if window.counts[family]}
