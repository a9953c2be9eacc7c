"""Cutting a text short, at the end of a sentence where there is one."""

from __future__ import annotations

import re
from bisect import bisect_right

from parvis.page.counting import count_words

__all__ = ["cut_characters", "cut_words"]

_END = re.compile(r"[.!?…][\"'»”’)\]]*(?=\s)|[。！？][」』）]*")


def cut_words(text: str, most: int) -> str:
    """The longest run of whole sentences within `most` words; without any, the words themselves (or characters, where
    there are no blanks)."""
    if count_words(text) <= most:
        return text
    return _shortened(text, _length(text, most))


def cut_characters(text: str, most: int) -> str:
    """The longest run of whole sentences within `most` characters; without any, whole words."""
    if len(text) <= most:
        return text
    return _shortened(text, max(most, 0))


def _length(text: str, most: int) -> int:
    """Characters of the first `most` words."""
    return bisect_right(range(len(text)), most, key=lambda length: count_words(text[: length + 1]))


def _shortened(text: str, length: int) -> str:
    """A beginning of a text that is longer."""
    ends = [end for found in _END.finditer(text) if (end := found.end()) <= length]
    if ends:
        return text[: ends[-1]].rstrip()
    if not text[length].isspace():
        blank = text[:length].rfind(" ")
        length = blank if blank > 0 else length
    return text[:length].rstrip()
