"""The records of a WARC or ARC file, one after the other. A damaged one costs itself: reading goes on at the next."""

from __future__ import annotations

import re
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from parvis.bulk.answer import MAX_BODY, Answer, Item, join_headers
from parvis.errors import ParvisError
from parvis.identity import join, url_key
from parvis.words import SkipReason

_DAMAGE = (ArchiveLoadFailed, zlib.error, EOFError, OSError, ValueError, KeyError, AttributeError, TypeError)
_STARTS = re.compile(rb"\x1f\x8b\x08|(?:^|(?<=\n))WARC/1\.[01]\r?\n")  # of a compressed member, of a plain record
_CHUNK = 2**20
MAX_REDIRECTS = 10_000  # that wait for the page they lead to


def read_warc(path: Path) -> Iterator[Item]:
    """What each record of a file comes to, in the order of the file."""
    ways = _Ways()
    with path.open("rb") as file:
        offset: int | None = 0
        damaged = False
        while offset is not None:
            last = offset
            try:
                for place, record in _records(file, offset):
                    last = place
                    yield _item(record, ways)
                    damaged = False
                return
            except _DAMAGE as error:
                if "non-chunked gzip" in str(error):
                    raise ParvisError(f"{path}: compressed as a whole; make it anew with: warcio recompress") from error
            if not damaged:  # else it is what is left of the same record
                yield SkipReason.MALFORMED
            damaged = True
            offset = _next_start(file, last + 1)


def _records(file: IO[bytes], offset: int) -> Iterator[tuple[int, Any]]:
    file.seek(offset)
    iterator = ArchiveIterator(file, arc2warc=True)
    for record in iterator:
        yield iterator.offset, record


def _next_start(file: IO[bytes], offset: int) -> int | None:
    """Where the next record may begin; a false start is damage once more."""
    overlap = 16
    while True:
        file.seek(offset)
        chunk = file.read(_CHUNK + overlap)
        found = _STARTS.search(chunk)
        if found:
            return offset + found.start()
        if len(chunk) <= overlap:
            return None
        offset += len(chunk) - overlap


class _Ways:
    """URLs that were redirected, by the key of what they lead to, until the page comes."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def add(self, url: str, location: str | None) -> None:
        target = join(url, location) if location else None
        key = url_key(target or "")
        if key and key != url_key(url):
            self._waiting[key] = (*self.to(url), url)
            if len(self._waiting) > MAX_REDIRECTS:
                self._waiting.popitem(last=False)

    def to(self, url: str) -> tuple[str, ...]:
        return self._waiting.pop(url_key(url) or "", ())


def _item(record: Any, ways: _Ways) -> Item:
    if record.rec_type == "revisit":
        return SkipReason.REVISIT
    if record.rec_type not in {"response", "resource"}:
        return SkipReason.NO_PAGE
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip().strip("<>")
    if url_key(url) is None:
        return SkipReason.NO_ADDRESS
    at = _date(record.rec_headers.get_header("WARC-Date"))
    if at is None:
        return SkipReason.NO_DATE
    status, headers = _head(record)
    if status in range(300, 400) and status != 304:
        ways.add(url, headers.get("location"))
        return SkipReason.REDIRECT
    if not _may_be_html(headers.get("content-type")):
        return SkipReason.NOT_HTML
    body = _body(record)
    cut = record.rec_headers.get_header("WARC-Truncated") is not None
    return Answer(url=url, at=at, status=status, headers=headers, body=body, redirects=ways.to(url), cut=cut)


def _body(record: Any) -> bytes:
    """Decoded; a byte too much of one that is too large. Raises ValueError where the file has not all of it."""
    body: bytes = record.content_stream().read(MAX_BODY + 1)
    if len(body) <= MAX_BODY:
        record.raw_stream.read()
        if getattr(record.raw_stream, "limit", 0) > 0:
            raise ValueError("ends early")
    return body


def _head(record: Any) -> tuple[int, dict[str, str]]:
    """Status and headers; what was archived without them counts as an ordinary answer."""
    if record.http_headers is None:
        kind = record.rec_headers.get_header("Content-Type")
        return 200, {"content-type": kind} if kind else {}
    return int(record.http_headers.get_statuscode()), join_headers(record.http_headers.headers)


def _may_be_html(content_type: str | None) -> bool:
    kind = (content_type or "").partition(";")[0].strip().lower()
    return not kind or kind in {"text/html", "application/xhtml+xml"}


def _date(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
