"""The frontier: the URLs that are known, what is due, and who holds the right to fetch it.

A URL is in exactly one state. It leaves `leased` only in the transaction that stores its outcome (docs/adr/0003).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from parvis.archive.events import Lease
from parvis.archive.forgotten import tombstone_of, url_names
from parvis.archive.values import as_json, moment, stamp, stamp_or_none
from parvis.identity import join, url_key
from parvis.records import Link
from parvis.words import Kind, Reason, State

MAX_ATTEMPTS = 3


def add_links(conn: sqlite3.Connection, site_id: int, links: Iterable[Link], *, crawl_id: int, now: datetime) -> int:
    """Makes new links pending, and gives known ones what their source says of them. Returns the number of new articles.

    What was new is noted with the crawl: the sum over crawls is the other side of the ledger identity.
    """
    new = Counter(
        link.kind is Kind.ARTICLE for link in links if _add_link(conn, site_id, link, crawl_id=crawl_id, now=now)
    )
    conn.execute(
        "UPDATE crawl SET discovered = discovered + ?, sources = sources + ? WHERE id = ?",
        (new[True], new[False], crawl_id),
    )
    return new[True]


def _add_link(conn: sqlite3.Connection, site_id: int, link: Link, *, crawl_id: int, now: datetime) -> bool:
    key = url_key(link.url)
    if key is None:
        return _add_bad_url(conn, site_id, link, now)
    link = replace(link, url=join("about:blank", link.url) or link.url)  # as a browser spells it: others may stumble
    known = conn.execute(
        "SELECT id, state, reason, fetched_at FROM url WHERE kind = ? AND key = ?", (link.kind, key)
    ).fetchone()
    if known:
        _update_link(conn, known[0], link)
        if _is_due_again(known[1:], link) and not _ended_in(conn, crawl_id, known[0]):
            conn.execute(
                "UPDATE url SET state = 'pending', reason = NULL, detail = NULL, attempts = 0, due_at = ? WHERE id = ?",
                (stamp(now), known[0]),
            )
        return False
    if tombstone_of(conn, list(url_names(link.url, key))) is not None:
        return False
    conn.execute(
        """
        INSERT INTO url (site_id, kind, key, url, host, due_at, title, published_at, modified_at, news_access, section,
                         found_on, found_in, discovered_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (site_id, link.kind, key, link.url, host_of(link.url), stamp(now), *_facts(link), stamp(now)),
    )
    return True


def _add_bad_url(conn: sqlite3.Connection, site_id: int, link: Link, now: datetime) -> bool:
    """What is no URL is counted as well: nothing that a source names is lost."""
    added = conn.execute(
        """
        INSERT INTO url (site_id, kind, key, url, host, state, reason, due_at, discovered_at, found_on, found_in)
        VALUES (?, ?, ?, ?, '', 'excluded', 'bad_url', ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        (site_id, link.kind, link.url, link.url, stamp(now), stamp(now), link.found_on, link.found_in),
    )
    return bool(added.rowcount)


def host_of(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _facts(link: Link) -> tuple[str | None, ...]:
    return (
        link.title,
        stamp_or_none(link.published_at),
        stamp_or_none(link.modified_at),
        link.news_access,
        link.section,
        link.found_on,
        link.found_in,
    )


def _update_link(conn: sqlite3.Connection, url_id: int, link: Link) -> None:
    conn.execute(
        """
        UPDATE url SET
            title = coalesce(?, title), published_at = coalesce(?, published_at),
            modified_at = coalesce(?, modified_at),
            news_access = coalesce(?, news_access), section = coalesce(?, section),
            found_on = coalesce(found_on, ?), found_in = coalesce(found_in, ?)
        WHERE id = ?
        """,
        (*_facts(link), url_id),
    )


def _is_due_again(known: tuple[str, str | None, str | None], link: Link) -> bool:
    """Sources are due in every crawl, an article when its source says that it changed since it was read."""
    state, reason, fetched_at = known
    if state in (State.PENDING, State.LEASED):
        return False
    if link.kind is not Kind.ARTICLE or reason == Reason.TOO_OLD:
        return True
    changed = stamp_or_none(link.modified_at)
    return state in (State.STORED, State.UNCHANGED) and bool(changed and fetched_at and changed > fetched_at)


def _ended_in(conn: sqlite3.Connection, crawl_id: int, url_id: int) -> bool:
    """Once a crawl is enough: sitemaps that name each other would keep it going for ever."""
    row = conn.execute("SELECT 1 FROM fetch WHERE url_id = ? AND crawl_id = ?", (url_id, crawl_id)).fetchone()
    return row is not None


def end_lease(
    conn: sqlite3.Connection,
    lease_: Lease,
    *,
    state: State,
    now: datetime,
    reason: Reason | None = None,
    detail: str = "",
    retry_at: datetime | None = None,
) -> None:
    """Puts the URL into its new state; with `retry_at` it waits for another try, three at most."""
    again = retry_at is not None and lease_.attempts + 1 < MAX_ATTEMPTS
    failed = state is State.FAILED
    conn.execute(
        """
        UPDATE url SET state = ?, reason = ?, detail = ?, due_at = ?, fetched_at = ?, crawl_id = NULL, attempts = ?
        WHERE id = ?
        """,
        (
            State.PENDING if again else state,
            reason,
            detail or None,
            stamp(retry_at if again and retry_at else now),
            stamp(now),
            lease_.attempts + 1 if failed else 0,
            lease_.url_id,
        ),
    )


def make_due(conn: sqlite3.Connection, *, sites: Sequence[str], seen_before: datetime, now: datetime) -> int:
    """Makes every article due that was not looked at since; what is gone or excluded stays so."""
    query = """
        UPDATE url SET state = 'pending', reason = NULL, detail = NULL, attempts = 0, due_at = ?
        WHERE kind = 'article' AND article_id IS NOT NULL AND state IN ('stored', 'unchanged', 'failed')
          AND coalesce(fetched_at, '') <= ?
          AND site_id IN (SELECT id FROM site WHERE name IN (SELECT value FROM json_each(?)))
    """
    return conn.execute(query, (stamp(now), stamp(seen_before), as_json(list(sites)))).rowcount


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


def retry(conn: sqlite3.Connection, *, site: str | None, reason: Reason | None, now: datetime) -> int:
    """Makes due again what has failed, quarantine included. What waits until its site asked for waits on."""
    query = """
        UPDATE url SET state = 'pending', reason = NULL, detail = NULL, attempts = 0, due_at = :now
        WHERE state = 'failed' AND reason = coalesce(:reason, reason)
          AND site_id IN (SELECT id FROM site WHERE name = coalesce(:site, name))
    """
    return conn.execute(query, {"now": stamp(now), "reason": reason, "site": site}).rowcount
