"""Dividing sites among crawlers: every site belongs to exactly one part, by its name alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from parvis.errors import SiteError


@dataclass(frozen=True, slots=True)
class SitesPart:
    """One of several parts of all sites. A site stays in its part whatever other sites there are."""

    number: int  # from 1
    of: int

    @classmethod
    def read(cls, text: str) -> SitesPart:
        """Raises SiteError with the remedy.

        >>> SitesPart.read("2/5")
        SitesPart(number=2, of=5)
        """
        number, _, of = text.partition("/")
        if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of) <= 9_999):
            raise SiteError(f"{text!r} is no part; the second of five is 2/5")
        return cls(int(number), int(of))

    def holds(self, name: str) -> bool:
        """Whether the site of this name belongs to the part: the same on every machine."""
        hash_ = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        return hash_ % self.of == self.number - 1
