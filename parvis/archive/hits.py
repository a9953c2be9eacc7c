"""The hits of a query: one temporary table, from which everything is counted, grouped, listed and written out.

`temp.hit` has a row for each article that is found: version_id, article_id, day, shelf_id, score (0 unless it was asked
for). It stands while `collect` holds the read transaction, so all numbers are of one moment and of the same articles.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from parvis.archive.selection import Selection
from parvis.archive.values import as_json
from parvis.errors import NothingFound

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

__all__ = ["FACETS", "RANKED", "Found", "Hits", "Order", "collect", "count", "newest", "questions"]

FACETS = ("site", "access", "section", "language", "year", "vendor")
RANKED = 20_000  # hits that are ranked where more are found: those that were stored last (docs/adr/0023)
MAX_LIMIT = 10_000  # hits on one page


class Order(StrEnum):
    """Each is total: what is equal goes by the article's number."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"


class Found(NamedTuple):
    """A hit: the article, and the version that it was found by, its current one."""

    article_id: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found. Valid while `collect` is open."""

    conn: sqlite3.Connection
    selection: Selection
    count: int
    scored: bool

    def facets(self) -> dict[str, dict[str, int]]:
        """How many of the hits have each value, the most frequent first; "" is: not known."""
        numbers: Counter[str] = Counter()  # a list is much faster than a GROUP BY, which sorts; it may not be endless
        for low in range(0, self._last_version() + 1, _AT_ONCE):
            listed = self.conn.execute(_SHELF_OF_EACH, (low, low + _AT_ONCE - 1)).fetchone()[0]
            numbers.update(listed.split(",") if listed else ())
        rows = self.conn.execute(_SHELVES_OF_HITS, (as_json(numbers),)).fetchall()
        return {name: _counted(rows, place) for place, name in enumerate(FACETS)}

    def _last_version(self) -> int:
        return int(self.conn.execute("SELECT coalesce(max(version_id), 0) FROM temp.hit").fetchone()[0])

    def page(self, *, order: Order, after: int | None = None, limit: int = 20) -> list[Found]:
        """Hits in order, those behind the article `after`. Raises NothingFound where that is no hit."""
        if after is not None and not self.conn.execute(_IS_HIT, (after,)).fetchone():
            raise NothingFound(f"article {after} is not among the hits; begin again without --page-after")
        limit = max(0, min(limit, MAX_LIMIT))
        return [Found(*row) for row in self.conn.execute(_PAGES[order], {"after": after, "limit": limit})]

    def walk(self) -> Iterator[Found]:
        """All hits by the number of their article, one after the other."""
        return (Found(*row) for row in self.conn.execute(_WALK))

    def by_day(self) -> Iterator[tuple[int, str, str, str, str, int]]:
        """Day, site, section, language and access of hits, and how many have these."""
        yield from self.conn.execute(_BY_DAY)


def _counted(rows: list[tuple[object, ...]], place: int) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        value, number = row[place], row[-1]
        assert isinstance(number, int)  # noqa: S101  count(*)
        counts[str(value or "")] += number
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@contextmanager
def collect(archive: Archive, selection: Selection, *, scored: bool = False, ranked: int = RANKED) -> Iterator[Hits]:
    """Finds what is selected and holds it. Inside another one it cannot be called: there is one table.

    With `scored`, so many hits are ranked; the others have no score and stand behind them.
    """
    conn = archive.conn
    with archive.reading():
        conn.execute(_MAKE)
        try:
            for asked in questions(conn, selection):
                after = _last_unranked(conn, selection, {**asked, "ranked": ranked}) if scored else 0
                conn.execute(_fill(selection, scored=scored), {**asked, "unranked": after})
            number = int(conn.execute("SELECT count(*) FROM temp.hit").fetchone()[0])
            yield Hits(conn=conn, selection=selection, count=number, scored=scored)
        finally:
            conn.execute("DROP TABLE temp.hit")


def _last_unranked(conn: sqlite3.Connection, selection: Selection, asked: dict[str, object]) -> int:
    """The version after which hits are ranked: to rank a word of 100,000 articles costs more than all the rest."""
    if not selection.found:
        return 0
    row = conn.execute(_LAST_UNRANKED if selection.narrows else _LAST_UNRANKED_WORDS, asked).fetchone()
    return int(row[0]) if row else 0


def count(archive: Archive, selection: Selection) -> int:
    """How many articles are selected: as many as `collect` finds, without finding them one by one where it can."""
    conn = archive.conn
    with archive.reading():
        if selection.found and not selection.narrows:
            return int(conn.execute(_COUNT_WORDS, (selection.found,)).fetchone()[0])
        if not (selection.found or selection.taken or selection.is_dated):
            return int(conn.execute(_COUNT_SHELVES, selection.parameters()).fetchone()[0])
        statement = _count(selection)
        return sum(int(conn.execute(statement, asked).fetchone()[0]) for asked in questions(conn, selection))


def newest(archive: Archive, selection: Selection, limit: int) -> list[Found]:
    """What `collect` would find first in `Order.NEWEST`, without holding the others."""
    with archive.reading():
        statement = _NEWEST_WORDS if selection.found else _NEWEST_OF_ALL
        asked = questions(archive.conn, selection)
        rows = [row for each in asked for row in archive.conn.execute(statement, {**each, "limit": limit})]
    rows.sort(key=lambda row: (-row[2], -row[0]))
    return [Found(article_id, version_id) for article_id, version_id, _ in rows[:limit]]


def questions(conn: sqlite3.Connection, selection: Selection) -> list[dict[str, object]]:
    """What a statement is asked with: once, or once for the languages with umlauts and once for the others."""
    asked = selection.parameters()
    if not (selection.on_shelves or selection.splits):
        return [{**asked, "shelves": None}]
    every, here, elsewhere = conn.execute(_SHELF_IDS, asked).fetchone()
    if not selection.splits:
        return [{**asked, "shelves": every}]
    others = {"found": selection.found_elsewhere, "taken": selection.taken_elsewhere, "shelves": elsewhere}
    return [{**asked, "shelves": here}, {**asked, **others}]


_MAKE = """
CREATE TEMP TABLE hit (
    version_id INTEGER PRIMARY KEY, article_id INTEGER, day INTEGER, shelf_id INTEGER, score REAL
)
"""
_COUNT_WORDS = "SELECT count(*) FROM version_fts WHERE version_fts MATCH ?"
_SHELVES = """
FROM shelf JOIN site ON site.id = site_id
WHERE (:sites IS NULL OR site.name IN (SELECT value FROM json_each(:sites)))
  AND (:sections IS NULL OR section IN (SELECT value FROM json_each(:sections)))
  AND (:languages IS NULL OR shelf.language IN (SELECT value FROM json_each(:languages)))
  AND (:access IS NULL OR access IN (SELECT value FROM json_each(:access)))
  AND (:vendors IS NULL OR vendor IN (SELECT value FROM json_each(:vendors)))
"""
# In these languages ae, oe, ue are other spellings of letters.
_SHELF_IDS = (
    """
SELECT json_group_array(shelf.id), json_group_array(shelf.id) FILTER (
    WHERE substr(shelf.language, 1, 2) IN ('de', 'lb', 'sv', 'fi', 'et', 'da', 'no', 'nb', 'nn')
), json_group_array(shelf.id) FILTER (
    WHERE substr(shelf.language, 1, 2) NOT IN ('de', 'lb', 'sv', 'fi', 'et', 'da', 'no', 'nb', 'nn')
)
"""
    + _SHELVES
)
_COUNT_SHELVES = "SELECT coalesce(sum(articles), 0)" + _SHELVES
_WHERE = """
  AND (:taken IS NULL OR version_id NOT IN (SELECT rowid FROM version_fts WHERE version_fts MATCH :taken))
  AND day BETWEEN :first AND :last
  AND (:shelves IS NULL OR shelf_id IN (SELECT value FROM json_each(:shelves)))
"""
_INTO = "INSERT INTO temp.hit (version_id, article_id, day, shelf_id, score) "
_PLAIN = "SELECT version_id, article_id, day, shelf_id, 0.0 "
# The score of a hit is its bm25, the smaller the better; a word of the headline weighs most.
_SCORED = """
SELECT version_id, article_id, day, shelf_id,
    CASE WHEN version_id > :unranked THEN bm25(version_fts, 5.0, 2.0, 1.0, 1.0) ELSE 0.0 END
"""
_WORDS = "FROM version_fts JOIN catalogue ON version_id = version_fts.rowid WHERE version_fts MATCH :found"
_EVERYTHING = "FROM catalogue WHERE true"
_FILL_WORDS = _INTO + _PLAIN + _WORDS + _WHERE
_FILL_SCORED = _INTO + _SCORED + _WORDS + _WHERE
_FILL_ALL = _INTO + _PLAIN + _EVERYTHING + _WHERE
_COUNT_FILTERED_WORDS = "SELECT count(*) " + _WORDS + _WHERE
_COUNT_ALL = "SELECT count(*) " + _EVERYTHING + _WHERE
_NEWEST = "ORDER BY day DESC, article_id DESC LIMIT :limit"
_NEWEST_WORDS = "SELECT article_id, version_id, day " + _WORDS + _WHERE + _NEWEST
_NEWEST_OF_ALL = "SELECT article_id, version_id, day " + _EVERYTHING + _WHERE + _NEWEST
_LAST_UNRANKED = "SELECT version_id " + _WORDS + _WHERE + "ORDER BY version_fts.rowid DESC LIMIT 1 OFFSET :ranked"
_LAST_UNRANKED_WORDS = """
SELECT rowid FROM version_fts WHERE version_fts MATCH :found ORDER BY rowid DESC LIMIT 1 OFFSET :ranked
"""


def _fill(selection: Selection, *, scored: bool) -> str:
    if not selection.found:
        return _FILL_ALL
    return _FILL_SCORED if scored else _FILL_WORDS


def _count(selection: Selection) -> str:
    return _COUNT_FILTERED_WORDS if selection.found else _COUNT_ALL


_AT_ONCE = 1_000_000
_SHELF_OF_EACH = "SELECT group_concat(shelf_id) FROM temp.hit WHERE version_id BETWEEN ? AND ?"
_SHELVES_OF_HITS = """
SELECT site.name, access, section, shelf.language, year, vendor, numbers.value
FROM json_each(?) AS numbers JOIN shelf ON shelf.id = numbers.key JOIN site ON site.id = site_id
"""
_IS_HIT = "SELECT 1 FROM temp.hit WHERE article_id = ?"
_PAGES = {
    Order.BEST: """
        SELECT article_id, version_id FROM temp.hit
        WHERE :after IS NULL OR (score, -day, article_id) > (
            SELECT score, -day, article_id FROM temp.hit WHERE article_id = :after
        )
        ORDER BY score, -day, article_id LIMIT :limit
    """,
    Order.NEWEST: """
        SELECT article_id, version_id FROM temp.hit
        WHERE :after IS NULL OR (-day, -article_id) > (
            SELECT -day, -article_id FROM temp.hit WHERE article_id = :after
        )
        ORDER BY -day, -article_id LIMIT :limit
    """,
    Order.OLDEST: """
        SELECT article_id, version_id FROM temp.hit
        WHERE :after IS NULL OR (day = 0, day, article_id) > (
            SELECT day = 0, day, article_id FROM temp.hit WHERE article_id = :after
        )
        ORDER BY day = 0, day, article_id LIMIT :limit
    """,
    Order.NUMBER: """
        SELECT article_id, version_id FROM temp.hit
        WHERE :after IS NULL OR article_id > :after ORDER BY article_id LIMIT :limit
    """,
}
_WALK = "SELECT article_id, version_id FROM temp.hit ORDER BY article_id"
_BY_DAY = """
SELECT day, site.name, section, shelf.language, access, number
FROM (SELECT day, shelf_id, count(*) AS number FROM temp.hit GROUP BY day, shelf_id)
JOIN shelf ON shelf.id = shelf_id JOIN site ON site.id = site_id
"""
