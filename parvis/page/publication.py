"""When the article was published and changed: declared, marked up, printed near the headline, announced, in the URL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from parvis.page.dates import MAX_DATE, Calendar, Stamp, date_in_url, split_printed
from parvis.page.harvest import Harvest, text_of
from parvis.page.head import Head
from parvis.page.jsonblock import text_in
from parvis.page.jsonld import JsonLd
from parvis.records import Link
from parvis.words import DateQuality

__all__ = ["read_modified", "read_published"]

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "parsely-pub-date", "sailthru.date", "datepublished", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "cxenseparse:articlepublicationdate", "pubdate", "publish-date", "publishdate", "publish_date", "publication_date",
    "publication-date", "article.published", "published_time", "published", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dcterms.date", "dc.date", "dc.date.created", "dcterms.available", "citation_publication_date",
    "citation_online_date", "citation_date", "article:post_date", "article_date_original", "originalpublicationdate",
    "vr:published_time", "bt:pubdate", "ptime", "dcsext.articlefirstpublished", "article:create_at", "release_date",
    "last_published_at", "displaydate", "eomportal-publicationdate", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "article:modified", "datemodified",
    "lastmod", "last-modified", "dcterms.modified", "dc.date.modified", "revised",
)  # fmt: skip
MAX_PRINTED = 200  # characters of an element that is taken for a date line
MAX_LINES = 60
MAX_DATE_LINES = 3


def read_published(
    harvest: Harvest, jsonld: JsonLd, head: Head, *, calendar: Calendar, url: str, link: Link | None
) -> Stamp | None:
    """The first source that holds a date that makes sense."""
    for text in _declared(harvest, jsonld, head):
        if stamp := calendar.declared(text):
            return calendar.localised(stamp) if calendar.zone else _on_printed_day(stamp, harvest, head, calendar)
    if stamp := _printed(harvest, head, calendar):
        return stamp
    if link and link.published_at:
        return Stamp(link.published_at, DateQuality.LINK)
    return date_in_url(url, calendar) or _unplaced(harvest, jsonld, calendar)


def _declared(harvest: Harvest, jsonld: JsonLd, head: Head) -> Iterator[str | None]:
    yield text_in(jsonld.get("datePublished"))
    yield from (value for name in _PUBLISHED for value in islice(harvest.values(name), 2))
    for element in harvest.properties.get("datepublished", ())[:3]:
        yield element.get("content") or element.get("datetime") or text_of(element, limit=MAX_DATE)
    yield text_in(jsonld.get("uploadDate"))
    times = [element for element in head.near if element.tag == "time"]
    yield from (e.get("datetime") for e in times if e.get("pubdate") is not None or "publish" in (e.get("class") or ""))
    yield from (element.get("datetime") for element in times)


def _on_printed_day(stamp: Stamp, harvest: Harvest, head: Head, calendar: Calendar) -> Stamp:
    """Around midnight a moment in UTC lies on another day than the one that readers saw."""
    near = [*(element for element in head.near if element.tag == "time"), *head.dates, *harvest.times[:1]]
    line = next((line for element in near[:MAX_DATE_LINES] if (line := _line(element))), None)
    return calendar.as_printed(stamp, split_printed(line)[0]) if line else stamp


def _printed(harvest: Harvest, head: Head, calendar: Calendar) -> Stamp | None:
    """The first line near the headline with a date; one that says "updated" only when no other has one."""
    lines = [line for element in _lines(harvest, head) if (line := _line(element))]
    parts = [split_printed(line) for line in lines[:MAX_LINES]]
    for text in (*(first for first, _ in parts), *(rest for _, rest in parts)):
        if stamp := calendar.visible(text):
            return stamp
    return None


def _lines(harvest: Harvest, head: Head) -> Iterator[HtmlElement]:
    yield from (element for element in head.near if element.tag == "time")
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
    texts += [text_in(jsonld.get("dateModified")), harvest.meta(*_MODIFIED)]
    return next((stamp for text in texts if (stamp := calendar.declared(text))), None)


def read_modified(harvest: Harvest, jsonld: JsonLd, *, calendar: Calendar, link: Link | None) -> Stamp | None:
    """The last change that the page declares, else the one that its source announced."""
    texts = [
        text_in(jsonld.get("dateModified")),
        *(value for name in _MODIFIED for value in islice(harvest.values(name), 1)),
    ]
    texts += [e.get("content") or e.get("datetime") for e in harvest.properties.get("datemodified", ())[:2]]
    found = next((stamp for text in texts if (stamp := calendar.declared(text))), None)
    return found or (Stamp(link.modified_at, DateQuality.LINK) if link and link.modified_at else None)
