"""How values are written into columns and read back: times, lists, records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from parvis.records import plain


def stamp(moment: datetime) -> str:
    """A time as text in UTC, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def stamp_or_none(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def records_json(records: Sequence[Any]) -> str:
    return as_json([plain(record) for record in records])
