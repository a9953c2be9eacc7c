"""What is remembered of each host, so that a time that it has asked for holds in the next run too."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parvis.archive.opening import speaking_of, writing
from parvis.archive.values import as_json, moment, stamp, stamp_or_none
from parvis.patience import HostState, remaining
from parvis.words import Wait

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class HostWait:
    """A host that is left alone, until when, and how many of its URLs wait for that."""

    host: str
    why: Wait
    until: datetime | None  # None: until the next run
    urls: int


_UP = timedelta(microseconds=999_999)  # times are kept to the second, and no wait becomes shorter by that


def known_hosts(archive: Archive) -> tuple[HostState, ...]:
    rows = archive.conn.execute(
        "SELECT host, noted_at, until, why, failures, refusals, answered_at FROM host ORDER BY host"
    ).fetchall()
    return tuple(
        HostState(
            host=host,
            noted_at=_when(noted_at),
            until=moment(until),
            why=Wait(why) if why else None,
            failures=failures,
            refusals=refusals,
            answered_at=moment(answered_at),
        )
        for host, noted_at, until, why, failures, refusals, answered_at in rows
    )


def store_hosts(archive: Archive, states: Iterable[HostState]) -> None:
    """What no outcome has taken with it."""
    with speaking_of(archive.path), writing(archive.conn) as conn:
        put_hosts(conn, states)


def put_hosts(conn: sqlite3.Connection, states: Iterable[HostState]) -> None:
    conn.executemany(
        """
        INSERT OR REPLACE INTO host (host, noted_at, until, why, failures, refusals, answered_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (
                state.host,
                stamp(state.noted_at),
                stamp_or_none(state.until + _UP if state.until else None),
                state.why,
                state.failures,
                state.refusals,
                stamp_or_none(state.answered_at),
            )
            for state in states
        ],
    )


def host_waits(
    archive: Archive, *, now: datetime, sites: Sequence[str] | None = None, spent: Collection[str] = ()
) -> tuple[HostWait, ...]:
    """The hosts that are left alone at a moment, the one that is asked first in front, and those whose requests are
    `spent`. With `sites`: as far as URLs of these sites wait for them."""
    untils = {
        state.host: (state.why, now + timedelta(seconds=wait))
        for state in known_hosts(archive)
        if state.why and (wait := remaining(state, now)) > 0
    }
    untils |= dict.fromkeys(spent, (Wait.SPENT, now))
    counts = _pending(archive.conn, {host: stamp(until + _UP) for host, (_, until) in untils.items()}, sites)
    waits = [
        HostWait(host=host, why=why, until=None if why is Wait.SPENT else until, urls=counts[host])
        for host, (why, until) in untils.items()
        if sites is None or counts[host]
    ]
    return tuple(sorted(waits, key=lambda wait: (wait.until or now, wait.host)))


def _pending(conn: sqlite3.Connection, untils: Mapping[str, str], sites: Sequence[str] | None) -> Counter[str]:
    """The URLs of each host, whatever its port, that wait for nothing else by its time."""
    counts: Counter[str] = Counter()
    latest = max(untils.values(), default="")
    for place, due_at, count in conn.execute(_PENDING, {"latest": latest, "sites": as_json(sites)}):
        host = hostname(place)
        if due_at <= untils.get(host, ""):
            counts[host] += count
    return counts


_PENDING = """
SELECT url.host, url.due_at, count(*) FROM url JOIN site ON site.id = url.site_id
WHERE url.state = 'pending' AND url.due_at <= :latest
  AND (:sites = 'null' OR site.name IN (SELECT value FROM json_each(:sites)))
GROUP BY url.host, url.due_at
"""


def forgive(conn: sqlite3.Connection, *, site: str | None) -> int:
    """Lets hosts be asked again that were down or closed. A time that a host asked for itself is kept."""
    places = conn.execute(
        "SELECT DISTINCT host FROM url JOIN site ON site.id = site_id WHERE name = coalesce(?, name)", (site,)
    ).fetchall()
    names = {hostname(place) for (place,) in places}
    return conn.executemany(
        """
        UPDATE host SET until = NULL, why = NULL, failures = 0
        WHERE host = ? AND (failures > 0 OR why IN ('down', 'closed'))
        """,
        [(name,) for name in sorted(names)],
    ).rowcount


def hostname(place: str) -> str:
    """A host as it is asked: without its port."""
    return (urlsplit(f"//{place}").hostname or "").rstrip(".")


def _when(text: str) -> datetime:
    found = moment(text)
    assert found is not None  # noqa: S101  the column is NOT NULL
    return found
