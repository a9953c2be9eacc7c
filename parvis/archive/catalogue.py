"""The catalogue: a narrow row for each article that may be found, by which it is searched, counted and grouped.

Triggers keep it in the transaction that stores (m0013, docs/adr/0023); here it is drawn anew where they were passed by.
"""

from __future__ import annotations

import sqlite3


def draw_anew(conn: sqlite3.Connection) -> None:
    """Fills an empty catalogue, and with it shelves, tally and search, inside the caller's transaction."""
    conn.execute("INSERT INTO version_fts (version_fts) VALUES ('rebuild')")  # as empty as what it is drawn from
    for statement in _FILL:
        conn.execute(statement)


_FILL = (
    """
    INSERT INTO shelf (site_id, year, section, language, access, vendor)
    SELECT DISTINCT site_id, year, section, language, access, vendor FROM findable
    """,
    """
    INSERT INTO catalogue (version_id, article_id, day, shelf_id)
    SELECT version_id, article_id, day, shelf.id
    FROM findable JOIN shelf USING (site_id, year, section, language, access, vendor)
    """,
)
