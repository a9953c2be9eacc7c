"""What is asked of the catalogue, as values that a statement takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from parvis.archive.values import as_json

NO_DATE = 0  # the day of an article without a date
FIRST_DAY, LAST_DAY = 1, 99_991_231


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Articles of the catalogue: what the index is asked for, and values of which an article has one. None: any.

    With `splits` the articles in languages that have umlauts are asked for `found` and `taken`, all others for the
    two `_elsewhere`: due is no spelling of French du.
    """

    found: str | None = None
    taken: str | None = None
    splits: bool = False
    found_elsewhere: str | None = None
    taken_elsewhere: str | None = None
    sites: Collection[str] | None = None
    sections: Collection[str] | None = None
    languages: Collection[str] | None = None
    access: Collection[str] | None = None
    vendors: Collection[str] | None = None
    first: int = NO_DATE  # 20260302
    last: int = LAST_DAY

    @property
    def on_shelves(self) -> bool:
        """Whether some shelves are left out."""
        return any(values is not None for values in self._shelf_values().values())

    @property
    def is_dated(self) -> bool:
        return (self.first, self.last) != (NO_DATE, LAST_DAY)

    @property
    def narrows(self) -> bool:
        """Whether the index alone does not say what is selected."""
        return bool(self.taken) or self.on_shelves or self.is_dated or self.splits

    def parameters(self) -> dict[str, object]:
        listed = {
            name: None if values is None else as_json(sorted(values)) for name, values in self._shelf_values().items()
        }
        return {**listed, "found": self.found, "taken": self.taken, "first": self.first, "last": self.last}

    def _shelf_values(self) -> dict[str, Collection[str] | None]:
        return {
            "sites": self.sites,
            "sections": self.sections,
            "languages": self.languages,
            "access": self.access,
            "vendors": self.vendors,
        }
