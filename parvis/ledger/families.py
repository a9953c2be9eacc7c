"""Families: one line of a site in several wordings. Rotated texts of a prompt are counted together.

What the mask takes out (numbers, prices, dates) makes no second text at all; a family holds texts in which words
differ. A text joins the first representative of its path that it shares FAMILY_SHARE of its words with. Representatives
are few and follow from the set of pages alone, so joining costs little and the order of the pages leaves no trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

__all__ = ["FAMILY_SHARE", "FAMILY_WORDS", "MAX_REPRESENTATIVES", "Representative", "family_words", "root_of"]

FAMILY_SHARE = 0.8  # Jaccard of the words from which two texts are wordings of one line (reference/algorithms.md 1.4)
FAMILY_WORDS = 5  # distinct words; of shorter texts one word is too large a share
MAX_REPRESENTATIVES = 8  # of a path: of its texts of two or more articles, those with the smallest keys


class Representative(NamedTuple):
    """A text that others are compared with. They are given in the order of their keys."""

    key: int
    words: frozenset[str]


@lru_cache(maxsize=8_192)
def family_words(masked: str) -> frozenset[str]:
    """What a masked text is compared by: its distinct words; none where they are too few to tell."""
    words = frozenset(masked.split())
    return words if len(words) >= FAMILY_WORDS else frozenset()


def root_of(key: int, words: frozenset[str], representatives: Sequence[Representative]) -> int | None:
    """The key of the representative whose family a text joins; None: it stands for itself."""
    if not words:
        return None
    for root in _roots(tuple(representatives)):
        if root.key == key:
            return None
        if _are_alike(words, root.words):
            return root.key
    return None


@lru_cache(maxsize=1_024)
def _roots(representatives: tuple[Representative, ...]) -> tuple[Representative, ...]:
    """Those that are not themselves wordings of one with a smaller key."""
    roots: list[Representative] = []
    for one in representatives:
        if one.words and not any(_are_alike(one.words, root.words) for root in roots):
            roots.append(one)
    return tuple(roots)


def _are_alike(one: frozenset[str], two: frozenset[str]) -> bool:
    few, many = sorted((len(one), len(two)))
    if few < FAMILY_SHARE * many:
        return False
    shared = len(one & two)
    return shared >= FAMILY_SHARE * (few + many - shared)
