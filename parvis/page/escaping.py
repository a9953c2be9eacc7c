"""What stands behind an element in lxml's tree, and in it in a browser's: where that element hides or is a gate, all
that follows is closed too.

Browsers keep `<b hidden>` open around a paragraph; lxml closes it (and a few others, table below) when the paragraph
opens. Browsers ignore the end tag of an ordinary element in which a block was left open, as in
`<span hidden><p>secret</span>secret`; lxml closes both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from lxml.html import HtmlElement

from parvis.page.document import Document
from parvis.page.normalising import wrap_tail

__all__ = ["ESCAPES", "ORDINARY_NEVER_TEXT", "escaped"]

# Elements that lxml closes at these start tags and browsers do not. Found by parsing every pair of tags with lxml and
# with lexbor; tests/test_visibility.py finds them again.
_HEADING = "fieldset form li p table"
ESCAPES = {
    "a": "fieldset table",
    "address": "dd dl dt form li ul",
    "b": "center p",
    "big": "p",
    "dir": "dd dl dt form ul",
    "dl": "form li",
    "dt": "dl",
    "font": "center",
    "i": "center p",
    "legend": "fieldset",
    "menu": "dd dl dt form ul",
    "listing": "dd dl dt fieldset form li table ul",
    "ol": "form",
    "p": "title",
    "pre": "dd dl dt fieldset form li table ul",
    "s": "p",
    "small": "p",
    "strike": "p",
    "tt": "p",
    "u": "p",
    "ul": "address form menu pre",
    "h1": _HEADING,
    "h2": _HEADING,
    "h3": _HEADING,
    "h4": _HEADING,
    "h5": _HEADING,
    "h6": _HEADING,
}
_NAME = re.compile(rb"([^\s/>=\"']++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?")
# Tags in these are none, nor are those in the value of an attribute.
_NO_TAGS = (
    rb"<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<textarea\b.*?(?:</textarea|\Z)"
    rb"|<iframe\b.*?(?:</iframe|\Z)|<title\b.*?(?:</title|\Z)|<(?:img|input|meta)\b(?:\"[^\"]*+\"|'[^']*+'|[^>\"'])*+"
)
_NESTING = frozenset(
    b"div p td th li section article h1 h2 h3 h4 h5 h6 blockquote ul ol table figure span body".split()
)
# lxml closes these at a cell; browsers ignore a cell that stands in no table.
CELL_ESCAPES = frozenset({"a", "b", "font", "i", "span", "u"})
FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_BLOCKS = frozenset(  # "special" in the words of the standard; an end tag of another name does not reach beyond one
    b"address article aside blockquote body button center dd details dialog dir div dl dt fieldset figcaption figure"
    b" footer form h1 h2 h3 h4 h5 h6 header hgroup html li listing main marquee menu nav object ol p pre search section"
    b" select summary table tbody td tfoot th thead tr ul".split()
)
_SPECIAL = _BLOCKS | frozenset(
    b"applet area base br col colgroup embed frame frameset head hr iframe img input keygen link meta noembed noframes"
    b" noscript param plaintext script source style template textarea title track wbr xmp svg math".split()
)
_IMPLIED = frozenset(b"p li dd dt td th tr".split())  # an element of the same name ends the one before
ORDINARY_NEVER_TEXT = ("audio", "canvas", "datalist", "map", "meter", "progress", "video")
_BLOCK_NAMES = tuple(sorted(name.decode() for name in _BLOCKS))

MAX_OPEN = 100  # blocks that are left open in an element; with more, all that follows is closed
MAX_KINDS = 50  # of elements, by tag and attributes, that are looked for in the source; more are all taken to reach on


def escaped(document: Document, tops: Iterable[HtmlElement]) -> set[HtmlElement]:
    """What follows the elements that lxml may have closed too early; all of it, for their end is not known."""
    found: set[HtmlElement] = set()
    passed: tuple[set[HtmlElement], set[HtmlElement]] = (set(), set())
    known: dict[tuple[str, frozenset[str]], bool] = {}
    for top in tops:
        test = _test_of(top)
        if test is not None:
            tag, names = str(top.tag), frozenset(map(str, top.keys()))
            if (tag, names) not in known:
                known[tag, names] = len(known) >= MAX_KINDS or test(document.source, tag, names)
            if known[tag, names]:
                everywhere = tag in FORMATTING
                _add_following(top, found, passed[everywhere], everywhere=everywhere)
    return found


def _test_of(top: HtmlElement) -> Callable[[bytes, str, frozenset[str]], bool] | None:
    """What in the source could show that lxml has closed an element too early; None: it has not."""
    tag = str(top.tag)
    if (tag in FORMATTING or _escapes_of(tag)) and _may_escape(top, tag):
        return _closes_early
    if tag not in FORMATTING and tag.encode() not in _SPECIAL and next(top.iter(*_BLOCK_NAMES), None) is not None:
        return _stays_open
    return None


def _may_escape(top: HtmlElement, tag: str) -> bool:
    following = top.getnext()
    if following is None:
        return tag in FORMATTING and not (top.tail or "").strip()
    return not (top.tail or "").strip() and following.tag in _escapes_of(tag).split()


def _add_following(top: HtmlElement, found: set[HtmlElement], passed: set[HtmlElement], *, everywhere: bool) -> None:
    """Add all that follows: up to the end of the page, for an element that browsers open again, else of the block
    around it, for the end tags in between are ignored as its own is.

    `passed` are the elements from which this has been done; nothing is added twice.
    """
    here: HtmlElement | None = top
    while here is not None and here not in passed:
        passed.add(here)
        wrap_tail(here)
        for sibling in here.itersiblings():
            if sibling in found:
                break
            found.add(sibling)
            if (holder := wrap_tail(sibling)) is not None:
                found.add(holder)
        here = here.getparent()
        if not everywhere and here is not None and str(here.tag).encode() in _SPECIAL:
            return


def _escapes_of(tag: str) -> str:
    """The start tags at which lxml closes an element of this name and browsers do not."""
    if tag == "form":
        return "form"  # which browsers ignore in a form
    return ESCAPES.get(tag, "") + (" td th" if tag in CELL_ESCAPES else "")


def _closes_early(source: bytes, tag: str, attributes: frozenset[str]) -> bool:
    """Whether an element of this name, with attributes of these names, is still open in the source where lxml
    closes it.
    """
    starts = frozenset(_escapes_of(tag).encode().split())
    depth = -1  # of blocks inside the element that is watched; -1: none is
    for token in _tokens(tag.encode()).finditer(source):
        if token[2] is None:
            continue
        closing, name = bool(token[1]), token[2].lower()
        if name == tag.encode():
            if depth >= 0 and not closing and name in starts:
                return True
            if not closing and depth < 0 and _names(token[3]) == attributes:
                depth = 0
            elif closing:
                depth = -1
        elif depth >= 0 and not closing:
            if name in starts:
                return True
            depth += name in _NESTING
        elif depth >= 0 and name in _NESTING:
            if depth == 0 and tag in FORMATTING:
                return True  # closed from without: browsers open it again in the next block
            depth -= 1
            if depth < 0:
                depth = -1
    return False


def _names(attributes: bytes) -> set[str]:
    return {name.decode("latin-1").lower() for name in _NAME.findall(attributes)}


@cache
def _tokens(tag: bytes) -> re.Pattern[bytes]:
    """Start and end tags of one name, of what lxml closes it at, and of blocks."""
    names = b"|".join(sorted({tag, *_escapes_of(tag.decode()).encode().split(), *_NESTING}, reverse=True))
    tokens = rb"<(/?)(" + names + rb")(?=[\s/>])((?:\"[^\"]*+\"|'[^']*+'|[^>\"'])*+)"
    return re.compile(_NO_TAGS + rb"|" + tokens, re.DOTALL | re.IGNORECASE)


def _stays_open(source: bytes, tag: str, attributes: frozenset[str]) -> bool:
    """Whether the end tag of such an element stands within a block that was left open in it."""
    inside: list[bytes] | None = None  # the blocks that are open in the element; None: the element is not
    for token in _block_tokens(tag.encode()).finditer(source):
        if token[2] is None:
            continue
        closing, name = bool(token[1]), token[2].lower()
        if inside is None:
            inside = [] if name == tag.encode() and not closing and _names(token[3]) == attributes else None
        elif name == tag.encode() and closing:
            if inside and inside[-1] != name:
                return True
            inside = inside[:-1] if inside else None
        elif len(inside) > MAX_OPEN:
            return True
        elif name == tag.encode():
            inside = [*inside, name]
        else:
            inside = _after(inside, name, closing=closing)
    return False


def _after(inside: list[bytes], name: bytes, *, closing: bool) -> list[bytes] | None:
    """The blocks that are open after a tag; None: it closes the element around them."""
    if not closing:
        ended = inside[-1:] == [name] if name in _IMPLIED else False
        left = inside[:-1] if ended or inside[-1:] == [b"p"] else inside
        return [*left, name]
    if name not in inside:
        return inside if name in (b"p", b"br") else None
    return inside[: len(inside) - 1 - inside[::-1].index(name)]


@lru_cache(maxsize=64)  # a page may call its elements anything
def _block_tokens(tag: bytes) -> re.Pattern[bytes]:
    """Start and end tags of one name, and of blocks."""
    names = b"|".join(sorted({re.escape(tag), *_BLOCKS}, reverse=True))
    tokens = rb"<(/?)(" + names + rb")(?=[\s/>])((?:\"[^\"]*+\"|'[^']*+'|[^>\"'])*+)"
    return re.compile(_NO_TAGS + rb"|" + tokens, re.DOTALL | re.IGNORECASE)
