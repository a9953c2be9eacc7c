"""`parvis merge`: archives into one, in any order and any number of times, with the same result (docs/adr/0025).

A shard is any archive. What its rows say is united with what the archive's rows say; what follows from them is drawn
anew, so that the outcome is that of one archive which saw everything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from parvis.archive import queries
from parvis.archive.archive import Archive
from parvis.archive.forgetting import scrub
from parvis.archive.learning import learn_names
from parvis.archive.opening import speaking_of, writing
from parvis.archive.settling import settle_sites
from parvis.archive.shard_articles import unite_articles
from parvis.archive.shard_forgotten import erase_forgotten, unite_tombstones
from parvis.archive.shard_ledger import judge_texts, unite_places, unite_sights
from parvis.archive.shard_rules import FRONTIER, LEDGER
from parvis.archive.shard_tables import forget_maps, unite
from parvis.archive.values import stamp
from parvis.errors import ArchiveError, ArchiveMismatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a shard has brought."""

    shard: str
    texts: int  # of the shard's ledger
    new_texts: int
    articles: int
    new_articles: int
    looks: int  # that the archive had not


def merge_shards(
    target: Path,
    shards: Sequence[Path],
    *,
    now: datetime | None = None,
    on_shard: Callable[[Merged], None] = lambda _: None,
) -> tuple[Merged, ...]:
    """Merges one after the other into an archive, which is made if it is missing. Interrupted, it is run again."""
    found = []
    with Archive.open(target, "w") as archive:
        for shard in shards:
            found.append(merge_shard(archive, shard, now=now or datetime.now(UTC)))
            on_shard(found[-1])
    return tuple(found)


def merge_shard(archive: Archive, shard: Path, *, now: datetime) -> Merged:
    """Merges one shard, all of it or nothing.

    Raises:
        ArchiveError: the shard is no archive, of another schema, does not balance, or is this archive.
    """
    _check(archive, shard)
    conn = archive.conn
    with speaking_of(shard), _attached(conn, shard), writing(conn):
        forget_maps(conn)
        erased = _unite(conn, at=stamp(now), now=now)
        merged = Merged(shard=shard.name, **dict(zip(_COUNTS, conn.execute(_COUNT).fetchone(), strict=True)))
        forget_maps(conn)
    archive.compare()
    if erased:
        scrub(archive)
    return merged


def _check(archive: Archive, shard: Path) -> None:
    if shard.exists() and shard.resolve() == archive.path.resolve():
        raise ArchiveError(f"{shard}: an archive is not merged into itself; name another with --into")
    with Archive.open(shard) as other:
        for articles in (True, False):
            if queries.frontier(other, articles=articles).balance:
                raise ArchiveError(f"{shard}: its ledger does not balance; `parvis --db {shard} audit` says more")
        both = {bool(row[0]) for one in (archive, other) for row in one.conn.execute("SELECT DISTINCT demo FROM site")}
    if len(both) > 1:
        raise ArchiveMismatch(f"{shard}: the demo's newspapers and real sites never share an archive")


@contextmanager
def _attached(conn: sqlite3.Connection, shard: Path) -> Iterator[None]:
    """References are checked by the audit, not row by row: what is inserted refers to what is inserted later."""
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("PRAGMA secure_delete = ON")
    conn.execute("ATTACH ? AS shard", (f"file:{quote(str(shard.resolve()))}?mode=ro",))
    try:
        yield
    finally:
        with suppress(sqlite3.OperationalError):
            conn.execute("DETACH shard")
        conn.execute("PRAGMA secure_delete = OFF")
        conn.execute("PRAGMA foreign_keys = ON")


def _unite(conn: sqlite3.Connection, *, at: str, now: datetime) -> bool:
    """Returns whether something was erased."""
    unite_tombstones(conn)
    for rule in (*LEDGER, *FRONTIER):
        unite(conn, rule)
    unite_sights(conn)
    unite_places(conn)
    unite_articles(conn, at=at)
    judge_texts(conn)
    sites = [row[0] for row in conn.execute('SELECT name FROM site JOIN temp."map site" ON new = id ORDER BY name')]
    learn_names(conn, sites, now)
    settle_sites(conn, sites)
    erased = erase_forgotten(conn)
    for statement in _END:
        conn.execute(statement)
    return erased


# Crawls end when all that they have fetched is there. Each counts what was new to its own archive; what two of them
# discovered is one URL here.
_END = (
    """
    UPDATE main.crawl SET finished_at = coalesce(raw.finished_at, crawl.finished_at),
        reason = coalesce(raw.reason, crawl.reason)
    FROM temp."map crawl" AS m JOIN shard.crawl AS raw ON raw.id = m.old
    WHERE crawl.id = m.new AND raw.finished_at IS NOT NULL
      AND (crawl.finished_at IS NULL OR (crawl.reason = 'killed' AND raw.reason <> 'killed'))
    """,
    """
    INSERT OR REPLACE INTO main.meta (key, value)
    SELECT 'begun_at', min(value) FROM (
        SELECT value FROM main.meta WHERE key = 'begun_at' UNION ALL SELECT value FROM shard.meta WHERE key = 'begun_at'
    ) HAVING count(*) > 0
    """,
    """
    INSERT OR REPLACE INTO main.meta (key, value)
    SELECT 'discovered_twice', coalesce(sum(discovered), 0) - (SELECT count(*) FROM main.url WHERE kind = 'article')
    FROM main.crawl
    """,
    """
    INSERT OR REPLACE INTO main.meta (key, value)
    SELECT 'sources_twice', coalesce(sum(sources), 0) - (SELECT count(*) FROM main.url WHERE kind <> 'article')
    FROM main.crawl
    """,
)
_COUNTS = ("texts", "new_texts", "articles", "new_articles", "looks")
_COUNT = """
SELECT (SELECT count(*) FROM temp."map block"), (SELECT count(*) FROM temp."map block" WHERE added),
    (SELECT count(*) FROM shard.article), (SELECT count(*) FROM temp."map article" WHERE added),
    (SELECT count(*) FROM temp."map observation")
"""
