"""What waits for a crawl: what is due by now, what makes a URL wait once more, and when the next one will."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from parvis.archive.values import as_json, moment, stamp
from parvis.words import Kind, Reason

WOKEN = 500  # of a site and kind at once: a transaction stays short


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a crawl that kept to what is due would ask for now, and when there will be something to ask for."""

    articles: int = 0
    sources: int = 0
    next_at: datetime | None = None  # later than now; None: nothing is planned

    @property
    def urls(self) -> int:
        return self.articles + self.sources


def due(conn: sqlite3.Connection, *, sites: Sequence[str], now: datetime) -> Due:
    """Leases count as due: while no crawl runs, they are those of one that was killed."""
    asked = {"sites": as_json(list(sites)), "kinds": as_json(list(Kind)), "now": stamp(now)}
    rows = conn.execute(_DUE, asked).fetchall()
    counts = {bool(is_article): count for is_article, count, _ in rows}
    coming = [at for *_, at in rows if at]
    return Due(
        articles=counts.get(True, 0), sources=counts.get(False, 0), next_at=moment(min(coming)) if coming else None
    )


# Each count goes over what is due and no further, each minimum to the next row of an index.
_DUE = """
WITH wanted (site_id) AS (SELECT id FROM site WHERE name IN (SELECT value FROM json_each(:sites))),
named (site_id, kind) AS (SELECT site_id, kind.value FROM wanted, json_each(:kinds) AS kind)
SELECT kind = 'article', sum(number), min(next_at) FROM (
    SELECT kind,
        (SELECT count(*) FROM url INDEXED BY url_revisit
         WHERE url.site_id = named.site_id AND url.kind = named.kind AND revisit_at <= :now) AS number,
        (SELECT min(revisit_at) FROM url INDEXED BY url_revisit
         WHERE url.site_id = named.site_id AND url.kind = named.kind AND revisit_at > :now) AS next_at
    FROM named
    UNION ALL
    SELECT kind, count(*) FILTER (WHERE due_at <= :now), min(due_at) FILTER (WHERE due_at > :now)
    FROM wanted JOIN url INDEXED BY url_state ON url.site_id = wanted.site_id AND state = 'pending' GROUP BY kind
    UNION ALL
    SELECT kind, count(*), NULL
    FROM wanted JOIN url INDEXED BY url_state ON url.site_id = wanted.site_id AND state = 'leased' GROUP BY kind
)
GROUP BY 1
"""


def wake(
    conn: sqlite3.Connection, *, sites: Sequence[str], kinds: Collection[Kind], until: datetime, since: date | None
) -> int:
    """Makes wait once more what is to be looked at again by then, the longest due first. Asked again, it takes more.
    Articles published before `since` sleep on: a crawl that leaves them out would count them as excluded.

    `reason` and `attempts` stay: what comes of the next look depends on them.
    """
    rows = conn.execute(
        "SELECT site.id, kind.value FROM site, json_each(?) AS kind WHERE name IN (SELECT value FROM json_each(?))",
        (as_json(list(kinds)), as_json(list(sites))),
    ).fetchall()
    oldest = since.isoformat() if since else ""
    return sum(conn.execute(_WAKE, (*row, stamp(until), oldest, WOKEN)).rowcount for row in rows)


_WAKE = """
UPDATE url SET state = 'pending', due_at = revisit_at, revisit_at = NULL WHERE id IN (
    SELECT id FROM url INDEXED BY url_revisit WHERE site_id = ? AND kind = ? AND revisit_at <= ?
      AND (kind <> 'article' OR coalesce(published_at, '9') >= ?)
    ORDER BY revisit_at LIMIT ?
)
"""


def make_due(conn: sqlite3.Connection, *, sites: Sequence[str], seen_before: datetime, now: datetime) -> int:
    """Makes every article due that was not looked at since; what is gone or excluded stays so."""
    query = """
        UPDATE url SET state = 'pending', reason = NULL, detail = NULL, attempts = 0, due_at = ?, revisit_at = NULL
        WHERE kind = 'article' AND article_id IS NOT NULL AND state IN ('stored', 'unchanged', 'failed')
          AND coalesce(fetched_at, '') <= ?
          AND site_id IN (SELECT id FROM site WHERE name IN (SELECT value FROM json_each(?)))
    """
    return conn.execute(query, (stamp(now), stamp(seen_before), as_json(list(sites)))).rowcount


def retry(conn: sqlite3.Connection, *, site: str | None, reason: Reason | None, now: datetime) -> int:
    """Makes due again what has failed, quarantine included. What waits until its site asked for waits on."""
    query = """
        UPDATE url SET state = 'pending', reason = NULL, detail = NULL, attempts = 0, due_at = :now, revisit_at = NULL
        WHERE state = 'failed' AND reason = coalesce(:reason, reason)
          AND site_id IN (SELECT id FROM site WHERE name = coalesce(:site, name))
    """
    return conn.execute(query, {"now": stamp(now), "reason": reason, "site": site}).rowcount


def pending(conn: sqlite3.Connection, *, sites: Sequence[str], now: datetime) -> int:
    query = """
        SELECT count(*) FROM url WHERE state = 'pending' AND due_at <= ?
          AND site_id IN (SELECT id FROM site WHERE name IN (SELECT value FROM json_each(?)))
    """
    return int(conn.execute(query, (stamp(now), as_json(list(sites)))).fetchone()[0])


def next_due(conn: sqlite3.Connection, *, sites: Sequence[str]) -> datetime | None:
    query = """
        SELECT min(due_at) FROM url WHERE state = 'pending'
          AND site_id IN (SELECT id FROM site WHERE name IN (SELECT value FROM json_each(?)))
    """
    return moment(conn.execute(query, (as_json(list(sites)),)).fetchone()[0])
