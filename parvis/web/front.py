"""The front page: one sentence from the data, four numbers, a row a site."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from parvis.archive import Archive
from parvis.archive.overview import Crawls, Holding, Makeup, changed_articles, crawls_of, holdings, makeup
from parvis.archive.series import Group
from parvis.records import plain
from parvis.research.filters import WALLED
from parvis.research.trend import Point, ShareKind, trend
from parvis.web.drawing import Slice, Tick, slices, ticks
from parvis.web.keeping import kept
from parvis.web.leaf import Asked, Leaf

__all__ = ["Figures", "Row", "figures", "front"]

MONTHS = 24  # of a spark line


class Row(NamedTuple):
    """A site on the front page."""

    holding: Holding
    walled: int
    makeup: Makeup | None
    bar: tuple[Slice, ...]
    months: tuple[Tick, ...]


class Figures(NamedTuple):
    """`changed`, months and bars may be some seconds old while a crawl writes."""

    articles: int
    walled: int
    changed: int
    crawls: Crawls
    rows: tuple[Row, ...]


class _Slow(NamedTuple):
    """What costs a walk over the archive, and changes with a crawl."""

    changed: int
    makeup: dict[str, Makeup]
    months: dict[str, tuple[Tick, ...]]


def front(archive: Archive, asked: Asked) -> Leaf:
    found = figures(archive)
    return Leaf(template="front.html", shown={"figures": found}, document=_document(found))


def figures(archive: Archive) -> Figures:
    with archive.reading():
        slow = kept(archive, "front", lambda: _slow(archive))
        held = holdings(archive)
        rows = tuple(_row(holding, slow) for holding in held)
        return Figures(
            articles=sum(row.holding.articles for row in rows),
            walled=sum(row.walled for row in rows),
            changed=slow.changed,
            crawls=crawls_of(archive),
            rows=rows,
        )


def _row(holding: Holding, slow: _Slow) -> Row:
    made = slow.makeup.get(holding.site)
    parts = [("public", made.public), ("withheld", made.withheld), ("boilerplate", made.boilerplate)] if made else []
    return Row(
        holding=holding,
        walled=sum(holding.access.get(state, 0) for state in WALLED),
        makeup=made,
        bar=slices(parts),
        months=slow.months.get(holding.site, ()),
    )


def _slow(archive: Archive) -> _Slow:
    return _Slow(
        changed=changed_articles(archive),
        makeup={one.site: one for one in makeup(archive)},
        months=_months(archive),
    )


def _months(archive: Archive) -> dict[str, tuple[Tick, ...]]:
    """Of each site the share behind a wall in its last months."""
    points: defaultdict[str, list[Point]] = defaultdict(list)
    for point in trend(archive, "", group=Group.SITE, share=ShareKind.WALLED).points:
        points[point.group].append(point)
    return {site: ticks(_told(point) for point in of[-MONTHS:]) for site, of in points.items()}


def _told(point: Point) -> tuple[str, float | None, str]:
    share = point.share
    if point.articles is None:
        return point.period, None, f"{point.period}: not crawled"
    if share is None:
        return point.period, 0.0, f"{point.period}: no articles"
    return point.period, share.share, f"{point.period}: {share.part:,} of {share.whole:,} walled"


def _document(found: Figures) -> dict[str, object]:
    return {
        "articles": found.articles,
        "walled": found.walled,
        "changed": found.changed,
        "crawls": found.crawls._asdict(),
        "sites": [
            {
                **plain(row.holding),
                "articles": row.holding.articles,
                "walled": row.walled,
                "words": row.makeup._asdict() if row.makeup else None,
            }
            for row in found.rows
        ],
    }
