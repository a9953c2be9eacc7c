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
from parvis.page.counting import count_words
from parvis.page.tags import HEADINGS, INLINE, NEVER_TEXT

__all__ = ["BREAK", "LINK", "MANY", "UNLINK", "Box", "Run", "Walk"]

# Marks inside the raw text of a box: control characters, which read_document takes out of the source.
BREAK, LINK, UNLINK = "\x1f", "\x1d", "\x1e"
_BREAKS = {"br": BREAK, "hr": BREAK + BREAK}
MANY = ""  # links to more than one article

MAX_TITLES = 4  # h1 elements whose surroundings are not judged by name
MAX_HREF = 2000  # characters; a longer link leads to no article
CARD_TITLE = 4  # words of a link that can be a title
PROSE_WORDS = 8  # a run of fewer words has no say in where the article stands
PROSE_CAP = 80  # words; a longer paragraph says no more
EARLY = 0.3  # what text over the headline is worth
FAINT = 0.08  # what text is worth in a box that is named as something other than the article
_WORTH = {BODY: 3.0, "standfirst": 0.5, "headline": 0.5, "byline": 0.2, "label": 0.3}
_TAG_WORTH = {"article": 1.5, "main": 1.3, "form": 0.3, "button": 0.1, "table": 0.7, "ul": 0.7, "ol": 0.7, "dl": 0.7}

_DOUBLE_BREAK = re.compile(f"{BREAK}\\s*{BREAK}")
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")  # soft hyphen, zero width space, word joiner, BOM
_NUMBERED = re.compile(r"\d{4,}|/\d\d/")


class Box:
    """A block-level element on the walk."""

    # fmt: off
    __slots__ = (
        "article", "dark", "element", "first", "heading", "headline", "kind", "last", "link", "longest",
        "parent", "path", "shown",
        "tag", "titled", "weight", "words", "worth",
    )
    # fmt: on

    def __init__(self, element: HtmlElement, tag: str, parent: Box | None, kind: str | None, path: str) -> None:
        self.element, self.tag, self.parent, self.kind, self.path = element, tag, parent, kind, path
        self.shown = True
        self.link: str | None = None  # the link around it: browsers let a link hold blocks, and cards are made so
        self.heading: str | None = None  # the heading it is or stands in
        self.worth = 1.0  # how far the surroundings look like an article
        self.first = self.last = 0  # the runs inside: from `first` up to but without `last`
        self.article: str | None = None  # the one article that the links inside lead to; MANY; None: no links
        self.words = self.longest = 0  # all words inside; those of the longest prose run
        self.weight = self.dark = 0.0  # of the visible prose inside, and of the hidden
        self.headline = self.titled = False  # holds an h1; a link that can be a title

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


_Frame = tuple[Iterator[Any], Any, Box, bool, str | None]


class Walk:
    """Walk a tree once; `runs` are its text, `root` its outermost box, `forms` the boxes of `fields` (element: what
    it asks for).
    """

    def __init__(self, root: HtmlElement, tops: Collection[HtmlElement], *, fields: Mapping[HtmlElement, str]) -> None:
        self.runs: list[Run] = []
        self.forms: list[Box] = []
        self.root = Box(root, "html", None, None, "html")
        self._tops, self._fields = tops, fields
        self._bright: list[str] = []  # text of the current box that is not flushed yet
        self._dark: list[str] = []
        self._hrefs: list[str] = []
        titles = list(root.iter("h1"))
        self._past_headline = not titles
        self._above = {box for title in titles[:MAX_TITLES] for box in title.iterancestors()}
        self._walk(root)
        self._close(self.root, None)

    def _walk(self, root: HtmlElement) -> None:  # noqa: PLR0912 - flat on purpose: calls would double its cost
        bright, dark, hrefs, tops = self._bright, self._dark, self._hrefs, self._tops
        stack: list[_Frame] = []
        frame: _Frame = (iter(root), root, self.root, True, None)
        children, element, box, shown, link = frame
        while True:
            for child in children:
                tag = child.tag
                if tag in NEVER_TEXT or tag in _BREAKS:
                    if tag in _BREAKS:
                        (bright if shown else dark).append(_BREAKS[tag])
                elif len(child) or child.text or tag == "a":
                    stack.append((children, element, box, shown, link))
                    shown = shown and child not in tops
                    if tag not in INLINE:
                        box = self._enter(child, tag, box, shown, link)
                    elif tag == "a":
                        link = child.get("href") or "#"
                        hrefs.append(link)
                        bright.append(LINK)
                    children, element = iter(child), child
                    text = child.text
                    if text and (bright or dark or not text.isspace()):
                        (bright if shown else dark).append(text)
                    break
                tail = child.tail
                if tail and (bright or dark or not tail.isspace()):
                    (bright if shown else dark).append(tail)
            else:
                if not stack:
                    return
                inner, left = box, element
                children, element, box, shown, link = stack.pop()
                if inner is not box:
                    self._close(inner, box)
                elif left.tag == "a":
                    bright.append(UNLINK)
                tail = left.tail
                if tail and (bright or dark or not tail.isspace()):
                    (bright if shown else dark).append(tail)

    def _enter(self, element: HtmlElement, tag: str, parent: Box, shown: bool, link: str | None) -> Box:
        if self._bright or self._dark or self._hrefs:
            self._flush(parent)
        get = element.get
        kind, step = read_names(tag, get("class"), get("id"), get("role"), get("itemprop"))
        fields = self._fields
        box = Box(element, tag, parent, kind, f"{parent.path} {step}")
        if fields and element in fields:
            box.kind = kind = fields[element]
            self.forms.append(box)
        box.shown, box.link, box.first = shown, link, len(self.runs)
        box.heading = tag if tag in HEADINGS else parent.heading
        box.worth = self._worth(element, tag, kind, parent.worth)
        if tag == "h1":
            box.headline = self._past_headline = True
        return box

    def _worth(self, element: HtmlElement, tag: str, kind: str | None, worth: float) -> float:
        if tag in _TAG_WORTH:
            worth *= _TAG_WORTH[tag]
        if kind is None or element in self._above:
            return worth
        return max(worth, _WORTH[BODY]) if kind == BODY else worth * _WORTH.get(kind, FAINT)

    def _close(self, box: Box, outer: Box | None) -> None:
        if self._bright or self._dark or self._hrefs:
            self._flush(box)
        box.last = len(self.runs)
        if outer is None:
            return
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
        for parts, visible in ((self._bright, box.shown), (self._dark, False)):
            if parts:
                raw = "".join(parts)
                parts.clear()
                for piece in _DOUBLE_BREAK.split(raw) if BREAK in raw else (raw,):
                    self._emit(box, piece, visible)
        for href in self._hrefs:
            article = _article_of(href)
            if article is not None:
                box.article = _joined(box.article, article)
        self._hrefs.clear()

    def _emit(self, box: Box, raw: str, visible: bool) -> None:
        linked = 0
        if LINK in raw or UNLINK in raw:
            linked, raw = _unlinked(raw)
        pieces = raw.split()  # a single BREAK is white space too
        if not pieces:
            return
        text = " ".join(pieces)
        words = len(pieces)
        if not text.isascii():
            text = _INVISIBLE.sub("", text)
            words = count_words(text)
        density = 1.0 if box.link else min(1.0, linked / len(text)) if linked and text else 0.0
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
