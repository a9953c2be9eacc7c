"""Where the demo press announces its articles: RSS, Atom, JSON Feed, and sitemaps with and without Google News."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from email.utils import format_datetime
from html import escape

from parvis.demo.draft import Paper
from parvis.demo.story import Story
from parvis.words import Access

HTML, XML, JSON, GZIP, TEXT, CSS, SVG = (
    "text/html; charset=utf-8",
    "application/xml; charset=utf-8",
    "application/feed+json",
    "application/gzip",
    "text/plain; charset=utf-8",
    "text/css",
    "image/svg+xml",
)
FEED_LENGTH = 30

_NEWS_ACCESS = {Access.LOCKED: "Subscription", Access.REGISTRATION: "Registration"}


def sources_of(issue: Sequence[Story]) -> Mapping[str, tuple[str, bytes]]:
    """Path -> (content type, body) of everything that announces a paper's articles."""
    about, newest = issue[0].paper, issue[:FEED_LENGTH]
    if about.name == "courrier":
        return {"/feed/": (XML, _rss(newest)), "/sitemap.xml": (XML, _urlset(issue))}
    if about.name == "harbour":
        return {"/atom.xml": (XML, _atom(newest)), "/news-sitemap.xml": (XML, _news_urlset(issue))}
    child = gzip.compress(_urlset(issue), mtime=0)
    return {
        "/feed.json": (JSON, _json_feed(newest)),
        "/sitemap.xml": (XML, _index(about.home + "sitemap-2026-03.xml.gz")),
        "/sitemap-2026-03.xml.gz": (GZIP, child),
    }


def robots_of(about: Paper, sitemap: str) -> bytes:
    return f"User-agent: *\nDisallow: /intern/\n\nSitemap: {about.home}{sitemap}\n".encode()


def _rss(issue: Sequence[Story]) -> bytes:
    about = issue[0].paper
    items = "".join(
        f"<item><title>{escape(item.headline)}</title><link>{item.url}</link><guid>{item.url}</guid>"
        f"<category>{escape(item.section)}</category><pubDate>{format_datetime(item.published_at)}</pubDate>"
        f"<description>{escape(item.standfirst)}</description></item>"
        for item in issue
    )
    head = (
        f"<title>{escape(about.title)}</title><link>{about.home}</link><description>{escape(about.title)}</description>"
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _atom(issue: Sequence[Story]) -> bytes:
    about = issue[0].paper
    entries = "".join(
        f'<entry><title>{escape(item.headline)}</title><link href="{item.path}"/><id>{item.url}</id>'
        f"<published>{item.published_at.isoformat()}</published><updated>{item.modified_at.isoformat()}</updated>"
        f"<summary>{escape(item.standfirst)}</summary></entry>"
        for item in issue
    )
    head = f'<title>{escape(about.title)}</title><id>{about.home}</id><link href="{about.home}"/>'
    updated = f"<updated>{max(item.modified_at for item in issue).isoformat()}</updated>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="{about.home}">'
        f"{head}{updated}{entries}</feed>"
    ).encode()


def _json_feed(issue: Sequence[Story]) -> bytes:
    about = issue[0].paper
    items = [
        {
            "id": item.url,
            "url": item.url,
            "title": item.headline,
            "summary": item.standfirst,
            "date_published": item.published_at.isoformat(),
            "tags": [item.section],
        }
        for item in issue
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": about.home,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False).encode()


_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def _urlset(issue: Sequence[Story]) -> bytes:
    urls = "".join(
        f"<url><loc>{item.url}</loc><lastmod>{item.modified_at.date().isoformat()}</lastmod></url>" for item in issue
    )
    return f'<?xml version="1.0" encoding="utf-8"?><urlset {_SITEMAP}>{urls}</urlset>'.encode()


def _news_urlset(issue: Sequence[Story]) -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><urlset {_SITEMAP} {_NEWS}>'
        + "".join(_news_url(item) for item in issue)
        + "</urlset>"
    ).encode()


def _news_url(item: Story) -> str:
    label = _NEWS_ACCESS.get(item.access)
    access = f"<news:access>{label}</news:access>" if label else ""
    return (
        f"<url><loc>{item.url}</loc><news:news><news:publication><news:name>{escape(item.paper.title)}</news:name>"
        f"<news:language>en</news:language></news:publication>{access}"
        f"<news:publication_date>{item.published_at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(item.headline)}</news:title></news:news></url>"
    )


def _index(child: str) -> bytes:
    inner = f"<sitemap><loc>{child}</loc></sitemap>"
    return f'<?xml version="1.0" encoding="utf-8"?><sitemapindex {_SITEMAP}>{inner}</sitemapindex>'.encode()
