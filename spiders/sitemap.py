"""The spider `sitemap`: what the sitemaps of a site name, with the dates and access labels of news sitemaps."""

from __future__ import annotations

from typing import ClassVar

from parvis.words import Kind
from spiders.site import SiteSpider


class SitemapSpider(SiteSpider):
    name = "sitemap"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.SITEMAP, Kind.ARTICLE})
