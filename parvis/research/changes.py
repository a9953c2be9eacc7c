"""What changed between the versions of an article: its words, its facts, its access."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from parvis.archive.reading import ArticleRecord, VersionRecord
from parvis.research.edits import Edit, Kept, word_edits

__all__ = ["Changed", "Difference", "differences"]

TEXTS = ("headline", "standfirst", "description", "teaser")
FACTS = ("access", "authors", "section", "published_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One field, before and after; `edits` word by word for a text."""

    field: str
    before: str
    after: str
    edits: tuple[Edit, ...] = ()

    @property
    def words(self) -> tuple[int, int]:
        """How many words were removed and added."""
        removed, added = (sum(len(e.text.split()) for e in self.edits if e.kept is kept) for kept in _ONE_SIDED)
        return removed, added


_ONE_SIDED = (Kept.REMOVED, Kept.ADDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two versions that follow one another."""

    before_id: int
    after_id: int
    seen_at: datetime | None  # when the older was last seen
    changed_at: datetime | None  # when the newer was first seen
    material: bool  # more than numbers, times and addresses
    changed: tuple[Changed, ...]


def differences(record: ArticleRecord) -> tuple[Difference, ...]:
    """What changed from each version to the next, the oldest first; none when there is one version."""
    return tuple(_difference(before, after) for before, after in pairwise(record.versions))


def _difference(before: VersionRecord, after: VersionRecord) -> Difference:
    return Difference(
        before_id=before.id,
        after_id=after.id,
        seen_at=before.last_seen_at,
        changed_at=after.first_seen_at,
        material=before.data["masked_digest"] != after.data["masked_digest"],
        changed=tuple(_changes(before.data, after.data)),
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[Changed]:
    """The access first, then the words, then the other facts; one that changed just as the one before is left out."""
    found: list[Changed] = []
    for name in (*FACTS[:1], *TEXTS, *FACTS[1:]):
        old, new = _said(before[name]), _said(after[name])
        if old != new and all((old, new) != (known.before, known.after) for known in found):
            edits = word_edits(old, new) if name in TEXTS else ()
            found.append(Changed(field=name, before=old, after=new, edits=edits))
    return found


def _said(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else value or ""
