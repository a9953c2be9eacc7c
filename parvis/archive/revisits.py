"""When a URL is looked at again: values in, values out. The archive keeps what this says with the look's outcome.

An article is looked at on the `LADDER`, counted from its first sight: most changes come in the first day, a wall that
falls after some days and a correction after some weeks later. Past the ladder its own changes decide. One that has
changed comes back sooner, wherever it stands, but never before a quarter of its age has gone by: an article that is
different at every look costs some thirty looks in two months, and not one an hour.

A source is looked at about as often as it brings something: growing by 1.5 where nothing is new and shrinking by 0.8
where something is comes to rest where 64 of 100 looks find something new, close to the mean time between two links.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from parvis.words import Change, Kind, Reason, State

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

MAX_ATTEMPTS = 3  # tries within hours, while a URL is pending

LADDER = (HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY)  # after the first sight of an article
REST = (30 * DAY, 180 * DAY)  # shortest and longest wait past the ladder, where nothing changes
NEAR = 8  # a rung is passed over when less than this part of it is left: a crawl may come late
GROW, SHRINK = 1.5, 0.8
AGE_SHARE = 4  # of its age at least has gone by when an article that changed is looked at again

LIVE = (timedelta(minutes=15), DAY)  # a feed of 20 entries holds an hour of the busiest paper
INDEX = (HOUR, 7 * DAY)  # a sitemap that names sitemaps and no article: they have times of their own
ASLEEP = (DAY, 7 * DAY)  # a source without news: never given up, since many come back
FIRST = HOUR  # after the first look at a source: its news are all its entries then
SLEEPS_AFTER = 14  # looks in a row that brought nothing
OLD = 30 * DAY  # a source whose newest entry is older is asleep: the sitemap of a month gone by

GONE = 7 * DAY  # a 404 or 410 is looked at once more: after a fault, or a text that was withdrawn for some days
BLOCKED = (30 * DAY, 180 * DAY)  # a page that robots.txt closes: the look sends no request while it does
DEAD = (7 * DAY, 30 * DAY)  # a source that is gone or closed, doubled each time
FAILED = (7 * DAY, 14 * DAY, 30 * DAY)  # an article, after its first tries; one that was read before is never given up
FAILING = (DAY, 7 * DAY)  # a source, likewise, doubled each time

# How many looks in a row may end with a 304; the next one asks for the page without its ETag, since ETags lie.
SAMPLE = 8  # one article in so many
FULL_SAMPLE = 4  # the look after a week: a wall that came within days under the old ETag is seen there
FULL_REST = 24  # in practice never, while the sample shows no lie
FULL_SOURCE = 6  # half a day at first: what a feed hides is lost
FULL_STALE = 2  # at a site that was caught

# What another day may mend. The rest lies with the page or with us: `parvis retry` after an update.
PASSING = frozenset(
    (
        Reason.HTTP,
        Reason.REFUSED,
        Reason.RATE_LIMITED,
        Reason.TIMEOUT,
        Reason.NETWORK,
        Reason.ROBOTS_UNAVAILABLE,
        Reason.EMPTY,
        Reason.TOO_SLOW,
    )
)
_CLOSED = (Reason.ROBOTS, Reason.RIGHTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is known of a URL but for the look that ends now."""

    kind: Kind
    first_at: datetime | None = None  # of the article; None: nothing was ever read
    last_at: datetime | None = None  # of the look before
    interval: timedelta | None = None  # that was planned from it to this one
    quiet: int = 0  # looks in a row that brought nothing new
    unread: int = 0  # answers in a row that were 304
    reason: Reason | None = None  # why the look before brought nothing
    is_double: bool = False  # another URL leads to the article, by which it goes and is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a look ended. `attempts` counts failures in a row, this one with them."""

    state: State
    at: datetime
    reason: Reason | None = None
    attempts: int = 0
    change: Change = Change.SAME  # of an article
    news: float = 0.0  # of a source: which part of its links was not known
    is_index: bool = False  # a source that names sources alone
    newest_at: datetime | None = None  # the latest day that the links of a source give


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When the URL is looked at again, and what is counted until then."""

    wait: timedelta | None  # None: never
    quiet: int
    unread: int


def plan(past: Past, outcome: Outcome) -> Plan:
    is_article = past.kind is Kind.ARTICLE
    wait: timedelta | None
    match outcome.state:
        case State.STORED | State.UNCHANGED:
            wait = _article(past, outcome) if is_article else _source(past, outcome)
        case State.EXCLUDED:
            wait = _excluded_article(past, outcome) if is_article else _doubled(past.interval, DEAD)
        case _:
            wait = _failed_article(past, outcome) if is_article else _doubled(past.interval, FAILING)
    return Plan(wait=wait, quiet=_quiet(past, outcome), unread=_unread(past, outcome))


def wants_body(kind: Kind, number: int, unread: int, *, is_stale: bool) -> bool:
    """Whether the next request leaves out the validators. `number` is the URL's, `is_stale` says that its site was
    caught with something new under a validator that was known.

    >>> [wants_body(Kind.ARTICLE, 16, unread, is_stale=False) for unread in range(5)]
    [False, False, False, True, True]
    """
    if is_stale:
        most = FULL_STALE
    elif kind is Kind.ARTICLE:
        most = FULL_REST if number % SAMPLE else FULL_SAMPLE
    else:
        most = FULL_SOURCE
    return unread + 1 >= most


def _article(past: Past, outcome: Outcome) -> timedelta | None:
    if past.is_double:
        return None
    age = max(outcome.at - (past.first_at or outcome.at), timedelta())
    rungs = (rung - age for rung in LADDER if rung - age >= rung / NEAR)
    calm = next(rungs, None) or _clamp(_grown(past, outcome.at), REST)
    if outcome.change is not Change.CHANGED or past.last_at is None:
        return calm
    return min(calm, max((outcome.at - past.last_at) * SHRINK, age / AGE_SHARE, HOUR))


def _source(past: Past, outcome: Outcome) -> timedelta:
    is_old = outcome.newest_at is not None and outcome.at - outcome.newest_at > OLD
    is_asleep = outcome.news == 0 and (is_old or _quiet(past, outcome) >= SLEEPS_AFTER)
    bounds = ASLEEP if is_asleep else INDEX if outcome.is_index else LIVE
    if past.interval is None or past.last_at is None:
        return _clamp(DAY if is_old else FIRST, bounds)
    return _clamp(past.interval * SHRINK if outcome.news else _grown(past, outcome.at), bounds)


def _grown(past: Past, at: datetime) -> timedelta:
    """Longer than the last wait, if so much of it has gone by that the look says something."""
    planned, waited = past.interval or timedelta(), at - past.last_at if past.last_at else timedelta()
    return max(planned, waited) * GROW if waited >= planned / 2 else planned


def _excluded_article(past: Past, outcome: Outcome) -> timedelta | None:
    if outcome.reason is Reason.GONE:
        return None if past.reason is Reason.GONE else GONE
    return _clamp(_grown(past, outcome.at), BLOCKED) if outcome.reason in _CLOSED else None


def _failed_article(past: Past, outcome: Outcome) -> timedelta | None:
    late = max(outcome.attempts - MAX_ATTEMPTS, 0)
    if past.first_at is None and (late >= len(FAILED) or outcome.reason not in PASSING):
        return None
    return FAILED[min(late, len(FAILED) - 1)]


def _doubled(interval: timedelta | None, bounds: tuple[timedelta, timedelta]) -> timedelta:
    return _clamp((interval or timedelta()) * 2, bounds)


def _clamp(wait: timedelta, bounds: tuple[timedelta, timedelta]) -> timedelta:
    return min(max(wait, bounds[0]), bounds[1])


def _quiet(past: Past, outcome: Outcome) -> int:
    if outcome.state not in (State.STORED, State.UNCHANGED):
        return past.quiet
    has_news = outcome.news > 0 or outcome.change is not Change.SAME
    return 0 if has_news else past.quiet + 1


def _unread(past: Past, outcome: Outcome) -> int:
    """A failure or an exclusion says nothing of the validators."""
    counted = {State.STORED: 0, State.UNCHANGED: past.unread + 1}
    return counted.get(outcome.state, past.unread)
