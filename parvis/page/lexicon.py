"""What class names call the parts of an article's head; the words are data, in lexicon.toml."""

from __future__ import annotations

import re
import tomllib
from enum import Enum, auto
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["Hint", "hints_of"]


class Hint(Enum):
    """What an attribute says that its element is."""

    DEK = auto()
    BYLINE = auto()
    DATE = auto()
    ASIDE = auto()


_WORD = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
MAX_ATTRIBUTE = 300  # characters; utility-class soup goes on for kilobytes and names nothing


@lru_cache(maxsize=8_192)
def hints_of(attribute: str) -> tuple[Hint, ...]:
    """The hints in a class, id or data attribute.

    >>> hints_of("article__chapo js-x")
    (<Hint.DEK: 1>,)
    """
    words = set(_WORD.findall(_CAMEL.sub("-", attribute[:MAX_ATTRIBUTE]).lower()))
    return tuple(hint for hint, stems in _stems().items() if not words.isdisjoint(stems))


@cache
def _stems() -> dict[Hint, frozenset[str]]:
    data = tomllib.loads(files("parvis.page").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    return {Hint[name.upper()]: frozenset(table["stems"]) for name, table in data.items()}
