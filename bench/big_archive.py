"""An archive of invented articles in the schema of today, written past the crawl: as many as one wants, quickly."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from parvis.archive import Archive

SITES = 20
FIRST, DAYS = date(2021, 1, 1), 1826
LANGUAGES = ("de", "fr", "en")
SECTIONS = ("Politik", "Wirtschaft", "Kultur", "Sport", "Monde", "Société", "Local", "Opinion", "Region", "")
ACCESS = ("free", "locked", "metered", "registration", "unknown")
VENDORS = ("", "piano", "poool", "zephr")
SYLLABLES = ("ba", "dor", "ker", "lin", "mas", "ne", "os", "pa", "qui", "rem", "sal", "tor", "un", "vel", "wes", "zi")
VOCABULARY, POOL = 300_000, 4_000_000  # words
BATCH = 20_000


def make_archive(path: Path, *, articles: int, seed: int = 1, pool: int = POOL) -> None:
    """Fills a new archive; rows that no question of research asks for (blocks, looks, fetches) are left out."""
    Archive.open(path, "w").close()
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous = OFF")
        conn.execute("PRAGMA cache_size = -262144")
        draw = random.Random(seed)  # noqa: S311  invented articles, no secrets
        conn.execute("BEGIN")
        _add_what_all_share(conn)
        drawn = _pool(draw, pool)
        for first in range(1, articles + 1, BATCH):
            numbers = range(first, min(first + BATCH, articles + 1))
            conn.executemany(_VERSION, (_version(draw, drawn, number) for number in numbers))
            conn.executemany(_ARTICLE, ((number, _site(number), number) for number in numbers))
        conn.execute("COMMIT")
        conn.execute("INSERT INTO version_fts (version_fts) VALUES ('optimize')")
        conn.execute("ANALYZE")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _add_what_all_share(conn: sqlite3.Connection) -> None:
    conn.executemany(
        "INSERT INTO site (id, name, title, teaser_max_words) VALUES (?, ?, ?, 200)",
        [(site, f"paper{site}", f"Paper {site}") for site in range(1, SITES + 1)],
    )
    conn.execute("INSERT INTO anatomy (id, digest, blocks) VALUES (1, '', '[]')")
    conn.execute(
        "INSERT INTO layout (id, site_id, digest, skeleton, first_seen_at) VALUES (1, 1, '', '', '2021-01-01')"
    )
    days = [int((FIRST + timedelta(number)).strftime("%Y%m%d")) for number in range(DAYS)]
    spans = [*days, *sorted({day // 100 for day in days})]
    conn.executemany(
        "INSERT INTO coverage (span, site_id, crawls) VALUES (?, ?, 1)",
        [(span, site) for span in spans for site in range(1, SITES + 1)],
    )


def words() -> list[str]:
    """The vocabulary, the most frequent word first."""
    return [_word(number) for number in range(VOCABULARY)]


def _word(number: int) -> str:
    parts = [SYLLABLES[number % 16]]
    while number := number // 16:
        parts.append(SYLLABLES[number % 16])
    return "".join(parts)


def _pool(draw: random.Random, size: int) -> list[str]:
    """Words as often as Zipf's law has them; a text is a stretch of it."""
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    return draw.choices(words(), cum_weights=weights, k=size)


def _site(number: int) -> int:
    """A large paper has many more articles than a small one."""
    return 1 + number * number % 7919 % SITES


def _version(draw: random.Random, pool: list[str], number: int) -> dict[str, Any]:
    at, length = draw.randrange(len(pool) - 400), 30 + int(draw.expovariate(1 / 70))
    site = _site(number)
    day = (FIRST + timedelta(int(DAYS * draw.random() ** 0.8))).isoformat()
    access = "free" if draw.random() < 0.4 else ACCESS[1 + (site + (draw.random() < 0.05)) % 4]
    return {
        "id": number,
        "headline": " ".join(pool[at : at + 8]).capitalize(),
        "standfirst": " ".join(pool[at + 8 : at + 24]),
        "teaser": " ".join(pool[at + 24 : at + 24 + min(length, 200)]),
        "words": min(length, 200),
        "authors": f'["{pool[at].title()} {pool[at + 1].title()}"]',
        "day": day,
        "section": SECTIONS[draw.randrange(len(SECTIONS))] or None,
        "language": LANGUAGES[site % 3],
        "access": access,
        "vendor": VENDORS[site % 4] or None if access not in {"free", "unknown"} else None,
    }


_VERSION = """
INSERT INTO version (
    id, article_id, digest, masked_digest, first_seen_at, last_seen_at, headline, standfirst, teaser, teaser_source,
    teaser_words, authors, published_at, published_on, published_as, date_quality, section, sections, tags, language,
    access, confidence, mechanism, vendor, evidence, signals, declared, rights, encoding, public_words, withheld_words,
    boilerplate_words, removed_words, anatomy_id, layout_id
)
VALUES (
    :id, :id, '', '', :day || 'T08:00:00Z', :day || 'T08:00:00Z', :headline, :standfirst, :teaser, 'body', :words,
    :authors, :day || 'T06:00:00Z', :day, :day || 'T06:00:00+00:00', 'exact', :section, '[]', '[]', :language,
    :access, 0.9, 'truncated', :vendor, '[]', '[]', '{}', '{"noindex":false}', 'utf-8', :words, 0, 0, 0, 1, 1
)
"""
_ARTICLE = """
INSERT INTO article (id, site_id, key, url, version_id, first_seen_at, last_seen_at)
SELECT ?1, ?2, 'paper' || ?2 || '.example/' || ?1, 'https://paper' || ?2 || '.example/' || ?1, ?3, first_seen_at,
    last_seen_at
FROM version WHERE id = ?3
"""
