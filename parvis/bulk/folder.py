"""A folder of HTML files. Where a page comes from stands beside it, follows from its place, or the page says it.

Beside `story.html` may lie `story.html.json`: {"url": ..., "fetched_at": ..., "status": ..., "headers": {...}}, each
of them optional. Without a date a page is as old as its file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from parvis.bulk.answer import MAX_BODY, Answer, Item
from parvis.identity import join, url_key
from parvis.words import SkipReason

ENDINGS = {".html", ".htm", ".xhtml"}
_INDEX = {"index.html", "index.htm"}


def pages_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())


def digest_of_folder(folder: Path, base_url: str | None) -> str:
    """Of everything that an import of it reads."""
    whole = hashlib.sha256((base_url or "").encode())
    for path in pages_in(folder):
        for part in (path, _sidecar(path)):
            if part.exists():
                whole.update(f"\0{part.relative_to(folder)}\0{part.stat().st_mtime:.0f}\0".encode())
                whole.update(hashlib.sha256(part.read_bytes()).digest())
    return whole.hexdigest()


def read_folder(folder: Path, base_url: str | None) -> Iterator[Item]:
    for path in pages_in(folder):
        yield _page(path, folder, base_url)


def _page(path: Path, folder: Path, base_url: str | None) -> Item:
    try:
        facts = _facts(_sidecar(path))
        at = _moment(facts.get("fetched_at"), path)
        with path.open("rb") as file:
            body = file.read(MAX_BODY + 1)
    except (OSError, ValueError):
        return SkipReason.MALFORMED
    url = facts.get("url") or (_by_place(path.relative_to(folder), base_url) if base_url else None)
    if url is not None and url_key(str(url)) is None:
        return SkipReason.NO_ADDRESS
    headers = {str(name).lower(): str(value) for name, value in dict(facts.get("headers") or {}).items()}
    return Answer(url=url, at=at, status=int(facts.get("status") or 200), headers=headers, body=body)


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _facts(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"{path}: no object")
    return found


def _moment(text: Any, path: Path) -> datetime:
    if text is None:
        return datetime.fromtimestamp(int(path.stat().st_mtime), tz=UTC)
    found = datetime.fromisoformat(str(text))
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _by_place(place: Path, base_url: str) -> str | None:
    """`news/ferry.html` under a base is that file there; `news/index.html` is the folder."""
    parts = place.parts[:-1] + (("",) if place.name.lower() in _INDEX else (place.name,))
    return join(base_url.rstrip("/") + "/", "/".join(map(quote, parts)))
