"""Whether two titles can be those of one article."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["AGREEMENT", "any_agree", "titles_agree"]

AGREEMENT = 0.5  # share of the words that two titles of one article have in common
_WORD = re.compile(r"\w+")


def titles_agree(one: str | None, other: str | None) -> bool:
    """Whether two titles share enough of their words; a title that is missing contradicts nothing.

    >>> titles_agree("A bridge for the harbour", "A new bridge for the harbour")
    True
    """
    a, b = (set(_WORD.findall((title or "").casefold())) for title in (one, other))
    return not a or not b or len(a & b) >= AGREEMENT * len(a | b)


def any_agree(ones: Collection[str], others: Collection[str]) -> bool:
    """The same for articles that have had several titles in the course of time."""
    return not ones or not others or any(titles_agree(one, other) for one in ones for other in others)
