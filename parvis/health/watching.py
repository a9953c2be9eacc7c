"""A site while it is crawled: its counts, and its last pages, so that a redesign is told while it is still news.

The bounds are whole numbers, worked out once a crawl: a page costs some additions and comparisons.
"""

from __future__ import annotations

from array import array
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from statistics import median

from parvis.health.figures import BINS, Figures, Look, bin_of
from parvis.health.judging import FETCHES, Finding, found
from parvis.health.usual import PAGES, Share, Usual
from parvis.words import AlarmKind

WINDOWS = (PAGES // 2, PAGES)  # the last pages that are looked at
AT_ONCE = (  # not the share of walls: a paper may publish a row of them
    AlarmKind.TEASER_EMPTY,
    AlarmKind.WORDS,
    AlarmKind.DATES,
    AlarmKind.HEADLINE,
    AlarmKind.LAYOUT_DRIFT,
)


class _Row:
    """The last pages, or fetches, by whether each is of a kind, and how many of them are an alarm."""

    def __init__(self, share: Share | None) -> None:
        self._flags: deque[bool] = deque(maxlen=PAGES)
        self._bounds = [(size, share.too_many(size)) for size in WINDOWS] if share else []
        self._sums = dict.fromkeys(WINDOWS, 0)

    def note(self, flag: bool) -> None:
        flags = self._flags
        for size in WINDOWS:
            if len(flags) >= size:
                self._sums[size] -= flags[-size]
            self._sums[size] += flag
        flags.append(flag)

    def hit(self) -> tuple[int, int] | None:
        """How many of how many, where that is an alarm."""
        for size, bound in self._bounds:
            if self._sums[size] >= bound and len(self._flags) >= size:
                return self._sums[size], size
        return None

    def ends_in(self, size: int) -> bool:
        """Whether so many are of the kind at the end."""
        return len(self._flags) >= size and all(self._flags[-number] for number in range(1, size + 1))

    def correct(self, flags: Collection[bool]) -> None:
        self._flags.clear()
        self._sums = dict.fromkeys(WINDOWS, 0)
        for flag in flags:
            self.note(flag)


class Watch:
    """Counts the pages and fetches of one site in one crawl."""

    def __init__(self, usual: Usual, *, layouts: Collection[str] = (), told: Collection[AlarmKind] = ()) -> None:
        self.usual = usual
        self.newest_at: datetime | None = None
        self._layouts = set(layouts)
        self._first = not layouts  # no layout is new to a site that none is known of
        self._told: set[AlarmKind] = set()
        for kind in told:
            self.silence(kind)
        self._counts: Counter[str] = Counter()
        self._bins = [0] * BINS
        self._words = array("I")
        self._digests: deque[str] = deque(maxlen=PAGES)
        self._rows = {kind: _Row(usual.shares.get(kind)) for kind in (*AT_ONCE, AlarmKind.FAILING)}
        self._blocked = _Row(None)

    @property
    def figures(self) -> Figures:
        return Figures(words=tuple(self._bins), **self._counts)

    @property
    def words_median(self) -> float | None:
        return median(self._words) if self._words else None

    @property
    def new_layouts(self) -> tuple[str, ...]:
        """The digests, among the last pages, that no page before the crawl stood in."""
        return tuple(dict.fromkeys(digest for digest in self._digests if self._is_new(digest)))

    def _is_new(self, digest: str) -> bool:
        return not self._first and digest not in self._layouts

    def knows(self, digest: str) -> bool:
        return digest in self._layouts

    def know_layouts(self, digests: Collection[str]) -> None:
        """These are layouts of a family that is known: pages in them were no news."""
        taken = sum(digest in digests and self._is_new(digest) for digest in self._digests)
        self._layouts.update(digests)
        self._counts["in_new_layouts"] -= taken
        self._rows[AlarmKind.LAYOUT_DRIFT].correct([self._is_new(digest) for digest in self._digests])

    def note_page(self, look: Look) -> None:
        number = bin_of(look.words)
        new_layout = self._is_new(look.layout)
        self._count(look, new_layout=new_layout)
        self._bins[number] += 1
        self._words.append(look.words)
        self._digests.append(look.layout)
        low, high = self.usual.words
        for kind, flag in (
            (AlarmKind.TEASER_EMPTY, not look.teaser),
            (AlarmKind.WORDS, not low <= number <= high),
            (AlarmKind.DATES, not look.dated),
            (AlarmKind.HEADLINE, not look.titled),
            (AlarmKind.LAYOUT_DRIFT, new_layout),
        ):
            self._rows[kind].note(flag)

    def _count(self, look: Look, *, new_layout: bool) -> None:
        counts = self._counts
        counts["pages"] += 1
        counts["without_teaser"] += not look.teaser
        counts["walled"] += look.walled
        counts["without_date"] += not look.dated
        counts["without_headline"] += not look.titled
        counts["without_author"] += not look.signed
        counts["in_new_layouts"] += new_layout

    def note_fetch(self, *, source: bool, failed: bool = False, blocked: bool = False) -> None:
        counts = self._counts
        counts["fetches"] += 1
        counts["sources"] += source
        counts["failed"] += failed
        counts["blocked"] += blocked
        self._rows[AlarmKind.FAILING].note(failed)
        self._blocked.note(blocked)

    def note_new(self, articles: int) -> None:
        self._counts["new_articles"] += articles

    def note_date(self, published: datetime | None, now: datetime) -> None:
        """A date that is still to come says nothing of how fresh a site is."""
        if published and published <= now and (self.newest_at is None or published > self.newest_at):
            self.newest_at = published

    def findings(self) -> Iterator[Finding]:
        """What the last pages show; again and again, until `silence` is called."""
        for kind in AT_ONCE:
            if hit := self._hit(kind):
                yield self._finding(kind, *hit)
        if AlarmKind.BLOCKED not in self._told and self._blocked.ends_in(FETCHES):
            yield Finding(kind=AlarmKind.BLOCKED, detail={"count": FETCHES, "of": FETCHES, **self._place()})
        elif hit := self._hit(AlarmKind.FAILING):
            yield self._finding(AlarmKind.FAILING, *hit)

    def silence(self, kind: AlarmKind) -> None:
        """It was told. A site that is blocked fails as well: one cause, one alarm."""
        self._told |= {kind, AlarmKind.FAILING} if kind is AlarmKind.BLOCKED else {kind}

    def _hit(self, kind: AlarmKind) -> tuple[int, int] | None:
        return None if kind in self._told else self._rows[kind].hit()

    def _finding(self, kind: AlarmKind, count: int, of: int) -> Finding:
        words = median(self._words[-of:]) if self._words else 0
        finding = found(kind, count, of, self.usual, words)
        return replace(finding, detail={**finding.detail, **self._place()})

    def _place(self) -> Mapping[str, int]:
        """How far the crawl was."""
        return {"after_pages": self._counts["pages"]}
