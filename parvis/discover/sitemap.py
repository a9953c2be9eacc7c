"""Sitemaps: urlset, index, gzip, text, Google News, and a feed used as one.

Which children of an index are worth a request (an index may lead to every article since 1998):

1. Children named after tags, categories, authors, pages, images or videos hold no articles: left out, unless all are.
2. A child's age is its lastmod; where at least half of the children carry a date in their names
   ("sitemap-2026-03.xml", "/2026/03/15/"), the name is believed first, for many programs write a new lastmod into all.
3. Left out is what is more than a year older than the newest child of the index, by this age.
4. News sitemaps first, then the newest; then those without an age in their given order; at most 20.

No clock is asked: of an index that ended in 2010 the end is read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from parvis.discover.feed import read_feed, unique
from parvis.discover.furniture import names_news, names_no_articles
from parvis.discover.guard import SITEMAP_BYTES, SITEMAP_TAGS, as_utf8, guarded_xml, inflate, refuse
from parvis.discover.sniffing import Shape, sniff_shape
from parvis.discover.values import clean_text, read_date
from parvis.errors import SourceError
from parvis.identity import join
from parvis.records import Link
from parvis.words import Kind

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

URLS = 50_000  # the limit of sitemaps.org
CHILDREN = 20
AGE = timedelta(days=366)
ENTRY_TAGS = 20_000  # tags of one <url>: 1,000 images of 10 tags, twice
LINE = 2_048

_REFUSED = {
    Shape.HTML: "is an HTML page; give it as listing",
    Shape.EMPTY: "is empty",
    Shape.UNKNOWN: "is neither a sitemap nor a list of URLs",
}
_CLOSED = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)
_URL_LINE = re.compile(r"^[ \t]*+https?://\S++", re.IGNORECASE | re.MULTILINE)
_NAMED_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(0[1-9]|[12]\d|3[01]))?)?(?!\d)")


def read_sitemap(body: bytes, url: str) -> tuple[Link, ...]:
    """The URLs of a sitemap (articles), or the children of an index that are worth reading (`Kind.SITEMAP`).

    `news_access` is the publisher's own label, lower case ("subscription", "registration"); `modified_at` the lastmod.

    Raises:
        SourceError: not a sitemap, too large (also after inflation), or not readable.
    """
    plain = inflate(body, what="sitemap")
    shape = sniff_shape(plain)
    if shape in _REFUSED:
        raise SourceError(f"the sitemap {_REFUSED[shape]}")
    if shape in {Shape.XML_FEED, Shape.JSON_FEED}:
        return read_feed(plain, url)
    links = _text_links(plain, url) if shape is Shape.TEXT_SITEMAP else _xml_links(plain, url)
    return _chosen(unique(links, limit=URLS))


def newest_children(links: Iterable[Link], *, limit: int = CHILDREN) -> tuple[Link, ...]:
    """The children of an index that are worth a request, best first, by the rule above."""
    children = list(links)
    useful = [link for link in children if not names_no_articles(_name(link.url))] or children
    ages = _ages(useful)
    newest = max((age for age in ages.values() if age), default=None)
    fresh = [link for link in useful if (age := ages[link.url]) is None or newest is None or newest - age <= AGE]
    return tuple(sorted(fresh, key=lambda link: _rank(link, ages[link.url]))[:limit])


def _ages(links: list[Link]) -> dict[str, datetime | None]:
    named = {link.url: _named_end(_name(link.url)) for link in links}
    believed = 2 * sum(1 for date in named.values() if date) >= len(named)
    return {link.url: (believed and named[link.url]) or link.modified_at for link in links}


def _rank(link: Link, age: datetime | None) -> tuple[bool, bool, float]:
    return not names_news(_name(link.url)), age is None, -age.timestamp() if age else 0.0


def _chosen(links: tuple[Link, ...]) -> tuple[Link, ...]:
    children = [link for link in links if link.kind is Kind.SITEMAP]
    articles = [link for link in links if link.kind is Kind.ARTICLE]
    return (*newest_children(children), *articles)


def _name(url: str) -> str:
    return url.split("://", 1)[-1].partition("/")[2].lower()


def _named_end(name: str) -> datetime | None:
    """The end of the day, month or year that a name gives, to within three days."""
    dates = list(_NAMED_DATE.finditer(name))
    if not dates:
        return None
    year, month, day = (int(part) if part else None for part in dates[-1].groups())
    return datetime(year or 1, month or 12, min(day or 28, 28), tzinfo=UTC)


def _text_links(body: bytes, url: str) -> Iterator[Link]:
    text = as_utf8(body).decode("utf-8", errors="replace")
    for found in islice(_URL_LINE.finditer(text), 2 * URLS):
        if len(found[0]) <= LINE and (target := join(url, found[0].strip())):
            yield Link(url=target, found_on=url, found_in=Kind.SITEMAP)


def _xml_links(body: bytes, url: str) -> Iterator[Link]:
    data = guarded_xml(body, what="sitemap", limit=SITEMAP_BYTES, tags=SITEMAP_TAGS)
    try:
        for element in _entries(_whole(data)):
            if link := _entry_link(element, url):
                yield link
    except etree.XMLSyntaxError:
        raise SourceError("the sitemap is not valid XML") from None


def _whole(data: bytes) -> bytes:
    """The document without the entry in which it was torn: half an address is another address."""
    if _CLOSED.search(data, max(0, len(data) - 500)):
        return data
    ends = [at + len(tag) for tag in (b"</url>", b"</sitemap>") if (at := data.rfind(tag)) >= 0]
    return data[: max(ends)] if ends else data


def _entries(data: bytes) -> Iterator[Element]:
    """The finished <url> and <sitemap> elements, one at a time; the tree behind them is let go."""
    held = 0
    for _, element in etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    ):
        held += 1
        if held > ENTRY_TAGS:
            refuse("sitemap", f"has an entry of more than {ENTRY_TAGS:,} tags")
        if _local(element) in {"url", "sitemap"}:
            yield element
        elif (parent := element.getparent()) is None or parent.getparent() is not None:
            continue
        _let_go(element)
        held = 0


def _let_go(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _entry_link(element: Element, url: str) -> Link | None:
    told = _told(element)
    target = join(url, told["loc"]) if told.get("loc") else None
    if target is None:
        return None
    index = _local(element) == "sitemap"
    return Link(
        url=target,
        kind=Kind.SITEMAP if index else Kind.ARTICLE,
        title=clean_text(told.get("news.title")),
        published_at=read_date(told.get("news.publication_date")),
        modified_at=read_date(told.get("lastmod")),
        news_access=(clean_text(told.get("news.access"), limit=40) or "").lower() or None,
        found_on=url,
        found_in=Kind.SITEMAP,
    )


def _told(element: Element) -> dict[str, str]:
    """What an entry says: loc and lastmod, and the children of <news:news> as "news.title" and so on."""
    told: dict[str, str] = {}
    for child in element:
        if (name := _local(child)) == "news":
            for detail in child:
                told.setdefault(f"news.{_local(detail)}", (detail.text or "").strip())
        else:
            told.setdefault(name, (child.text or "").strip())
    return told
