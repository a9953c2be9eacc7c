"""The spider `listing`: what the home and section pages of a site link to."""

from __future__ import annotations

from typing import ClassVar

from parvis.words import Kind
from spiders.site import SiteSpider


class ListingSpider(SiteSpider):
    name = "listing"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LISTING, Kind.ARTICLE})
