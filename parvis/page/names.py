"""A line with names, split into the names as published.

Drops what a byline says beside names: the words in front ("By", "Par", "Von"), jobs, titles, places, dates, handles,
e-mail addresses and URLs. The words are data, in bylines.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from importlib.resources import files

from parvis.page.harvest import one_line, without_tags

__all__ = [
    "MAX_AUTHORS",
    "distinct",
    "fold",
    "is_agency",
    "is_full_name",
    "is_generic",
    "split_names",
    "told_names",
    "without_by",
]

MAX_LINE = 1_000  # characters; papers in science have dozens of authors
MAX_NAME = 60
MAX_AUTHORS = 60

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}")
_URL = re.compile(r"(?:https?://|www\.)\S{1,200}")
_HANDLE = re.compile(r"(?<!\w)@\w{1,30}")
_BRACKET = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]")
# The dot between two Katakana words joins the parts of a foreign name.
_SEPARATOR = re.compile(r"[,;|•·&/／、\n]|\s[-–—+]\s|(?<![ァ-ヴー])・|・(?![ァ-ヴー])")
_INVERTED = re.compile(r"([^\W\d_][\w'’-]{1,30}), ([^\W\d_][\w'’.-]{1,30}(?: [A-Z]\.)?)")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af・]{2,12}")  # names in Chinese, Japanese, Korean
_FOLD = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_EDGE = ' .:,;*"“”„|–—-•\u00a0>‘’«»'


def split_names(line: str, *, known: Collection[str] = ()) -> list[str]:
    """The names in a printed byline, in order. `known` holds folded words that are no author, such as the site's name.

    >>> split_names("By Ann Lee, Bob O'Neil and Eva-Maria Graf, Politics Reporter")
    ['Ann Lee', "Bob O'Neil", 'Eva-Maria Graf']
    """
    return [name for part in _parts(line) if (name := _name(part)) and _may_be(name, known)]


def told_names(text: str) -> list[str]:
    """The names in a field that holds nothing else: a job alone is kept as the publisher's word for the author.

    >>> told_names("Staff Reporter"), told_names("Lee, Ann"), told_names("Ann Lee, Staff Reporter")
    (['Staff Reporter'], ['Ann Lee'], ['Ann Lee'])
    """
    line = one_line(without_tags(text), limit=MAX_LINE)
    if found := _INVERTED.fullmatch(line):
        return [f"{found[2]} {found[1]}"]
    parts = [name for part in _parts(line) if (name := _trimmed(part))]
    return [name for name in parts if not _is_job(name)] or parts[:1]


def _parts(line: str) -> list[str]:
    line = one_line(without_tags(line), limit=MAX_LINE)
    for junk in (_URL, _MAIL, _HANDLE, _BRACKET):
        line = junk.sub(" ", line)
    line = without_by(line.strip(_EDGE))
    return [piece for part in _SEPARATOR.split(line) for piece in _conjunction().split(part)]


def _trimmed(text: str) -> str | None:
    """Without the words in front and titles; None for what cannot be a name."""
    words = without_by(text.strip(_EDGE)).split()
    while len(words) > 1 and words[0].casefold() in _set("title"):
        words = words[1:]
    while len(words) > 1 and words[-1].casefold() in _set("behind"):
        words = words[:-1]
    name = " ".join(words).strip(_EDGE)
    if not 2 <= len(name) <= MAX_NAME or "@" in name or _DIGIT.search(name) or not any(map(str.isalpha, name)):
        return None
    return name


def _name(text: str) -> str | None:
    """A person's or agency's name in a printed line, cut where the place or the job begins."""
    name = _trimmed(_cut().split(text.strip(), maxsplit=1)[0])
    return None if name is None or len(name.split()) > 5 or _is_job(name) else name


def _may_be(name: str, known: Collection[str]) -> bool:
    return fold(name) not in known and not is_generic(name) and _looks_printed(name)


def _looks_printed(name: str) -> bool:
    """Names start with a capital, in scripts that have them."""
    words = [word for word in name.split() if word[0].isalpha()]
    capitals = sum(not word[0].islower() for word in words)
    return bool(words) and not words[-1][0].islower() and 2 * capitals >= len(words)


def is_full_name(name: str) -> bool:
    """Whether a name has the parts of a person's: two to four words, or the signs of a script without spaces.

    >>> is_full_name("Ann Lee"), is_full_name("後藤大地"), is_full_name("Monday")
    (True, True, False)
    """
    words = name.split()
    return (2 <= len(words) <= 4 and not any(word.casefold() in _set("topic") for word in words)) or bool(
        _IDEOGRAPHS.fullmatch(name)
    )


def without_by(text: str) -> str:
    """A line without the word for "by" in front, in any language.

    >>> without_by("Propos recueillis par Anne Petit")
    'Anne Petit'
    """
    found = _by().match(text)
    return text[found.end() :].strip(_EDGE) if found else text


def without_in(text: str) -> str:
    """A part of a line of facts without the word that says where the article is filed.

    >>> without_in("dans : Budget, France")
    'Budget, France'
    """
    found = _in().match(text)
    return text[found.end() :].strip(_EDGE) if found else text


def _is_job(text: str) -> bool:
    return bool(_jobs().search(text.casefold()))


def is_generic(name: str) -> bool:
    """Whether a name is a function rather than a person: "admin", "Redaktion"."""
    return fold(name) in _folded("generic")


def is_agency(name: str) -> bool:
    return fold(name) in _folded("agency")


@lru_cache(maxsize=1_024)
def fold(text: str) -> str:
    """Letters and digits in lower case; what is compared when names are compared."""
    return _FOLD.sub(" ", text.casefold()).strip()


def distinct(names: Iterable[str]) -> list[str]:
    """Each name once, as first published."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name) or name, name)
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
    dense = set(_facts()["by_dense"]["words"])
    return re.compile(
        rf"(?:{_any_of(words)})(?:\s*:\s*|\s+(?=\S))|(?:{_any_of(dense)})(?:\s*[:：／/|｜]\s*|\s+(?=\S))", re.IGNORECASE
    )


@cache
def _in() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(_set('in'))})\s*:\s*", re.IGNORECASE)


@cache
def _conjunction() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{_any_of(_set('and'))})\s+", re.IGNORECASE)


@cache
def _cut() -> re.Pattern[str]:
    """Words after a name with which something else begins, written small."""
    return re.compile(rf"\s+(?:{_any_of(_set('after'))})(?=\s|$)")


@cache
def _jobs() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(_set('job'))})(?!\w)")
