"""Where what is known of an article comes from: each look, its crawl, its request, what robots.txt said."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

__all__ = ["Origin", "origins_of"]


class Origin(NamedTuple):
    """One look at an article; what the file does not know is None."""

    at: str
    change: str
    version_id: int | None
    crawl_id: int
    parvis: str | None  # version of the program
    url: str | None  # that answered
    status: int | None
    bytes: int | None
    robots: str | None
    robots_digest: str | None
    withheld_words: int | None


def origins_of(conn: sqlite3.Connection, article_id: int, *, limit: int = 50) -> tuple[Origin, ...]:
    """The last looks, the newest first."""
    return tuple(Origin(*row) for row in conn.execute(_ORIGINS, (article_id, limit)))


_ORIGINS = """
SELECT observation.at, observation.change, observation.version_id, fetch.crawl_id, crawl.version, fetch.url,
    observation.status, fetch.bytes, fetch.robots_verdict, fetch.robots_digest, observation.withheld_words
FROM observation
JOIN fetch ON fetch.id = observation.fetch_id
JOIN crawl ON crawl.id = fetch.crawl_id
WHERE observation.article_id = ? ORDER BY observation.at DESC, observation.id DESC LIMIT ?
"""
