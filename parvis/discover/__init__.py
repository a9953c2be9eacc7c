"""From the bytes of feeds, sitemaps and pages to links. Pure: no network, no files, no clock."""

from parvis.discover.feed import read_feed
from parvis.discover.listing import looks_like_article, read_listing
from parvis.discover.sitemap import newest_children, read_sitemap
from parvis.discover.sniffing import sniff_kind
from parvis.discover.sources import find_sources, guess_sources
from parvis.discover.traps import Facets, trap_of

__all__ = [
    "Facets",
    "find_sources",
    "guess_sources",
    "looks_like_article",
    "newest_children",
    "read_feed",
    "read_listing",
    "read_sitemap",
    "sniff_kind",
    "trap_of",
]
