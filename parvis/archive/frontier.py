"""The frontier: the URLs that are known, what is due, and who holds the right to fetch it.

A URL is in exactly one state. It leaves `leased` only in the transaction that stores its outcome (docs/adr/0003), and
keeps the state it comes into until it waits once more: what has ended is looked at again when `revisit_at` has come
(docs/adr/0017).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from parvis.archive.events import Lease
from parvis.archive.forgotten import tombstone_of, url_names
from parvis.archive.revisits import MAX_ATTEMPTS, Outcome, Past, plan
from parvis.archive.values import moment, stamp, stamp_or_none
from parvis.identity import join, url_key, without_user
from parvis.records import Link
from parvis.rights.detours import detour_of
from parvis.words import Kind, Reason, State

COUNTED = 30  # failures in a row; more are not told apart


class New(NamedTuple):
    """How many links were not known before."""

    articles: int
    sources: int


def add_links(conn: sqlite3.Connection, site_id: int, links: Iterable[Link], *, crawl_id: int, now: datetime) -> New:
    """Makes new links pending, and gives known ones what their source says of them.

    What was new is noted with the crawl: the sum over crawls is the other side of the ledger identity.
    """
    (due_only,) = conn.execute("SELECT due FROM crawl WHERE id = ?", (crawl_id,)).fetchone()
    added = (
        link.kind is Kind.ARTICLE
        for link in links
        if _add_link(conn, site_id, link, crawl_id=crawl_id, due_only=bool(due_only), now=now)
    )
    counts = Counter(added)
    new = New(counts[True], counts[False])
    conn.execute("UPDATE crawl SET discovered = discovered + ?, sources = sources + ? WHERE id = ?", (*new, crawl_id))
    return new


def _add_link(
    conn: sqlite3.Connection, site_id: int, link: Link, *, crawl_id: int, due_only: bool, now: datetime
) -> bool:
    link = replace(link, url=without_user(link.url), found_on=without_user(link.found_on) if link.found_on else None)
    key = url_key(link.url)
    if key is None:
        return _add_bad_url(conn, site_id, link, now)
    link = replace(link, url=join("about:blank", link.url) or link.url)  # as a browser spells it: others may stumble
    known = conn.execute(
        "SELECT id, state, reason, fetched_at, url FROM url WHERE kind = ? AND key = ?", (link.kind, key)
    ).fetchone()
    if known:
        _update_link(conn, known[0], link)
        if known[2] == Reason.RIGHTS and _leave_detour(conn, known[0], known[4], link):
            return False
        if _is_due_again(known[1:4], link, due_only=due_only) and not _ended_in(conn, crawl_id, known[0]):
            conn.execute(
                """
                UPDATE url SET state = 'pending', reason = NULL, detail = NULL, attempts = 0, due_at = ?,
                    revisit_at = NULL
                WHERE id = ?
                """,
                (stamp(now), known[0]),
            )
        return False
    if tombstone_of(conn, list(url_names(link.url, key))) is not None:
        return False
    conn.execute(
        """
        INSERT INTO url (site_id, kind, key, url, host, due_at, title, published_at, modified_at, news_access, section,
                         rsl, found_on, found_in, discovered_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (site_id, link.kind, key, link.url, host_of(link.url), stamp(now), *_facts(link), stamp(now)),
    )
    return True


def _leave_detour(conn: sqlite3.Connection, url_id: int, url: str, link: Link) -> bool:
    """An article that was found in another rendering first, such as AMP, is due when its own address is found."""
    article = link.kind is Kind.ARTICLE
    if not article or detour_of(url, article=True) is None or detour_of(link.url, article=True):
        return False
    conn.execute(
        """
        UPDATE url SET url = ?, host = ?, state = 'pending', reason = NULL, detail = NULL, attempts = 0,
            due_at = discovered_at, revisit_at = NULL
        WHERE id = ?
        """,
        (link.url, host_of(link.url), url_id),
    )
    return True


def is_known(conn: sqlite3.Connection, link: Link) -> bool:
    """Whether adding the link would add nothing: it is known, no URL, or was removed by request."""
    key = url_key(link.url)
    if key is None:
        return True
    row = conn.execute("SELECT 1 FROM url WHERE kind = ? AND key = ?", (link.kind, key)).fetchone()
    return row is not None or tombstone_of(conn, list(url_names(link.url, key))) is not None


def known_key(conn: sqlite3.Connection, key: str) -> bool:
    """Whether an article, or a URL waiting to be one, has this key."""
    found = conn.execute(
        """
        SELECT 1 FROM url WHERE kind = 'article' AND key = ?
        UNION ALL SELECT 1 FROM article_url WHERE key = ? LIMIT 1
        """,
        (key, key),
    ).fetchone()
    return found is not None


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
        link.rsl,
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
            rsl = coalesce(?, rsl), found_on = coalesce(found_on, ?), found_in = coalesce(found_in, ?)
        WHERE id = ?
        """,
        (*_facts(link), url_id),
    )


def _is_due_again(known: tuple[str, str | None, str | None], link: Link, *, due_only: bool) -> bool:
    """Sources are due in every crawl that does not keep to what is due; an article, and in such a crawl a source, when
    its own source says that it changed since it was read."""
    state, reason, fetched_at = known
    if state in (State.PENDING, State.LEASED):
        return False
    if reason == Reason.TOO_OLD or (link.kind is not Kind.ARTICLE and not due_only):
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
    outcome: Outcome,
    *,
    detail: str = "",
    retry_at: datetime | None = None,
    tried: bool = True,
) -> None:
    """Puts the URL into its new state, with the day of the next look; with `retry_at` it waits for another try. What
    failed for its host's sake was not `tried`."""
    failed = outcome.state is State.FAILED
    outcome = replace(outcome, attempts=min(lease_.attempts + tried, COUNTED) if failed else 0)
    again = retry_at if outcome.attempts < MAX_ATTEMPTS or not tried else None
    past = _past(conn, lease_)
    planned = plan(past, outcome)
    wait = None if again else planned.wait
    revisit_at = max(outcome.at + wait, retry_at or outcome.at) if wait is not None else None
    conn.execute(
        """
        UPDATE url SET state = ?, reason = ?, detail = ?, due_at = ?, fetched_at = ?, crawl_id = NULL, attempts = ?,
            revisit_at = ?, interval = coalesce(?, interval), quiet = ?, unread = ?
        WHERE id = ?
        """,
        (
            State.PENDING if again else outcome.state,
            outcome.reason,
            detail or None,
            stamp(again or outcome.at),
            stamp(outcome.at),
            outcome.attempts,
            stamp_or_none(revisit_at),
            round(wait.total_seconds()) if wait is not None else None,
            planned.quiet,
            planned.unread,
            lease_.url_id,
        ),
    )


def _past(conn: sqlite3.Connection, lease_: Lease) -> Past:
    first, last, interval, quiet, unread, reason, is_double = conn.execute(
        """
        SELECT article.first_seen_at, url.fetched_at, url.interval, url.quiet, url.unread, url.reason, EXISTS (
            SELECT 1 FROM url AS own WHERE own.kind = 'article' AND own.key = article.key AND own.id <> url.id
              AND own.article_id = article.id AND own.state IN ('stored', 'unchanged', 'pending', 'leased')
        )
        FROM url LEFT JOIN article ON article.id = url.article_id WHERE url.id = ?
        """,
        (lease_.url_id,),
    ).fetchone()
    return Past(
        kind=lease_.kind,
        first_at=moment(first),
        last_at=moment(last),
        interval=timedelta(seconds=interval) if interval is not None else None,
        quiet=quiet,
        unread=unread,
        reason=Reason(reason) if reason else None,
        is_double=bool(is_double),
    )
