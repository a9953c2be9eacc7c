"""A line with names, split into the names as published.

Drops what a byline says beside names: the words in front ("By", "Par", "Von"), jobs, titles, places, dates, handles,
e-mail addresses and URLs. The words are data, in bylines.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files

from parvis.page.harvest import one_line

__all__ = ["MAX_AUTHORS", "distinct", "fold", "is_generic", "split_names", "without_by"]

MAX_LINE = 400  # characters of a byline; longer ones are biographies
MAX_NAME = 60
MAX_AUTHORS = 20

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}")
_URL = re.compile(r"(?:https?://|www\.)\S{1,200}")
_HANDLE = re.compile(r"(?<!\w)@\w{1,30}")
_BRACKET = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]")
_SEPARATOR = re.compile(r"\s*(?:[,;|•·&/]|\s[-–—]\s|\s\+\s)\s*")
_WORD = re.compile(r"[^\W\d_]+")
_FOLD = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")


def split_names(line: str, *, known: Collection[str] = ()) -> list[str]:
    """The names in a line, in order. `known` holds folded words that are no author, such as the site's name.

    >>> split_names("By Ann Lee, Bob O'Neil and Eva-Maria Graf, Politics Reporter")
    ['Ann Lee', "Bob O'Neil", 'Eva-Maria Graf']
    """
    line = one_line(line, limit=MAX_LINE)
    for junk in (_MAIL, _URL, _HANDLE, _BRACKET):
        line = junk.sub(" ", line)
    names: list[str] = []
    for part in _SEPARATOR.split(line):
        names += [name for piece in _conjunction().split(part) if (name := _name(piece)) and fold(name) not in known]
    return distinct(names)


def _name(text: str) -> str | None:
    """A person's or agency's name, or None."""
    text = without_by(text.strip(" .:,;*\"'“”„|–—-"))
    words = text.split()
    while words and words[0].casefold() in _set("title") and len(words) > 1:
        words = words[1:]
    text = " ".join(words).strip(' .:,;*"“”„|')
    if not 2 <= len(text) <= MAX_NAME or len(words) > 6 or _DIGIT.search(text) or not _WORD.search(text):
        return None
    if _is_job(text) or (text == text.lower() and len(words) != 1 and not text.isascii()):
        return None
    return text


def without_by(text: str) -> str:
    """A line without the word for "by" in front, in any language.

    >>> without_by("Propos recueillis par Anne Petit")
    'Anne Petit'
    """
    found = _by().match(text)
    return text[found.end() :].strip(" :.,") if found else text


def _is_job(text: str) -> bool:
    folded = text.casefold()
    jobs = _jobs()
    return bool(jobs.search(folded))


def is_generic(name: str) -> bool:
    """Whether a name is a function or an agency rather than a person."""
    folded = fold(name)
    return folded in _folded("generic") or folded in _folded("agency")


def fold(text: str) -> str:
    """Letters and digits in lower case; what is compared when names are compared."""
    return _FOLD.sub(" ", text.casefold()).strip()


def distinct(names: Iterable[str]) -> list[str]:
    """Each name once, as first published."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name), name)
    return list(kept.values())[:MAX_AUTHORS]


@cache
def _facts() -> dict[str, dict[str, list[str]]]:
    data: dict[str, dict[str, list[str]]] = tomllib.loads(
        files("parvis.page").joinpath("bylines.toml").read_text(encoding="utf-8")
    )
    return data


@cache
def _set(table: str) -> frozenset[str]:
    return frozenset(_facts()[table]["words"])


@cache
def _folded(table: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _facts()[table]["words"])


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _by() -> re.Pattern[str]:
    words = {word for list_ in _facts()["by"].values() for word in list_}
    return re.compile(rf"(?:{_any_of(words)})(?=\W|$)\s*:?\s*", re.IGNORECASE)


@cache
def _conjunction() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{_any_of(_set('and'))})\s+")


@cache
def _jobs() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(_set('job'))})(?!\w)")
