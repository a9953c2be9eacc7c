"""One pass over the tree: boxes (block-level elements) and the runs of text in them, in document order.

Everything that a later step asks of a box is carried down (hidden or not, the link it stands in, how far its surroundings look like an
article) or added up on the way out (words, weight, the articles it links to).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from parvis.page.boxes import BODY, kind_of, step_of
from parvis.page.counting import count_words
from parvis.page.visibility import NEVER_TEXT

__all__ = ["Box", "Run", "Walk"]

INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark", "nobr", "picture", "q", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "ruby", "rt", "rp", "rb", "input"]
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# Marks inside the raw text of a box. Control characters, so no page has them; read_document takes them out of the source.
BREAK, LINK, UNLINK = "\x1f", "\x1d", "\x1e"
MAX_TITLES = 4  # h1 elements whose surroundings are not judged by name
CARD_TITLE = 4  # words of a link that can be a title
MANY = ""  # links to more than one article

PROSE_WORDS = 8  # a run of fewer words has no say in where the article stands
PROSE_CAP = 80  # words; a longer paragraph says no more
FAINT = 0.08  # what text is worth in a box that is named as something other than the article
_WORTH = {BODY: 3.0, "standfirst": 0.5, "headline": 0.5, "byline": 0.2, "label": 0.3}
_TAG_WORTH = {"article": 1.5, "main": 1.3, "form": 0.3, "button": 0.1, "table": 0.7, "ul": 0.7, "ol": 0.7, "dl": 0.7}

_SPACES = re.compile(r"[\xad\u200b\ufeff]")
_NUMBERED = re.compile(r"\d{4,}|/\d\d/")
MAX_HREF = 2000  # characters; a longer link leads to no article


@dataclass(slots=True, eq=False)
class Box:
    """A block-level element on the walk."""

    element: HtmlElement = field(repr=False)
    tag: str
    parent: Box | None = field(repr=False)
    kind: str | None
    step: str
    shown: bool
    link: str | None  # the block-level link around it
    worth: float  # how far the surroundings look like an article
    article: str | None = None  # the one article that the links inside lead to; MANY; None: no links
    words: int = 0
    weight: float = 0.0  # of the visible prose inside
    dark: float = 0.0  # likewise, hidden
    longest: int = 0  # words of the longest prose run inside
    headline: bool = False  # holds an h1
    titled: bool = False  # holds a link that can be a title
    bright_parts: list[str] = field(default_factory=list, repr=False)
    dark_parts: list[str] = field(default_factory=list, repr=False)
    hrefs: list[str] = field(default_factory=list, repr=False)  # of links whose text is not flushed yet

    def ancestors(self) -> Iterator[Box]:
        """This box, then those around it, outwards."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@dataclass(slots=True, eq=False)
class Run:
    """White space collapsed text of one box, up to the next block or double line break."""

    box: Box
    text: str = field(repr=False)
    words: int
    link_density: float
    visible: bool
    prose: bool  # reads like a sentence, not like a list of links


class Walk:
    """Walk a tree once; `runs` are its text, `root` its outermost box."""

    def __init__(self, root: HtmlElement, tops: Collection[HtmlElement], *, fields: dict[HtmlElement, str]) -> None:
        self.runs: list[Run] = []
        self.forms: list[Box] = []  # those that ask for something
        self._tops = tops
        self._fields = fields
        titles = list(root.iter("h1"))
        self._past_headline = not titles
        self._above = {box for title in titles[:MAX_TITLES] for box in title.iterancestors()}
        self.root = Box(root, "html", None, None, "html", True, None, 1.0)
        self._walk()

    def _walk(self) -> None:
        box, shown = self.root, True
        stack: list[tuple[Iterator[HtmlElement], HtmlElement, Box, bool]] = [
            (iter(box.element), box.element, box, shown)
        ]
        while stack:
            children, element, box, shown = stack[-1]
            for child in children:
                tag = child.tag
                if tag in NEVER_TEXT:
                    self._add(box, child.tail, shown)
                    continue
                visible = shown and child not in self._tops
                if tag in INLINE:
                    self._enter_inline(child, tag, box, visible)
                    inner = box
                elif tag == "br" or tag == "hr":
                    self._add(box, BREAK if tag == "br" else BREAK + BREAK, shown)
                    self._add(box, child.tail, shown)
                    continue
                else:
                    inner = self._enter(child, tag, box, visible)
                stack.append((iter(child), child, inner, visible))
                break
            else:
                stack.pop()
                if stack:
                    self._leave(element, box, stack[-1][2], stack[-1][3])
        self._flush(self.root)

    def _add(self, box: Box, text: str | None, shown: bool) -> None:
        if text:
            (box.bright_parts if shown else box.dark_parts).append(text)

    def _enter_inline(self, element: HtmlElement, tag: str, box: Box, shown: bool) -> None:
        parts = box.bright_parts if shown else box.dark_parts
        if tag == "a":
            href = element.get("href")
            if href:
                box.hrefs.append(href)
            parts.append(LINK)
        text = element.text
        if text:
            parts.append(text)

    def _enter(self, element: HtmlElement, tag: str, parent: Box, shown: bool) -> Box:
        if parent.bright_parts or parent.dark_parts:
            self._flush(parent)
        get = element.get
        classes = get("class") or ""
        names = " ".join(filter(None, (classes, get("id"), get("data-testid"), get("data-component"))))
        kind = self._fields.get(element) if tag == "form" or element in self._fields else None
        kind = kind or kind_of(tag, names=names, role=get("role") or "", itemprop=get("itemprop") or "")
        worth = parent.worth * _TAG_WORTH.get(tag, 1.0)
        if kind == BODY:
            worth = max(worth, _WORTH[BODY])
        elif kind is not None and element not in self._above:
            worth *= _WORTH.get(kind, FAINT)
        box = Box(element, tag, parent, kind, step_of(tag, classes), shown, _around(element, parent), worth)
        if element in self._fields:
            self.forms.append(box)
        if tag == "h1":
            box.headline = self._past_headline = True
        if element.text:
            (box.bright_parts if shown else box.dark_parts).append(element.text)
        return box

    def _leave(self, element: HtmlElement, box: Box, outer: Box, shown: bool) -> None:
        if box is outer:  # an inline element
            if element.tag == "a":
                self._add(box, UNLINK, shown)
        else:
            self._flush(box)
            _add_up(outer, box)
        self._add(outer, element.tail, shown)

    def _flush(self, box: Box) -> None:
        if box.bright_parts:
            self._emit(box, "".join(box.bright_parts), box.shown)
            box.bright_parts.clear()
        if box.dark_parts:
            self._emit(box, "".join(box.dark_parts), False)
            box.dark_parts.clear()
        if box.hrefs:
            for href in box.hrefs:
                box.article = _joined(box.article, _article_of(href))
            box.hrefs.clear()

    def _emit(self, box: Box, raw: str, visible: bool) -> None:
        if raw.isspace():
            return
        if BREAK in raw:
            for part in re.split(r"\x1f\s*\x1f", raw):
                self._emit_run(box, part.replace(BREAK, " "), visible)
        else:
            self._emit_run(box, raw, visible)

    def _emit_run(self, box: Box, raw: str, visible: bool) -> None:
        linked, raw = _unlinked(raw) if LINK in raw or UNLINK in raw else (0, raw)
        text = " ".join(_SPACES.sub("", raw).split())
        if not text:
            return
        words = count_words(text)
        density = 1.0 if box.link else min(1.0, linked / len(text))
        if density >= 0.6 and words >= CARD_TITLE:
            box.titled = True
        prose = words >= PROSE_WORDS and density < 0.5 and box.tag not in HEADINGS
        if density < 0.6:
            box.hrefs.clear()  # links within a sentence make no card
        box.words += words
        if prose:
            self._weigh(box, words, density, visible)
        self.runs.append(Run(box, text, words, density, visible, prose))

    def _weigh(self, box: Box, words: int, density: float, visible: bool) -> None:
        weight = min(words, PROSE_CAP) * box.worth * (1 - density) * (1.0 if self._past_headline else 0.3)
        box.longest = max(box.longest, words)
        if visible:
            box.weight += weight
        else:
            box.dark += weight


def _around(element: HtmlElement, parent: Box) -> str | None:
    """The link that a block stands in: browsers let a link hold blocks, and cards are made so."""
    above = element.getparent()
    while above is not None and above is not parent.element:
        if above.tag == "a":
            return above.get("href") or "#"
        above = above.getparent()
    return parent.link


def _add_up(outer: Box, box: Box) -> None:
    outer.words += box.words
    outer.weight += box.weight
    outer.dark += box.dark
    outer.longest = max(outer.longest, box.longest)
    outer.headline |= box.headline
    outer.titled |= box.titled
    if box.article is not None:
        outer.article = _joined(outer.article, box.article)


def _joined(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return one if other is None else other
    return one if one == other else MANY


@lru_cache(maxsize=4096)
def _article_of(href: str) -> str | None:
    """The link without query and fragment when it looks like an article's: a number, a slug of four words, or .html; else None."""
    path = href.partition("#")[0].partition("?")[0]
    if len(href) > MAX_HREF or path.startswith(("mailto:", "javascript:", "tel:", "data:")):
        return None
    slug = path.rstrip("/").rpartition("/")[2]
    return path if slug.count("-") >= 3 or slug.endswith((".html", ".htm")) or _NUMBERED.search(path) else None


def _unlinked(raw: str) -> tuple[int, str]:
    """(characters inside links, the text without the marks)."""
    pieces = raw.split(LINK)
    linked = sum(len(piece.partition(UNLINK)[0].strip()) for piece in pieces[1:])
    return linked, raw.replace(LINK, "").replace(UNLINK, "")
