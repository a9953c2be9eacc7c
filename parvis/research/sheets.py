"""Coding sheets out of the archive, and back from the coders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parvis.archive import Archive
from parvis.archive.hits import Hits
from parvis.archive.rows import units_of
from parvis.errors import CodingError, ExportError, NothingFound
from parvis.research.coding import Agreement, Level, Row, agreements, read_sheet, write_sheet
from parvis.research.hits import hits
from parvis.research.query import Query
from parvis.research.sampling import Share, Unit, constructed_weeks, dealt, random_sample, stratified_sample

__all__ = ["Design", "Drawn", "agreement_of", "draw_sheets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How a sample is drawn and dealt out. One of `size` and `weeks` is given."""

    size: int | None
    weeks: int | None
    by: tuple[str, ...]  # strata: fields of Unit, or "month"
    seed: int
    coders: int
    overlap: int
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What was drawn. `undated` could not be drawn into weeks."""

    population: int
    sample: tuple[Unit, ...]
    days: tuple[date, ...]
    undated: int
    sheets: tuple[tuple[Path, int], ...]  # with their rows
    design: Design


def draw_sheets(
    archive: Archive, query: Query | str, design: Design, target: Path, *, infix: bool, overwrite: bool
) -> Drawn:
    """Draw from what a query finds, and write the sheets.

    Raises:
        NothingFound: the query finds nothing, or too few days for so many weeks.
        ExportError: a sheet is there already, or cannot be written.
    """
    with hits(archive, query, infix=infix) as found:
        pool = {unit.article: (unit, headline, url) for unit, headline, url in _pool(found)}
    if not pool:
        raise NothingFound("the query finds no article to draw from")
    units = [unit for unit, _, _ in pool.values()]
    days, drawn = _drawn(units, design)
    sheets = [
        (_named(target, share, design), [_row(unit, share.coder, *pool[unit.article][1:]) for unit in _order(share)])
        for share in dealt(drawn, design.coders, design.overlap, design.seed)
    ]
    _write(sheets, design, overwrite=overwrite)
    return Drawn(
        population=len(units),
        sample=drawn,
        days=days,
        undated=sum(unit.day is None for unit in units) if design.weeks else 0,
        sheets=tuple((path, len(rows)) for path, rows in sheets),
        design=design,
    )


def _pool(found: Hits) -> Iterator[tuple[Unit, str, str]]:
    for article, site, section, access, day, headline, url in units_of(found):
        published = date.fromisoformat(day) if day else None
        unit = Unit(article=article, site=site, section=section or "", access=access, day=published)
        yield unit, headline or "", url


def _drawn(units: Sequence[Unit], design: Design) -> tuple[tuple[date, ...], tuple[Unit, ...]]:
    if design.weeks is not None:
        try:
            return constructed_weeks(units, design.weeks, design.seed)
        except ValueError as error:
            raise NothingFound(f"{error}; take fewer weeks, or a longer time") from None
    assert design.size is not None  # noqa: S101  one of the two
    if design.by:
        return (), stratified_sample(units, design.size, design.seed, by=lambda unit: _stratum(unit, design.by))
    return (), random_sample(units, design.size, design.seed)


def _stratum(unit: Unit, by: Sequence[str]) -> tuple[str, ...]:
    month = f"{unit.day:%Y-%m}" if unit.day else ""
    return tuple(month if name == "month" else str(getattr(unit, name)) for name in by)


def _order(share: Share) -> list[Unit]:
    """The shared units among the others, so that a coder does not know them."""
    return sorted((*share.shared, *share.own), key=lambda unit: unit.article)


def _row(unit: Unit, coder: int, headline: str, url: str) -> Row:
    day = unit.day.isoformat() if unit.day else ""
    return Row(article=unit.article, coder=coder, site=unit.site, published=day, headline=headline, url=url)


def _named(target: Path, share: Share, design: Design) -> Path:
    return target if design.coders == 1 else target.with_name(f"{target.stem}-{share.coder}{target.suffix}")


def _write(sheets: Sequence[tuple[Path, list[Row]]], design: Design, *, overwrite: bool) -> None:
    there = [path for path, _ in sheets if path.exists()]
    if there and not overwrite:
        raise ExportError(f"{there[0]} is there already, with codes perhaps; name another, or say --force")
    for path, rows in sheets:
        try:
            path.write_text(write_sheet(rows, design.variables), encoding="utf-8-sig", newline="")
        except OSError as error:
            raise ExportError(f"{path}: {error.strerror}; name another file") from None


def agreement_of(paths: Iterable[Path], level: Level) -> tuple[Agreement, ...]:
    """The agreement over all sheets together. Raises CodingError for a sheet that cannot be read, or without codes."""
    found = agreements((cell for path in paths for cell in read_sheet(_text(path), path.name)), level)
    if not found:
        raise CodingError("nothing is coded in these sheets yet")
    return found


def _text(path: Path) -> str:
    """UTF-8, as they were written; spreadsheets may send them back in Windows-1252."""
    body = path.read_bytes()
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")
