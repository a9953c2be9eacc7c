"""Where lxml's tree hides less than a browser's: source that is mended before it is parsed, and doubts that are settled from the source.

Browsers ignore the slash of `<div hidden/>`: what follows stands inside and is hidden. lxml closes the element. Browsers keep `<b hidden>` open
around a paragraph; lxml closes it (and a few others, table below) when the paragraph opens.
"""

from __future__ import annotations

import re

__all__ = ["ESCAPES", "escapes_from", "open_self_closed"]

_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
# Self-closing means something inside these, and nothing in them is text.
_TOKEN = re.compile(
    rb"<!--.*?(?:-->|\Z)"
    rb"|<(svg|math|script|style|textarea|title)\b[^>]*(?<!/)>.*?(?:</\1|\Z)"
    rb"|<([a-zA-Z][^\s/>]*+)((?:\s++|/(?!>)|[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?)*+)/>",
    re.DOTALL | re.IGNORECASE,
)  # fmt: skip

# Elements that lxml closes at these start tags and browsers do not. Found by parsing every pair of tags with lxml and with lexbor;
# tests/test_visibility.py finds them again.
_HEADING = "fieldset form li p table"
ESCAPES = {
    "a": "fieldset table", "address": "dd dl dt form li ul", "b": "center p", "big": "p", "dir": "dd dl dt form ul", "dl": "form li", "dt": "dl",
    "font": "center", "i": "center p", "legend": "fieldset", "menu": "dd dl dt form ul", "ol": "form", "p": "title", "pre": "dd dl dt fieldset form li table ul",
    "s": "p", "small": "p", "strike": "p", "tt": "p", "u": "p", "ul": "address form menu pre",
    "h1": _HEADING, "h2": _HEADING, "h3": _HEADING, "h4": _HEADING, "h5": _HEADING, "h6": _HEADING,
}  # fmt: skip
_FORMATTING = frozenset({"a", "b", "big", "font", "i", "s", "small", "strike", "tt", "u"})


def open_self_closed(source: bytes) -> bytes:
    """The source with the slash taken out of self-closed tags that a browser leaves open, where one could hide something.

    >>> open_self_closed(b"<div hidden/><p>x<br/>")
    b'<div hidden><p>x<br/>'
    """
    return _TOKEN.sub(_opened, source) if _may_hide(source) else source


def _opened(token: re.Match[bytes]) -> bytes:
    name = token[2]
    if name is None or name.lower() in _VOID:
        return token[0]
    return b"<" + name + token[3] + b">"


def _may_hide(source: bytes) -> bool:
    """Whether some "/>" ends a tag that is not void and has an attribute."""
    position = source.find(b"/>")
    while position >= 0:
        start = source.rfind(b"<", 0, position)
        words = source[start + 1 : position].split(None, 1)
        if len(words) > 1 and words[0].lower() not in _VOID and not _in_drawing(source, start):
            return True
        if words and source.count(b'"', start, position) % 2:
            return True  # the "<" may stand within an attribute
        position = source.find(b"/>", position + 2)
    return False


def _in_drawing(source: bytes, position: int) -> bool:
    opened = source.rfind(b"<svg", 0, position)
    return opened >= 0 and source.find(b"</svg", opened, position) < 0


def escapes_from(source: bytes, tag: str) -> bool:
    """Whether some element of this name is still open in the source where lxml closes it."""
    starts = ESCAPES[tag].encode().replace(b" ", b"|")
    if tag in _FORMATTING:
        starts += b"|/(?:p|div|td|li|section|article|h[1-6]|blockquote|body)"  # browsers open them again in the next block
    name = tag.encode()
    is_open = False
    for token in re.finditer(rb"<(?:(/?)" + name + rb"|(" + starts + rb"))(?=[\s/>])", source, re.IGNORECASE):
        if token[2] is None:
            is_open = not token[1]
        elif is_open:
            return True
    return False
