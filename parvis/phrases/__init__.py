"""What walls, appeals and forms say, by language: one TOML a language, read once.

A pattern is matched on one short visible text at a time, after `normalise`. All languages are tried on every text: a
page's declared language is often that of its template, and no pattern means anything else in another of them.
To make that cheap each pattern names words of which a match holds at least one; they begin where a word of the text
begins. The page's words are looked up by their first letters, and only where one of those words stands is a pattern
tried.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from parvis.phrases.loading import Label, Phrase, PhraseKind, Scope, Strength, load_files

__all__ = [
    "LONGEST",
    "Hit",
    "Label",
    "Phrase",
    "PhraseKind",
    "Phrases",
    "Scope",
    "Strength",
    "load_phrases",
    "normalise",
    "normalise_all",
]

LONGEST = 40  # words; a longer text that says one of these things is an article about it

_SIGNS = {
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003\u3000", " "),
    **dict.fromkeys("\u2018\u2019\u201b\u2032\u02bc\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
}
HEADS = (6, 4)  # letters by which a word is looked up
LABEL_HEAD = 4
UNPARTED = "\u0900"  # from here on scripts are looked at without regard to words
_WORD = re.compile(r"\w+")


def normalise(text: str) -> str:
    """Lower case, plain quotes and blanks, no invisible signs, white space run together."""
    return " ".join(_plain(text).split())


def normalise_all(texts: Sequence[str]) -> list[str]:
    """Each of many texts normalised, in a fraction of the time."""
    plain = _plain("\n".join(texts))
    if " ".join(plain.split()) != plain.replace("\n", " ") or plain.count("\n") != len(texts) - 1:
        return [normalise(text) for text in texts]
    return plain.split("\n")


def _plain(text: str) -> str:
    if not text.isascii():
        for sign, plain in _SIGNS.items():
            if sign in text:
                text = text.replace(sign, plain)
    return text.lower()


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in one of several texts."""

    index: int  # of the text
    phrase: Phrase
    start: int  # in the normalised text
    percent: float | None = None  # of the article that is withheld, where the phrase counts it
    quote: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases, with an index of the words that announce them."""

    all: tuple[Phrase, ...]
    labels: tuple[tuple[str, Label], ...] = field(repr=False)  # of consent dialogs: pay before refuse before accept
    _label_words: tuple[str, ...] = field(repr=False)
    _label_heads: frozenset[str] = field(repr=False)  # their first letters
    _by_need: dict[str, tuple[Phrase, ...]] = field(repr=False)
    _by_head: dict[str, tuple[str, ...]] = field(repr=False)  # needs, by a word of theirs or its first letters
    _unparted: tuple[str, ...] = field(repr=False)  # needs in scripts that do not part words

    def find(self, texts: Sequence[str]) -> Iterator[Hit]:
        """Every phrase in every text, by text; the texts are normalised already and not longer than matters."""
        joined = "\n".join(texts)
        ends = list(accumulate(len(text) + 1 for text in texts))
        announced: dict[tuple[int, Phrase], None] = {}
        for need in self._announced(joined):
            phrases = self._by_need[need]
            at = joined.find(need)
            while at >= 0:
                index = bisect_right(ends, at)
                announced.update(dict.fromkeys((index, phrase) for phrase in phrases))
                at = joined.find(need, ends[index])
        for index, phrase in sorted(announced, key=lambda pair: (pair[0], pair[1].id)):
            if found := phrase.pattern.search(texts[index]):
                yield Hit(index, phrase, found.start(), _percent(found), found[0][:80])

    def _announced(self, text: str) -> Iterator[str]:
        """The needs that may stand in a text."""
        words = _words(text)
        heads = words.union(*({word[:letters] for word in words} for letters in HEADS))
        for head in self._by_head.keys() & heads:
            yield from self._by_head[head]
        if max(words, default="") >= UNPARTED:
            yield from self._unparted

    def dialog_label(self, text: str) -> Label | None:
        """What a button of a consent dialog with this (normalised) text does; None for any other text."""
        if text[:LABEL_HEAD] not in self._label_heads or not text.startswith(self._label_words):
            return None
        return next((label for words, label in self.labels if text.startswith(words)), None)


def _percent(found: re.Match[str]) -> float | None:
    text = found.groupdict().get("percent")
    return min(100.0, float(text.replace(",", "."))) if text else None


@cache
def load_phrases() -> Phrases:
    """The phrases that Parvis ships. Raises DataError where a file does not hold."""
    files = load_files()
    phrases = tuple(phrase for file in files for phrase in file.phrases)
    labels = sorted(
        (pair for file in files for pair in file.labels), key=lambda pair: (tuple(Label).index(pair[1]), -len(pair[0]))
    )
    by_need: dict[str, tuple[Phrase, ...]] = {}
    for phrase in phrases:
        for need in phrase.needs:
            by_need[need] = (*by_need.get(need, ()), phrase)
    by_head: dict[str, tuple[str, ...]] = {}
    for need in by_need:
        if need < UNPARTED:
            by_head[_head(need)] = (*by_head.get(_head(need), ()), need)
    unparted = tuple(need for need in by_need if need >= UNPARTED)
    words = tuple(words for words, _ in labels)
    heads = frozenset(word[:LABEL_HEAD] for word in words)
    return Phrases(phrases, tuple(labels), words, heads, by_need, by_head, unparted)


def _head(need: str) -> str:
    """The first letters of the longest word; a shorter word as a whole, and then not the last where that may go on."""
    words: list[str] = _WORD.findall(need)
    long = max(words, key=len)
    return next((long[:letters] for letters in HEADS if len(long) >= letters), words[0])


def _words(text: str) -> set[str]:
    """Every word once; most of them are found without a pattern."""
    parts = set(text.split())
    plain = {part for part in parts if part.isalnum()}
    return plain.union(_WORD.findall(" ".join(parts - plain)))
