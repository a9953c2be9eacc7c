"""The items that travel through the pipelines: one look at one article, before and after it was read."""

from __future__ import annotations

from dataclasses import dataclass, field

from parvis.archive.events import Lease
from parvis.records import Capture, Fetch, Page
from parvis.words import Change, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A capture on its way to be read. Lives in memory only."""

    lease: Lease
    capture: Capture = field(repr=False)

    @property
    def fetch(self) -> Fetch:
        return self.capture.fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of a visit. `page` goes into the archive as the page alone shows it, so that the archive's ledger
    can take its verdict back; `shown` is the page as the ledger cleans it today."""

    lease: Lease
    fetch: Fetch
    page: Page = field(repr=False)
    shown: Page = field(repr=False)
    kinds: tuple[Role | None, ...] = ()  # of its blocks, as the ledger has them today; None: content
    change: Change | None = None
