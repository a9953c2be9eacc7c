"""What must hold in an archive at every moment, asked of the rows themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parvis.archive import catalogue_audit, comparison_audit
from parvis.archive.blocks import rescored
from parvis.archive.families import strangers
from parvis.archive.queries import frontier
from parvis.archive.rendering import render_variant
from parvis.archive.seals import find_damage

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A law, and in how many rows it does not hold. `problem`: it could not even be asked."""

    law: str
    rows: int
    problem: str = ""


Measure = Callable[["Archive"], int]


def audit(archive: Archive) -> tuple[Finding, ...]:
    """Every law that the archive breaks; none when it is in order. Reads everything: minutes for a large archive."""
    return tuple(finding for finding in check_laws(archive, laws()) if finding.rows)


def check_laws(
    archive: Archive, measures: Mapping[str, Measure], on_law: Callable[[str], None] = lambda _: None
) -> Iterator[Finding]:
    """What each law says, all of the same moment; `on_law` hears of one before it is asked."""
    with archive.reading():
        for law, measure in measures.items():
            on_law(law)
            try:
                yield Finding(law=law, rows=measure(archive))
            except sqlite3.DatabaseError as error:  # what is damaged cannot be asked
                yield Finding(law=law, rows=1, problem=str(error))


def laws() -> dict[str, Measure]:
    """All that must hold, what costs least first."""
    return quick_laws() | {
        law: _over_rows(count)
        for law, count in (_COMPUTED | catalogue_audit.COMPUTED | comparison_audit.COMPUTED).items()
    }


def quick_laws() -> dict[str, Measure]:
    """Those that need no conclusion drawn anew."""
    asked = {law: _by_query(query) for law, query in (_LAWS | catalogue_audit.LAWS | comparison_audit.LAWS).items()}
    return _OF_THE_FILE | asked


def _by_query(query: str) -> Measure:
    return lambda archive: int(archive.conn.execute(query).fetchone()[0])


def _over_rows(count: Callable[[sqlite3.Connection], int]) -> Measure:
    return lambda archive: count(archive.conn)


def _damages(archive: Archive) -> int:
    return sum(row[0] != "ok" for row in archive.conn.execute("PRAGMA integrity_check"))


def _loose_references(archive: Archive) -> int:
    return len(archive.conn.execute("PRAGMA foreign_key_check").fetchall())


_OF_THE_FILE: dict[str, Measure] = {
    "the file is whole": _damages,
    "every row is as it was written": lambda archive: sum(1 for _ in find_damage(archive.conn)),
    "every reference leads somewhere": _loose_references,
    "every article that was discovered is counted": lambda archive: abs(frontier(archive, articles=True).balance),
    "every source that was discovered is counted": lambda archive: abs(frontier(archive, articles=False).balance),
}

# Each query counts the rows that break the law.
_LAWS = {
    "a lease belongs to a crawl that runs": """
        SELECT count(*) FROM url LEFT JOIN crawl ON crawl.id = url.crawl_id AND crawl.finished_at IS NULL
        WHERE (url.state = 'leased') <> (crawl.id IS NOT NULL)
    """,
    "a URL that has ended has its fetch": """
        SELECT count(*) FROM url
        WHERE state IN ('stored', 'unchanged', 'excluded', 'failed')
          AND coalesce(reason, '') NOT IN ('bad_url', 'forgotten')
          AND NOT EXISTS (SELECT 1 FROM fetch WHERE fetch.url_id = url.id AND fetch.outcome = url.state)
    """,
    "a URL waits to be looked at again, or to be fetched, not both": """
        SELECT count(*) FROM url WHERE revisit_at IS NOT NULL AND state IN ('pending', 'leased')
    """,
    "an article's current version is the one of its newest look": """
        SELECT count(*) FROM article WHERE version_id IS NOT (
            SELECT version_id FROM observation WHERE article_id = article.id AND variant_id IS NOT NULL
            ORDER BY at DESC, id DESC LIMIT 1
        )
    """,
    "an article is gone when its newest look says so": """
        SELECT count(*) FROM article WHERE (gone_at IS NULL) <> (
            SELECT variant_id IS NOT NULL FROM observation
            WHERE article_id = article.id ORDER BY at DESC, id DESC LIMIT 1
        )
    """,
    "a version has a look, and the times of its looks": """
        SELECT count(*) FROM version WHERE (first_seen_at, last_seen_at) IS NOT (
            SELECT min(at), max(at) FROM observation WHERE version_id = version.id
        )
    """,
    "a look, its version and its variant are of one article": """
        SELECT count(*) FROM observation
        LEFT JOIN version ON version.id = observation.version_id
        LEFT JOIN variant ON variant.id = observation.variant_id
        WHERE version.article_id IS NOT variant.article_id
           OR version.article_id IS NOT NULL AND version.article_id <> observation.article_id
    """,
    "a look that shows a page knows its layout, which is of its site": """
        SELECT count(*) FROM observation JOIN article ON article.id = article_id
        LEFT JOIN layout ON layout.id = observation.layout_id
        WHERE observation.variant_id IS NOT NULL AND layout.site_id IS NOT article.site_id
    """,
    "a layout is as old as its first look": """
        SELECT count(*) FROM layout LEFT JOIN (
            SELECT layout_id, min(at) AS first_at FROM observation GROUP BY layout_id
        ) AS seen ON seen.layout_id = layout.id
        WHERE layout.first_seen_at IS NOT seen.first_at
    """,
    "versions that follow one another differ": """
        SELECT count(*) FROM (
            SELECT version.id, version.digest,
                lag(version.id) OVER looks AS id_before, lag(version.digest) OVER looks AS digest_before
            FROM observation JOIN version ON version.id = observation.version_id
            WINDOW looks AS (PARTITION BY observation.article_id ORDER BY observation.at, observation.id)
        )
        WHERE id_before IS NOT NULL AND (id = id_before) <> (digest = digest_before)
    """,
    "the old id of a version is not the id of another": """
        SELECT count(*) FROM version_alias JOIN version ON version.id = version_alias.id
    """,
    "the old id of an article is not the id of another": """
        SELECT count(*) FROM article_alias JOIN article ON article.id = article_alias.id
    """,
    "no text is kept that is withheld, a comment or past the cap": """
        SELECT count(*) FROM block WHERE role IN ('withheld', 'comments', 'body')
    """,
    "what was erased since its day has passed holds no text": """
        SELECT count(*) FROM version WHERE expired_at IS NOT NULL
        AND (teaser <> '' OR standfirst IS NOT NULL OR description IS NOT NULL)
    """,
    "a text counts the articles that hold it": """
        SELECT count(*) FROM block WHERE articles <> min(3, (
            SELECT count(DISTINCT coalesce(counted, article)) FROM block_article
            LEFT JOIN counted_key ON counted_key.site_id = block.site_id AND hash = article
            WHERE block_id = block.id
        ))
    """,
    "a path counts its texts": """
        SELECT count(*) FROM path WHERE (seen, texts) <> (
            SELECT coalesce(sum(number), 0), count(*) FROM (
                SELECT min(3, count(DISTINCT coalesce(counted, article))) AS number FROM block_article
                LEFT JOIN counted_key ON counted_key.site_id = path.site_id AND hash = article
                WHERE path_id = path.id GROUP BY block_id
            )
        )
    """,
    "an anatomy lists blocks that are there": """
        SELECT count(*) FROM anatomy JOIN json_each(anatomy.blocks) AS item
        WHERE item.value NOT IN (SELECT id FROM sight)
    """,
}


def _stale_statuses(conn: sqlite3.Connection) -> int:
    """Blocks whose status is not what their counts say; on paths that wait for the crawl's end it need not be."""
    rows = conn.execute("SELECT block.id FROM block JOIN path ON path.id = path_id WHERE settled = 1").fetchall()
    return len(list(rescored(conn, [row[0] for row in rows])))


def _stale_families(conn: sqlite3.Connection) -> int:
    """Blocks that belong to another family than the representatives of their path say, on paths that are settled."""
    rows = conn.execute("SELECT block.id FROM block JOIN path ON path.id = path_id WHERE settled = 1").fetchall()
    return len(list(strangers(conn, [row[0] for row in rows])))


def _stale_teasers(conn: sqlite3.Connection) -> int:
    """Looks whose version is not what their variant shows under today's statuses."""
    rows = conn.execute(
        """
        SELECT DISTINCT observation.variant_id, version.id, version.digest
        FROM observation JOIN version ON version.id = observation.version_id
        """
    ).fetchall()
    views = ((render_variant(conn, variant, known), digest) for variant, known, digest in rows)
    return sum(view.digest != digest for view, digest in views)


_COMPUTED: dict[str, Callable[[sqlite3.Connection], int]] = {
    "a block's status follows from what was counted": _stale_statuses,
    "a wording belongs to the family of its path": _stale_families,
    "a teaser shows the lines that are content": _stale_teasers,
}
