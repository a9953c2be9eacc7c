"""Adding a reservation to the rights of a page; none is ever taken away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from parvis.records import Rights

__all__ = ["refuse", "reserve"]


def reserve(rights: Rights, where: str) -> Rights:
    """The rights with text and data mining reserved, and where it says so."""
    return replace(rights, tdm_reserved=True, reserved_by=tuple(dict.fromkeys((*rights.reserved_by, where))))


def refuse(rights: Rights, uses: Collection[str], where: str) -> Rights:
    """The rights with the uses refused that mean something to us: "training", "search"."""
    if "training" in uses:
        rights = reserve(rights, where)
    return replace(rights, noindex=True) if "search" in uses else rights
