"""Looks that found an article gone, where they came out of order: an answer before the article was known, or after.

An end is a look when it came after a page of the article had been seen. In a crawl it always does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from parvis.archive.timeline import Look, add_end, lay_out
from parvis.archive.values import as_json


def mend_ends(conn: sqlite3.Connection, articles: Iterable[int]) -> None:
    """Adds the ends of some articles that are no looks yet, and takes those out that came before their first page."""
    wanted = (as_json(sorted(set(articles))),)
    early = {int(row[0]) for row in conn.execute(_EARLY, wanted).fetchall()}
    for article_id in sorted(early):
        lay_out(conn, article_id)
    for article_id, fetch_id, at, status in conn.execute(_MISSING, wanted).fetchall():
        add_end(conn, Look(article_id=article_id, fetch_id=fetch_id, at=datetime.fromisoformat(at), status=status))


_EARLY = """
DELETE FROM observation
WHERE article_id IN (SELECT value FROM json_each(?)) AND variant_id IS NULL AND at < (
    SELECT min(page.at) FROM observation AS page
    WHERE page.article_id = observation.article_id AND page.variant_id IS NOT NULL
)
RETURNING article_id
"""
_MISSING = """
SELECT article.id, fetch.id, fetch.at, fetch.status
FROM article
JOIN url ON (url.kind, url.key) = ('article', article.key)
JOIN fetch ON fetch.url_id = url.id
WHERE article.id IN (SELECT value FROM json_each(?)) AND fetch.outcome = 'excluded' AND fetch.reason = 'gone'
  AND NOT EXISTS (SELECT 1 FROM observation WHERE fetch_id = fetch.id)
  AND EXISTS (
    SELECT 1 FROM observation AS page
    WHERE page.article_id = article.id AND page.variant_id IS NOT NULL AND page.at <= fetch.at
  )
ORDER BY fetch.at
"""
