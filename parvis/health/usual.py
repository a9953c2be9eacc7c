"""What is usual for a site, learnt from its own crawls: for each share of its pages, the range that is no news.

The crawls are put together into samples of 20 pages and more, so that a site that is crawled by the hour is judged like
one that is crawled by the week. Median and median deviation make one odd day move nothing; the level that more
than one sample in ten reaches is usual as well, so that a paper's Sunday is not told every Sunday.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, comb, sqrt
from statistics import median

from parvis.health.figures import NO_FIGURES, Figures
from parvis.words import AlarmKind

PAGES = 20  # of a sample, and of what is compared with the samples
SAMPLES = 30  # that are remembered
LEAST_SAMPLES = 3  # before a site is judged at all
MARGIN = 0.2  # a fifth of the pages more than usual is no news: one day's mix of stories
DEVIATIONS = 4.0
RARE = 0.1  # what more than this share of the samples reach is usual, and more than one
CHANCE = 1e-6  # of as many pages as seen, were the share at the edge of its range: below it, an alarm
TAIL = 0.05  # of the pages has fewer words than usual, and as many more
MANY = 900  # pages that are told apart; more have coefficients that no float holds
CERTAIN = 3.0  # deviations within which a share that was measured lies
NORMAL = 1.4826  # median deviation of a normal distribution to its standard deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The range of a share that is usual."""

    usual: float
    low: float
    high: float

    def too_many(self, pages: int) -> int:
        """The smallest count of so many pages that is an alarm; more than there are pages: none is."""
        return too_many(pages, round(self.high, 3))

    def too_few(self, pages: int) -> int:
        """The largest count that is an alarm; -1: none is."""
        return pages - too_many(pages, round(1 - self.low, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual for one site."""

    shares: Mapping[AlarmKind, Share]
    words: tuple[int, int]  # the bins between which most pages lie

    def count(self, kind: AlarmKind, figures: Figures) -> int:
        """The pages, or fetches, that an alarm of this kind would speak of."""
        if kind is AlarmKind.WORDS:
            return odd_pages(figures, self.words)
        return COUNTED[kind](figures)


COUNTED: Mapping[AlarmKind, Callable[[Figures], int]] = {
    AlarmKind.TEASER_EMPTY: lambda figures: figures.without_teaser,
    AlarmKind.WALL_SHARE: lambda figures: figures.walled,
    AlarmKind.DATES: lambda figures: figures.without_date,
    AlarmKind.HEADLINE: lambda figures: figures.without_headline,
    AlarmKind.LAYOUT_DRIFT: lambda figures: figures.in_new_layouts,
    AlarmKind.FAILING: lambda figures: figures.failed,
}
BY_FETCHES = frozenset({AlarmKind.FAILING})
FAILING_AT_FIRST = Share(usual=0.0, low=0.0, high=0.5)  # a site that nothing is known of


def whole(kind: AlarmKind, figures: Figures) -> int:
    """What the counts of a kind are a share of."""
    return figures.fetches if kind in BY_FETCHES else figures.pages


def learn(history: Sequence[Figures]) -> Usual:
    """What is usual, from earlier crawls, the newest first; a kind that too little is known of has no range."""
    by_pages = put_together(history, lambda figures: figures.pages)
    words = _usual_words(by_pages)
    shares = {AlarmKind.FAILING: FAILING_AT_FIRST}
    if len(by_pages) >= LEAST_SAMPLES:
        shares |= {kind: _share(kind, by_pages) for kind in COUNTED if kind not in BY_FETCHES}
        shares[AlarmKind.WORDS] = _range([(odd_pages(one, words), one.pages) for one in by_pages])
    by_fetches = put_together(history, lambda figures: figures.fetches)
    if len(by_fetches) >= LEAST_SAMPLES:
        shares[AlarmKind.FAILING] = _share(AlarmKind.FAILING, by_fetches)
    return Usual(shares=shares, words=words)


def put_together(history: Iterable[Figures], size: Callable[[Figures], int]) -> list[Figures]:
    """Crawls next to one another as samples that are large enough; what is left over is no sample."""
    samples: list[Figures] = []
    gathered = NO_FIGURES
    for figures in history:
        gathered += figures
        if size(gathered) >= PAGES:
            samples.append(gathered)
            gathered = NO_FIGURES
        if len(samples) == SAMPLES:
            break
    return samples


def _share(kind: AlarmKind, samples: Sequence[Figures]) -> Share:
    return _range([(COUNTED[kind](one), whole(kind, one)) for one in samples])


def _range(samples: Sequence[tuple[int, int]]) -> Share:
    """The range of a share, from samples as (count, of so many)."""
    shares = sorted(count / of for count, of in samples)
    usual = median(shares)
    deviation = NORMAL * median(abs(share - usual) for share in shares)
    margin = max(MARGIN, DEVIATIONS * deviation)
    pages = sum(of for _, of in samples)
    rare = max(1, int(RARE * len(shares)))  # as many samples may lie beyond
    return Share(
        usual=usual,
        low=max(0.0, min(usual - margin, 1 - _upper(1 - usual, pages), shares[rare])),
        high=min(1.0, max(usual + margin, _upper(usual, pages), shares[-1 - rare])),
    )


def _upper(share: float, pages: int) -> float:
    """How large a share may be that was measured on so many pages (Wilson)."""
    z = CERTAIN
    middle = share + z * z / (2 * pages)
    return (middle + z * sqrt(share * (1 - share) / pages + z * z / (4 * pages * pages))) / (1 + z * z / pages)


@lru_cache(maxsize=4_096)
def too_many(pages: int, share: float) -> int:
    """The smallest count of `pages` that chance brings less often than CHANCE when `share` of all pages are so."""
    if pages > MANY:
        return ceil(too_many(MANY, share) * pages / MANY)
    tail = 0.0
    for count in range(pages, -1, -1):
        tail += comb(pages, count) * share**count * (1 - share) ** (pages - count)
        if tail >= CHANCE:
            return count + 1
    return 0


def _usual_words(samples: Iterable[Figures]) -> tuple[int, int]:
    """The bins between which all pages lie but TAIL on either side."""
    together = sum(samples, NO_FIGURES)
    tail = TAIL * together.pages
    return _reach(together.words, tail), len(together.words) - 1 - _reach(together.words[::-1], tail)


def _reach(counts: Sequence[int], tail: float) -> int:
    """The first bin at which more than the tail has been passed."""
    passed = 0
    for number, count in enumerate(counts):
        passed += count
        if passed > tail:
            return number
    return 0


def odd_pages(figures: Figures, usual: tuple[int, int]) -> int:
    """Pages with fewer or more words than usual."""
    low, high = usual
    return sum(figures.words[:low]) + sum(figures.words[high + 1 :])
