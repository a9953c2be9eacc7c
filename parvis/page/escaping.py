"""Text that stands behind an element in lxml's tree, and in it in a browser's: where that element hides or is a gate,
such text is closed too.

The trees differ where tags are misnested: browsers keep `<b hidden>` open around a paragraph, and ignore the end tag of
an ordinary element in which a block was left open, as in `<span hidden><p>secret</span>secret`; lxml closes these.
Where the source is in such disorder, the tree that browsers build is told from it (parvis.page.nesting) and compared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple

from lxml.html import HtmlElement

from parvis.page.aligning import Piece, align, texts_behind
from parvis.page.document import Document
from parvis.page.nesting import hidden_tokens
from parvis.page.normalising import wrap_tail, wrap_text
from parvis.page.opened import IMPLIED, SPECIAL
from parvis.page.tokens import Kind, Token

__all__ = ["escaped"]

_DOCTYPE = re.compile(rb"\s*+(?:<!--.*?-->\s*+)*+<!doctype", re.IGNORECASE | re.DOTALL)


def escaped(document: Document, tops: Iterable[HtmlElement]) -> set[HtmlElement]:
    """What stands in some elements in a browser's tree, and not in lxml's."""
    watched = set(tops)
    names = document.misnested if watched else frozenset[str]()
    if not names or not any(_is_in_doubt(top, names) for top in watched):
        return set()
    tokens = document.tokens
    aligned = align(tokens, document.root)
    hiding = {number for number, element in aligned.items() if element in watched}
    hidden = hidden_tokens(tokens, hiding, quirks=not _DOCTYPE.match(document.source))
    inside = {element for top in watched for element in top.iter()}
    rows = _rows(tokens, hidden, aligned)
    texts = {text for row in rows if row.is_hidden for text, is_hidden in row.texts() if is_hidden}
    texts.update(_behind_lost(document, watched - set(aligned.values()), names))
    outside = {text for text in texts if text.holder not in inside}
    starts = {row.start for row in rows if hidden[row.number]} - inside
    if not starts and not outside:
        return set()
    shown = [row.start for row in rows if not hidden[row.number]]
    shown.extend(text.holder for row in rows for text, _ in row.texts() if text not in texts)
    found = starts - _around(shown)
    return found.union(*(_wrapped(text) for text in outside if text.holder not in found))


def _is_in_doubt(top: HtmlElement, names: frozenset[str]) -> bool:
    """Whether an element or one in it has such a name: all others end in both trees where their end tags stand.

    A block ends there whatever paragraphs and items were left open in it.
    """
    if top.tag in names:
        return True
    names = names - IMPLIED if top.tag in SPECIAL else names
    return bool(names) and next(top.iter(*names), None) is not None


class _Row(NamedTuple):
    """A start tag and the texts behind it, up to the next."""

    number: int
    start: HtmlElement
    stop: HtmlElement | None
    written: list[tuple[str, bool]]  # as they stand in the source, and whether they are hidden

    @property
    def is_hidden(self) -> bool:
        """Whether some of it is."""
        return any(is_hidden for _, is_hidden in self.written)

    def texts(self) -> list[tuple[Piece, bool]]:
        """The same texts in the tree, where one may be several, with tags between them that lxml ignores; all as
        hidden where the two are not alike and some are.
        """
        pieces = list(texts_behind(self.start, self.stop))
        flags = _matched([_squeezed(piece.text) for piece in pieces], self.written)
        return list(zip(pieces, flags or [self.is_hidden] * len(pieces), strict=True))


def _rows(tokens: Sequence[Token], hidden: Sequence[bool], aligned: Mapping[int, HtmlElement]) -> list[_Row]:
    stops = (*list(aligned.values())[1:], None)
    rows = {number: _Row(number, start, stop, []) for (number, start), stop in zip(aligned.items(), stops, strict=True)}
    written: list[tuple[str, bool]] = []  # before the first start tag nothing is hidden
    for number, (kind, text) in enumerate(tokens):
        if number in rows:
            written = rows[number].written
        elif kind is Kind.TEXT:
            written.append((text, hidden[number]))
    return list(rows.values())


def _matched(wanted: Sequence[str], written: Iterable[tuple[str, bool]]) -> list[bool] | None:
    """Whether each text of the tree is hidden; None: they are not made of those that are written."""
    left, flags = iter(written), []
    for text in wanted:
        got, flag = "", False
        while len(got) < len(text) and (following := next(left, None)):
            as_is = _squeezed(following[0])
            got += as_is if text.startswith(as_is, len(got)) else _squeezed(unescape(following[0]))
            flag = flag or following[1]
        if got != text:
            return None
        flags.append(flag)
    return flags


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _behind_lost(document: Document, lost: Collection[HtmlElement], names: frozenset[str]) -> Iterator[Piece]:
    """All texts behind the first element whose start tag was not found. One without attributes may have none."""
    doubtful = {element for element in lost if element.keys() and _is_in_doubt(element, names)}
    if doubtful:
        yield from texts_behind(next(element for element in document.root.iter() if element in doubtful), None)


def _around(elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    """The elements and all around them."""
    found: set[HtmlElement] = set()
    for element in elements:
        here: HtmlElement | None = element
        while here is not None and here not in found:
            found.add(here)
            here = here.getparent()
    return found


def _wrapped(text: Piece) -> set[HtmlElement]:
    """A new element around a text."""
    holder = wrap_tail(text.element) if text.is_tail else wrap_text(text.element)
    return set() if holder is None else {holder}
