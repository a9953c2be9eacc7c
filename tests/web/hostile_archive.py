"""An archive all of whose texts are hostile, each vector in every field of an article."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from parvis.records import Page
from parvis.words import Access, Role
from tests.archives import BASE, open_desk
from tests.pages import block, day, make_page
from tests.web.vectors import VECTORS

__all__ = ["make_hostile_archive"]


def make_hostile_archive(path: Path) -> Path:
    desk = open_desk(path)
    desk.store([_page(number, vector) for number, vector in enumerate(VECTORS)])
    desk.store([_page(number, vector[::-1] + vector) for number, vector in enumerate(VECTORS[:40])], at=day(2))
    desk.archive.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for number, vector in enumerate(
            VECTORS
        ):  # what the crawl would refuse to take for a URL, a site's name, a vendor
            found = {"url": vector, "old": f"{BASE}{number}"}
            conn.execute(
                "UPDATE article SET url = :url, syndicated_from = :url WHERE key LIKE '%/news/' || :n",
                {**found, "n": number},
            )
        conn.execute("UPDATE article_url SET url = (SELECT url FROM article WHERE id = article_id)")
        conn.execute(
            "UPDATE version SET wall_text = headline, vendor = headline, mechanism = headline, language = headline"
        )
        conn.execute(_EVIDENCE)
        conn.execute("UPDATE site SET title = ?", (VECTORS[0],))
        conn.execute("UPDATE crawl SET reason = ?, version = ?", (VECTORS[1], VECTORS[2]))
        conn.execute("UPDATE fetch SET robots_verdict = ?", (VECTORS[3],))
    return path


_EVIDENCE = """
UPDATE version SET evidence = json_array(
    json_object('signal', headline, 'where', headline, 'value', headline, 'weight', 1.0)
)
"""


def _page(number: int, vector: str) -> Page:
    page = make_page(
        f"{BASE}{number}",
        f"{vector} is what the first line says to whoever reads it.",
        headline=vector,
        access=Access.LOCKED,
        extra=[block(Role.LOGIN, vector), block(Role.RELATED, vector), block(Role.WALL, vector)],
    )
    about = replace(
        page.metadata, authors=(vector,), section=vector, sections=(vector,), standfirst=vector, description=vector
    )
    return replace(page, metadata=about)
