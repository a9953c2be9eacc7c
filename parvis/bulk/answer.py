"""An answer of a server, as a file has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from parvis.records import Capture, Fetch
from parvis.rights.tags import HEADERS as RIGHTS_HEADERS
from parvis.words import SkipReason

MAX_BODY = 4 * 2**20  # bytes, as in a crawl
VALIDATOR = 400  # characters of an ETag or date that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Lives in memory only, as a capture does."""

    url: str | None  # None: the page itself has to say
    at: datetime
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # names in lower case
    body: bytes = field(default=b"", repr=False)
    redirects: tuple[str, ...] = ()  # URLs that led here
    cut: bool = False  # whoever wrote the file did not have all of it


Item = Answer | SkipReason  # what a record of a file comes to


def join_headers(lines: list[tuple[str, str]]) -> dict[str, str]:
    """Names in lower case. One that is repeated is joined by commas, or by line ends where each line stands alone."""
    found: dict[str, list[str]] = {}
    for name, value in lines:
        found.setdefault(name.lower(), []).append(value)
    return {name: ("\n" if name in RIGHTS_HEADERS else ", ").join(values) for name, values in found.items()}


def fetch_of(answer: Answer, url: str) -> Fetch:
    """The facts of the exchange. What robots.txt said is not in the file, so it is not known."""
    return Fetch(
        requested_url=url,
        url=url,
        status=answer.status,
        fetched_at=answer.at,
        etag=_short(answer, "etag"),
        last_modified=_short(answer, "last-modified"),
        content_type=_short(answer, "content-type"),
        bytes=len(answer.body),
        redirects=answer.redirects,
    )


def _short(answer: Answer, name: str) -> str | None:
    """A header that is short and printable, else None: half an ETag is another ETag."""
    value = answer.headers.get(name)
    return value if value and len(value) <= VALIDATOR and value.isprintable() else None


def capture_of(answer: Answer, fetch: Fetch, *, site: str) -> Capture:
    return Capture(site=site, fetch=fetch, headers=answer.headers, body=answer.body)
