"""What a person types on the command line, as values: ages, days, targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import click

MASK = "***"
_AGE = re.compile(r"(\d{1,5})([smhdw]?)", re.IGNORECASE)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read_age(text: str) -> timedelta | None:
    """`90m`, `12h`, `7d`, `2w`; a bare number counts days. None: this is no age.

    >>> read_age("12h")
    datetime.timedelta(seconds=43200)
    >>> read_age("lagazette") is None
    True
    """
    found = _AGE.fullmatch(text.strip())
    if not found:
        return None
    return timedelta(**{_UNITS[found[2].lower() or "d"]: int(found[1])})


class Day(click.ParamType[date]):
    """A day as 2026-03-02, `today` or `yesterday`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        named = {"today": date.today(), "yesterday": date.today() - timedelta(days=1)}
        try:
            return named.get(str(value).lower()) or date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-03-02", param, ctx)


def is_url(target: str) -> bool:
    return target.lower().startswith(("http://", "https://"))


def split_revisit(revisit: str | None, targets: tuple[str, ...]) -> tuple[timedelta | None, tuple[str, ...]]:
    """The age of `--revisit [AGE]` and the targets: `--revisit lagazette` means the site, not an age."""
    if revisit is None:
        return None, targets
    age = read_age(revisit)
    return (timedelta(0), (revisit, *targets)) if age is None else (age, targets)


def without_value(words: Sequence[str], option: str) -> list[str]:
    """The words of a command line with the value of an option masked: it may hold what gives access.

    >>> without_value(["crawl", "--on-alarm", "notify --token s3", "--on-alarm=x"], "--on-alarm")
    ['crawl', '--on-alarm', '***', '--on-alarm=***']
    """
    before = ["", *words]
    masked = [MASK if last == option else word for last, word in zip(before, words, strict=False)]
    return [f"{option}={MASK}" if word.startswith(f"{option}=") else word for word in masked]
