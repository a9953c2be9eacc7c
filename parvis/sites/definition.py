"""What Parvis knows of a news site before it looks: one frozen record, made from one TOML file."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from parvis.identity import registrable_domain
from parvis.sites.known import Known
from parvis.sites.layout import SiteLayout

TEASER_MAX_WORDS = 200
URL_MAX = 2_048  # characters; a longer URL is no article's, and no pattern is run on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A news site. `withheld` and `wall` are CSS selectors: of the withheld part, and of the prompt before it.

    They hold for every layout; `layouts` are for what only some of the site's pages have.
    """

    name: str
    title: str
    home: str
    hosts: tuple[str, ...] = ()
    language: str | None = None
    timezone: str | None = None  # IANA name; times without a zone are read in it
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    article_pattern: str | None = None  # searched in the URL; without it every URL of the site may be an article
    exclude_pattern: str | None = None
    article_examples: tuple[str, ...] = ()  # examples of article URLs, by which the patterns are tried
    other_examples: tuple[str, ...] = ()  # examples of URLs that are none
    delay: float | None = None  # seconds between two requests; a floor, as robots.txt is
    max_requests: int | None = None  # to one host in one run; the rest stays due
    teaser_max_words: int = TEASER_MAX_WORDS
    withheld: tuple[str, ...] = ()
    wall: tuple[str, ...] = ()
    policy: str | None = None
    demo: bool = False
    notes: str = ""
    layouts: tuple[SiteLayout, ...] = ()  # no two of them hold on one day
    known: tuple[Known, ...] = ()  # on what its addresses rest
    source: str = ""  # the file it came from; "" when made on the spot

    def is_home_of(self, url: str) -> bool:
        """Whether a URL lies on the site: on one of its hosts, or within its registrable domain."""
        host = host_in(url)
        return bool(host) and (host in self.hosts or registrable_domain(host) in self.domains)

    @property
    def domains(self) -> frozenset[str]:
        hosts = (*self.hosts, host_in(self.home))
        return frozenset(registrable_domain(host) for host in hosts if host)

    @property
    def known_good(self) -> datetime.date | None:
        """The last day on which an address of the site is known to have been good; None: nobody has looked."""
        return max((known.on for known in self.known if known.on), default=None)

    def layout_on(self, day: datetime.date | None) -> SiteLayout | None:
        """The layout of pages that were fetched on a day; None: as every page."""
        return next((layout for layout in self.layouts if layout.holds_on(day)), None)

    def accepts(self, url: str) -> bool:
        """Whether a URL is an article of the site, as far as its patterns tell."""
        if len(url) > URL_MAX or not self.is_home_of(url):
            return False
        if self.exclude_pattern and _compiled(self.exclude_pattern).search(url):
            return False
        return self.article_pattern is None or bool(_compiled(self.article_pattern).search(url))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def host_in(url: str) -> str:
    """The host of a URL in lower case, without port; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
