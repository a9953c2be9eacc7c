"""Reading and checking the phrase files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from parvis.errors import DataError

__all__ = ["File", "Label", "Phrase", "PhraseKind", "Scope", "Strength", "check_file", "load_files", "read_file"]


class PhraseKind(StrEnum):
    """What a phrase says. Those from LOGIN on say nothing of access: they are only to be stripped."""

    REMAINING = "remaining"  # how much of the article is withheld
    WALL = "wall"  # this text is withheld
    METER = "meter"  # free articles are counted
    LIMIT = "limit"  # free articles are used up: this one is withheld
    REGISTRATION = "registration"  # a free account or an e-mail address is needed
    BADGE = "badge"  # a label beside a title
    GIFT = "gift"  # opened for this visitor: speaks against a wall
    CONSENT_OR_PAY = "consent_or_pay"  # a refusal that costs money
    LOGIN = "login"
    NEWSLETTER = "newsletter"
    OFFER = "offer"
    DONATION = "donation"
    CONSENT = "consent"
    PROMO = "promo"
    TECHNICAL = "technical"  # a notice to browsers


class Strength(StrEnum):
    """How far a phrase alone goes."""

    STRONG = "strong"  # enough, if visible and in the article
    MEDIUM = "medium"  # needs the right place, or a second signal
    WEAK = "weak"  # a hint of the site
    COUNTER = "counter"  # speaks against
    BOILERPLATE = "boilerplate"


class Scope(StrEnum):
    """Where a phrase counts."""

    ARTICLE_TAIL = "article_tail"  # in the article or right after it
    HEADER = "header"  # beside the headline
    HEADER_OR_TAIL = "header_or_tail"
    OVERLAY = "overlay"  # in the article, right after it, or in a dialog
    CONSENT_DIALOG = "consent_dialog"
    SITE_LEVEL = "site_level"
    ANYWHERE = "anywhere"
    STRIP = "strip"
    IGNORE = "ignore"


class Label(StrEnum):
    """What a button of a consent dialog does. In the order in which a label is judged."""

    PAY = "pay"
    REFUSE = "free_reject"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phrase:
    id: str
    language: str
    kind: PhraseKind
    strength: Strength
    scope: Scope
    needs: tuple[str, ...]  # a match holds at least one of them, from the beginning of a word on
    source: str  # of the pattern
    examples: tuple[str, ...] = field(default=(), repr=False)
    misses: tuple[str, ...] = field(default=(), repr=False)  # lines that are near and say something else

    @property
    def pattern(self) -> re.Pattern[str]:
        """Made when it is first asked for: most pages need few, and making all takes longer than reading a page."""
        return _made(self.source)


@cache
def _made(source: str) -> re.Pattern[str]:
    return re.compile(source)


_KEYS = {"id", "kind", "strength", "scope", "needs", "pattern", "examples", "not", "measured", "reason"}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One language."""

    language: str
    phrases: tuple[Phrase, ...] = field(repr=False)
    labels: tuple[tuple[str, Label], ...] = field(repr=False)  # of consent dialogs, normalised


def load_files() -> list[File]:
    """Every TOML of this package, by name."""
    files = sorted((f for f in resources.files("parvis.phrases").iterdir() if f.name.endswith(".toml")), key=str)
    return [read_file(file.read_text(encoding="utf-8"), file.name) for file in files]


def check_file(text: str, name: str) -> File:
    """One file, and whether its patterns hold; raises DataError with file, key and remedy."""
    file = read_file(text, name)
    for phrase in file.phrases:
        try:
            phrase.pattern  # noqa: B018 - made here, to see whether it can be
        except re.error as error:
            raise DataError(f"{name}: {phrase.id}: pattern: {error}; correct the value") from error
    return file


def read_file(text: str, name: str) -> File:
    """One file, its patterns unread; raises DataError with file, key and remedy."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: no TOML ({error}); correct the syntax") from error
    language = table.get("language")
    if not isinstance(language, str):
        raise DataError(f'{name}: `language` is missing; write language = "fr" at the top')
    if unknown := table.keys() - {"language", "phrase", "dialog"}:
        raise DataError(f"{name}: unknown key `{min(unknown)}`; known are language, dialog and phrase")
    phrases = tuple(_phrase(entry, language, name) for entry in table.get("phrase", ()))
    return File(language=language, phrases=phrases, labels=tuple(_labels(table.get("dialog", {}), name)))


def _labels(table: dict[str, Any], name: str) -> Iterator[tuple[str, Label]]:
    for key, words in table.items():
        if key not in set(Label) or not isinstance(words, list):
            raise DataError(f"{name}: dialog: `{key}` is no list of {', '.join(Label)}; correct the key")
        yield from ((word, Label(key)) for word in words)


def _phrase(entry: dict[str, Any], language: str, name: str) -> Phrase:
    where = f"{name}: {entry.get('id', 'a phrase without id')}"
    if unknown := entry.keys() - _KEYS:
        raise DataError(f"{where}: unknown key `{min(unknown)}`; known are {', '.join(sorted(_KEYS))}")
    try:
        return Phrase(
            id=entry["id"],
            language=language,
            kind=PhraseKind(entry["kind"]),
            strength=Strength(entry["strength"]),
            scope=Scope(entry["scope"]),
            needs=tuple(entry["needs"]),
            source=entry["pattern"],
            examples=tuple(entry.get("examples", ())),
            misses=tuple(entry.get("not", ())),
        )
    except KeyError as error:
        raise DataError(f"{where}: the key {error} is missing; add it") from error
    except (ValueError, TypeError) as error:
        raise DataError(f"{where}: {error}; correct the value") from error
