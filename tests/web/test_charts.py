"""Charts: what is drawn is what the table says, gaps are gaps, and a picture needs nothing but itself."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import etree

from parvis.archive.selection import Selection
from parvis.archive.series import Group
from parvis.cli import main
from parvis.errors import ChartError
from parvis.research.hits import Asked
from parvis.research.parsing import read_query
from parvis.research.periods import Every
from parvis.research.trend import Point, ShareKind, Trend
from parvis.web.charts import COLUMNS, chart_of
from parvis.web.needs import need_charts
from parvis.web.svg import alone, inline

HOSTILE = "</svg><script>alert(1)</script>\" onload='x'"


def point(group: str, period: str, articles: int | None, walled: int = 0, *, running: bool = False) -> Point:
    known = articles is not None
    return Point(group, period, articles, walled if known else None, articles, known, running)


def trend_of(points: Sequence[Point], *, share: ShareKind | None, group: Group | None = None) -> Trend:
    asked = Asked(query=read_query(""), selection=Selection(), spelt=(), notes=())
    total = sum(one.articles or 0 for one in points)
    return Trend(
        asked=asked, every=Every.MONTH, group=group, share=share, total=total, undated=0, misdated=0,
        points=tuple(points),
    )  # fmt: skip


MONTHS = (
    point("", "2026-01", 40, 10),
    point("", "2026-02", None),
    point("", "2026-03", 30, 15),
    point("", "2026-04", 10, 9, running=True),
)


def values_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    found = spec["datasets"][spec["data"]["name"]]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("share", [None, ShareKind.WALLED, ShareKind.MATCHING])
def test_the_specification_holds_the_rows_of_the_table(share: ShareKind | None) -> None:
    chart = chart_of(trend_of(MONTHS, share=share))

    assert values_of(chart.spec) == list(chart.rows)
    assert [tuple(row)[:3] for row in chart.rows] == [COLUMNS[:3]] * 4
    assert {name for row in chart.rows for name in row} == set(COLUMNS)


def test_a_share_stands_with_its_bounds_and_a_gap_with_nothing() -> None:
    rows = chart_of(trend_of(MONTHS, share=ShareKind.WALLED)).rows

    assert [row["share"] for row in rows] == [0.25, None, 0.5, 0.9]
    assert all(row["low"] < row["share"] < row["high"] for row in rows if row["share"] is not None)
    assert [row["running"] for row in rows] == [False, False, False, True]


def test_a_line_is_broken_at_a_gap_and_the_running_period_is_open() -> None:
    drawn = etree.fromstring(alone(chart_of(trend_of(MONTHS, share=ShareKind.WALLED))).encode())
    paths = [(node.get("d") or "", node.get("fill"), node.get("stroke-width")) for node in drawn.iter("{*}path")]
    [line] = [d for d, fill, width in paths if width == "2" and "A" not in d]
    dots = [fill for d, fill, _ in paths if "A" in d]

    assert line.count("M") == 2, "one stretch before the gap, one behind it"
    assert (dots.count("#d55e00"), len(dots)) == (2, 3)


def test_a_gap_has_a_grey_ground_and_a_zero_has_none() -> None:
    known = inline(chart_of(trend_of([*MONTHS[:1], point("", "2026-02", 0), *MONTHS[2:]], share=None)))
    unknown = inline(chart_of(trend_of(MONTHS, share=None)))

    assert (known.count('fill="#888888"'), unknown.count('fill="#888888"')) == (0, 1)


def test_a_picture_says_what_it_shows_and_takes_the_colour_of_its_page() -> None:
    chart = chart_of(trend_of(MONTHS, share=ShareKind.WALLED))
    drawn = etree.fromstring(alone(chart).encode())

    assert drawn.get("aria-label") == chart.description == drawn.findtext("{*}desc")
    assert drawn.findtext("{*}title") == chart.title
    assert "25% of 40" in chart.description
    assert {node.get("fill") for node in drawn.iter("{*}text")} == {"currentColor"}
    assert not re.search(r"href|url\(http|<image|<script", alone(chart))


def test_many_periods_have_small_markers_and_named_ones_with_room() -> None:
    many = [point("", f"{year}-{month:02}", 40, 10) for year in range(2021, 2026) for month in range(1, 13)]
    drawn = etree.fromstring(inline(chart_of(trend_of(many, share=ShareKind.WALLED), width=250)).encode())
    named = [node.text for node in drawn.iter("text") if re.fullmatch(r"\d{4}-\d{2}", node.text or "")]

    assert len(named) == 2
    assert named[-1] == "2025-12"
    assert {node.get("stroke-width") for node in drawn.iter("path") if "A" in (node.get("d") or "")} == {"1"}


def test_names_of_groups_are_text() -> None:
    points = [point(name, period, 5, 2) for name in (HOSTILE, "b") for period in ("2026-01", "2026-02")]
    chart = chart_of(trend_of(points, share=ShareKind.WALLED, group=Group.SITE), title=HOSTILE)
    drawn = etree.fromstring(alone(chart).encode())

    assert drawn.findtext("{*}title") == HOSTILE
    assert {etree.QName(node).localname for node in drawn.iter("*")} <= {
        "svg", "title", "desc", "style", "g", "path", "line", "rect", "text", "defs", "clipPath",
    }  # fmt: skip
    assert not [name for node in drawn.iter("*") for name in node.keys() if name.startswith("on")]  # noqa: SIM118  lxml


def test_the_same_numbers_are_drawn_once_and_alike() -> None:
    first, second = (inline(chart_of(trend_of(MONTHS, share=None))) for _ in range(2))

    assert first is second


def test_drawings_of_one_page_share_no_id() -> None:
    drawings = [inline(chart_of(trend_of(MONTHS, share=share))) for share in (None, ShareKind.WALLED)]
    ids = [name for drawing in drawings for name in re.findall(r'\bid="([^"]*)"', drawing)]

    assert len(ids) == len(set(ids))


def test_what_is_missing_is_named_with_the_remedy() -> None:
    with pytest.raises(ChartError, match=r"no_such_package.*pip install 'parvis\[web\]'"):
        need_charts(("lxml", "no_such_package"))


def test_the_command_draws_what_it_prints(demo_db: Path, tmp_path: Path) -> None:
    asked = ["--db", str(demo_db), "trend", "--by", "day", "--group", "site", "--walled"]
    target = tmp_path / "walled.svg"
    drawn = CliRunner().invoke(main, [*asked, "--svg", str(target), "--vega"], catch_exceptions=False)
    told = CliRunner().invoke(main, [*asked, "--json"], catch_exceptions=False)
    points = [{"share": None, "low": None, "high": None, **row} for row in json.loads(told.stdout)["points"]]

    assert values_of(json.loads(drawn.stdout)) == points
    assert etree.parse(str(target)).getroot().get("role") == "img"


def test_a_folder_that_is_not_there_is_told(demo_db: Path, tmp_path: Path) -> None:
    target = tmp_path / "none" / "walled.svg"
    done = CliRunner().invoke(main, ["--db", str(demo_db), "trend", "--svg", str(target)], catch_exceptions=False)

    assert done.exit_code == 1
    assert "No such file or directory" in done.output
