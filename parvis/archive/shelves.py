"""The shelves of the catalogue: which sites, sections, languages, accesses, vendors and years there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

_VALUES = {
    "site": "SELECT name FROM site ORDER BY name",
    "section": "SELECT section FROM shelf GROUP BY 1 ORDER BY sum(articles) DESC, 1",
    "language": "SELECT language FROM shelf GROUP BY 1 ORDER BY sum(articles) DESC, 1",
    "access": "SELECT access FROM shelf GROUP BY 1 ORDER BY sum(articles) DESC, 1",
    "vendor": "SELECT vendor FROM shelf GROUP BY 1 ORDER BY sum(articles) DESC, 1",
}


def held_values(archive: Archive, facet: str) -> list[str]:
    """The values of a facet, the most frequent first; "" is: not known."""
    return [value for (value,) in archive.conn.execute(_VALUES[facet])]
