"""Whether a snapshot is what it says: every file, every count, every query asked again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parvis.archive import Archive
from parvis.archive.stored_queries import stored_queries
from parvis.errors import NotAnArchive, ParvisError
from parvis.research.exporting import content_of
from parvis.research.snapshot import ARCHIVE, PACKAGE, QUERIES, SUMS, digest_of
from parvis.research.storing import rerun

__all__ = ["Verdict", "check_snapshot"]

csv.field_size_limit(2**30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was checked, and what was found."""

    what: str
    good: bool
    found: str


def check_snapshot(folder: Path) -> Iterator[Verdict]:
    """One verdict after the other. Raises NotAnArchive where there is no snapshot."""
    sums = folder / SUMS
    if not sums.is_file():
        raise NotAnArchive(f"{folder}: no snapshot, for it has no {SUMS}; parvis snapshot makes one")
    wanted = dict(line.split("  ", 1)[::-1] for line in sums.read_text(encoding="utf-8").splitlines() if "  " in line)
    yield from (_file(folder, name, digest) for name, digest in wanted.items())
    yield from (
        Verdict(what=path.name, good=False, found="is no part of the snapshot")
        for path in sorted(folder.iterdir())
        if path.name not in wanted and path.name != SUMS
    )
    yield from _contents(folder)


def _file(folder: Path, name: str, digest: str) -> Verdict:
    path = folder / name
    if "/" in name or not path.is_file():
        return Verdict(what=name, good=False, found="is missing")
    found = digest_of(path)
    return Verdict(what=name, good=found == digest, found="hash as noted" if found == digest else "has been changed")


def _contents(folder: Path) -> Iterator[Verdict]:
    try:
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        queries = json.loads((folder / QUERIES).read_text(encoding="utf-8"))
        noted = {query["name"]: query["here"] for query in queries}
        yield from (_rows(folder, resource) for resource in package["resources"])
        with Archive.open(folder / ARCHIVE) as archive:
            yield _articles(archive, package)
            yield from _queries(archive, noted)
    except (OSError, ValueError, KeyError, TypeError, ParvisError) as error:
        yield Verdict(what="contents", good=False, found=f"cannot be read: {error}")


def _rows(folder: Path, resource: dict[str, Any]) -> Verdict:
    with (folder / Path(resource["path"]).name).open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    noted = resource["rows"]
    found = f"{rows:,} rows" if rows == noted else f"{rows:,} rows, not {noted:,}"
    return Verdict(what=resource["path"], good=rows == noted, found=found)


def _articles(archive: Archive, package: dict[str, Any]) -> Verdict:
    content = content_of(archive, "")
    good = (content.rows, content.sha256) == (package["articles"], package["content_sha256"])
    return Verdict(
        what="articles", good=good, found=f"{content.rows:,}, content hash {'as noted' if good else 'differs'}"
    )


def _queries(archive: Archive, noted: dict[str, dict[str, Any]]) -> Iterator[Verdict]:
    for query in stored_queries(archive):
        again, here = rerun(archive, query), noted.get(query.name, {})
        good = (again.rows, again.content_sha256) == (here.get("rows"), here.get("content_sha256"))
        found = f"finds {again.rows:,} rows{'' if good else ', others than noted'}"
        yield Verdict(what=f"query {query.name}", good=good, found=found)
