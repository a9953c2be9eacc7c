"""Sheets for coding by hand, and how well those that come back agree.

A sheet has a row a unit: which article, where to read it, and an empty column a variable. The agreement of coders is
Krippendorff's alpha (Content Analysis, 2018, chapter 12), by the package of that name.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

from parvis.errors import CodingError
from parvis.research.spreadsheet import harmless

__all__ = ["FIXED", "Agreement", "Level", "Row", "agreements", "read_sheet", "write_sheet"]

FIXED = ("article", "coder", "site", "published", "headline", "url")  # columns that are not coded


class Level(StrEnum):
    """How the values of a variable compare."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A unit on the sheet of one coder."""

    article: int
    coder: int
    site: str
    published: str
    headline: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`alpha` is None where it says nothing: no two coders of one unit, or never more than one value."""

    variable: str
    level: Level
    alpha: float | None
    agreed: float | None  # share of pairs of codes that are equal
    units: int  # coded by two or more
    coders: int
    values: int


def write_sheet(rows: Iterable[Row], variables: Sequence[str]) -> str:
    """A sheet as CSV; what a spreadsheet would take for a formula gets an apostrophe in front."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow([*FIXED, *variables])
    for row in rows:
        table.writerow([*(harmless(str(getattr(row, name))) for name in FIXED), *("" for _ in variables)])
    return written.getvalue()


def read_sheet(text: str, name: str) -> Iterator[tuple[str, int, str, str]]:
    """(variable, article, coder, value) of each cell that was coded. Commas, semicolons and tabs part cells.

    Raises:
        CodingError: no sheet of this program: which column is missing, or which line is wrong.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), dialect=_dialect(text))
    columns = reader.fieldnames or ()
    for wanted in FIXED[:2]:
        if wanted not in columns:
            raise CodingError(f"{name}: there is no column {wanted!r}; keep the first line of the sheet as it was")
    for number, row in enumerate(reader, start=2):
        yield from _coded(row, f"{name}, line {number}")


def _dialect(text: str) -> type[csv.Dialect]:
    first = text.partition("\n")[0]

    class Sheet(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return Sheet


def _coded(row: Mapping[str | None, str | None], place: str) -> Iterator[tuple[str, int, str, str]]:
    article, coder = (row["article"] or "").strip(), (row["coder"] or "").strip()
    values = [(name, (value or "").strip()) for name, value in row.items() if name and name not in FIXED]
    if not any(value for _, value in values):
        return
    if not article.isdecimal() or not coder:
        raise CodingError(f"{place}: the number of the article or of the coder is missing")
    yield from ((name, int(article), coder, value) for name, value in values if value)


def agreements(cells: Iterable[tuple[str, int, str, str]], level: Level) -> tuple[Agreement, ...]:
    """How well coders agree, variable by variable, in the order of the sheet.

    Raises:
        CodingError: the same coder coded a unit twice with different values, or a value is no number where the level
            asks for one.
    """
    variables: dict[str, dict[int, dict[str, str]]] = {}
    for variable, article, coder, value in cells:
        codes = variables.setdefault(variable, defaultdict(dict))[article]
        if codes.setdefault(coder, value) != value:
            raise CodingError(f"{variable}: coder {coder} says {codes[coder]!r} and {value!r} of article {article}")
    return tuple(_agreement(variable, units, level) for variable, units in variables.items())


def _agreement(variable: str, units: Mapping[int, Mapping[str, str]], level: Level) -> Agreement:
    coded = [list(codes.values()) for codes in units.values() if len(codes) > 1]
    pairs = [one == other for codes in coded for one, other in combinations(codes, 2)]
    return Agreement(
        variable=variable,
        level=level,
        alpha=_alpha(variable, units, level) if len({code for codes in coded for code in codes}) > 1 else None,
        agreed=sum(pairs) / len(pairs) if pairs else None,
        units=len(coded),
        coders=len({coder for codes in units.values() for coder in codes}),
        values=len({code for codes in coded for code in codes}),
    )


def _alpha(variable: str, units: Mapping[int, Mapping[str, str]], level: Level) -> float:
    try:
        import krippendorff  # noqa: PLC0415  an extra
        import numpy as np  # noqa: PLC0415  it comes with it
    except ImportError:
        raise CodingError("Krippendorff's alpha is not installed: pip install 'parvis[coding]'") from None
    coders = sorted({coder for codes in units.values() for coder in codes})
    number = _numbers(variable, units, level)
    data = [[number[codes[coder]] if coder in codes else np.nan for codes in units.values()] for coder in coders]
    measured: Any = str(level)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement=measured))


def _numbers(variable: str, units: Mapping[int, Mapping[str, str]], level: Level) -> dict[str, float]:
    """Values as numbers: names in their order, else the numbers that they are."""
    values = sorted({value for codes in units.values() for value in codes.values()})
    if level is Level.NOMINAL:
        return {value: float(place) for place, value in enumerate(values)}
    try:
        return {value: float(value.replace(",", ".")) for value in values}
    except ValueError as error:
        raise CodingError(f"{variable}: {error}; at level {level} every value is a number") from None
