"""Who may fetch what: due URLs are handed out fairly over the hosts, and each right to fetch is held by one crawl."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from parvis.archive.events import Lease
from parvis.archive.hosts import hostname
from parvis.archive.opening import speaking_of, writing
from parvis.archive.revisits import wants_body
from parvis.archive.values import as_json, moment, stamp, stamp_or_none
from parvis.records import Link
from parvis.words import Kind, State

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


def lease(
    conn: sqlite3.Connection,
    crawl_id: int,
    *,
    sites: Sequence[str],
    now: datetime,
    limit: int,
    per_host: int,
    kinds: Collection[Kind],
    without: Collection[str] = (),
) -> list[Lease]:
    """Takes due URLs: sources before articles, then every host's first before any host's second, then the newest.

    No host ever holds more than `per_host`; of the hosts `without` (names, no ports) nothing is taken.
    """
    held = Counter(dict(conn.execute(_HELD, (crawl_id,)).fetchall()))
    due = [
        (_Rank(row[0], held[host] + place), row)
        for site_id, host in _hosts(conn, sites)
        if not without or hostname(host) not in without
        for place, row in enumerate(_due(conn, site_id, host, kinds=kinds, now=now, limit=min(limit, per_host)))
    ]
    due.sort(key=lambda item: item[1][1], reverse=True)
    due.sort(key=lambda item: item[0])  # stable: the newest stay in front within a rank
    chosen: list[Lease] = []
    for _, (_, _, host, *row) in due:
        if len(chosen) < limit and held[host] < per_host:
            held[host] += 1
            chosen.append(_lease(row, crawl_id))
    conn.executemany(
        "UPDATE url SET state = 'leased', crawl_id = ? WHERE id = ?", [(crawl_id, item.url_id) for item in chosen]
    )
    return chosen


class _Rank(NamedTuple):
    is_article: int
    place: int  # in the queue of its host, behind what the host holds already


_HELD = "SELECT host, count(*) FROM url WHERE state = 'leased' AND crawl_id = ? GROUP BY host"


def _hosts(conn: sqlite3.Connection, sites: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The hosts of some sites that have URLs waiting."""
    for name in sites:
        for (site_id,) in conn.execute("SELECT id FROM site WHERE name = ?", (name,)).fetchall():
            for (host,) in conn.execute(_HOSTS, {"site": site_id}).fetchall():
                yield site_id, host


# Steps from host to host through the index url_queue: the time it takes depends on the hosts, not on the URLs.
_HOSTS = """
WITH RECURSIVE queue (host) AS (
    SELECT min(host) FROM url INDEXED BY url_queue WHERE state = 'pending' AND site_id = :site
    UNION ALL
    SELECT (
        SELECT min(host) FROM url INDEXED BY url_queue
        WHERE state = 'pending' AND site_id = :site AND host > queue.host
    ) FROM queue
    WHERE queue.host IS NOT NULL
)
SELECT host FROM queue WHERE host IS NOT NULL
"""


def _due(
    conn: sqlite3.Connection, site_id: int, host: str, *, kinds: Collection[Kind], now: datetime, limit: int
) -> list[Any]:
    """The first of a host's queue."""
    wanted = {"site": site_id, "host": host, "kinds": as_json(list(kinds)), "now": stamp(now), "limit": max(0, limit)}
    return conn.execute(_DUE, wanted).fetchall()


_DUE = """
SELECT
    url.kind = 'article', coalesce(url.published_at, url.modified_at, url.discovered_at), url.host,
    url.id, url.kind, url.url, url.title, url.published_at, url.modified_at, url.news_access,
    url.section, url.rsl, url.found_on, url.found_in, url.etag, url.last_modified, url.attempts, url.unread,
    EXISTS (SELECT 1 FROM event WHERE event.site_id = url.site_id AND event.kind = 'stale_validators'), site.name
FROM url INDEXED BY url_queue
JOIN site ON site.id = url.site_id
WHERE url.state = 'pending' AND url.site_id = :site AND url.host = :host AND url.due_at <= :now
  AND url.kind IN (SELECT value FROM json_each(:kinds))
ORDER BY url.kind = 'article', coalesce(url.published_at, url.modified_at, url.discovered_at) DESC, url.id
LIMIT :limit
"""


def _lease(row: Sequence[Any], crawl_id: int) -> Lease:
    (
        url_id,
        kind,
        url,
        title,
        published,
        modified,
        access,
        section,
        rsl,
        on,
        found_in,
        etag,
        changed,
        tries,
        unread,
        stale,
        site,
    ) = row
    link = Link(
        url=url,
        kind=Kind(kind),
        title=title,
        published_at=moment(published),
        modified_at=moment(modified),
        news_access=access,
        section=section,
        rsl=rsl,
        found_on=on,
        found_in=Kind(found_in) if found_in else None,
    )
    is_full = wants_body(link.kind, url_id, unread, is_stale=bool(stale))
    return Lease(
        url_id=url_id,
        crawl_id=crawl_id,
        site=site,
        url=url,
        kind=link.kind,
        link=link,
        etag=None if is_full else etag,
        last_modified=None if is_full else changed,
        attempts=tries,
    )


def holds(conn: sqlite3.Connection, lease_: Lease) -> bool:
    """Whether the lease still counts: another crawl may have taken it over."""
    row = conn.execute("SELECT state, crawl_id FROM url WHERE id = ?", (lease_.url_id,)).fetchone()
    return bool(row == (State.LEASED, lease_.crawl_id))


def put_off(conn: sqlite3.Connection, lease_: Lease, until: datetime | None = None) -> None:
    """Gives a lease back before its URL was asked for; with `until`, for later."""
    conn.execute(
        "UPDATE url SET state = 'pending', crawl_id = NULL, due_at = coalesce(?, due_at) WHERE id = ? AND crawl_id = ?",
        (stamp_or_none(until), lease_.url_id, lease_.crawl_id),
    )


def put_back(archive: Archive, leases: Iterable[Lease]) -> None:
    """Gives leases back whose URLs were not asked for."""
    with speaking_of(archive.path), writing(archive.conn) as conn:
        for item in leases:
            put_off(conn, item)


def reset_leases(conn: sqlite3.Connection) -> int:
    """Gives back what dead crawls held. The caller holds the archive's lock, so no other crawl lives."""
    return conn.execute("UPDATE url SET state = 'pending', crawl_id = NULL WHERE state = 'leased'").rowcount


def give_back(conn: sqlite3.Connection, crawl_id: int) -> int:
    """Makes due again what a crawl still holds at its end."""
    return conn.execute(
        "UPDATE url SET state = 'pending', crawl_id = NULL WHERE state = 'leased' AND crawl_id = ?", (crawl_id,)
    ).rowcount
