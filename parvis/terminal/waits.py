"""Hosts that are left alone: why, until when, and what waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parvis.archive.hosts import HostWait
from parvis.terminal.console import safe
from parvis.words import Wait

WHY = {
    Wait.ASKED: "asked to be left alone",
    Wait.REFUSING: "refuses for now (429, 503)",
    Wait.DOWN: "does not answer",
    Wait.CLOSED: "is closed: its robots.txt cannot be had",
    Wait.SPENT: "was asked as often as one run may (max_requests)",
}
SHOWN = 10  # hosts


def wait_lines(waits: Iterable[HostWait]) -> Iterator[str]:
    """One line a host."""
    listed = list(waits)
    for wait in listed[:SHOWN]:
        when = f"asked again from {wait.until:%Y-%m-%d %H:%M} UTC" if wait.until else "asked again in the next run"
        urls = f"{wait.urls:,} URL{'s' if wait.urls != 1 else ''} due" if wait.urls else "nothing due"
        yield f"{safe(wait.host)} {WHY[wait.why]}; {when}, {urls}"
    if len(listed) > SHOWN:
        yield f"and {len(listed) - SHOWN} more hosts"
