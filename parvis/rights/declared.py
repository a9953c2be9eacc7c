"""ai.txt (Spawning) and trust.txt: declarations that bind nobody by themselves, and are recorded. Never raises."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["read_declaration"]

FILE_BYTES = 64 * 2**10
LINES = 50
_WORTH = re.compile(r"(?i)(user-agent|disallow|allow|datatrainingallowed)\s*[:=]\s*(\S.{0,200})")


def read_declaration(body: bytes) -> tuple[tuple[str, str], ...] | None:
    """The lines that speak of the use of content, as (name, value); None for what is no text of such lines."""
    if body.lstrip()[:1] in {b"<", b"{"} or b"\0" in body[:64]:
        return None
    text = body[:FILE_BYTES].decode("utf-8", errors="replace")
    return tuple(dict.fromkeys(_lines(text)))[:LINES]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if found := _WORTH.match(line.partition("#")[0].strip()):
            yield found[1].lower(), found[2].strip()
