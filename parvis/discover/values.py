"""Dates and short texts as feeds and sitemaps write them, read without ever raising."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

TITLE_CHARACTERS = 1_000
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_YEARS = range(1970, 2101)
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_FRACTION = re.compile(r"(?<=:\d\d)[.,](\d{1,12})")


def clean_text(value: object, *, limit: int = TITLE_CHARACTERS) -> str | None:
    """One line of plain text without tags, entities and control characters; None when nothing is left."""
    if not isinstance(value, str):
        return None
    text = html.unescape(_TAG.sub(" ", value[: 20 * limit]))
    text = " ".join(_UNPRINTABLE.sub("", text).split())
    return text[:limit].rstrip() or None


def read_date(value: object) -> datetime | None:
    """An ISO 8601 (W3C) or RFC 822 date in UTC. Without a zone it is taken as UTC, a day or month as its beginning.

    None for anything else, and for years before 1970 or after 2100, which are defaults of programs and typing errors.
    """
    if not isinstance(value, str) or not (text := value.strip()[:64]):
        return None
    return sane(_iso(text) or _rfc822(text))


def sane(moment: datetime | None) -> datetime | None:
    """The moment in UTC, if it is a possible one."""
    if moment is None:
        return None
    try:
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if moment.year in _YEARS else None


def _iso(text: str) -> datetime | None:
    try:
        if day := _DAY.fullmatch(text):
            year, month, number = (int(part or 1) for part in day.groups())
            return datetime.combine(date(year, month, number), time(), UTC)
        return datetime.fromisoformat(_FRACTION.sub(lambda found: "." + found[1][:6].ljust(6, "0"), text))
    except (ValueError, OverflowError):
        return None


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
