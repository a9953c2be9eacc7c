"""The spider `feed`: what the RSS, Atom and JSON feeds of a site name."""

from __future__ import annotations

from typing import ClassVar

from parvis.words import Kind
from spiders.site import SiteSpider


class FeedSpider(SiteSpider):
    name = "feed"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.FEED, Kind.ARTICLE})
