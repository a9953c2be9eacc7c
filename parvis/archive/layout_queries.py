"""Which structures a site's pages and walls have, since when, and how many pages each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from parvis.archive.layouts import families
from parvis.archive.values import as_json

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFamily:
    """Layouts of a site that differ little. A page is a look that showed one, so an article has several."""

    site: str
    digest: str  # of the oldest, which names the family
    pages: int
    articles: int
    first_seen_at: datetime
    last_seen_at: datetime
    access: Mapping[str, int]  # pages by verdict
    layouts: tuple[str, ...]  # the digests of all, the oldest first
    skeleton: str = field(repr=False)  # of the oldest


@dataclass(frozen=True, slots=True, kw_only=True)
class WallPlace:
    """A wall at one site."""

    site: str
    pages: int
    articles: int
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A structure of a wall, and where it stands."""

    digest: str
    pages: int
    places: tuple[WallPlace, ...]  # the first to have it first
    skeleton: str = field(repr=False)


def site_names(archive: Archive) -> tuple[str, ...]:
    return tuple(name for (name,) in archive.conn.execute("SELECT name FROM site ORDER BY name"))


def layout_families(archive: Archive, site: str | None = None) -> tuple[LayoutFamily, ...]:
    """The families of one site or of all, by site and then the one with the most pages first."""
    with archive.reading():
        names = [name for name in site_names(archive) if site in (None, name)]
        return tuple(family for name in names for family in _of_site(archive, name))


def _of_site(archive: Archive, site: str) -> list[LayoutFamily]:
    conn = archive.conn
    site_id = conn.execute("SELECT id FROM site WHERE name = ?", (site,)).fetchone()[0]
    family_of = families(conn, site_id)
    digests = dict(conn.execute("SELECT id, digest FROM layout WHERE site_id = ?", (site_id,)).fetchall())
    members: dict[int, list[str]] = defaultdict(list)
    access: dict[int, dict[str, int]] = defaultdict(dict)
    for layout, family in family_of.items():
        members[family].append(digests[layout])
    for family, state, pages in conn.execute(_ACCESS, (as_json(family_of),)):
        access[family][state] = pages
    found = [
        LayoutFamily(
            site=site,
            digest=digests[family],
            pages=sum(access[family].values()),
            articles=articles,
            first_seen_at=datetime.fromisoformat(first),
            last_seen_at=datetime.fromisoformat(last),
            access=access[family],
            layouts=tuple(members[family]),
            skeleton=skeleton,
        )
        for family, skeleton, articles, first, last in conn.execute(_SEEN, (as_json(family_of),))
    ]
    return sorted(found, key=lambda family: (-family.pages, family.digest))


# Both are given the family of each layout, as an object.
_SEEN = """
SELECT family.value, layout.skeleton, count(DISTINCT article_id), min(at), max(at)
FROM json_each(?) AS family
JOIN observation ON observation.layout_id = family.key
JOIN layout ON layout.id = family.value
GROUP BY family.value
"""
_ACCESS = """
SELECT family.value, version.access, count(*)
FROM json_each(?) AS family
JOIN observation ON observation.layout_id = family.key
JOIN version ON version.id = observation.version_id
GROUP BY family.value, version.access ORDER BY family.value, count(*) DESC, version.access
"""


def walls(archive: Archive, site: str | None = None) -> tuple[Wall, ...]:
    """The structures of walls, of one site or of all, with every site that has them; the most seen first."""
    rows = archive.conn.execute(
        """
        SELECT digest, skeleton, site, pages, articles, first_seen_at, last_seen_at FROM wall_layouts
        ORDER BY digest, first_seen_at, site
        """
    ).fetchall()
    found = [_wall(list(group)) for _, group in groupby(rows, key=itemgetter(0))]
    wanted = [wall for wall in found if site is None or site in {place.site for place in wall.places}]
    return tuple(sorted(wanted, key=lambda wall: (-wall.pages, wall.digest)))


def _wall(rows: Sequence[tuple[Any, ...]]) -> Wall:
    """A wall from its row of each site."""
    places = tuple(
        WallPlace(
            site=site,
            pages=pages,
            articles=articles,
            first_seen_at=datetime.fromisoformat(first),
            last_seen_at=datetime.fromisoformat(last),
        )
        for _, _, site, pages, articles, first, last in rows
    )
    return Wall(digest=rows[0][0], pages=sum(place.pages for place in places), places=places, skeleton=rows[0][1])
