"""Whether a run of titles is written in the language that it is said to be in."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from parvis.page.language import read_language

__all__ = ["other_language"]

LEAST = 10  # function words; fewer tell nothing
_WORD = re.compile(r"[^\W\d_]+")


def other_language(titles: Iterable[str], declared: str) -> str | None:
    """The language that the titles are in when it is not the declared one; None where it is, or nothing can be told.

    >>> other_language(["The harbour and the bridge are to be closed", "What the mayor has said of it, and why"], "fr")
    'en'
    >>> other_language(["Le port et le pont sont dans la ville", "Ce que le maire en a dit, et pour qui"], "fr-CA")
    """
    text, said = " ".join(titles), declared.lower()
    written = read_language([said], text) or said
    if written != said:
        return written
    counts = _function_words(text)
    best, most = max(counts.items(), key=lambda item: item[1], default=("", 0))
    own = counts.get(said.partition("-")[0])
    return best if own is not None and most >= LEAST and most >= 2 * own else None


def _function_words(text: str) -> dict[str, int]:
    words = Counter(_WORD.findall(text.lower()))
    return {language: sum(words[word] for word in known) for language, known in _known().items()}


@cache
def _known() -> dict[str, frozenset[str]]:
    data = tomllib.loads(files("parvis.page").joinpath("tongues.toml").read_text(encoding="utf-8"))
    return {language: frozenset(words.split()) for language, words in data.items()}
