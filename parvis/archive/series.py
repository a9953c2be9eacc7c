"""Articles by their day, and the days on which crawls had something: what trends are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from parvis.archive.hits import Hits
from parvis.archive.selection import LAST_DAY, NO_DATE, Selection

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

__all__ = ["Group", "Number", "by_day", "can_tally", "covered", "last_covered", "tallied"]


class Group(StrEnum):
    """By what the articles of a period are told apart."""

    SITE = "site"
    SECTION = "section"
    ACCESS = "access"
    LANGUAGE = "language"


class Number(NamedTuple):
    """Articles of a span (a day, or a month as 202603; 0: no date) and a group, and how many stand behind a wall."""

    span: int
    group: str
    articles: int
    walled: int


def by_day(hits: Hits, group: Group | None) -> Iterator[Number]:
    """The hits of each day; a group may come more than once."""
    place = _PLACES[group]
    for day, *values, number, walled in hits.conn.execute(_BY_DAY):
        yield Number(day, "" if place is None else values[place], number, walled)


def can_tally(selection: Selection, group: Group | None) -> bool:
    """Whether the tally has the numbers: it knows days, sites and accesses, and no words."""
    asked = (selection.found, selection.taken, selection.sections, selection.languages, selection.vendors)
    return group in {None, Group.SITE, Group.ACCESS} and all(value is None for value in asked)


def tallied(archive: Archive, selection: Selection, group: Group | None, *, months: bool) -> Iterator[Number]:
    """The same from the tally: of each day or, where the selection is one of whole months, of each month."""
    spans = _spans(selection.first, selection.last, months=months)
    asked = {**selection.parameters(), **spans}
    if group is Group.ACCESS:
        return map(Number._make, archive.conn.execute(_TALLY_BY_ACCESS, asked))
    names = _site_names(archive)
    rows = archive.conn.execute(_TALLY_BY_SITE, asked)
    return (Number(span, names[site_id], articles, walled) for span, site_id, articles, walled in rows)


def covered(archive: Archive, selection: Selection, *, months: bool) -> list[tuple[int, str]]:
    """The days or months, as numbers, in which crawls had something of a site."""
    asked = {**selection.parameters(), **_spans(NO_DATE, LAST_DAY, months=months)}
    names = _site_names(archive)
    return [(span, names[site_id]) for span, site_id in archive.conn.execute(_COVERED, asked)]


def _site_names(archive: Archive) -> dict[int, str]:
    """Looked up here for thousands of rows, which costs a third of a join."""
    return dict(archive.conn.execute("SELECT id, name FROM site"))


def last_covered(archive: Archive, selection: Selection) -> int | None:
    """The last day on which a crawl had something of the sites."""
    row = archive.conn.execute(_LAST_COVERED, selection.parameters()).fetchone()
    return int(row[0]) if row else None


def _spans(first: int, last: int, *, months: bool) -> dict[str, int]:
    """Days have eight digits, months six; what has no date is 0."""
    least = 1 if months else 1_000_000
    if months:
        first, last = first // 100, last // 100
    return {"first": first, "last": last, "least": least}


_PLACES = {None: None, Group.SITE: 0, Group.SECTION: 1, Group.ACCESS: 2, Group.LANGUAGE: 3}
_BY_DAY = """
SELECT day, site.name, section, access, shelf.language, number,
    CASE WHEN access IN ('metered', 'registration', 'locked', 'consent') THEN number ELSE 0 END
FROM (SELECT day, shelf_id, count(*) AS number FROM temp.hit GROUP BY day, shelf_id)
JOIN shelf ON shelf.id = shelf_id JOIN site ON site.id = site_id
"""
_TALLY_BY_SITE = """
SELECT span, site_id, sum(articles),
    sum(CASE WHEN access IN ('metered', 'registration', 'locked', 'consent') THEN articles ELSE 0 END)
FROM tally
WHERE span BETWEEN :first AND :last AND (span >= :least OR span = 0)
  AND (:sites IS NULL OR site_id IN (
    SELECT id FROM site WHERE name IN (SELECT value FROM json_each(:sites))
  ))
  AND (:access IS NULL OR access IN (SELECT value FROM json_each(:access)))
GROUP BY span, site_id
"""
_TALLY_BY_ACCESS = """
SELECT span, access, sum(articles),
    CASE WHEN access IN ('metered', 'registration', 'locked', 'consent') THEN sum(articles) ELSE 0 END
FROM tally JOIN site ON site.id = site_id
WHERE span BETWEEN :first AND :last AND (span >= :least OR span = 0)
  AND (:sites IS NULL OR site.name IN (SELECT value FROM json_each(:sites)))
  AND (:access IS NULL OR access IN (SELECT value FROM json_each(:access)))
GROUP BY span, access
"""
_LAST_COVERED = """
SELECT span FROM coverage JOIN site ON site.id = site_id
WHERE span >= 1000000 AND (:sites IS NULL OR site.name IN (SELECT value FROM json_each(:sites)))
ORDER BY span DESC LIMIT 1
"""
_COVERED = """
SELECT span, site_id FROM coverage
WHERE span BETWEEN :least AND :last AND (:sites IS NULL OR site_id IN (
    SELECT id FROM site WHERE name IN (SELECT value FROM json_each(:sites))
))
"""
