"""Where lxml's tree hides less than a browser's: source that is mended before it is parsed, and loose text that gets an
element of its own. Elements that lxml closes too early: parvis.page.escaping.

Browsers ignore the slash of `<div hidden/>`: what follows stands inside and is hidden. lxml closes the element. What
stands in a template is never rendered, and its end tags close nothing outside, which lxml does not know. Of a drawing
(svg, math), elements do close by a slash, until a tag of HTML ends the drawing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from parvis.page.tags import NEVER_TEXT

__all__ = ["mend", "needs_mending", "wrap_loose_text", "wrap_tail", "wrap_text"]

_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_DRAWINGS = frozenset({b"svg", b"math"})
_CLOSED = _VOID | _DRAWINGS
_CLOSED_BOXES = frozenset({b"details", b"dialog"})
# Hide what is in them without any attribute.
_HIDING = frozenset({*_CLOSED_BOXES, *(name.encode() for name in NEVER_TEXT)}) - _CLOSED
# No drawing holds these: they end it (HTML, section 13.2.6.5).
_END_DRAWINGS = (
    b"b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta"
    b" nobr ol p pre ruby s small span strike strong sub sup table tt u ul var"
).split()
_HTML_IN_DRAWINGS = frozenset(b"annotation-xml desc foreignobject mi mn mo ms mtext".split())  # hold what they like
_ATTRIBUTES = rb"(?:\s++|/(?!>)|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?)*+"
_TOKEN = re.compile(
    # Comments, and what becomes one by mistake.
    rb"<!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>)?)|<(?:[!?]|/(?![a-zA-Z]))[^>]*+"
    # Elements whose text holds no tags.
    rb"|<(iframe|noembed|noframes|script|style|textarea|title|xmp)(?=[\s/>])"
    + (_ATTRIBUTES + rb">[^<]*+(?:<(?!/\1[\s/>])[^<]*+)*+(?:</\1)?")
    + rb"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>"
    + (_ATTRIBUTES + rb")(?P<slash>/?)>"),
    re.IGNORECASE,
)
_START = re.compile(rb"<([a-zA-Z][^\s/>]*+)[\s/]*+(.?)", re.DOTALL)
_BALANCED = re.compile(rb"(?:[^\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+")  # quotes
_SLASH = re.compile(b"/>")
_DRAWING = re.compile(rb"<svg(?=[\s/>])" + _ATTRIBUTES + rb">")
_ODD = re.compile(rb"-->|<(?:svg|" + b"|".join(_END_DRAWINGS) + rb")(?=[\s/>])", re.IGNORECASE)  # in a drawing
_HIDES = re.compile(rb"(?:^|[\s/\"'])(?:hidden|popover|style|aria-hidden)(?=[\s=]|$)", re.IGNORECASE)
_NAMED = re.compile(rb"(?:^|[\s/\"'])name\s*+=", re.IGNORECASE)


def mend(source: bytes) -> bytes:
    """The source without the slash of tags that a browser leaves open, where one could hide something, and without
    what stands in templates, but for a slot, where the children of their host show.

    >>> mend(b"<div hidden/><p>x<br/>"), mend(b"<div><template>a</div>b</template>c</div>")
    (b'<div hidden><p>x<br/>', b'<div><template></template>c</div>')
    """
    if not needs_mending(source):
        return source
    mending = _Mending(source)
    for token in _TOKEN.finditer(source):
        if token["name"] is not None:
            mending.read(token, token["name"].lower())
    return mending.result()


@dataclass(slots=True)
class _Mending:
    """The state of one pass over the tags of a page."""

    source: bytes
    kept: list[bytes] = field(default_factory=list)
    start: int = 0  # of what is kept next, or of what the template holds
    templates: int = 0  # in one another
    slot: bool = False  # in the template
    dark: bool = False  # something in the template may hide
    drawing: bytes = b""
    level: int = 0  # of elements in the drawing
    free: bytes = b""  # the element of a drawing that holds what it likes

    def read(self, token: re.Match[bytes], name: bytes) -> None:
        """Take in one tag more."""
        if name == b"template" and not self.drawing:
            self._template(token)
        elif self.templates:
            self._shadow(token, name)
        elif name in _DRAWINGS:
            self._drawing(token, name)
        elif self.drawing:
            self._drawn(token, name)
        else:
            self._open(token, name)

    def result(self) -> bytes:
        """All that is kept."""
        return b"".join(self.kept if self.templates else (*self.kept, self.source[self.start :]))

    def _template(self, token: re.Match[bytes]) -> None:
        if not token["end"]:
            if not self.templates:
                self._keep(token.end(), resume=token.end())
                self.slot = self.dark = False
            self.templates += 1
        elif self.templates:
            self.templates -= 1
            if not self.templates:
                self.kept.append(b"<slot></slot>" if self.slot else b"")
                self.start = token.start()

    def _shadow(self, token: re.Match[bytes], name: bytes) -> None:
        """A tag in a template. A slot behind an element that may hide is no place to be seen."""
        self.dark = self.dark or name in _CLOSED_BOXES or _HIDES.search(token["attributes"]) is not None
        if name == b"slot" and not (token["end"] or self.dark or _NAMED.search(token["attributes"])):
            self.slot = True

    def _drawing(self, token: re.Match[bytes], name: bytes) -> None:
        if not token["slash"]:
            self.drawing, self.level, self.free = b"" if token["end"] else name, 0, b""

    def _drawn(self, token: re.Match[bytes], name: bytes) -> None:
        """A tag in a drawing. One of HTML ends it, and so does the end of an element around it."""
        if self.free:
            self.free = b"" if token["end"] and name == self.free else self.free
        elif token["end"]:
            self.level -= 1
            self.drawing = self.drawing if self.level >= 0 else b""
        elif name in _END_DRAWINGS:
            self.drawing = b""
            self._open(token, name)
        elif not token["slash"]:
            self.level += 1
            self.free = name if name in _HTML_IN_DRAWINGS else b""

    def _open(self, token: re.Match[bytes], name: bytes) -> None:
        if token["slash"] and name not in _VOID:
            self._keep(token.end() - 2, b">", resume=token.end())

    def _keep(self, end: int, more: bytes = b"", *, resume: int) -> None:
        self.kept += (self.source[self.start : end], more)
        self.start = resume


def needs_mending(source: bytes) -> bool:
    """Whether a page has templates, or a "/>" at the end of a tag that is not void and may hide something, outside
    drawings that hold nothing else. A cheap look: ordinary pages need no mending.
    """
    past = 0  # of what has been looked at
    for slash in _SLASH.finditer(source):
        start = source.rfind(b"<", past, slash.start())
        if _may_hide(source[start : slash.start()]):
            past = _end_of_drawing(source, past, start)
            if not past:
                return True
        past = max(past, slash.end())
    return b"<template" in source.lower()


def _may_hide(stretch: bytes) -> bool:
    """Whether a stretch of source that begins with "<" is a tag without its end that may hide something."""
    if not _BALANCED.fullmatch(stretch):
        return True  # it begins in the value of an attribute
    tag = _START.match(stretch)
    return tag is not None and (tag[1].lower() in _HIDING or (tag[2] != b"" and tag[1].lower() not in _CLOSED))


def _end_of_drawing(source: bytes, past: int, start: int) -> int:
    """The end of the drawing around a place; 0: there is none, or one that holds what no drawing does."""
    opened, end = source.rfind(b"<svg", past, start), source.find(b"</svg", start)
    if min(opened, end) < 0:
        return 0
    tag = _DRAWING.match(source, opened, start)
    return 0 if tag is None or _ODD.search(source, tag.end(), end) else end


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


def wrap_text(element: HtmlElement) -> HtmlElement | None:
    """Make an element of the text before the first child; None: there is none."""
    if not (element.text or "").strip():
        return None
    holder = element.makeelement("span")
    holder.text, element.text = element.text, None
    element.insert(0, holder)
    return holder


def wrap_tail(element: HtmlElement) -> HtmlElement | None:
    """Make an element of the text behind an element; None: there is none."""
    if not (element.tail or "").strip():
        return None
    holder = element.makeelement("span")
    holder.text, element.tail = element.tail, None
    element.addnext(holder)
    return holder
