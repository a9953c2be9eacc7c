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


def layout_families(archive: Archive, site: str | None = None) -> tuple[LayoutFamily, ...]:
    """The families of one site or of all, by site and then the one with the most pages first."""
    conn = archive.conn
    with archive.reading():
        sites = conn.execute("SELECT id FROM site WHERE name = coalesce(?, name)", (site,)).fetchall()
        family_of = {layout: family for (site_id,) in sites for layout, family in families(conn, site_id).items()}
        known = as_json(family_of)
        access: dict[int, dict[str, int]] = defaultdict(dict)
        for family, state, pages in conn.execute(_ACCESS, (known,)):
            access[family][state] = pages
        layouts: dict[int, list[str]] = defaultdict(list)
        for family, digest in conn.execute(_LAYOUTS, (known,)):
            layouts[family].append(digest)
        found = [
            LayoutFamily(
                site=name,
                digest=digest,
                pages=sum(access[family].values()),
                articles=articles,
                first_seen_at=datetime.fromisoformat(first),
                last_seen_at=datetime.fromisoformat(last),
                access=access[family],
                layouts=tuple(layouts[family]),
                skeleton=skeleton,
            )
            for family, name, digest, skeleton, articles, first, last in conn.execute(_SEEN, (known,))
        ]
    return tuple(sorted(found, key=lambda family: (family.site, -family.pages, family.digest)))


# Each is given the family of each layout, as an object, and reads the looks once.
_FAMILY = "WITH family (layout_id, id) AS MATERIALIZED (SELECT CAST(key AS INTEGER), value FROM json_each(?))\n"
_LAYOUTS = (
    _FAMILY
    + """
SELECT family.id, layout.digest FROM family JOIN layout ON layout.id = family.layout_id
ORDER BY layout.first_seen_at, layout.digest
"""
)
_SEEN = (
    _FAMILY
    + """
SELECT family.id, site.name, layout.digest, layout.skeleton, count(DISTINCT article_id), min(at), max(at)
FROM observation
CROSS JOIN family ON family.layout_id = observation.layout_id
JOIN layout ON layout.id = family.id
JOIN site ON site.id = layout.site_id
GROUP BY family.id
"""
)
_ACCESS = (
    _FAMILY
    + """
SELECT family.id, version.access, count(*)
FROM observation
CROSS JOIN family ON family.layout_id = observation.layout_id
CROSS JOIN version ON version.id = observation.version_id
GROUP BY family.id, version.access ORDER BY family.id, count(*) DESC, version.access
"""
)


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
