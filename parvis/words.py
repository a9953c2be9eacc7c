"""The closed sets of words that code, archive, command line and documentation share. See docs/glossary.md."""

from __future__ import annotations

from enum import StrEnum


class Access(StrEnum):
    """What an anonymous reader gets of a page."""

    FREE = "free"
    METERED = "metered"
    REGISTRATION = "registration"
    LOCKED = "locked"
    CONSENT = "consent"
    UNKNOWN = "unknown"


class Mechanism(StrEnum):
    """How the text is withheld."""

    TRUNCATED = "truncated"  # the server did not send it
    HIDDEN = "hidden"  # sent, but not shown
    OVERLAY = "overlay"  # sent and shown under something that covers it
    REDIRECT = "redirect"
    NONE = "none"
    UNKNOWN = "unknown"


class Delivery(StrEnum):
    """What of the article was sent and shown, whatever is declared."""

    FULL = "full"
    TEASER = "teaser"  # its beginning, with a sign that it goes on
    NOTHING = "nothing"  # none of its text
    GATE = "gate"  # another page in its place: a login, a consent dialog, a refusal
    UNKNOWN = "unknown"  # some text, and no sign of whether it is all


class Role(StrEnum):
    """What a block of a page is."""

    HEADLINE = "headline"
    BYLINE = "byline"
    STANDFIRST = "standfirst"
    TEASER = "teaser"
    BODY = "body"  # public article text past the teaser cap; its text is not kept in the archive
    LABEL = "label"
    WALL = "wall"
    LOGIN = "login"
    REGISTRATION = "registration"
    OFFER = "offer"
    NEWSLETTER = "newsletter"
    CONSENT = "consent"
    NAVIGATION = "navigation"
    RELATED = "related"
    COMMENTS = "comments"  # counted; the text is never kept
    SHARE = "share"
    ADVERT = "advert"
    CAPTION = "caption"
    FOOTER = "footer"
    OTHER = "other"
    WITHHELD = "withheld"  # text is "", words are counted


class TeaserSource(StrEnum):
    BODY = "body"
    STANDFIRST = "standfirst"
    DESCRIPTION = "description"
    NONE = "none"


class DateQuality(StrEnum):
    """How `published_at` is known."""

    EXACT = "exact"  # declared with its zone
    LOCAL = "local"  # declared without a zone; read in the site's zone
    DAY = "day"  # a day is declared, no time
    VISIBLE = "visible"  # read from the visible page
    LINK = "link"  # from the feed or sitemap that announced the page
    URL = "url"
    IMPOSSIBLE = "impossible"  # the page gives a date that cannot be, and no other
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a URL of the frontier leads to."""

    ARTICLE = "article"
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


class Reason(StrEnum):
    """Why a URL was excluded, failed, or is put off. The closed list behind `status`."""

    # excluded: we decided not to read it
    ROBOTS = "robots"
    ADDRESS = "address"  # leads to an address that is not public
    OFFSITE = "offsite"
    NOT_ARTICLE = "not_article"
    TOO_OLD = "too_old"  # older than --since
    DUPLICATE = "duplicate"  # leads to a URL that is known already
    RIGHTS = "rights"
    GONE = "gone"  # 404 or 410
    BAD_URL = "bad_url"
    TRAP = "trap"  # made up without end
    FORGOTTEN = "forgotten"  # removed from the archive by request
    # failed: we tried
    HTTP = "http"  # any other status
    REFUSED = "refused"  # 401, 402, 403, 451: refused to this client; says nothing of readers
    RATE_LIMITED = "rate_limited"
    TIMEOUT = "timeout"
    NETWORK = "network"
    ROBOTS_UNAVAILABLE = "robots_unavailable"
    EMPTY = "empty"
    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    UNREADABLE = "unreadable"
    PROMISE = "promise"
    PROGRAM = "program"  # our own fault


class Trap(StrEnum):
    """By which rule a URL is a trap."""

    CALENDAR = "calendar"  # a date that no paper can have
    SESSION = "session"
    REPEAT = "repeat"  # /a/a/a
    DEPTH = "depth"
    FACETS = "facets"  # ever new sets of parameters
    LONG = "long"
    NESTED = "nested"  # sources that name sources


class SkipReason(StrEnum):
    """Why a record of a file that is imported has no outcome of its own."""

    MALFORMED = "malformed"  # cannot be read, or ends early
    NO_PAGE = "no_page"  # not an answer to a request: a warcinfo, request, metadata or DNS record
    NO_ADDRESS = "no_address"  # no http(s) URL is known for it
    NO_DATE = "no_date"
    NOT_HTML = "not_html"
    REDIRECT = "redirect"  # kept as a way to the page that it leads to
    REVISIT = "revisit"  # says that a page was as before; the page is elsewhere
    KNOWN = "known"  # the same answer, of the same second, is in the archive
    FORGOTTEN = "forgotten"


class Wait(StrEnum):
    """Why a host is left alone."""

    ASKED = "asked"  # it has named a time
    REFUSING = "refusing"  # 429 or 503 without one, or after one
    DOWN = "down"
    CLOSED = "closed"
    SPENT = "spent"  # as many requests as one run may make


class Profile(StrEnum):
    """Under which law an archive is made: what a reservation does to what is kept."""

    RESEARCH = "research"
    GENERAL = "general"


class RobotsVerdict(StrEnum):
    """What robots.txt says of a request."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    CLOSED = "closed"  # the file could not be had


class State(StrEnum):
    """Where a URL of the frontier stands. Every discovered URL is in exactly one."""

    PENDING = "pending"
    LEASED = "leased"
    STORED = "stored"
    UNCHANGED = "unchanged"
    EXCLUDED = "excluded"
    FAILED = "failed"


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class EventKind(StrEnum):
    """What the archive noticed of a site."""

    LAYOUT_DRIFT = "layout_drift"  # its pages stand in other layouts than before
    STALE_VALIDATORS = "stale_validators"  # something new came under an ETag that was known


class AlarmKind(StrEnum):
    """What is wrong with a site, as long as it is."""

    TEASER_EMPTY = "teaser_empty"  # more pages than usual without a teaser
    WALL_SHARE = "wall_share"  # more or fewer pages than usual behind a wall
    WORDS = "words"  # more pages than usual with unusually few or many words
    DATES = "dates"  # more pages than usual without a date of their own
    HEADLINE = "headline"  # more pages than usual without a headline
    LAYOUT_DRIFT = "layout_drift"  # more pages than usual in layouts that were never seen before
    FRESHNESS = "freshness"  # nothing new for much longer than usual
    FAILING = "failing"  # more failures than usual
    BLOCKED = "blocked"  # everything is refused, or told to wait
    OVERDUE = "overdue"  # not crawled for much longer than usual
