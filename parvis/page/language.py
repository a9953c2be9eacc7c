"""The language of a page: as declared, unless its title is written in a script that the language does not use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

__all__ = ["read_language"]

_TAG = re.compile(r"([a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3})(?=$|[\s,;.])")
_OLD = {"iw": "he", "in": "id", "ji": "yi"}  # codes that were changed in 1989 and live on in old systems


def read_language(declared: Iterable[str | None], text: str) -> str | None:
    """A BCP 47 tag in lower case. `text` is the page's title, or what stands for it.

    >>> read_language(["de_AT"], "Die Brücke"), read_language(["en-US"], "橋が閉鎖された"), read_language([], "Bridge")
    ('de-at', 'ja', None)
    """
    tags = [tag for value in declared if value and (tag := _tag(value))]
    if text.isascii():
        return tags[0] if tags else None
    possible = _written_in(text)
    if not possible:
        return tags[0] if tags else None
    return next((tag for tag in tags if tag.partition("-")[0] in possible), possible[0])


def _tag(value: str) -> str | None:
    found = _TAG.match(value.strip().lower().replace("_", "-"))
    if found is None:
        return None
    first, sign, rest = found[1].partition("-")
    return f"{_OLD.get(first, first)}{sign}{rest}"


def _written_in(text: str) -> tuple[str, ...]:
    """The languages of the script that a text is in; empty for scripts of many languages."""
    letters = sum(map(str.isalpha, text))
    for signs, share, languages in _scripts():
        if len(signs.findall(text)) > share * letters:
            return languages
    return ()


@cache
def _scripts() -> tuple[tuple[re.Pattern[str], float, tuple[str, ...]], ...]:
    data = tomllib.loads(files("parvis.page").joinpath("languages.toml").read_text(encoding="utf-8"))
    return tuple((re.compile(f"[{one['signs']}]"), one["share"], tuple(one["languages"])) for one in data["script"])
