"""The tags of a page as browsers read them in its source, where comments, scripts and attributes hold none."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TypeAlias

__all__ = ["Kind", "Tag", "Token", "read_tags", "read_tokens"]

_ATTRIBUTES = r"(?:[^>=/]++|/(?!>)|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)*+"
_NONE = r"!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*+>?|/(?![a-zA-Z])[^>]*+>?"
# Up to the end tag, all in these is text.
_RAW = rf"(?=[sxintSXINT])(?P<raw>(?i:script|style|xmp|iframe|noembed|noframes|textarea|title))(?=[\s/>]){_ATTRIBUTES}>"
_CONTENT = r"(?:[^<]++|<(?!(?i:/(?P=raw))[\s/>]))*+"
_TAG = rf"(/?)([a-zA-Z][^\s/>]*+){_ATTRIBUTES}(/?)>"
_TAGS = re.compile(rf"<(?:{_NONE}|{_RAW}{_CONTENT}|{_TAG})", re.DOTALL)
_TOKENS = re.compile(rf"\s*+([^<]*+)(?:<(?:{_NONE}|{_RAW}({_CONTENT})|{_TAG}|)|\Z)", re.DOTALL)


class Kind(Enum):
    """What a token is."""

    TEXT = auto()  # not all of it white space
    START = auto()
    CLOSED = auto()  # a start tag that ends in "/>"
    END = auto()


# The name where all in it is text, "/" of an end tag, the name elsewhere, "/" where it closes itself.
Tag: TypeAlias = tuple[str, str, str, str]
Token: TypeAlias = tuple[Kind, str]  # with the text as it is written, or the name of the tag in lower case


def read_tags(source: str) -> list[Tag]:
    """The tags alone, which take a third of the time and tell whether a page is in order. Without any name: no tag.

    >>> read_tags("<B title='<i>'>x<br/><script><i></script></b>")
    [('', '', 'B', ''), ('', '', 'br', '/'), ('script', '', '', ''), ('', '/', 'script', ''), ('', '/', 'b', '')]
    """
    return _TAGS.findall(source)


def read_tokens(source: str) -> list[Token]:
    """The tags and stretches of text in their order.

    >>> [(kind.name, name) for kind, name in read_tokens("<B title='<i>'>x<br/></b>")]
    [('START', 'b'), ('TEXT', 'x'), ('CLOSED', 'br'), ('END', 'b')]
    """
    found: list[Token] = []
    add, start, end = found.append, Kind.START, Kind.END
    for text, raw, content, slash, name, closed in _TOKENS.findall(source):
        if text:
            add((Kind.TEXT, text))
        if name:
            add((end if slash else Kind.CLOSED if closed else start, name.lower()))
        elif raw:
            add((start, raw.lower()))
            if content and not content.isspace():
                add((Kind.TEXT, content))
    return found
