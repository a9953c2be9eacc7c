"""Which words the hits of a query use, and which they use more than other articles do.

What is counted is articles, not words: a term counts once in an article, however often it stands there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log2
from typing import Any

from parvis.archive import Archive
from parvis.archive.passages import Texts, texts
from parvis.errors import NothingFound
from parvis.records import plain
from parvis.research.hits import Asked, ask, collected
from parvis.research.query import Query
from parvis.words import Access

__all__ = ["COMMON", "SMOOTHING", "Comparison", "Terms", "Used", "compare", "frequent", "ngrams", "side_of"]

SMOOTHING = 0.5  # articles added to each count, so that a word that one side never uses has a ratio
COMMON = 0.2  # a word that more of the articles of its language have than this says nothing of these articles
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_END = re.compile(r"[.!?;:,()\[\]«»„“”\"…\n]+")  # of a clause: no term reaches across


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A word, or several in a row, and how many articles have it; beside it how many of the other side."""

    text: str
    articles: int
    other: int | None = None
    log_ratio: float | None = None  # of the two shares, to base 2: 1 is twice the share


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    asked: Asked
    articles: int
    ngram: int
    terms: tuple[Used, ...]  # the most frequent first

    def as_dict(self) -> dict[str, Any]:
        listed = [{"text": term.text, "articles": term.articles} for term in self.terms]
        return {"query": self.asked.query.typed, "articles": self.articles, "ngram": self.ngram, "terms": listed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What each side uses more than the other, the greatest difference first."""

    one: Asked
    other: Asked
    one_articles: int
    other_articles: int
    ngram: int
    languages: tuple[str, ...]  # of the articles of both sides, the most frequent first
    more_in_one: tuple[Used, ...]
    more_in_other: tuple[Used, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "one": self.one.query.typed,
            "other": self.other.query.typed,
            "one_articles": self.one_articles,
            "other_articles": self.other_articles,
            "ngram": self.ngram,
            "languages": list(self.languages),
            "smoothing": SMOOTHING,
            "more_in_one": [plain(term) for term in self.more_in_one],
            "more_in_other": [plain(term) for term in self.more_in_other],
        }


def frequent(
    archive: Archive, query: Query | str, *, ngram: int = 1, top: int = 30, at_least: int = 2, infix: bool = False
) -> Terms:
    """The terms of the hits by the number of articles that have them, without the words that articles commonly have."""
    with archive.reading():
        asked = ask(archive, query, infix=infix)
        counts = _counts(archive, asked, ngram)
        common = _common(_counts(archive, ask(archive, ""), 1))
    kept = [(term, number) for term, number in counts.terms.items() if number >= at_least and _tells(term, common)]
    kept.sort(key=lambda item: (-item[1], item[0]))
    listed = tuple(Used(text=term, articles=number) for term, number in kept[:top])
    return Terms(asked=asked, articles=counts.articles, ngram=ngram, terms=listed)


def compare(
    archive: Archive, one: Query | str, other: Query | str, *, ngram: int = 1, top: int = 30, at_least: int = 2
) -> Comparison:
    """What the hits of two queries use in different shares of their articles."""
    with archive.reading():
        asked = ask(archive, one), ask(archive, other)
        counts = [_counts(archive, side, ngram) for side in asked]
    return Comparison(
        one=asked[0],
        other=asked[1],
        one_articles=counts[0].articles,
        other_articles=counts[1].articles,
        ngram=ngram,
        languages=tuple(language for language, _ in (counts[0].in_language + counts[1].in_language).most_common()),
        more_in_one=_more(counts[0], counts[1], top, at_least),
        more_in_other=_more(counts[1], counts[0], top, at_least),
    )


def side_of(text: str, query: str) -> str:
    """One side of a comparison: an access, walled, or a query; within the articles of another query.

    >>> side_of("locked", "ferry")
    'access:locked ferry'
    """
    is_access = text in {*Access, "walled"}
    return " ".join(part for part in (f"access:{text}" if is_access else text, query) if part)


@dataclass(slots=True)
class _Counts:
    """Articles, and how many have each term: of all, and of each language."""

    articles: int = 0
    terms: Counter[str] = field(default_factory=Counter)
    in_language: Counter[str] = field(default_factory=Counter)
    by_language: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, article: Texts, ngram: int) -> None:
        found = set(ngrams(article.texts, ngram))
        self.articles += 1
        self.terms.update(found)
        self.in_language[article.language] += 1
        self.by_language[article.language].update(found)


def _counts(archive: Archive, asked: Asked, ngram: int) -> _Counts:
    counts = _Counts()
    with collected(archive, asked) as found:
        for article in texts(found):
            counts.add(article, ngram)
    if not counts.articles:
        raise NothingFound(f"no article holds {asked.query.typed!r}")
    return counts


def _common(counts: _Counts) -> set[str]:
    return {
        word
        for language, words in counts.by_language.items()
        for word, number in words.items()
        if number > max(1, COMMON * counts.in_language[language])
    }


def _tells(term: str, common: set[str]) -> bool:
    """A term neither of whose ends is a word that articles commonly have."""
    words = term.split(" ")
    return words[0] not in common and words[-1] not in common


def _more(one: _Counts, other: _Counts, top: int, at_least: int) -> tuple[Used, ...]:
    """By log ratio; of two terms with the same, the one that more articles have."""
    found = [
        Used(text=term, articles=number, other=other.terms[term], log_ratio=ratio)
        for term, number in one.terms.items()
        if number >= at_least and (ratio := _log_ratio(number, one.articles, other.terms[term], other.articles)) > 0
    ]
    found.sort(key=lambda term: (-(term.log_ratio or 0), -term.articles, term.text))
    return tuple(found[:top])


def _log_ratio(number: int, articles: int, other: int, other_articles: int) -> float:
    """How many times the share of the one is doubled against the other's.

    >>> round(_log_ratio(40, 100, 20, 100), 1)
    1.0
    """
    shares = [(count + SMOOTHING) / (of + 2 * SMOOTHING) for count, of in ((number, articles), (other, other_articles))]
    return log2(shares[0] / shares[1])


def ngrams(text: str, length: int) -> Iterator[str]:
    """Words in a row, in small letters, none across the end of a clause, and no numbers.

    >>> list(ngrams("The ferry, at last!", 2))
    ['the ferry', 'at last']
    """
    for clause in _END.split(text.casefold()):
        words = _WORD.findall(clause)
        runs = (words[at : at + length] for at in range(len(words) - length + 1))
        yield from (" ".join(run) for run in runs if not any(word[0].isdigit() for word in run))
