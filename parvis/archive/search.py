"""The search over headlines, standfirsts, teasers and authors of current versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from parvis.words import Access

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

MARK_OPEN, MARK_CLOSE = "\x02", "\x03"  # around a hit in a snippet; never printed
MAX_TERMS = 64  # more words than anybody means; a longer list only costs time
MAX_LIMIT = 10_000  # hits in one answer
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    id: int
    site: str
    headline: str
    published_on: str | None
    access: str
    url: str
    snippet: str  # hits stand between MARK_OPEN and MARK_CLOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    total: int
    hits: tuple[Hit, ...]


def search(
    archive: Archive,
    words: str,
    *,
    site: str | None = None,
    access: Access | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
) -> SearchResult:
    """Articles whose current version holds all the words; "two words" in quotes is a phrase. The best first.

    What says noindex is not found: it stands in the archive for whoever knows its number or URL.

    The words are quoted one by one: a search string is never FTS5 syntax, so no string can fail or mean something else.
    """
    match = match_expression(words)
    if match is None:
        return SearchResult(total=0, hits=())
    filters = {
        "match": match,
        "site": _plain(site) if site else None,
        "access": access,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "limit": max(0, min(limit, MAX_LIMIT)),
        "open": MARK_OPEN,
        "close": MARK_CLOSE,
    }
    with archive.reading():
        total = archive.conn.execute(_COUNT, filters).fetchone()[0]
        rows = archive.conn.execute(_SEARCH, filters).fetchall()
    return SearchResult(total=total, hits=tuple(_hit(row) for row in rows))


def match_expression(words: str) -> str | None:
    """Words and quoted phrases as quoted FTS5 terms. None: nothing to look for.

    >>> match_expression('l\\'hôpital "city budget" AND')
    '"l\\'hôpital" "city budget" "AND"'
    """
    terms = [phrase or word for phrase, word in _TERM.findall(_plain(words))]
    quoted = [f'"{term}"' for term in terms if any(sign.isalnum() for sign in term)]
    return " ".join(quoted[:MAX_TERMS]) or None


def _plain(text: str) -> str:
    """Without what SQLite takes for the end of a text, nor halves of characters, which a shell can hand over."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


_MATCHES = """
FROM version_fts
JOIN version ON version.id = version_fts.rowid
JOIN article ON article.version_id = version.id
JOIN site ON site.id = article.site_id
WHERE version_fts MATCH :match
  AND NOT coalesce(json_extract(version.rights, '$.noindex'), 0)
  AND (:site IS NULL OR site.name = :site)
  AND (:access IS NULL OR version.access = :access)
  AND (:since IS NULL OR version.published_on >= :since)
  AND (:until IS NULL OR version.published_on <= :until)
"""
_COUNT = "SELECT count(*)" + _MATCHES
_SEARCH = (
    """
SELECT
    article.id, site.name, version.headline, version.published_on, version.access, article.url,
    snippet(version_fts, 2, :open, :close, ' … ', 24),
    snippet(version_fts, 1, :open, :close, ' … ', 24),
    highlight(version_fts, 0, :open, :close)
"""
    + _MATCHES
    + """
ORDER BY bm25(version_fts, 4.0, 2.0, 1.0, 1.0), version.published_on DESC, article.id
LIMIT :limit
"""
)


def _hit(row: tuple[Any, ...]) -> Hit:
    article_id, site, headline, published_on, access, url, *places = row
    return Hit(
        id=article_id,
        site=site,
        headline=headline or "",
        published_on=published_on,
        access=access,
        url=url,
        snippet=_snippet([place or "" for place in places]),
    )


def _snippet(places: list[str]) -> str:
    """The words around a hit, best from the teaser; where none of the texts holds one, the teaser's beginning."""
    return next((place for place in places if MARK_OPEN in place), places[0])
