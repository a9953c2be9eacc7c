"""What travels between the pages and the server: the question, the page that answers it, the file that is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

__all__ = ["Asked", "Download", "Leaf", "Moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: the parts of its path, and what stands behind the question mark."""

    parts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The first value of a name, or nothing."""
        return next(iter(self.values.get(name, ())), "").strip()

    def number(self, name: str) -> int | None:
        """A value as a number that SQLite has room for; None where it is none."""
        text = self.parts.get(name) or self.one(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page: its template with what that shows, and the same as JSON-ready values."""

    template: str
    shown: Mapping[str, Any]
    document: Any
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The page stands under another address for good."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to take away; whole before its first byte is sent."""

    name: str
    content_type: str
    body: bytes = b""
    file: IO[bytes] | None = None
    inline: bool = False  # shown within a page
    headers: Mapping[str, str] = field(default_factory=dict)
