"""How each site fares now: its last crawl, its alarms, what lies in quarantine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from parvis.archive.alarms import Alarm, open_alarms
from parvis.archive.health import Crawled, history
from parvis.archive.queries import check_site
from parvis.archive.values import moment
from parvis.health import find_delay
from parvis.words import AlarmKind

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

RESTING = timedelta(days=60)  # without a crawl: somebody has given the site up


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHealth:
    """One site; `last_*` is None for one that no crawl has measured yet."""

    site: str
    alarms: tuple[Alarm, ...]
    last_crawl_at: datetime | None  # its end
    last_pages: int
    last_new: int  # articles that the last crawl brought
    last_new_at: datetime | None  # the end of the last crawl that brought some
    newest_at: datetime | None  # when the newest item was published
    words_median: float | None
    figures: Mapping[str, int]  # of the last crawl
    quarantine: Mapping[str, int]  # failed for good, by reason
    waiting: int  # failed, and tried again by itself


def health(archive: Archive, *, site: str | None = None, now: datetime) -> tuple[SiteHealth, ...]:
    """Every site, or one; those with alarms first. Raises NothingFound for a site that is not there."""
    check_site(archive, site)
    with archive.reading():
        rows = archive.conn.execute(
            "SELECT id, name FROM site WHERE name = coalesce(?, name) ORDER BY name", (site,)
        ).fetchall()
        alarms = open_alarms(archive.conn, site)
        found = [
            _site_health(archive, site_id, name, tuple(one for one in alarms if one.site == name), now)
            for site_id, name in rows
        ]
    return tuple(sorted(found, key=lambda one: not one.alarms))


def _site_health(archive: Archive, site_id: int, name: str, alarms: tuple[Alarm, ...], now: datetime) -> SiteHealth:
    crawls = history(archive.conn, site_id)
    last = crawls[0] if crawls else None
    newest_at, words_median = _facts(archive, site_id)
    return SiteHealth(
        site=name,
        alarms=(*alarms, *_overdue(name, crawls, now)),
        last_crawl_at=last.at if last else None,
        last_pages=last.figures.pages if last else 0,
        last_new=last.figures.new_articles if last else 0,
        last_new_at=next((crawl.at for crawl in crawls if crawl.figures.new_articles), None),
        newest_at=newest_at,
        words_median=words_median,
        figures=_counts(last),
        quarantine=_failed(archive, site_id),
        waiting=_waiting(archive, site_id),
    )


def _counts(last: Crawled | None) -> dict[str, int]:
    names = last.figures.__slots__ if last else ()
    return {name: getattr(last.figures, name) for name in names if last and name != "words"}


def _facts(archive: Archive, site_id: int) -> tuple[datetime | None, float | None]:
    newest, words = archive.conn.execute(
        """
        SELECT max(newest_at), (
            SELECT words_median FROM site_health WHERE site_id = :site AND pages > 0 ORDER BY crawl_id DESC LIMIT 1
        )
        FROM site_health WHERE site_id = :site
        """,
        {"site": site_id},
    ).fetchone()
    return moment(newest), words


def _overdue(name: str, crawls: list[Crawled], now: datetime) -> tuple[Alarm, ...]:
    """A crawl that never starts can raise nothing: who asks finds it out."""
    finding = find_delay([crawl.at for crawl in crawls], now) if crawls and now - crawls[0].at < RESTING else None
    if finding is None:
        return ()
    detail: Mapping[str, Any] = finding.detail
    due = crawls[0].at + timedelta(hours=detail["limit_hours"])
    alarm = Alarm(
        id=None, site=name, kind=AlarmKind.OVERDUE, raised_at=due, cleared_at=None, crawl_id=None, detail=detail
    )
    return (alarm,)


def _failed(archive: Archive, site_id: int) -> dict[str, int]:
    rows = archive.conn.execute(
        "SELECT reason, count(*) FROM url WHERE site_id = ? AND state = 'failed' GROUP BY 1 ORDER BY 2 DESC, 1",
        (site_id,),
    )
    return dict(rows.fetchall())


def _waiting(archive: Archive, site_id: int) -> int:
    row = archive.conn.execute(
        "SELECT count(*) FROM url WHERE site_id = ? AND state = 'pending' AND attempts > 0", (site_id,)
    ).fetchone()
    return int(row[0])
