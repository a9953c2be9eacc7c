"""An archive of an earlier program gets the schema of this one."""

from __future__ import annotations

from pathlib import Path

from parvis.archive.archive import Archive
from parvis.errors import ArchiveTooOld


def bring_up_to_date(path: Path) -> None:
    """Gives an archive that an earlier program made the schema of this one; another is not touched."""
    try:
        Archive.open(path).close()
    except ArchiveTooOld:
        Archive.open(path, "w").close()
