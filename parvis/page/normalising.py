"""Where lxml's tree hides less than a browser's: source that is mended before it is parsed, and loose text that gets an
element of its own. Elements that lxml closes too early: parvis.page.escaping.

Browsers ignore the slash of `<div hidden/>`: what follows stands inside and is hidden. lxml closes the element.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

__all__ = [
    "empty_templates",
    "open_self_closed",
    "wrap_loose_text",
    "wrap_tail",
]

_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_CLOSED = _VOID | {b"svg", b"math"}  # by "/>", in browsers too
# Hide what is in them without any attribute.
_HIDING = frozenset(
    b"details dialog iframe noembed noframes noscript object option optgroup script select style template textarea"
    b" title".split()
)
# Self-closing means something inside these, and nothing in them is text.
_TOKEN = re.compile(
    rb"<!--.*?(?:-->|\Z)"
    rb"|<(svg|math|script|style|textarea|title)\b(?:\"[^\"]*+\"|'[^']*+'|[^>\"'])*+(?<!/)>.*?(?:</\1|\Z)"
    rb"|<([a-zA-Z][^\s/>]*+)((?:\s++|/(?!>)|[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?)*+)/>",
    re.DOTALL | re.IGNORECASE,
)

_TEMPLATE = re.compile(rb"<(?:!--|script\b|style\b|(/?)template\b(?:\"[^\"]*+\"|'[^']*+'|[^>\"'])*+>)", re.IGNORECASE)
_DRAWING = re.compile(rb"<svg\b(?:\"[^\"]*+\"|'[^']*+'|[^>\"'])*+(?<!/)>")
_COMMENT_END = re.compile(rb"-->")
_RAW_END = re.compile(rb"</(?:script|style)", re.IGNORECASE)
_SLOT = re.compile(rb"<slot(?=[\s/>])(?![^>]*\bname\s*=)", re.IGNORECASE)  # where the host's own children show


def open_self_closed(source: bytes) -> bytes:
    """The source without the slash of self-closed tags that a browser leaves open, where one could hide something.

    >>> open_self_closed(b"<div hidden/><p>x<br/>")
    b'<div hidden><p>x<br/>'
    """
    return _TOKEN.sub(_opened, source) if _may_hide(source) else source


def _opened(token: re.Match[bytes]) -> bytes:
    name = token[2]
    if name is None or name.lower() in _CLOSED:
        return token[0]
    return b"<" + name + token[3] + b">"


def _may_hide(source: bytes) -> bool:
    """Whether some "/>" ends a tag that is not void and has an attribute, outside drawings."""
    position = 0
    for stretch in source.split(b"/>")[:-1]:
        if _may_stay_open(stretch) and not _in_drawing(source, position + stretch.rfind(b"<")):
            return True
        position += len(stretch) + 2
    return False


def _may_stay_open(stretch: bytes) -> bool:
    """Whether the tag that a stretch of source ends in may hide what follows."""
    start = stretch.rfind(b"<") + 1
    words = stretch[start:].split(None, 1)
    if not words:
        return False
    name = words[0].lower()
    if name in _HIDING or (len(words) > 1 and name not in _CLOSED):
        return True
    return stretch.count(b'"', start) % 2 == 1  # the "<" may stand within an attribute


def _in_drawing(source: bytes, position: int) -> bool:
    """Whether a place is inside a drawing, where self-closing means what it says."""
    opened = source.rfind(b"<svg", 0, position)
    tag = _DRAWING.match(source, opened, position) if opened >= 0 else None
    return tag is not None and source.find(b"</svg", opened, position) < 0


def wrap_loose_text(*, details: Iterable[HtmlElement], templates: Iterable[HtmlElement]) -> None:
    """Put the loose text of closed details, and beside a shadow root, into elements of their own, so that it can be
    hidden.
    """
    closed = [element for element in details if element.get("open") is None]
    hosts = (template.getparent() for template in templates if template.get("shadowrootmode") is not None)
    for holder in (*closed, *(host for host in hosts if host is not None)):
        wrap_text(holder)
        for child in list(holder):
            wrap_tail(child)


def wrap_text(element: HtmlElement) -> None:
    """Make an element of the text before the first child."""
    if (element.text or "").strip():
        holder = element.makeelement("span")
        holder.text, element.text = element.text, None
        element.insert(0, holder)


def wrap_tail(element: HtmlElement) -> HtmlElement | None:
    """Make an element of the text behind an element; None: there is none."""
    if not (element.tail or "").strip() or element.getparent() is None:
        return None
    holder = element.makeelement("span")
    holder.text, element.tail = element.tail, None
    element.addnext(holder)
    return holder


def empty_templates(source: bytes) -> bytes:
    """The source without what stands in templates, but for a slot: never rendered, and its end tags close nothing
    outside, which lxml does not know.

    >>> empty_templates(b"<div><template>a</div>b</template>c</div>")
    b'<div><template></template>c</div>'
    """
    if b"<template" not in source.lower():
        return source
    kept, depth, start = [], 0, 0  # start: of what is kept next, or of what the template holds
    for token in _template_tags(source):
        if not token[1]:
            if depth == 0:
                kept.append(source[start : token.end()])
                start = token.end()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                kept.append(b"<slot></slot>" if _SLOT.search(source, start, token.start()) else b"")
                start = token.start()
    return b"".join(kept) if depth else b"".join((*kept, source[start:]))


def _template_tags(source: bytes) -> Iterator[re.Match[bytes]]:
    """The tags of templates, but for what looks so in comments, scripts and style sheets."""
    position = 0
    while token := _TEMPLATE.search(source, position):
        if token[1] is not None:
            yield token
            position = token.end()
        else:
            end = (_COMMENT_END if token[0] == b"<!--" else _RAW_END).search(source, token.end())
            position = end.end() if end else len(source)
