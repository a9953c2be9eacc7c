"""The rows of sites: what the last crawl knew of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from parvis.errors import ArchiveMismatch
from parvis.sites import Site


def add_sites(conn: sqlite3.Connection, sites: Sequence[Site]) -> list[int]:
    """The row of each site, made where it is new, and brought up to date where its definition has changed."""
    return [_add_site(conn, site) for site in sites]


def _add_site(conn: sqlite3.Connection, site: Site) -> int:
    row = (site.title, site.home, site.language, site.teaser_max_words)
    known = conn.execute(
        "SELECT id, title, home, language, teaser_max_words FROM site WHERE name = ?", (site.name,)
    ).fetchone()
    if known is None:
        added = conn.execute(
            "INSERT INTO site (title, home, language, teaser_max_words, name, demo) VALUES (?, ?, ?, ?, ?, ?)",
            (*row, site.name, int(site.demo)),
        )
        return int(added.lastrowid or 0)
    if known[1:] != row:
        conn.execute(
            "UPDATE site SET title = ?, home = ?, language = ?, teaser_max_words = ? WHERE id = ?", (*row, known[0])
        )
    return int(known[0])


def refuse_mixing(conn: sqlite3.Connection, sites: Sequence[Site], path: Path) -> None:
    """Demo and real sites never share an archive. Raises ArchiveMismatch with the remedy."""
    held = {bool(row[0]) for row in conn.execute("SELECT DISTINCT demo FROM site")}
    if len(held | {site.demo for site in sites}) > 1:
        what = "the demo's newspapers" if True in held else "real sites"
        raise ArchiveMismatch(
            f"{path} holds {what}, and the demo and real sites never share an archive; "
            f"name another one: parvis --db other.db ..., or remove this one"
        )
