"""What may be said of an exception: its class and the line of ours that it came from, never its message."""

from __future__ import annotations

from pathlib import Path

from parvis.errors import CrawlError
from parvis.words import Reason

_ROOT = Path(__file__).resolve().parents[2]


class ReaderBroken(CrawlError):
    """Raised in place of an exception that is not ours, which may quote the page it broke on."""

    reason = Reason.PROGRAM


def describe(error: BaseException) -> str:
    """ "KeyError at parvis/page/dates.py:31"; only the class when no line of ours was on the way."""
    place, frames = "", error.__traceback__
    while frames is not None:
        path = Path(frames.tb_frame.f_code.co_filename)
        if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
            place = f" at {path.relative_to(_ROOT)}:{frames.tb_lineno}"
        frames = frames.tb_next
    return type(error).__name__ + place
