"""Which words stand inside hidden elements: as lexbor has it, and as told from the tags of the source."""

from __future__ import annotations

import re

import pytest

from parvis.page.nesting import hidden_tokens
from parvis.page.tokens import Kind, read_tokens

lexbor = pytest.importorskip("selectolax.lexbor")

DOCTYPE = "<!doctype html>"
WORD = re.compile(r"T\d+x")
_START = re.compile(r"<[a-zA-Z][^\s>]*( hidden)?>")


def words_of(markup: str) -> set[str]:
    return set(WORD.findall(markup))


def in_lexbor(page: str, selector: str = "[hidden]") -> set[str]:
    """The words inside the elements that a selector matches."""
    return {word for element in lexbor.LexborHTMLParser(page).css(selector) for word in WORD.findall(element.text())}


def hidden_in_source(page: str) -> set[str]:
    """What the simulation says of the same page."""
    tokens = read_tokens(page)
    written = (bool(found[1]) for found in _START.finditer(page))
    hiding = set()
    for number, (kind, text) in enumerate(tokens):
        if kind is Kind.TEXT:
            for _ in _START.findall(text):
                next(written)
        elif kind is not Kind.END and next(written):
            hiding.add(number)
    flags = hidden_tokens(tokens, hiding, quirks=not page.startswith(DOCTYPE))
    texts = [text for (kind, text), flag in zip(tokens, flags, strict=True) if kind is Kind.TEXT and flag]
    return words_of(" ".join(texts))
