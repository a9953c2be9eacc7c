"""The tags of a page as browsers read them in its source, where comments, scripts and attributes hold none."""

from __future__ import annotations

import re
from enum import Enum, auto

__all__ = ["Kind", "Token", "read_tokens"]

_ATTRIBUTES = r"(?:[^>=/]++|/(?!>)|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)*+"
_TOKEN = re.compile(
    r"\s*+([^<]*+)<(?:"
    r"!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*+>?|/(?![a-zA-Z])[^>]*+>?"
    # Up to the end tag, all in these is text.
    r"|(?=[sxintSXINT])((?i:script|style|xmp|iframe|noembed|noframes|textarea|title))(?=[\s/>])"
    rf"{_ATTRIBUTES}>((?:[^<]++|<(?!(?i:/\2)[\s/>]))*+)"
    rf"|(/?)([a-zA-Z][^\s/>]*+){_ATTRIBUTES}(/?)>"
    r"|)",
    re.DOTALL,
)


class Kind(Enum):
    """What a token is."""

    TEXT = auto()  # not all of it white space
    START = auto()
    CLOSED = auto()  # a start tag that ends in "/>"
    END = auto()


Token = tuple[Kind, str]  # with the text as it is written, or the name of the tag in lower case


def read_tokens(source: str) -> list[Token]:
    """The tags and stretches of text in their order.

    >>> [(kind.name, name) for kind, name in read_tokens("<B title='<i>'>x<br/></b>")]
    [('START', 'b'), ('TEXT', 'x'), ('CLOSED', 'br'), ('END', 'b')]
    """
    found: list[Token] = []
    add, start, end = found.append, Kind.START, Kind.END  # most of what order costs a page is this loop
    for text, raw, content, slash, name, closed in _TOKEN.findall(source + "<"):  # so that the last text has an end
        if text:
            add((Kind.TEXT, text))
        if name:
            add((end if slash else Kind.CLOSED if closed else start, name.lower()))
        elif raw:
            add((start, raw.lower()))
            if content and not content.isspace():
                add((Kind.TEXT, content))
    return found
