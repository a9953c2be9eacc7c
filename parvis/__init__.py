"""Parvis archives what news sites show in front of their paywall, and never goes through it.

>>> import parvis
>>> page = parvis.read_page(b"<title>Bridge closed</title>", "https://gazette.example/bridge")
>>> str(page.access.state)
'unknown'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parvis.archive import Archive
    from parvis.ledger import Ledger
    from parvis.page import read_page
    from parvis.records import Page
    from parvis.research.frame import frame

__all__ = ["Archive", "Ledger", "Page", "frame", "read_page"]

# Loaded when asked for, so that `import parvis` and `parvis --help` cost nothing.
_HOMES = {
    "Archive": "parvis.archive",
    "Ledger": "parvis.ledger",
    "Page": "parvis.records",
    "frame": "parvis.research.frame",
    "read_page": "parvis.page",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'parvis' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
