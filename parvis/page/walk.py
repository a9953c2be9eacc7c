"""One pass over the tree: boxes (block-level elements) and the runs of text in them, in document order.

What a later step asks of a box is carried down (hidden or not, the link it stands in, how far its surroundings look
like an article) or added up on the way out (words, weight, the articles it links to). The loop is written flat, for
it is most of the cost of a page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from parvis.page.boxes import BODY, read_names
from parvis.page.counting import collapse
from parvis.page.markup import Markup
from parvis.page.tags import HEADINGS, INLINE, NEVER_TEXT

__all__ = ["BREAK", "LINK", "MANY", "UNLINK", "Box", "Run", "Walk"]

# Marks inside the raw text of a box: control characters, which read_document takes out of the source.
BREAK, LINK, UNLINK = "\x1f", "\x1d", "\x1e"
MANY = ""  # links to more than one article

_BREAKS = {"br": BREAK, "hr": BREAK + BREAK}
_BLOCK, _INLINE, _LINK, _BREAK, _SKIPPED = range(5)  # what the walk does with an element
_DEED = {
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(_BREAKS, _BREAK),
    **dict.fromkeys(NEVER_TEXT, _SKIPPED),
    "a": _LINK,
}

MAX_TITLES = 4  # h1 elements whose surroundings are not judged by name
MAX_HREF = 2000  # characters; a longer link leads to no article
MAX_PATH = 1200  # characters; of real pages at most 800. A thousand boxes in one another would fill the memory
CARD_TITLE = 4  # words of a link that can be a title
PROSE_WORDS = 8  # a run of fewer words has no say in where the article stands
PROSE_CAP = 80  # words; a longer paragraph says no more
EARLY = 0.3  # what text over the headline is worth
FAINT = 0.08  # what text is worth in a box that is named as something other than the article
_WORTH = {BODY: 3.0, "standfirst": 0.5, "headline": 0.5, "byline": 0.2, "label": 0.3}
_TAG_WORTH = {"article": 1.5, "main": 1.3, "form": 0.3, "button": 0.1, "table": 0.7, "ul": 0.7, "ol": 0.7, "dl": 0.7}

_DOUBLE_BREAK = re.compile(f"{BREAK}\\s*{BREAK}")
_NUMBERED = re.compile(r"\d{4,}|/\d\d/")


class Box:
    """A block-level element on the walk."""

    kind: str | None = None
    named = False  # kind, worth, heading and path are known: of boxes without text they never are
    shown = True
    link: str | None = None  # the link around it: browsers let a link hold blocks, and cards are made so
    heading: str | None = None  # the heading it is or stands in
    worth = 1.0  # how far the surroundings look like an article
    last = 0  # the runs inside: from `first` up to but without `last`
    article: str | None = None  # the one article that the links inside lead to; MANY; None: no links
    words = longest = 0  # all words inside; those of the longest prose run
    weight = dark = 0.0  # of the visible prose inside, and of the hidden
    headline = titled = False  # holds an h1; a link that can be a title
    path = "html"

    def __init__(self, element: HtmlElement, tag: str, parent: Box | None, first: int = 0) -> None:
        self.element, self.tag, self.parent, self.first = element, tag, parent, first

    def ancestors(self) -> Iterator[Box]:
        """This box, then those around it, outwards."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


class Run(NamedTuple):
    """White space collapsed text of one box, up to the next block or double line break."""

    box: Box
    text: str
    words: int
    link_density: float
    visible: bool
    prose: bool  # reads like a sentence, not like a list of links

    def __repr__(self) -> str:  # never the text
        return f"Run({self.words} words in {self.box.path})"


_Frame = tuple[Iterator[Any], Any, Box, list[str], str | None]


class Walk:
    """Walk a tree once; `runs` are its text, `root` its outermost box, `forms` the boxes of `fields` (element: what it
    asks for)."""

    def __init__(self, markup: Markup, tops: Collection[HtmlElement], *, fields: Mapping[HtmlElement, str]) -> None:
        self.runs: list[Run] = []
        self.forms: list[Box] = []
        self.root = Box(markup.root, "html", None)
        self.root.named = True
        self._tops, self._fields = tops, fields
        self._roles = {element: element.get("role") for element in markup.having("role")}
        self._properties = {element: element.get("itemprop") for element in markup.having("itemprop")}
        self._bright: list[str] = []  # text of the current box that is not flushed yet
        self._dark: list[str] = []
        self._hrefs: list[str] = []
        titles = markup.tagged("h1")
        self._past_headline = not titles
        self._above = {box for title in titles[:MAX_TITLES] for box in title.iterancestors()}
        self._walk(markup.root)
        self._close(self.root, None)

    def _walk(self, root: HtmlElement) -> None:  # noqa: PLR0912 - flat on purpose: calls would double its cost
        bright, dark, hrefs, tops, deeds = self._bright, self._dark, self._hrefs, self._tops, _DEED
        stack: list[_Frame] = []
        frame: _Frame = (iter(root), root, self.root, dark if root in tops else bright, None)
        children, element, box, out, link = frame
        while True:
            for child in children:
                tag = child.tag
                deed = deeds.get(tag, _BLOCK)
                if deed == _BREAK:
                    out.append(_BREAKS[tag])
                elif deed != _SKIPPED and (len(child) or child.text or deed == _LINK):
                    stack.append((children, element, box, out, link))
                    if child in tops:
                        out = dark
                    if deed == _BLOCK:
                        if bright or dark or hrefs:
                            self._flush(box)
                        box = self._enter(child, tag, box)
                        box.shown, box.link = out is bright, link
                    elif deed == _LINK:
                        link = child.get("href") or "#"
                        hrefs.append(link)
                        bright.append(LINK)
                    children, element = iter(child), child
                    text = child.text
                    if text and (bright or dark or not text.isspace()):
                        out.append(text)
                    break
                tail = child.tail
                if tail and (bright or dark or not tail.isspace()):
                    out.append(tail)
            else:
                if not stack:
                    return
                inner, left = box, element
                children, element, box, out, link = stack.pop()
                if inner is not box:
                    self._close(inner, box)
                elif left.tag == "a":
                    bright.append(UNLINK)
                tail = left.tail
                if tail and (bright or dark or not tail.isspace()):
                    out.append(tail)

    def _enter(self, element: HtmlElement, tag: str, parent: Box) -> Box:
        box = Box(element, tag, parent, len(self.runs))
        if element in self._fields:
            self._name(box)
            box.kind = self._fields[element]
            self.forms.append(box)
        if tag == "h1":
            box.headline = self._past_headline = True
        return box

    def _name(self, box: Box) -> None:
        """Read what a box and those around it are called."""
        unnamed = []
        while not box.named and box.parent is not None:
            unnamed.append(box)
            box = box.parent
        for inner in reversed(unnamed):
            self._name_in(inner, box)
            box = inner

    def _name_in(self, box: Box, outer: Box) -> None:
        tag, element, get = box.tag, box.element, box.element.get
        role, meaning = self._roles.get(element), self._properties.get(element)
        box.kind, step = read_names(tag, get("class"), get("id"), role, meaning)
        box.path = f"{outer.path} {step}" if len(outer.path) < MAX_PATH else outer.path
        box.heading = tag if tag in HEADINGS else outer.heading
        box.worth = self._worth(box, outer.worth)
        box.named = True

    def _worth(self, box: Box, worth: float) -> float:
        worth *= _TAG_WORTH.get(box.tag, 1.0)
        kind = box.kind
        if kind is None or box.element in self._above:
            return worth
        return max(worth, _WORTH[BODY]) if kind == BODY else worth * _WORTH.get(kind, FAINT)

    def _close(self, box: Box, outer: Box | None) -> None:
        if self._bright or self._dark or self._hrefs:
            self._flush(box)
        box.last = len(self.runs)
        if outer is None:
            return
        if box.words:
            outer.words += box.words
            outer.weight += box.weight
            outer.dark += box.dark
            outer.longest = max(outer.longest, box.longest)
        if box.headline:
            outer.headline = True
        if box.titled:
            outer.titled = True
        if box.article is not None:
            outer.article = _joined(outer.article, box.article)

    def _flush(self, box: Box) -> None:
        if self._bright:
            self._emit_all(box, self._bright, visible=box.shown)
        if self._dark:
            self._emit_all(box, self._dark, visible=False)
        for href in self._hrefs:
            article = _article_of(href)
            if article is not None:
                box.article = _joined(box.article, article)
        self._hrefs.clear()

    def _emit_all(self, box: Box, parts: list[str], *, visible: bool) -> None:
        raw = "".join(parts)
        parts.clear()
        for piece in _DOUBLE_BREAK.split(raw) if BREAK in raw else (raw,):
            linked = 0
            if LINK in piece or UNLINK in piece:
                linked, piece = _unlinked(piece)  # noqa: PLW2901
            text, words = collapse(piece)  # a single BREAK is white space too
            if text:
                if not box.named:
                    self._name(box)
                self._emit(box, text, words, linked, visible=visible)

    def _emit(self, box: Box, text: str, words: int, linked: int, *, visible: bool) -> None:
        density = 1.0 if box.link else min(1.0, linked / len(text)) if linked else 0.0
        if density < 0.6:
            self._hrefs.clear()  # links within a sentence make no card
        elif words >= CARD_TITLE:
            box.titled = True
        prose = words >= PROSE_WORDS and density < 0.5 and not box.heading
        box.words += words
        if prose:
            self._weigh(box, words, density, visible)
        self.runs.append(Run(box, text, words, density, visible, prose))

    def _weigh(self, box: Box, words: int, density: float, visible: bool) -> None:
        weight = min(words, PROSE_CAP) * box.worth * (1 - density) * (1.0 if self._past_headline else EARLY)
        box.longest = max(box.longest, words)
        if visible:
            box.weight += weight
        else:
            box.dark += weight


def _joined(one: str | None, other: str) -> str:
    return other if one is None or one == other else MANY


@lru_cache(maxsize=4096)
def _article_of(href: str) -> str | None:
    """The link without query and fragment when it looks like an article's: a number, a slug of four words, or
    .html; else None.
    """
    path = href.partition("#")[0].partition("?")[0]
    if len(href) > MAX_HREF or path.startswith(("mailto:", "javascript:", "tel:", "data:")):
        return None
    slug = path.rstrip("/").rpartition("/")[2]
    return path if slug.count("-") >= 3 or slug.endswith((".html", ".htm")) or _NUMBERED.search(path) else None


def _unlinked(raw: str) -> tuple[int, str]:
    """(characters inside links, the text without the marks)."""
    bare = raw.strip(" \t\r\n\f")
    if bare.count(LINK) == 1 and bare[0] == LINK and bare[-1] == UNLINK:
        return len(bare), bare[1:-1]
    pieces = raw.split(LINK)
    linked = sum(len(piece.partition(UNLINK)[0].strip()) for piece in pieces[1:])
    return linked, raw.replace(LINK, "").replace(UNLINK, "")
