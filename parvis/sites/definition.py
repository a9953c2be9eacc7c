"""What Parvis knows of a news site before it looks: one frozen record, made from one TOML file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from parvis.identity import registrable_domain

TEASER_MAX_WORDS = 200
PATTERN_MAX = 300  # characters of a user's regular expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A news site. `withheld` and `wall` are CSS selectors: of the withheld part, and of the prompt before it."""

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
    delay: float | None = None  # seconds between two requests; a floor, as robots.txt is
    teaser_max_words: int = TEASER_MAX_WORDS
    withheld: tuple[str, ...] = ()
    wall: tuple[str, ...] = ()
    policy: str | None = None
    demo: bool = False
    notes: str = ""
    source: str = ""  # the file it came from; "" when made on the spot

    def is_home_of(self, url: str) -> bool:
        """Whether a URL lies on the site: on one of its hosts, or within its registrable domain."""
        host = (urlsplit(url).hostname or "").lower()
        return bool(host) and (host in self.hosts or registrable_domain(host) in self.domains)

    @property
    def domains(self) -> frozenset[str]:
        hosts = (*self.hosts, urlsplit(self.home).hostname or "")
        return frozenset(registrable_domain(host) for host in hosts if host)

    def accepts(self, url: str) -> bool:
        """Whether a URL is an article of the site, as far as its patterns tell."""
        if not self.is_home_of(url):
            return False
        if self.exclude_pattern and _compiled(self.exclude_pattern).search(url):
            return False
        return self.article_pattern is None or bool(_compiled(self.article_pattern).search(url))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
