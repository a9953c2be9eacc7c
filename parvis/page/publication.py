"""When the article was published and changed: declared, marked up, printed near the headline, announced, in the URL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from parvis.page.dates import MAX_DATE, Calendar, Stamp, date_in_url
from parvis.page.datewords import split_printed
from parvis.page.harvest import Harvest, text_of
from parvis.page.head import Head
from parvis.page.jsonblock import text_in
from parvis.page.jsonld import JsonLd
from parvis.records import Link
from parvis.words import DateQuality

__all__ = ["quality_without_date", "read_modified", "read_published"]

# Names that say "published" and are written for readers of the page.
_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "parsely-pub-date", "sailthru.date", "datepublished", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "cxenseparse:articlepublicationdate", "pubdate", "pub_date", "publish-date", "publishdate", "publish_date",
    "publication_date", "publication-date", "article.published", "published_time", "published", "dc.date.issued",
    "dcterms.issued", "citation_publication_date", "citation_online_date", "article:post_date", "article_date_original",
    "originalpublicationdate",
)  # fmt: skip
# Names that may speak of the record, the first draft or the issue: what is shown at the headline goes before them.
_DATED = (
    "vr:published_time", "bt:pubdate", "ptime", "article:create_at", "release_date", "date", "dc.date", "dcterms.date",
    "dc.date.created", "dcterms.created", "dcterms.available", "citation_date", "dcsext.articlefirstpublished",
    "last_published_at", "displaydate", "eomportal-publicationdate",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "article:modified", "datemodified",
    "lastmod", "last-modified", "dcterms.modified", "dc.date.modified", "revised",
)  # fmt: skip
MAX_PRINTED = 200  # characters of an element that is taken for a date line
MAX_LINES = 60
MAX_DATE_LINES = 3
MAX_SHORT = 32  # characters of a line that holds a date and little else


def read_published(
    harvest: Harvest, jsonld: JsonLd, head: Head, *, calendar: Calendar, url: str, link: Link | None
) -> Stamp | None:
    """The first source that holds a date that makes sense."""
    if stamp := _first(_declared(harvest, jsonld, head), calendar):
        return calendar.localised(stamp) if calendar.zone else _on_printed_day(stamp, harvest, head, calendar)
    if stamp := _shown(head, calendar) or _first(_dated(harvest, jsonld), calendar):
        return calendar.localised(stamp)
    if stamp := _printed(harvest, head, calendar):
        return stamp
    if link and link.published_at:
        return Stamp(link.published_at, DateQuality.LINK)
    return date_in_url(url, calendar) or _unplaced(harvest, jsonld, calendar)


def quality_without_date(harvest: Harvest, jsonld: JsonLd, head: Head, *, calendar: Calendar) -> DateQuality:
    """Why there is no date: none is given, or those that are given cannot be."""
    given = (*_declared(harvest, jsonld, head), *_dated(harvest, jsonld))
    return DateQuality.IMPOSSIBLE if any(map(calendar.is_impossible, given)) else DateQuality.UNKNOWN


def _first(texts: Iterable[str | None], calendar: Calendar) -> Stamp | None:
    return next((stamp for text in texts if (stamp := calendar.declared(text))), None)


def _declared(harvest: Harvest, jsonld: JsonLd, head: Head) -> Iterator[str | None]:
    yield text_in(jsonld.get("datePublished"))
    yield from _values(harvest, _PUBLISHED)
    for element in harvest.properties.get("datepublished", ())[:3]:
        yield element.get("content") or element.get("datetime") or text_of(element, limit=MAX_DATE)
    for e in head.times:
        if e.get("pubdate") is not None or "publish" in (e.get("class") or ""):
            yield e.get("datetime")
    yield from (element.get("datetime") for element in head.times)


def _dated(harvest: Harvest, jsonld: JsonLd) -> Iterator[str | None]:
    yield from _values(harvest, _DATED)
    yield text_in(jsonld.get("uploadDate"))


def _values(harvest: Harvest, names: Iterable[str]) -> Iterator[str]:
    return (value for name in names if name in harvest.metas for value in islice(harvest.values(name), 2))


def _shown(head: Head, calendar: Calendar) -> Stamp | None:
    """A date that stands alone beside the headline."""
    for element in head.beside:
        line = _line(element)
        if line and len(line) <= MAX_SHORT and (stamp := calendar.visible(split_printed(line)[0])):
            return stamp
    return None


def _on_printed_day(stamp: Stamp, harvest: Harvest, head: Head, calendar: Calendar) -> Stamp:
    """Around midnight a moment in UTC lies on another day than the one that readers saw."""
    if not calendar.may_shift(stamp):
        return stamp
    near = [*head.times, *head.dates, *harvest.times[:1]]
    line = next((line for element in near[:MAX_DATE_LINES] if (line := _clocked(element))), None)
    return calendar.as_printed(stamp, split_printed(line)[0]) if line else stamp


def _clocked(element: HtmlElement) -> str | None:
    """The line of a date; where the time of day stands in an element beside it, both."""
    line, around = _line(element), element.getparent()
    if line is None or around is None or ":" in line:
        return line
    both = text_of(around, limit=MAX_DATE + 1)
    return both if len(both) <= MAX_DATE else line


def _printed(harvest: Harvest, head: Head, calendar: Calendar) -> Stamp | None:
    """The first line near the headline with a date; one that says "updated" only when no other has one."""
    lines = [line for element in _lines(harvest, head) if (line := _line(element))]
    parts = [split_printed(line) for line in lines[:MAX_LINES]]
    for text in (*(first for first, _ in parts), *(rest for _, rest in parts)):
        if stamp := calendar.visible(text):
            return stamp
    return None


def _lines(harvest: Harvest, head: Head) -> Iterator[HtmlElement]:
    yield from head.times
    yield from head.dates
    yield from head.bylines
    yield from head.near
    yield from harvest.times[:3]


def _line(element: HtmlElement) -> str | None:
    own = text_of(element, limit=MAX_PRINTED + 1)
    return own if len(own) <= MAX_PRINTED and any(map(str.isdigit, own)) else None


def _unplaced(harvest: Harvest, jsonld: JsonLd, calendar: Calendar) -> Stamp | None:
    """Dates that are somewhere, when nothing better is there."""
    texts = [text_in(jsonld.get("dateCreated")), *(element.get("datetime") for element in harvest.times[:3])]
    return _first([*texts, text_in(jsonld.get("dateModified")), harvest.meta(*_MODIFIED)], calendar)


def read_modified(harvest: Harvest, jsonld: JsonLd, *, calendar: Calendar, link: Link | None) -> Stamp | None:
    """The last change that the page declares, else the one that its source announced."""
    marked = [e.get("content") or e.get("datetime") for e in harvest.properties.get("datemodified", ())[:2]]
    found = _first([text_in(jsonld.get("dateModified")), *_values(harvest, _MODIFIED), *marked], calendar)
    return found or (Stamp(link.modified_at, DateQuality.LINK) if link and link.modified_at else None)
