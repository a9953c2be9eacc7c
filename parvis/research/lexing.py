"""What a person typed, as tokens of the search language. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from parvis.research.query import Field, FilterName

__all__ = ["Sign", "Token", "searchable", "tokens"]


class Sign(StrEnum):
    """What a token is."""

    WORD = "word"
    PHRASE = "phrase"
    REST = "rest"  # a phrase whose second quotation mark is missing
    FIELD = "field"
    FILTER = "filter"
    OPEN = "open"
    CLOSE = "close"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    MINUS = "minus"
    NEAR = "NEAR"  # between two words
    LIST = "list"  # NEAR(...)


@dataclass(frozen=True, slots=True)
class Token:
    sign: Sign
    text: str
    place: int
    detail: str = ""  # the value of a filter, the number of NEAR


# Whatever quotation marks a keyboard or a text processor makes; an apostrophe is none.
_QUOTES = '"“”„‟«»〝〞「」『』'
_TOKEN = re.compile(
    rf"""
      NEAR\((?P<list>[^()]*)\)
    | (?P<open>\()
    | (?P<close>\))
    | [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]
    | [{_QUOTES}](?P<rest>[^{_QUOTES}]*)
    | (?P<operator>AND|OR|NOT)(?=[\s(){_QUOTES}]|\Z)
    | (?P<near>NEAR)(?:/(?P<distance>\d{{1,3}}))?(?=[\s()]|\Z)
    | (?P<minus>-)(?=[\w*{_QUOTES}(])
    | (?P<field>(?i:{"|".join(Field)})):(?=\s*[^\s)])
    | (?P<filter>(?i:{"|".join(FilterName)})):\s*(?P<value>(?:[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]|[^\s(){_QUOTES}])+)
    | (?P<word>[^\s(){_QUOTES}]+)
    """,
    re.VERBOSE,
)


def tokens(typed: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(typed):
        kind, place = found.lastgroup or "", found.start()
        match kind:
            case "operator":
                yield Token(Sign[found[kind]], found[kind], place)
            case "near" | "distance":
                yield Token(Sign.NEAR, found[0], place, found["distance"] or "")
            case "value":
                yield Token(Sign.FILTER, found["filter"].lower(), place, found["value"])
            case "field":
                yield Token(Sign.FIELD, found[kind].lower(), place)
            case _:
                yield Token(Sign(kind), found[kind], place)


def searchable(text: str) -> bool:
    """Whether a text has a sign that the index keeps: a letter or a digit.

    >>> searchable("C++"), searchable("+ %")
    (True, False)
    """
    return any(unicodedata.category(sign)[0] in "LN" for sign in text)
