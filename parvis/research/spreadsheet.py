"""What a spreadsheet would run when a table of ours is opened in it (CWE-1236)."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["harmless"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula at the start of a cell

Cell = TypeVar("Cell")


def harmless(cell: Cell) -> Cell | str:
    """The cell, with an apostrophe in front of a text that would be a formula.

    >>> harmless('=HYPERLINK("x")'), harmless("a=b"), harmless(-3)
    ('\\'=HYPERLINK("x")', 'a=b', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
