"""The page of an article, of one of its versions, and of a text that its site repeats; an article as a citation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parvis.archive import Archive
from parvis.archive.anatomies import parts_of
from parvis.archive.boilerplate import verdict_of
from parvis.archive.forgotten import find_tombstone
from parvis.archive.looks import origins_of
from parvis.archive.reading import ArticleRecord, article
from parvis.errors import NothingFound
from parvis.records import plain
from parvis.research.changes import differences
from parvis.research.citation import FORMATS, Citation, as_line, cite, pwid
from parvis.web.drawing import Band, bands_of
from parvis.web.leaf import Asked, Download, Leaf, Moved

__all__ = ["article_page", "block_page", "citation_file"]

REPEATED_BY = 3  # articles at which the ledger stops to count


def article_page(archive: Archive, asked: Asked) -> Leaf | Moved:
    """One article by one of its versions, the latest if none is named; 410 for one that was removed by request."""
    with archive.reading():
        number = asked.number("id")
        record = article(archive, number) if number is not None else None
        if record is None or not record.versions:
            return _gone(archive, asked.parts["id"])
        if record.id != number:
            return Moved(path=f"/a/{record.id}")
        place = asked.number("version") or len(record.versions)
        if not 1 <= place <= len(record.versions):
            raise NothingFound(f"article {record.id} has {len(record.versions)} versions; there is no {place}")
        data = record.versions[place - 1].data
        bands = bands_of(parts_of(archive.conn, data["anatomy_id"]))
        looks = origins_of(archive.conn, record.id)
    citation = cite(record, archive=archive.path.stem, version=place)
    shown = {
        "record": record,
        "place": place,
        "version": record.versions[place - 1],
        "now": data,
        "bands": bands,
        "words": _words(bands),
        "changes": differences(record)[::-1],
        "looks": looks,
        "citation": citation,
        "line": as_line(citation),
        "pwid": pwid(citation),
        "enough": REPEATED_BY,
    }
    return Leaf(template="article.html", shown=shown, document=_document(record, place, bands, citation, looks))


def _gone(archive: Archive, key: str) -> Leaf:
    tombstone = find_tombstone(archive, key)
    if tombstone is None:
        raise NothingFound(f"the archive has no article {key}")
    document = {"gone": True, "at": tombstone.at and tombstone.at.isoformat(), "reason": tombstone.reason}
    return Leaf(template="gone.html", shown={"tombstone": tombstone}, document=document, status=410)


def _words(bands: Sequence[Band]) -> dict[str, int]:
    """Words of the page by what became of them; together they are all of its words."""
    return {
        "all": sum(band.words for band in bands),
        "removed": sum(band.words for band in bands if band.removed),
        "withheld": sum(band.words for band in bands if band.role == "withheld"),
    }


def _document(
    record: ArticleRecord, place: int, bands: Sequence[Band], citation: Citation, looks: Sequence[Any]
) -> dict[str, Any]:
    return {
        **plain(record),
        "version": place,
        "anatomy": [
            {"role": band.role, "removed": band.removed, "words": band.words, "blocks": len(band.parts)}
            for band in bands
        ],
        "changes": [plain(change) for change in differences(record)],
        "looks": [look._asdict() for look in looks],
        "cite": {"line": as_line(citation), "pwid": pwid(citation)},
    }


def block_page(archive: Archive, asked: Asked) -> Leaf:
    """Why the ledger takes a text for boilerplate, or for content."""
    number = asked.number("id")
    verdict = verdict_of(archive, number) if number is not None else None
    if verdict is None:
        raise NothingFound(f"the archive has no block {asked.parts['id']}")
    return Leaf(template="block.html", shown={"verdict": verdict}, document=plain(verdict))


_SUFFIXES = {"bib": "bibtex", "ris": "ris", "csl.json": "csl", "pwid": "pwid", "txt": "text"}
_TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


def citation_file(archive: Archive, asked: Asked) -> Download:
    number, suffix = asked.number("id"), asked.parts["suffix"]
    record = article(archive, number) if number is not None else None
    if record is None or not record.versions:
        raise NothingFound(f"the archive has no article {asked.parts['id']}")
    try:
        citation = cite(record, archive=archive.path.stem, version=asked.number("version"))
    except IndexError:
        raise NothingFound(f"article {record.id} has no such version") from None
    return Download(
        name=f"{citation.key}.{suffix}",
        content_type=f"{_TYPES.get(suffix, 'text/plain')}; charset=utf-8",
        body=FORMATS[_SUFFIXES[suffix]](citation).encode(),
    )
