"""What a crawl measures of a site, as counts that add up over crawls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

BINS = 32  # of a page's public words: half octaves, so that twice as many words are two bins further


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one page says of its site's health."""

    teaser: bool
    walled: bool
    words: int  # public ones
    dated: bool  # by the page itself: a feed's date would hide that the page's is not found any more
    titled: bool
    signed: bool
    layout: str  # digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of one site in one crawl, or in several together."""

    pages: int = 0  # looked at and read
    without_teaser: int = 0
    walled: int = 0
    without_date: int = 0
    without_headline: int = 0
    without_author: int = 0
    in_new_layouts: int = 0  # that no page before the crawl had stood in; none at the first crawl
    words: tuple[int, ...] = (0,) * BINS  # pages by `bin_of` their public words
    new_articles: int = 0
    sources: int = 0  # feeds, sitemaps, listings asked for
    fetches: int = 0  # answers and failures, sources included
    failed: int = 0
    blocked: int = 0  # of them refused, or told to wait

    def __add__(self, other: Figures) -> Figures:
        sums = {name: getattr(self, name) + getattr(other, name) for name in COUNTS}
        return Figures(words=tuple(map(int.__add__, self.words, other.words)), **sums)


COUNTS = tuple(name for name in Figures.__slots__ if name != "words")
NO_FIGURES = Figures()


def bin_of(words: int) -> int:
    """The bin of a number of words.

    >>> [bin_of(words) for words in (0, 1, 2, 100, 200)]
    [0, 1, 3, 14, 16]
    """
    return min(1 + int(2 * log2(words)), BINS - 1) if words > 0 else 0


def words_of(number: int) -> int:
    """The smallest number of words in a bin."""
    return round(2 ** ((number - 1) / 2)) if number else 0


def middle_of(words: Sequence[int]) -> int:
    """The median of numbers of words that are known by their bins, to the bin."""
    half, passed = sum(words) / 2, 0
    for number, pages in enumerate(words):
        passed += pages
        if passed >= half:
            return words_of(number)
    return 0
