"""What a text is compared by: its pairs of neighbouring words, as numbers.

A script without spaces has no words that a program could tell without a dictionary; there the neighbours are signs.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise
from math import ceil

__all__ = ["ALIKE", "COMMON", "jaccard", "prefix", "shingles"]

ALIKE = 0.7  # Jaccard from which on two texts are near duplicates
COMMON = 3  # shingles that two such texts have in common in their prefixes

# Thai, Lao, Khmer, Kana, Han with its extensions and compatibility forms.
_SPACELESS = (
    "\u0e00-\u0eff\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_WORD = re.compile(r"\w+")
_WORD_OR_SIGN = re.compile(rf"[{_SPACELESS}]|[^\W{_SPACELESS}]+")
_SIGN = re.compile(f"[{_SPACELESS}]")
_MIXER = 0x9E3779B97F4A7C15  # odd, so that no two pairs of words share a number but by chance
_MASK = 2**64 - 1
_HALF = 2**63


def shingles(text: str) -> frozenset[int]:
    """The pairs of neighbouring words of a text, 64 bits with a sign each. Case, punctuation and spelling of Unicode
    never count.

    >>> shingles("The harbour -- closed!") == shingles("the HARBOUR, closed")
    True
    >>> len(shingles("the harbour is closed")), len(shingles("東京都庁"))
    (3, 3)
    """
    numbers = [_number(word) for word in _words(text)]
    return frozenset([((one * _MIXER + two) & _MASK) - _HALF for one, two in pairwise(numbers)])


def _words(text: str) -> list[str]:
    folded = text.casefold()
    if folded.isascii():
        return _WORD.findall(folded)
    folded = unicodedata.normalize("NFKC", folded).casefold()
    return (_WORD_OR_SIGN if _SIGN.search(folded) else _WORD).findall(folded)


@lru_cache(maxsize=65_536)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest())


def prefix(shingles: Collection[int]) -> list[int]:
    """The smallest shingles of a text, as many as it takes: of two texts whose Jaccard is ALIKE or more, the COMMON
    smallest shingles that they share stand in the prefixes of both.

    For such a text lacks at most n - ALIKE x n of the other's; the k-th one that both have is at most so many places
    further on than the k-th. The order is that of the numbers, so it stays as it is whatever else an archive holds.
    """
    return sorted(shingles)[: len(shingles) - ceil(ALIKE * len(shingles)) + COMMON]


def jaccard(one: AbstractSet[int], two: AbstractSet[int]) -> float:
    """The share of all shingles of two texts that stands in both; nothing is like nothing.

    >>> jaccard({1, 2, 3}, {2, 3, 4})
    0.5
    """
    shared = len(one & two)
    return shared / (len(one) + len(two) - shared) if shared else 0.0
