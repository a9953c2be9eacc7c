"""Kinds of HTML elements, as far as reading text needs them."""

from __future__ import annotations

__all__ = ["HEADINGS", "INLINE", "NEVER_TEXT", "OF_HEAD", "named"]

# fmt: off
# Never rendered as text, or text of a control and not of the page.
NEVER_TEXT = frozenset({
    "applet", "area", "audio", "canvas", "datalist", "embed", "head", "iframe", "map", "math", "meter", "noembed",
    "noframes",
    "noscript", "object", "optgroup", "option", "param", "portal", "progress", "script", "select", "style", "svg",
    "template",
    "textarea", "title", "video",
})
# Part of the text around them. Elements that HTML does not know (`<amp-img>`) are blocks: sites build cards of them.
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "input", "ins",
    "kbd", "mark", "nobr", "picture", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "source", "span",
    "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# What may stand in the head of a page; anything else ends it.
OF_HEAD = frozenset({
    "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "template", "title",
})
# fmt: on


def named(names: str) -> frozenset[str]:
    """The names in a row of them."""
    return frozenset(names.split())
