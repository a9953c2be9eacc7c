"""Counting words: runs between white space; where a script writes no spaces, two characters count as one word."""

from __future__ import annotations

import re

__all__ = ["collapse", "count_words"]

# Han (with its extensions and compatibility forms), Hiragana, Katakana (also half width), Thai, Lao, Khmer.
_SPACELESS = re.compile(
    "[\u0e01-\u0e5b\u0e81-\u0edf\u1780-\u17f9\u19e0-\u19ff\u3005-\u3007\u3021-\u3029\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+"
)

_INVISIBLE = "\xad\u200b\u2060\ufeff"  # soft hyphen, zero width space, word joiner, byte order mark
_SPECIAL = re.compile(f"[{_INVISIBLE}]|{_SPACELESS.pattern}")
_WITHOUT = dict.fromkeys(map(ord, _INVISIBLE))


def collapse(raw: str) -> tuple[str, int]:
    """(the text with its white space collapsed, without signs that are not seen; its words).

    >>> collapse("  Le par\\xadvis\\n est  ouvert ")
    ('Le parvis est ouvert', 4)
    """
    pieces = raw.split()
    text = " ".join(pieces)
    if text.isascii() or not _SPECIAL.search(text):
        return text, len(pieces)
    text = text.translate(_WITHOUT)
    return text, count_words(text)


def count_words(text: str) -> int:
    """The number of words of a text, rounded up within each run of a script without spaces.

    >>> count_words("Le parvis est ouvert"), count_words("東京都庁"), count_words("東京 2020")
    (4, 2, 2)
    """
    if text.isascii() or not _SPACELESS.search(text):
        return len(text.split())
    runs = _SPACELESS.findall(text)
    return sum((len(run) + 1) // 2 for run in runs) + len(_SPACELESS.sub(" ", text).split())
