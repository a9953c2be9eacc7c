"""What is asked of an archive, as records. Command line, tests and web pages count through these alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from parvis.archive.hosts import HostWait, host_waits
from parvis.archive.opening import schema_version
from parvis.archive.site_events import SiteEvent, recent_events
from parvis.archive.values import moment
from parvis.archive.waiting import Due
from parvis.errors import NothingFound
from parvis.identity import url_key
from parvis.words import Access, Kind, State

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

WALLED = (Access.METERED, Access.REGISTRATION, Access.LOCKED, Access.CONSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The ledger identity: discovered = stored + unchanged + excluded + failed + pending + leased."""

    discovered: int
    stored: int
    unchanged: int
    excluded: Mapping[str, int]  # by reason
    failed: Mapping[str, int]
    pending: int
    leased: int

    @property
    def balance(self) -> int:
        """Zero, or something was lost or counted twice."""
        done = self.stored + self.unchanged + sum(self.excluded.values()) + sum(self.failed.values())
        return self.discovered - done - self.pending - self.leased


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """What the archive holds of one site."""

    name: str
    title: str
    articles: int
    gone: int
    versions: int
    observations: int
    access: Mapping[str, int]
    teaser_words: float | None  # median over articles that have a teaser
    boilerplate_words: float | None  # mean a page
    withheld_words: int
    first_seen_at: datetime | None
    last_seen_at: datetime | None

    @property
    def walled(self) -> int:
        return sum(self.access.get(state, 0) for state in WALLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an archive holds, and where its frontier stands."""

    path: str
    demo: bool
    bytes: int
    schema: int  # steps that the file's schema has seen
    sites: tuple[SiteStatus, ...]
    articles: Frontier
    sources: Frontier
    due: Due
    quarantined: int
    crawls: int
    last_crawl_at: datetime | None
    blocks: int  # distinct texts
    boilerplate: int  # of them boilerplate
    events: tuple[SiteEvent, ...]  # of the last weeks, the newest first
    waits: tuple[HostWait, ...]  # hosts that are left alone, the one that is asked first in front


def status(archive: Archive, *, now: datetime | None = None) -> Status:
    """`now`: of what is due; the machine's clock by default."""
    conn = archive.conn
    with archive.reading():
        names = conn.execute("SELECT name FROM site ORDER BY name").fetchall()
        crawls, last = conn.execute("SELECT count(*), max(started_at) FROM crawl").fetchone()
        blocks, boilerplate = conn.execute(
            "SELECT count(*), count(kind) FILTER (WHERE kind <> 'label') FROM block"
        ).fetchone()
        return Status(
            path=str(archive.path),
            demo=bool(conn.execute("SELECT coalesce(max(demo), 0) FROM site").fetchone()[0]),
            bytes=archive.path.stat().st_size,
            schema=schema_version(archive.db),
            sites=tuple(site_status(archive, row[0]) for row in names),
            articles=frontier(archive, articles=True),
            sources=frontier(archive, articles=False),
            due=archive.due(sites=[row[0] for row in names], now=now or datetime.now(UTC)),
            quarantined=conn.execute("SELECT count(*) FROM quarantine").fetchone()[0],
            crawls=crawls,
            last_crawl_at=moment(last),
            blocks=blocks,
            boilerplate=boilerplate,
            events=recent_events(archive),
            waits=host_waits(archive, now=now or datetime.now(UTC)),
        )


def frontier(archive: Archive, *, articles: bool) -> Frontier:
    """Both sides of the ledger: what each crawl discovered, and where each URL stands now."""
    conn = archive.conn
    rows = conn.execute(
        "SELECT state, coalesce(reason, ''), count(*) FROM url WHERE (kind = ?) = ? GROUP BY 1, 2",
        (Kind.ARTICLE, articles),
    ).fetchall()
    states: Counter[str] = Counter()
    for state, _, count in rows:
        states[state] += count
    discovered = conn.execute(
        """
        SELECT coalesce(sum(iif(?1, discovered, sources)), 0) - coalesce((
            SELECT CAST(value AS INTEGER) FROM meta WHERE key = iif(?1, 'discovered_twice', 'sources_twice')
        ), 0) FROM crawl
        """,  # what two archives had discovered before they were merged is one URL
        (articles,),
    ).fetchone()[0]
    return Frontier(
        discovered=discovered,
        stored=states[State.STORED],
        unchanged=states[State.UNCHANGED],
        excluded={reason: count for state, reason, count in rows if state == State.EXCLUDED},
        failed={reason: count for state, reason, count in rows if state == State.FAILED},
        pending=states[State.PENDING],
        leased=states[State.LEASED],
    )


def site_status(archive: Archive, name: str) -> SiteStatus:
    conn = archive.conn
    site_id, title = conn.execute("SELECT id, title FROM site WHERE name = ?", (name,)).fetchone()
    articles, gone, first, last = conn.execute(
        """
        SELECT count(*), count(gone_at), min(first_seen_at), max(last_seen_at) FROM article
        WHERE site_id = ? AND version_id IS NOT NULL
        """,
        (site_id,),
    ).fetchone()
    rows = conn.execute(
        """
        SELECT version.access, version.teaser_words, version.boilerplate_words, version.withheld_words
        FROM article JOIN version ON version.id = article.version_id WHERE article.site_id = ?
        """,
        (site_id,),
    ).fetchall()
    words = [row[1] for row in rows if row[1]]
    return SiteStatus(
        name=name,
        title=title,
        articles=articles,
        gone=gone,
        versions=_count(archive, "version", site_id),
        observations=_count(archive, "observation", site_id),
        access=dict(Counter(row[0] for row in rows)),
        teaser_words=median(words) if words else None,
        boilerplate_words=sum(row[2] for row in rows) / len(rows) if rows else None,
        withheld_words=sum(row[3] for row in rows),
        first_seen_at=moment(first),
        last_seen_at=moment(last),
    )


_COUNTS = {
    "version": "SELECT count(*) FROM version JOIN article ON article.id = article_id WHERE site_id = ?",
    "observation": "SELECT count(*) FROM observation JOIN article ON article.id = article_id WHERE site_id = ?",
}


def _count(archive: Archive, table: str, site_id: int) -> int:
    return int(archive.conn.execute(_COUNTS[table], (site_id,)).fetchone()[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The articles that a site published on one day."""

    day: date
    articles: int
    walled: int


def daily(archive: Archive, site: str, *, days: int = 14) -> tuple[Day, ...]:
    """The last `days` days up to the latest publication; a day without articles counts zero."""
    rows = archive.conn.execute(
        """
        SELECT version.published_on, count(*),
               count(*) FILTER (WHERE version.access IN ('metered', 'registration', 'locked', 'consent'))
        FROM article JOIN version ON version.id = article.version_id JOIN site ON site.id = article.site_id
        WHERE site.name = ? AND version.published_on IS NOT NULL GROUP BY 1 ORDER BY 1
        """,
        (site,),
    ).fetchall()
    if not rows:
        return ()
    counted = {date.fromisoformat(on): (articles, walled) for on, articles, walled in rows}
    last = max(counted)
    wanted = [last - timedelta(days=days - 1 - number) for number in range(days)]
    return tuple(Day(day=on, articles=counted.get(on, (0, 0))[0], walled=counted.get(on, (0, 0))[1]) for on in wanted)


def crawled_sites(archive: Archive) -> tuple[tuple[str, str], ...]:
    """Name and home of the sites that the archive knows."""
    rows = archive.conn.execute("SELECT name, coalesce(home, '') FROM site ORDER BY name").fetchall()
    return tuple((name, home) for name, home in rows)


def reason_of(archive: Archive, url: str) -> str:
    """Why a URL has no record, in words of the glossary."""
    row = archive.conn.execute(
        "SELECT state, reason, detail FROM url WHERE url = ? OR key = ? ORDER BY fetched_at DESC", (url, url_key(url))
    ).fetchone()
    if row is None:
        return "not found"
    return ", ".join(str(value) for value in row if value)


def read_sources(archive: Archive) -> tuple[tuple[str, Kind], ...]:
    """The feeds, sitemaps and listings that were read and named articles; not those that another sitemap names."""
    rows = archive.conn.execute(
        """
        SELECT url, kind FROM url
        WHERE kind <> 'article' AND state IN ('stored', 'unchanged') AND coalesce(found_in, '') <> 'sitemap'
          AND (kind <> 'listing' OR EXISTS (SELECT 1 FROM url AS found WHERE found.found_on = url.url))
        ORDER BY kind, id
        """
    ).fetchall()
    return tuple((url, Kind(kind)) for url, kind in rows)


def check_site(archive: Archive, site: str | None) -> None:
    """Raises NothingFound, with the sites that there are, where an archive does not hold the one that is asked for."""
    known = [name for (name,) in archive.conn.execute("SELECT name FROM site ORDER BY name")]
    if site is not None and site not in known:
        raise NothingFound(f"no site {site!r} in {archive.path}; it holds {', '.join(known) or 'none yet'}")
