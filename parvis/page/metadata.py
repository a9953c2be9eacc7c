"""What a page says about itself: JSON-LD, meta elements, microdata, then the visible head of the article.

Nothing of an article's body is read here: jsonld.py drops it while loading. Never raises, whatever the tree.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parvis.identity import join
from parvis.page.authors import read_authors
from parvis.page.dates import Calendar
from parvis.page.datewords import written_language
from parvis.page.document import Document
from parvis.page.factline import Facts, completed
from parvis.page.filing import read_sections, read_tags
from parvis.page.harvest import Harvest, gather, one_line, without_tags
from parvis.page.head import read_head
from parvis.page.headline import page_title, read_headline
from parvis.page.jsonblock import text_in, truth, url_in
from parvis.page.jsonld import JsonLd, bare_url, read_jsonld
from parvis.page.language import read_language
from parvis.page.microdata import Microdata, read_microdata
from parvis.page.named import NOTHING, Named
from parvis.page.names import fold
from parvis.page.publication import quality_without_date, read_modified, read_published
from parvis.page.standfirst import read_standfirst
from parvis.page.visibility import Visibility, read_visibility
from parvis.records import Declared, Link, Metadata

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["read_metadata"]

MAX_DESCRIPTION = 1_000  # characters; the longest that is a description and no article has 600
_TIERS = frozenset({"free", "metered", "locked"})
_PUBLISHERS = ("dc.publisher", "dcterms.publisher", "publisher", "citation_publisher", "application-name")


def read_metadata(
    document: Document,
    *,
    link: Link | None = None,
    site: Site | None = None,
    not_after: datetime | None = None,
    visibility: Visibility | None = None,
    named: Named = NOTHING,
) -> Metadata:
    """Every field from the best source that has it; what `named` holds comes first.

    `not_after`: when the page was fetched; a date more than two days past it is wrong.
    `visibility` is read where it is not given.
    """
    harvest = gather(document.markup)
    claimed = _claimed(harvest, document)
    same_page = frozenset(bare_url(url) for url in (document.url, *(url for _, url in claimed)))
    jsonld = read_jsonld(harvest.scripts, same_page=same_page, title=harvest.meta("og:title") or page_title(harvest))
    about = _about(document, harvest, jsonld, site=site, link=link, claimed=claimed)
    known = _site_names(harvest, jsonld, document, site)
    headline = named.read_headline() or read_headline(harvest, jsonld, known=known)
    head = read_head(document.root, headline.element)
    spoken = written_language(about.language, _host(document.url))
    calendar = Calendar(language=spoken, zone=site.timezone if site else None, not_after=not_after)
    published = named.read_published(calendar) or read_published(
        harvest, jsonld, head, calendar=calendar, url=document.url, link=link
    )
    modified = read_modified(harvest, jsonld, calendar=calendar, link=link)
    standfirst = read_standfirst(
        document.markup,
        head,
        headline=headline.text,
        description=about.description,
        withheld=(*about.withheld_selectors, *(site.withheld if site else ())),
        hidden=(read_visibility(document) if visibility is None else visibility).hidden,
    )
    authors = named.read_authors(known) or read_authors(harvest, jsonld, head, known=known)
    declared = Facts(authors=authors, sections=about.sections)
    facts = completed(declared, head, heading=headline.element, known=known)
    return replace(
        about,
        headline=headline.text or (link.title if link else None),
        standfirst=standfirst,
        authors=facts.authors,
        section=facts.sections[0] if facts.sections else None,
        sections=facts.sections,
        published_at=published.at if published else None,
        modified_at=modified.at if modified else None,
        date_quality=published.quality if published else quality_without_date(harvest, jsonld, head, calendar=calendar),
    )


def _about(
    document: Document,
    harvest: Harvest,
    jsonld: JsonLd,
    *,
    site: Site | None,
    link: Link | None,
    claimed: tuple[tuple[str, str], ...],
) -> Metadata:
    """What needs no look at the article's head."""
    own_url = _absolute(url_in(jsonld.get("url")) or url_in(jsonld.get("mainEntityOfPage")), document)
    microdata = read_microdata(harvest)
    return Metadata(
        canonical_url=claimed[0][1] if claimed else None,
        claimed_urls=(*claimed, ("jsonld", own_url)) if own_url else claimed,
        language=_language(document, harvest, jsonld, site),
        description=_description(harvest),
        sections=read_sections(harvest, jsonld),
        tags=read_tags(harvest, jsonld),
        publisher=_publisher(harvest, jsonld),
        image_url=_image(harvest, jsonld, document),
        declared_words=_word_count(jsonld),
        license=_license(jsonld, document),
        is_article=_is_article(harvest, jsonld),
        declared=_declared(harvest, jsonld, microdata, link),
        withheld_selectors=tuple(dict.fromkeys((*jsonld.withheld, *microdata.withheld))),
        open_selectors=tuple(dict.fromkeys((*jsonld.open, *microdata.open))),
    )


def _license(jsonld: JsonLd, document: Document) -> str | None:
    """A licence in words ("All rights reserved") is no URL."""
    url = url_in(jsonld.get("license"))
    return _absolute(url, document) if url and url.lower().startswith(("https://", "http://")) else None


def _absolute(url: str | None, document: Document) -> str | None:
    """None for what is no http(s) URL."""
    return _joined(document.base_url, url) if url else None


_joined = lru_cache(maxsize=64)(join)  # most pages name one URL in many places


def _claimed(harvest: Harvest, document: Document) -> tuple[tuple[str, str], ...]:
    canonical = next(iter(harvest.links.get("canonical", ())), None)
    found = (("canonical", _absolute(canonical, document)), ("og:url", _absolute(harvest.meta("og:url"), document)))
    return tuple((source, url) for source, url in found if url)


def _site_names(harvest: Harvest, jsonld: JsonLd, document: Document, site: Site | None) -> frozenset[str]:
    """Folded names of the site: what is neither a headline nor an author."""
    host = _host(document.url)
    names = [
        *jsonld.site_names,
        harvest.meta("og:site_name", "application-name", "apple-mobile-web-app-title") or "",
        host,
    ]
    names += [host.rpartition(".")[0], (harvest.meta("twitter:site") or "").lstrip("@")]
    names += [site.name, site.title] if site else []
    titles = {
        fold(title) for title in (harvest.meta("og:title"), jsonld.text("headline"), page_title(harvest)) if title
    }
    return frozenset(folded for name in names if len(folded := fold(name)) > 1 and folded not in titles)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _language(document: Document, harvest: Harvest, jsonld: JsonLd, site: Site | None) -> str | None:
    declared = (
        document.root.get("lang"),
        document.root.get("xml:lang"),
        text_in(jsonld.get("inLanguage")),
        harvest.meta("og:locale", "content-language", "language", "dc.language"),
        site.language if site else None,
    )
    return read_language(declared, jsonld.text("headline") or harvest.meta("og:title") or page_title(harvest) or "")


def _description(harvest: Harvest) -> str | None:
    text = harvest.meta("description", "og:description", "twitter:description")
    return one_line(without_tags(text), limit=MAX_DESCRIPTION) or None if text else None


def _publisher(harvest: Harvest, jsonld: JsonLd) -> str | None:
    publishers = (text_in(item) for item in jsonld.resolve(jsonld.get("publisher")))
    named = next((name for name in publishers if name and "://" not in name), None)
    return named or harvest.meta("og:site_name", *_PUBLISHERS) or next(iter(jsonld.site_names), None)


def _image(harvest: Harvest, jsonld: JsonLd, document: Document) -> str | None:
    declared = (harvest.meta("og:image", "og:image:url", "twitter:image"), url_in(jsonld.resolve(jsonld.get("image"))))
    return next((url for value in declared if (url := _absolute(value, document))), None)


def _declared(harvest: Harvest, jsonld: JsonLd, microdata: Microdata, link: Link | None) -> Declared:
    tier = (
        harvest.meta("article:content_tier", "og:article:content_tier", "article:content-tier", "article_content_tier")
        or ""
    ).lower()
    frees = (jsonld.free(), microdata.free, truth(harvest.meta("subscriptions-accessible-for-free")))
    return Declared(
        accessible_for_free=next((free for free in frees if free is not None), None),
        content_tier=tier if tier in _TIERS else None,
        news_access=link.news_access if link else None,
    )


def _word_count(jsonld: JsonLd) -> int | None:
    text = jsonld.text("wordCount")
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 6 else None


def _is_article(harvest: Harvest, jsonld: JsonLd) -> bool | None:
    """None: the page does not say."""
    kind = (harvest.meta("og:type") or "").lower()
    if jsonld.is_article or "article" in kind:
        return True
    return False if kind in ("website", "profile", "video.other", "book") else None
