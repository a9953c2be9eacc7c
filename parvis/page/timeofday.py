"""The time of day beside a date, and its zone."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo

from parvis.page.datewords import zone_minutes

__all__ = ["Clock", "time_in"]

Clock = tuple[int, int, int, tzinfo | None]  # hour, minute, second, zone

_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:.hH時时시点]|\s[hH]\s?)\s?([0-5]\d)(?::([0-5]\d))?(?:[.,]\d{1,9})?(?!\d)\s*(?:Uhr|分|분)?\s*"
    r"([aApP]\.?[mM]\b\.?)?\s*(?:\(?(UTC|GMT)?([+-]\d\d:?(?:\d\d)?)(?!\d)|([A-Za-z]{1,4})\b)?"
)
_BASIC_TIME = re.compile(r"T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?")


def time_in(rest: str) -> Clock | None:
    """The first time in a text; a zone is part of it only where it is named."""
    if found := _BASIC_TIME.match(rest):
        hour, minute, second, offset = found.groups()
        return _checked(int(hour), int(minute), int(second or 0), _offset(offset) if offset else None)
    if (found := _TIME.search(rest)) is None:
        return None
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4][0] in "pP" else 0)
    zone = _offset(found[6]) if found[6] else _named(found[7] or found[5])
    return _checked(hour, int(found[2]), int(found[3] or 0), zone)


def _checked(hour: int, minute: int, second: int, zone: tzinfo | None) -> Clock | None:
    return (hour, minute, second, zone) if hour < 24 and minute < 60 and second < 60 else None


def _offset(text: str) -> tzinfo | None:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:4] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes)) if minutes else UTC


def _named(name: str | None) -> tzinfo | None:
    minutes = zone_minutes(name) if name else None
    return None if minutes is None else timezone(timedelta(minutes=minutes)) if minutes else UTC
