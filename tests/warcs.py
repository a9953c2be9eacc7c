"""WARC files of invented pages, for the tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Self

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.daily import html_of, url_of
from tests.pages import day

HTML = "text/html; charset=utf-8"


class _InMemory(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """Leaves no temporary file open."""

    def _create_temp_file(self) -> BytesIO:
        return BytesIO()


class Warc:
    """A file under way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")
        self._writer = _InMemory(self._file, gzip=path.name.endswith(".gz"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()

    def add(
        self,
        url: str,
        body: bytes,
        *,
        at: datetime | None = None,
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (("Content-Type", HTML),),
        kind: str = "response",
        more: dict[str, str] | None = None,
    ) -> None:
        date = f"{at or day(1):%Y-%m-%dT%H:%M:%SZ}"
        about = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind == "response" else None
        record = self._writer.create_warc_record(
            url, kind, payload=BytesIO(body), http_headers=about, warc_headers_dict={"WARC-Date": date, **(more or {})}
        )
        self._writer.write_record(record)


def write_daily(path: Path, numbers: Iterable[int], *, at: datetime | None = None) -> Path:
    """A file of the stories of a newspaper of any number of pages."""
    with Warc(path) as warc:
        for number in numbers:
            warc.add(url_of(number), html_of(number), at=at)
    return path
