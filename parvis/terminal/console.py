"""The two consoles, and text that is safe to print.

Everything that comes from a page or an archive is hostile: it may hold escape sequences that rewrite the terminal, or
marks that turn its direction. `safe` takes them out; views print nothing that has not passed it.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from rich.console import Console
from rich.text import Text

WIDTH = 100  # wide enough for a table, narrow enough to read

# Bidirectional embedding, override and isolate marks: they can make a line read as another one.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@cache
def out() -> Console:
    """Data: standard output."""
    return _console(stderr=False)


@cache
def err() -> Console:
    """Talk: standard error."""
    return _console(stderr=True)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Rich would end the program with an exit code of its own; the command line has one for this."""
        raise  # noqa: PLE0704  called while the error is handled


def _console(*, stderr: bool) -> Console:
    console = _Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if console.width > WIDTH or not console.is_terminal:
        console.width = WIDTH
    return console


def safe(text: str | None) -> str:
    """The text without control characters and direction marks; line ends and tabs become spaces.

    >>> safe("a\\x1b[31mb\\nc")
    'a[31mb c'
    """
    spaced = (text or "").replace("\n", " ").replace("\t", " ")
    return "".join(c for c in spaced if c not in _TURNING and unicodedata.category(c) not in {"Cc", "Cs"})


def styled(text: str | None, style: str = "") -> Text:
    return Text(safe(text), style=style)
