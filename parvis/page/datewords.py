"""Words that stand in dates: months, zones, "updated"; the words themselves are data, in dates.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["month_named", "split_printed", "writes_month_first", "written_language", "zone_minutes"]


def month_named(name: str, language: str | None) -> int | None:
    """The number of a month: in the language, else in any."""
    name = unicodedata.normalize("NFC", name.casefold())
    own = _months().get((language or "")[:2], {})
    return own.get(name) or _any_month().get(name)


def zone_minutes(name: str) -> int | None:
    """Minutes east of UTC of a zone that the press names."""
    minutes: int | None = _facts()["zones"].get(name.lower())
    return minutes


def writes_month_first(language: str | None) -> bool:
    """Whether 03/04 is the fourth of March."""
    return language in _facts()["order"]["month_first"]


def written_language(language: str | None, host: str) -> str | None:
    """The language whose order of day and month holds: plain "en" under a country's domain is that country's.

    >>> written_language("en", "gazette.co.uk"), written_language("en", "gazette.com")
    ('en-uk', 'en')
    """
    domain = host.rpartition(".")[2]
    return f"en-{domain}" if language == "en" and domain in _facts()["order"]["day_first_domains"] else language


def split_printed(line: str) -> tuple[str, str]:
    """A printed line as what comes before a word for "updated", or after one for "published", and what is left.

    >>> split_printed("Updated 3 May 2022, first published 1 May 2022")
    (' 1 May 2022', 'Updated 3 May 2022, first published')
    """
    published, updated = _marker("published").search(line), _marker("updated").search(line)
    if published:
        return line[published.end() :], line[: published.end()]
    return (line[: updated.start()], line[updated.start() :]) if updated else (line, "")


@cache
def _marker(table: str) -> re.Pattern[str]:
    words: list[str] = _facts()[table]["words"]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


@cache
def _facts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("parvis.page").joinpath("dates.toml").read_text(encoding="utf-8"))


@cache
def _months() -> dict[str, dict[str, int]]:
    """Language -> name in lower case -> number."""
    table: dict[str, list[str]] = _facts()["months"]
    return {
        language: {name: number for number, names in enumerate(twelve, 1) for name in names.split()}
        for language, twelve in table.items()
    }


@cache
def _any_month() -> dict[str, int]:
    """Every name of every language; where two disagree the language listed first wins."""
    merged: dict[str, int] = {}
    for names in _months().values():
        for name, number in names.items():
            merged.setdefault(name, number)
    return merged
