"""What walls, appeals and forms say, by language: one TOML a language, read once.

A pattern is matched on one short visible text at a time, after `normalise`. All languages are tried on every text: a
page's declared language is often that of its template, and no pattern means anything else in another of the sixteen.
To make that cheap each pattern names words of which a match holds at least one, and only where such a word stands is
a pattern tried.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from parvis.phrases.loading import Label, Phrase, PhraseKind, Scope, Strength, load_files
from parvis.words import Role

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
]

LONGEST = 40  # words; a longer text that says one of these things is an article about it

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003\u3000", " "),
        **dict.fromkeys("\u2018\u2019\u201b\u2032\u02bc\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    }
)
_ROLES = {
    PhraseKind.LOGIN: Role.LOGIN,
    PhraseKind.NEWSLETTER: Role.NEWSLETTER,
    PhraseKind.OFFER: Role.OFFER,
    PhraseKind.DONATION: Role.OFFER,
    PhraseKind.PROMO: Role.OFFER,
    PhraseKind.CONSENT: Role.CONSENT,
    PhraseKind.TECHNICAL: Role.OTHER,
    PhraseKind.CONSENT_OR_PAY: Role.CONSENT,
    PhraseKind.REGISTRATION: Role.REGISTRATION,
}


def normalise(text: str) -> str:
    """Lower case, plain quotes and blanks, no invisible signs, white space run together."""
    if not text.isascii():
        text = text.translate(_SIGNS)
    return " ".join(text.lower().split())


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
    _by_need: dict[str, tuple[Phrase, ...]] = field(repr=False)

    def find(self, texts: Sequence[str]) -> Iterator[Hit]:
        """Every phrase in every text, by text; the texts are normalised already and not longer than matters."""
        joined = "\n".join(texts)
        ends = list(accumulate(len(text) + 1 for text in texts))
        announced: dict[tuple[int, Phrase], None] = {}
        for need, phrases in self._by_need.items():
            at = joined.find(need)
            while at >= 0:
                index = bisect_right(ends, at)
                announced.update(dict.fromkeys((index, phrase) for phrase in phrases))
                at = joined.find(need, ends[index])
        for index, phrase in sorted(announced, key=lambda pair: (pair[0], pair[1].id)):
            if found := phrase.pattern.search(texts[index]):
                yield Hit(index, phrase, found.start(), _percent(found), found[0][:80])

    def dialog_label(self, text: str) -> Label | None:
        """What a button of a consent dialog with this (normalised) text does; None for any other text."""
        if not text.startswith(self._label_words):
            return None
        return next((label for words, label in self.labels if text.startswith(words)), None)

    def boilerplate_kind(self, text: str, language: str | None = None) -> Role | None:
        """What a short text of a form, offer or notice is; None for all else, and from `LONGEST` words on.

        `language` (BCP 47) decides between languages that share a phrase; phrases of other languages count too.
        """
        if len(text) > 400 or text.count(" ") >= LONGEST:
            return None
        own = (language or "").partition("-")[0]
        kinds = [
            (hit.phrase.language != own, _ROLES[hit.phrase.kind])
            for hit in self.find([normalise(text)])
            if hit.phrase.kind in _ROLES
        ]
        return min(kinds, key=lambda pair: pair[0])[1] if kinds else None


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
    return Phrases(phrases, tuple(labels), tuple(words for words, _ in labels), by_need)
