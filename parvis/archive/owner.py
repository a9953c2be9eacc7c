"""Whose a lease is: process and boot. A pid alone is given to another process after the next start of the machine."""

from __future__ import annotations

from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # of Linux; a new one with every start of the machine


def boot_id() -> str | None:
    """None: the system has none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
