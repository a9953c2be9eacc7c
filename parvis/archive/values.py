"""How values are written into columns and read back: times, lists, records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def stamp(moment: datetime) -> str:
    """A time as text in UTC, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def stamp_or_none(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def hour(moment: datetime) -> str:
    """The hour of a time, for what is touched too often to be written to the second."""
    return stamp(moment.replace(minute=0, second=0, microsecond=0))


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def as_json(value: Any) -> str:
    return _ENCODER.encode(value)


def free_ids(conn: sqlite3.Connection, largest: str, count: int) -> range:
    """The next numbers of a table that only this transaction writes to; `largest` asks for the largest so far.

    Many rows with numbers that are known are inserted at once, which one by one they are not.
    """
    last = conn.execute(largest).fetchone()[0] or 0
    return range(last + 1, last + 1 + count)


def records_json(records: Iterable[Any]) -> str:
    """Flat records as a list of objects."""
    return as_json([{name: getattr(record, name) for name in record.__slots__} for record in records])
