"""The records that travel between the stages: frozen, slotted, keyword-only, without behaviour
(but for `Page.as_dict`, the public view of a page).

What a word means stands in docs/glossary.md. Unknown is None or UNKNOWN, never a guess. Times are aware, in UTC.
Fields that can hold text of a page are left out of `repr`, so that no log line or traceback can quote a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from parvis.words import Access, DateQuality, Delivery, Kind, Mechanism, Profile, RobotsVerdict, Role, TeaserSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL found in a feed, sitemap, listing or home page, with what its source says of it."""

    url: str
    kind: Kind = Kind.ARTICLE
    title: str | None = field(default=None, repr=False)
    published_at: datetime | None = None
    modified_at: datetime | None = None
    news_access: str | None = None  # <news:access>: "subscription", "registration"
    section: str | None = None
    rsl: str | None = None  # what its feed says in RSL, a line for each pattern
    found_on: str | None = None  # URL of the source
    found_in: Kind | None = None  # kind of the source


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsCheck:
    """What robots.txt said of one request, and which file said it."""

    verdict: RobotsVerdict
    rule: str | None = None  # the line that decides, or why the origin is closed; None: no line speaks of the URL
    digest: str | None = None  # of the file; None: there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """The facts of one HTTP exchange."""

    requested_url: str
    url: str  # after redirects
    status: int
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    bytes: int = 0
    seconds: float | None = None
    redirects: tuple[str, ...] = ()
    robots: RobotsCheck | None = None
    retry_after: float | None = None  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A fetch with its body. Lives in memory only, is never stored or logged."""

    site: str
    fetch: Fetch
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One addend of a score, in bits: above zero speaks for boilerplate."""

    name: str
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of visible text under one block-level element, with its role."""

    role: Role
    text: str = field(repr=False)  # "" when withheld, and for comments
    words: int
    path: str  # tag.class chain without indices and without hashed classes
    owner: str | None = None  # URL of the article the block belongs to; None: the page's own
    prior: tuple[Term, ...] = ()  # what this page alone says about boilerplate
    candidate: bool = False  # may stand in the teaser


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the page, its feed or its sitemap declares. None: says nothing."""

    accessible_for_free: bool | None = None  # schema.org isAccessibleForFree of the article node
    content_tier: str | None = None  # article:content_tier: free, metered, locked
    news_access: str | None = None  # <news:access> of the sitemap


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page says about itself, each field from the best source that has it."""

    canonical_url: str | None = None
    claimed_urls: tuple[tuple[str, str], ...] = ()  # (source, url): canonical, og:url, jsonld
    language: str | None = None  # BCP 47, lower case
    headline: str | None = field(default=None, repr=False)
    standfirst: str | None = field(default=None, repr=False)
    description: str | None = field(default=None, repr=False)
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    date_quality: DateQuality = DateQuality.UNKNOWN
    section: str | None = None
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    publisher: str | None = None
    image_url: str | None = None
    declared: Declared = Declared()
    declared_words: int | None = None  # schema.org wordCount
    license: str | None = None  # URL in schema.org
    withheld_selectors: tuple[str, ...] = ()  # hasPart[isAccessibleForFree=false].cssSelector
    open_selectors: tuple[str, ...] = ()  # hasPart[isAccessibleForFree=true].cssSelector
    is_article: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A fact seen in a page, its headers or its link. Verdicts are computed from signals alone."""

    name: str  # dotted: jsonld.not_free, phrase.remaining, vendor.script ...
    where: str  # a path, a header, a meta name
    value: str = ""  # short; never text from behind a wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A signal cited by a verdict, with its weight (log-odds towards withheld)."""

    signal: str
    where: str
    value: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The access of a page, with the evidence for it."""

    state: Access = Access.UNKNOWN
    confidence: float = 0.0  # 0 to 1
    delivery: Delivery = Delivery.UNKNOWN
    mechanism: Mechanism = Mechanism.UNKNOWN
    vendor: str | None = None
    remaining_percent: float | None = None
    wall_text: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the publisher allows, as far as the page, its headers and its origin's files say. None: says nothing."""

    raw: tuple[tuple[str, str], ...] = ()  # (where, value) as found
    noindex: bool = False
    noarchive: bool = False
    nosnippet: bool = False
    max_snippet: int | None = None  # characters; None: no limit
    unavailable_after: datetime | None = None
    nosnippet_elements: int = 0  # data-nosnippet
    tdm_reserved: bool | None = None  # text and data mining, by whatever signal
    tdm_said: bool = False  # the page or its header says so itself, 0 or 1: the file of the origin is not asked
    tdm_policy: str | None = None
    tdm_unknown: bool = False  # the file of the origin could not be had
    reserved_by: tuple[str, ...] = ()  # where it is reserved
    usage: tuple[tuple[str, str], ...] = ()  # labels and values of Content-Usage and Content-Signal
    license: str | None = None
    rsl: str | None = None  # URL of the licence in RSL
    declarations: tuple[tuple[str, str], ...] = ()  # lines of ai.txt and trust.txt
    profile: Profile | None = None  # under which the page was kept; None: by no crawl
    withheld: str = ""  # what was not kept for it: "", "teaser", "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The structure of a page without its text."""

    digest: str = ""
    skeleton: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that may be remembered of one capture. Holds no withheld text."""

    url: str
    requested_url: str
    status: int
    site: str | None
    fetched_at: datetime | None
    metadata: Metadata
    access: Verdict = Verdict()
    signals: tuple[Signal, ...] = ()
    teaser: str = field(default="", repr=False)
    teaser_source: TeaserSource = TeaserSource.NONE
    teaser_words: int = 0
    teaser_cap: int | None = None  # the cap in words that cut the teaser
    public_words: int = 0
    withheld_words: int = 0
    boilerplate_words: int = 0
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    layout: Layout = Layout()
    wall_layout: Layout = Layout()  # of the box that holds the prompt; empty where there is no wall
    rights: Rights = Rights()
    encoding: str = "utf-8"
    body_digest: str = ""  # of the public body past the cap, so that its changes are seen; never of withheld text

    def as_dict(self) -> dict[str, Any]:
        """The JSON-ready document of `parvis read --json`; keys as in docs/record.md."""
        about = plain(self.metadata)
        rights = plain(self.rights)
        return {
            "url": self.url,
            "canonical_url": about["canonical_url"],
            "site": self.site,
            "fetched_at": self.fetched_at.isoformat() if self.fetched_at else None,
            "status": self.status,
            **{key: about[key] for key in _ABOUT},
            "declared": about["declared"],
            "access": plain(self.access),
            "teaser": self.teaser,
            "teaser_source": str(self.teaser_source),
            "teaser_words": self.teaser_words,
            "teaser_cap": self.teaser_cap,
            "public_words": self.public_words,
            "withheld_words": self.withheld_words,
            "boilerplate_words": self.boilerplate_words,
            "blocks": [{"role": str(b.role), "text": b.text, "words": b.words, "path": b.path} for b in self.blocks],
            "signals": [plain(signal) for signal in self.signals],
            "layout": self.layout.digest,
            "wall_layout": self.wall_layout.digest or None,
            "rights": rights,
            "encoding": self.encoding,
        }


_ABOUT = (
    "language",
    "headline",
    "standfirst",
    "authors",
    "published_at",
    "modified_at",
    "date_quality",
    "section",
    "sections",
    "tags",
    "publisher",
    "image_url",
)


def plain(record: Any) -> Any:
    """A record as JSON-ready values: dicts, lists, strings, numbers, None."""
    return {name: _plain(getattr(record, name)) for name in _names(record.__class__)}


def _plain(value: Any) -> Any:
    if value is None or type(value) in {str, int, float, bool}:
        return value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return plain(value)
    return str(value) if isinstance(value, StrEnum) else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
