"""Cutting a text short, at the end of a sentence where there is one."""

from __future__ import annotations

import re

from parvis.page.counting import count_words

__all__ = ["cut_characters", "cut_words"]

_END = re.compile(r"[.!?…][\"'»”’)\]]*(?=\s)|[。！？][」』）]*")
_WORD = re.compile(r"\S+")


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
    return _shortened(text, max(0, most)) if most > 0 else ""


def _length(text: str, most: int) -> int:
    """Characters of the first `most` words."""
    low, high = 0, len(text)
    while low < high:  # count_words grows with the text
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_words(text[:middle]) <= most else (low, middle - 1)
    return low


def _shortened(text: str, length: int) -> str:
    ends = [found.end() for found in _END.finditer(text, 0, length + 1) if found.end() <= length]
    if ends:
        return text[: ends[-1]].rstrip()
    if length < len(text) and not text[length].isspace():
        length = text.rfind(" ", 0, length) if " " in text[:length] else length
    return text[: max(0, length)].rstrip()
