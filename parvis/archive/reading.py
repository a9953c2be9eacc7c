"""One article with all that the archive knows of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from parvis.archive.values import moment
from parvis.identity import url_key

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """One distinct public content of an article; `data` holds the columns of the view `versions`."""

    id: int
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRecord:
    at: datetime | None
    change: str
    status: int | None
    version_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRecord:
    """A line of the page that is boilerplate, with the sum that says so."""

    kind: str
    text: str
    words: int
    articles: int
    score: float
    terms: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    id: int
    site: str
    paper: str  # title of the site
    url: str
    urls: tuple[tuple[str, str], ...]  # (url, relation)
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    gone_at: datetime | None
    syndicated_from: str | None
    versions: tuple[VersionRecord, ...]  # the oldest first
    observations: tuple[ObservationRecord, ...]
    removed: tuple[BlockRecord, ...]

    @property
    def current(self) -> dict[str, Any]:
        return self.versions[-1].data


def article(archive: Archive, key: int | str) -> ArticleRecord | None:
    """By number, or by any URL the article was seen under."""
    with archive.reading():
        article_id = number_of(archive, key)
        return _article(archive, article_id) if article_id is not None else None


def number_of(archive: Archive, key: int | str) -> int | None:
    """The id of an article, by itself or by any URL the article was seen under."""
    if isinstance(key, int) or _NUMBER.fullmatch(key):
        row = archive.conn.execute(_BY_ID, {"key": int(key)}).fetchone()
    else:
        row = archive.conn.execute(_BY_URL, {"key": url_key(key) or key}).fetchone()
    return int(row[0]) if row else None


_NUMBER = re.compile(r"[0-9]{1,18}")  # as many digits as SQLite's integers always have room for
_BY_ID = "SELECT id FROM article WHERE id = :key UNION ALL SELECT article_id FROM article_alias WHERE id = :key"
# A URL that names one article may have led to others as well.
_BY_URL = """
SELECT id, 0 AS rank FROM article WHERE key = :key
UNION ALL
SELECT article_id, 1 + (relation IN ('requested', 'redirect')) FROM article_url WHERE key = :key
ORDER BY rank, id LIMIT 1
"""


def _article(archive: Archive, article_id: int) -> ArticleRecord:
    conn = archive.conn
    site, paper, url, first, last, gone, syndicated = conn.execute(
        """
        SELECT site.name, site.title, article.url, first_seen_at, last_seen_at, gone_at, syndicated_from
        FROM article JOIN site ON site.id = article.site_id WHERE article.id = ?
        """,
        (article_id,),
    ).fetchone()
    urls = conn.execute(
        "SELECT url, relation FROM article_url WHERE article_id = ? ORDER BY first_seen_at, url", (article_id,)
    )
    observations = conn.execute(
        "SELECT at, change, status, version_id FROM observation WHERE article_id = ? ORDER BY at, id", (article_id,)
    )
    versions = tuple(_versions(archive, article_id))
    return ArticleRecord(
        id=article_id,
        site=site,
        paper=paper,
        url=url,
        urls=tuple((row[0], row[1]) for row in urls),
        first_seen_at=moment(first),
        last_seen_at=moment(last),
        gone_at=moment(gone),
        syndicated_from=syndicated,
        versions=versions,
        observations=tuple(
            ObservationRecord(at=moment(at), change=change, status=status, version_id=version)
            for at, change, status, version in observations
        ),
        removed=tuple(_removed(archive, versions[-1].data["anatomy_id"])) if versions else (),
    )


_JSON = ("authors", "sections", "tags", "evidence", "signals", "declared", "rights")


def _versions(archive: Archive, article_id: int) -> Iterator[VersionRecord]:
    cursor = archive.conn.execute(
        "SELECT * FROM versions WHERE article_id = ? ORDER BY first_seen_at, id", (article_id,)
    )
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        data = dict(zip(names, row, strict=True))
        data.update({name: json.loads(data[name]) for name in _JSON})
        yield VersionRecord(
            id=data["id"],
            first_seen_at=moment(data["first_seen_at"]),
            last_seen_at=moment(data["last_seen_at"]),
            data=data,
        )


def _removed(archive: Archive, anatomy_id: int) -> Iterator[BlockRecord]:
    """The boilerplate of a page in its order, each text once."""
    rows = archive.conn.execute(
        """
        SELECT block.kind, block.text, block.words, block.articles, block.score, explanation.terms
        FROM anatomy JOIN json_each(anatomy.blocks) AS item
        JOIN sight ON sight.id = item.value
        JOIN block ON block.id = sight.block_id
        JOIN explanation ON explanation.id = block.explanation_id
        WHERE anatomy.id = ? AND block.kind IS NOT NULL AND block.kind <> 'label'
        GROUP BY block.id ORDER BY min(item.key)
        """,
        (anatomy_id,),
    )
    for kind, text, words, articles, score, terms in rows:
        yield BlockRecord(
            kind=kind, text=text, words=words, articles=articles, score=score, terms=tuple(json.loads(terms))
        )
