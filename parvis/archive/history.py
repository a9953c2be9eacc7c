"""What articles said before, and the walls that they stood behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from parvis.archive.hits import Hits

__all__ = ["Step", "WallMonth", "steps", "walls_of"]


class Step(NamedTuple):
    """Two versions of an article that follow one another, where headline or access differ."""

    article_id: int
    site: str
    url: str
    before_id: int
    after_id: int
    first_seen_at: str  # of the version before
    last_seen_at: str
    changed_at: str  # the first sight of the version after
    published_at: str | None
    headline_before: str | None
    headline_after: str | None
    access_before: str
    access_after: str


class WallMonth(NamedTuple):
    """Articles of a site that were seen behind a kind of wall in a month; `layout` is its structure, where known."""

    site: str
    vendor: str
    mechanism: str
    layout: str
    access: str
    month: str
    articles: int
    first_seen_at: str
    last_seen_at: str


def steps(hits: Hits) -> Iterator[Step]:
    """In the order of time."""
    return (Step(*row) for row in hits.conn.execute(_STEPS))


def walls_of(hits: Hits) -> Iterator[WallMonth]:
    """Of every look at the hits, also those that showed an earlier version."""
    return (WallMonth(*row) for row in hits.conn.execute(_WALLS))


_STEPS = """
SELECT article.id, site.name, article.url, pair.before_id, after.id, before.first_seen_at, before.last_seen_at,
    after.first_seen_at, after.published_at, before.headline, after.headline, before.access, after.access
FROM (
    SELECT version.id AS after_id, version.article_id,
        lag(version.id) OVER (PARTITION BY version.article_id ORDER BY version.first_seen_at, version.id) AS before_id
    FROM temp.hit AS hit JOIN version ON version.article_id = hit.article_id
) AS pair
JOIN version AS before ON before.id = pair.before_id
JOIN version AS after ON after.id = pair.after_id
JOIN article ON article.id = pair.article_id
JOIN site ON site.id = article.site_id
WHERE (before.headline, before.access) IS NOT (after.headline, after.access)
ORDER BY after.first_seen_at, after.id
"""
_WALLS = """
SELECT site.name, coalesce(version.vendor, ''), version.mechanism, coalesce(wall_layout.digest, ''), version.access,
    substr(observation.at, 1, 7), count(DISTINCT observation.article_id), min(observation.at), max(observation.at)
FROM temp.hit AS hit
JOIN observation ON observation.article_id = hit.article_id
JOIN version ON version.id = observation.version_id
JOIN article ON article.id = observation.article_id
JOIN site ON site.id = article.site_id
LEFT JOIN wall_layout ON wall_layout.id = observation.wall_layout_id
WHERE version.access IN ('metered', 'registration', 'locked', 'consent')
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 6, 7 DESC
"""
