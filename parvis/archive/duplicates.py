"""Clusters of near duplicates, as records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from parvis.archive.comparison import MIN_TELLING
from parvis.archive.reading import number_of
from parvis.archive.values import moment

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An article of a cluster."""

    id: int
    site: str
    headline: str | None
    url: str
    jaccard: float  # with the article of the cluster that it is most alike
    published_at: datetime | None
    first_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Articles whose texts are near duplicates, the first seen first."""

    id: int
    articles: tuple[Duplicate, ...]

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(article.site for article in self.articles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """The clusters that were asked for, and what could not be compared."""

    total: int
    clusters: tuple[Cluster, ...]
    undecidable: int  # articles of the archive with too little text of their own
    waiting: int  # articles that are compared when the next crawl ends


def duplicates(
    archive: Archive,
    article: int | str | None = None,
    *,
    site: str | None = None,
    across_sites: bool = False,
    limit: int = 20,
) -> Duplicates | None:
    """The clusters that hold an article (by number or URL), one of a site, or those of several sites; the newest first.

    None: there is no such article.
    """
    with archive.reading():
        number = number_of(archive, article) if article is not None else None
        if article is not None and number is None:
            return None
        chosen = {"article": number, "site": site, "across": across_sites}
        ids = [int(row[0]) for row in archive.conn.execute(_CLUSTERS, chosen)]
        undecidable, waiting = archive.conn.execute(_KEPT_APART, (MIN_TELLING,)).fetchone()
        return Duplicates(
            total=len(ids), clusters=_read(archive, ids[:limit]), undecidable=undecidable, waiting=waiting
        )


_CLUSTERS = """
SELECT cluster_id FROM near_cluster
JOIN article ON article.id = article_id JOIN site ON site.id = article.site_id
GROUP BY cluster_id
HAVING count(*) > 1
    AND (:article IS NULL OR max(article_id = :article))
    AND (:site IS NULL OR max(site.name = :site))
    AND (NOT :across OR count(DISTINCT site_id) > 1)
ORDER BY max(first_seen_at) DESC, cluster_id
"""
_KEPT_APART = """
SELECT
    (SELECT count(*) FROM fingerprint WHERE telling < ? AND article_id IN (SELECT id FROM article)),
    (SELECT count(*) FROM uncompared)
"""


def _read(archive: Archive, cluster_ids: Sequence[int]) -> tuple[Cluster, ...]:
    return tuple(
        Cluster(id=cluster, articles=tuple(_duplicate(row) for row in archive.conn.execute(_ARTICLES, (cluster,))))
        for cluster in cluster_ids
    )


_ARTICLES = """
SELECT id, site, headline, url, jaccard, published_at, first_seen_at FROM near_duplicates
WHERE cluster = ? ORDER BY first_seen_at, id
"""


def _duplicate(row: tuple[int, str, str | None, str, float, str | None, str]) -> Duplicate:
    id_, site, headline, url, jaccard, published, first = row
    return Duplicate(
        id=id_,
        site=site,
        headline=headline,
        url=url,
        jaccard=jaccard,
        published_at=moment(published),
        first_seen_at=moment(first),
    )
