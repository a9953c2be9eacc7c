"""Charts of trends as Vega-Lite specifications. Pure: numbers in, a specification and its table out.

A chart and its table are made of the same rows. A period without a crawl is a gap with a grey ground, no zero; the one
that is still running has an open marker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt

from parvis.research.trend import Point, ShareKind, Trend

__all__ = ["BLUE", "COLUMNS", "Chart", "chart_of", "rows_of"]

BLUE, VERMILION = "#0072b2", "#d55e00"  # of Okabe and Ito: seen on white and on black
INK = "currentColor"  # what surrounds a chart says whether it is dark
GAP = "#888888"
MOST_GROUPS = 24
LABEL = 85  # room for the name of a period below a chart
DENSE = 12  # what a marker needs of the width
COLUMNS = ("group", "period", "articles", "part", "whole", "share", "low", "high", "crawled", "running")
_UNBROKEN: Final = "break-paths-show-domains"  # a line ends where nothing is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`rows` have the COLUMNS, and are what the specification draws and the table beside it shows."""

    title: str
    description: str
    rows: tuple[dict[str, Any], ...]
    spec: dict[str, Any]


def chart_of(trend: Trend, *, title: str = "", width: int = 0, height: int = 130, titled: bool = True) -> Chart:
    """Counts as bars, shares as a line in their interval of 95 %; a panel for each of the largest groups."""
    rows = rows_of(trend.points)
    name = title or _title(trend)
    described = _description(trend, rows)
    groups = list(dict.fromkeys(row["group"] for row in rows))
    periods = list(dict.fromkeys(row["period"] for row in rows))
    several = trend.group is not None and len(groups) > 1
    frame = _Frame(periods=periods, width=width or (200 if several else 560), height=height)
    panel = _shares(trend, frame) if trend.share else _counts(frame)
    panel = panel.properties(width=frame.width, height=frame.height)
    data = alt.InlineData(values=[dict(row) for row in rows])
    drawn = _by_group(panel, groups[:MOST_GROUPS], data) if several else panel.properties(data=data)
    if titled:
        drawn = drawn.properties(title=_heading(name, trend))
    spec = _configured(drawn.properties(description=described)).to_dict()
    return Chart(title=name, description=described, rows=rows, spec=spec)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """The room that a panel has."""

    periods: Sequence[str]
    width: int
    height: int

    @property
    def is_dense(self) -> bool:
        """Markers would hide the line."""
        return len(self.periods) * DENSE > self.width

    @property
    def labels(self) -> list[str]:
        """Some periods at equal distances, the last among them: as many as there is room for."""
        step = -(-len(self.periods) // max(1, self.width // LABEL)) or 1
        return list(self.periods)[::-1][::step][::-1]


def rows_of(points: Iterable[Point]) -> tuple[dict[str, Any], ...]:
    return tuple(_row(point) for point in points)


def _row(point: Point) -> dict[str, Any]:
    share = point.share
    bounds = (share.share, share.low, share.high) if share else (None, None, None)
    shown = dict(zip(("share", "low", "high"), bounds, strict=True))
    return {**point._asdict(), **shown, "group": point.group or ""}


def _title(trend: Trend) -> str:
    what = {None: "Articles", ShareKind.WALLED: "Share behind a wall", ShareKind.MATCHING: "Share of all articles"}
    of = f" that {trend.asked.query.typed!r} finds" if trend.asked.query.typed else ""
    return f"{what[trend.share]}{of}, by {trend.every}{f' and {trend.group}' if trend.group else ''}"


def _description(trend: Trend, rows: Sequence[dict[str, Any]]) -> str:
    """What somebody is told who cannot see the chart."""
    if not rows:
        return "No article has a date."
    span = f"{rows[0]['period']} to {rows[-1]['period']}"
    gaps = sum(not row["crawled"] and row["articles"] is None for row in rows)
    told = [f"{_title(trend)}, {span}: {trend.total:,} articles."]
    if trend.share and len({row["group"] for row in rows}) == 1:
        known = [row for row in rows if row["share"] is not None]
        told += [f"{row['period']}: {row['share']:.0%} of {row['whole']:,}." for row in (known[:1] + known[-1:])]
    if gaps:
        told.append(f"Gaps, for no crawl ran: {gaps}.")
    return " ".join(told)


def _heading(name: str, trend: Trend) -> alt.TitleParams:
    keys = ["open: more may follow; grey: no crawl ran"]
    if trend.share:
        keys.insert(0, "band: interval of 95 %, n: articles")
    return alt.TitleParams(text=name, subtitle="; ".join(keys), anchor="start")


def _by_group(panel: alt.LayerChart, groups: Sequence[str], data: alt.InlineData) -> alt.FacetChart:
    header = alt.Header(title=None, labelFontWeight="bold", labelAnchor="start", labelColor=INK)
    columns = 2 if len(groups) in {2, 4} else 3
    return panel.transform_filter(alt.FieldOneOfPredicate(field="group", oneOf=list(groups))).facet(
        facet=alt.Facet("group:N", sort=list(groups), header=header),
        columns=columns,
        data=data,
    )


def _counts(frame: _Frame) -> alt.LayerChart:
    base = _base(frame)
    y = alt.Y("articles:Q", axis=alt.Axis(title=None, tickCount=4, format=",d"), scale=alt.Scale(domainMin=0))
    is_open = alt.datum.running
    bars = base.mark_bar(strokeWidth=1.5, stroke=BLUE, color=BLUE).encode(
        y=y, fillOpacity=alt.when(is_open).then(alt.value(0.0)).otherwise(alt.value(0.85))
    )
    return alt.LayerChart(layer=[_gaps(base, frame), bars])


def _shares(trend: Trend, frame: _Frame) -> alt.LayerChart:
    base = _base(frame)
    colour = VERMILION if trend.share is ShareKind.WALLED else BLUE
    axis = alt.Axis(title=None, format=".0%", tickCount=4)
    # Walled shares are compared with each other; what share a word has is small, and shown at its own height.
    scale = alt.Scale(domain=[0, 1]) if trend.share is ShareKind.WALLED else alt.Scale(domainMin=0)
    band = base.mark_area(opacity=0.22, color=colour, invalid=_UNBROKEN).encode(
        y=alt.Y("low:Q", axis=axis, scale=scale), y2="high:Q"
    )
    reach = [] if frame.is_dense else [base.mark_rule(color=colour, opacity=0.5).encode(y="low:Q", y2="high:Q")]
    line = base.mark_line(color=colour, strokeWidth=2, invalid=_UNBROKEN).encode(y="share:Q")
    open_or_full = alt.when(alt.datum.running).then(alt.value("transparent")).otherwise(alt.value(colour))
    size, edge = (8, 1) if frame.is_dense else (46, 2)
    seen = alt.when(alt.datum.running).then(alt.value(46)).otherwise(alt.value(size))
    dots = base.mark_point(filled=False, opacity=1, stroke=colour, strokeWidth=edge)
    dots = dots.encode(y="share:Q", fill=open_or_full, size=seen)
    return alt.LayerChart(layer=[_gaps(base, frame), band, *reach, line, dots, _sizes(base, frame)])


def _base(frame: _Frame) -> alt.Chart:
    axis = alt.Axis(title=None, values=frame.labels, labelAngle=0, labelOverlap=False)
    return alt.Chart().encode(x=alt.X("period:O", axis=axis, scale=alt.Scale(domain=list(frame.periods))))


def _gaps(base: alt.Chart, frame: _Frame) -> alt.Chart:
    unknown = base.transform_filter("datum.articles === null && !datum.crawled")
    ground: alt.Chart = unknown.mark_bar(color=GAP, opacity=0.18, width=alt.RelativeBandSize(band=1))
    return ground.encode(y=alt.value(frame.height), y2=alt.value(0))


def _sizes(base: alt.Chart, frame: _Frame) -> alt.Chart:
    """How many articles stand behind each share that is named."""
    named = base.transform_filter(alt.FieldOneOfPredicate(field="period", oneOf=frame.labels))
    told = named.transform_filter("datum.whole > 0").transform_calculate(n="'n ' + format(datum.whole, ',')")
    text: alt.Chart = told.mark_text(dy=28, fontSize=9, opacity=0.75, color=INK)
    return text.encode(y=alt.value(frame.height), text="n:N")


def _configured(chart: alt.LayerChart | alt.FacetChart) -> alt.LayerChart | alt.FacetChart:
    configured: alt.LayerChart | alt.FacetChart = chart.configure(
        background="transparent",
        font="sans-serif",
        aria=False,  # the picture has one label, and a table beside it
        padding=4,
        axis=alt.AxisConfig(
            gridColor=GAP, gridOpacity=0.25, domainColor=GAP, tickColor=GAP, labelColor=INK, labelFontSize=10
        ),
        axisX=alt.AxisConfig(grid=False),
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(color=INK, subtitleColor=INK, fontSize=13, subtitleFontSize=10),
    )
    return configured
