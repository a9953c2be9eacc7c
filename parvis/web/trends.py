"""Articles over time: a chart, and a table that says the same."""

from __future__ import annotations

import json
from typing import Any

from parvis.archive import Archive
from parvis.archive.series import Group
from parvis.errors import NothingFound, QueryError
from parvis.research.periods import Every
from parvis.research.trend import ShareKind, Trend, trend
from parvis.web.keeping import kept
from parvis.web.leaf import Asked, Download, Leaf
from parvis.web.needs import need_charts
from parvis.web.searching import chosen_values, typed_query

__all__ = ["chart_file", "trend_page"]

MOST_GROUPS = 24  # of a chart, and of the table
ROWS = 600  # of the table, the newest
_STYLED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # a drawing brings its colours for light and dark


def trend_page(archive: Archive, asked: Asked) -> Leaf:
    shown: dict[str, Any] = {
        "asked": asked,
        "typed": typed_query(asked),
        "chosen": chosen_values(asked),
        "problem": "",
        "found": None,
        "points": (),
        "groups": 0,
    }
    try:
        found = _trend(archive, asked)
    except (QueryError, NothingFound) as error:
        status = 400 if isinstance(error, QueryError) else 200
        return Leaf(
            template="trend.html", shown={**shown, "problem": str(error)}, document={"note": str(error)}, status=status
        )
    groups = list(dict.fromkeys(point.group for point in found.points))
    points = [point for point in found.points if point.group in groups[:MOST_GROUPS]][-ROWS:]
    shown |= {"found": found, "points": points, "groups": len(groups)}
    return Leaf(template="trend.html", shown=shown, document=found.as_dict())


def chart_file(archive: Archive, asked: Asked) -> Download:
    """A chart as SVG, or as its specification of Vega-Lite: of shares, or of articles."""
    need_charts()
    names = ("by", "group", "share", "show", "suffix")
    wanted = tuple(asked.parts.get(name) or asked.one(name) for name in names)
    body = kept(archive, ("chart", typed_query(asked), *wanted), lambda: _drawn(archive, asked))
    if asked.parts["suffix"] == "vl.json":
        return Download(name="trend.vl.json", content_type="application/json; charset=utf-8", body=body)
    headers = {"content-security-policy": _STYLED}
    return Download(
        name="trend.svg", content_type="image/svg+xml; charset=utf-8", body=body, inline=True, headers=headers
    )


def _drawn(archive: Archive, asked: Asked) -> bytes:
    from parvis.web.charts import chart_of  # noqa: PLC0415  a second of every start, for who never sees a chart
    from parvis.web.svg import alone  # noqa: PLC0415

    chart = chart_of(_trend(archive, asked, counts=asked.one("show") == "articles"))
    if asked.parts["suffix"] == "vl.json":
        return json.dumps(chart.spec, ensure_ascii=False, indent=1).encode()
    return alone(chart).encode()


def _trend(archive: Archive, asked: Asked, *, counts: bool = False) -> Trend:
    typed = typed_query(asked)
    every = Every(asked.one("by")) if asked.one("by") in set(Every) else Every.MONTH
    group = Group(asked.one("group")) if asked.one("group") in set(Group) else None
    share = ShareKind(asked.one("share")) if asked.one("share") in set(ShareKind) else ShareKind.WALLED
    found = trend(archive, typed, every=every, group=group, share=None if counts else share)
    if not found.points:
        raise NothingFound(f"no article with a date holds {typed!r}" if typed else "no article has a date")
    return found
