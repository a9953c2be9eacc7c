"""From Scrapy's response to the records of Parvis."""

from __future__ import annotations

from datetime import datetime

from scrapy.http import Response

from parvis.archive.events import Failed, Lease
from parvis.crawl.outcomes import next_try
from parvis.crawl.session import lease_of
from parvis.patience import parse_retry_after
from parvis.records import Capture, Fetch
from parvis.rights.tags import HEADERS as RIGHTS_HEADERS
from parvis.words import Reason

VALIDATOR = 400  # characters of an ETag or date that are kept and sent back
_OTHER_MEDIA = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/octet-stream")
TAIL = 4096  # bytes in which a page says that it ends


def fetch_of(response: Response, at: datetime) -> Fetch:
    lease = lease_of(response)
    return Fetch(
        requested_url=lease.url,
        url=response.url,
        status=response.status,
        fetched_at=at,
        etag=_validator(response, "ETag"),
        last_modified=_validator(response, "Last-Modified"),
        content_type=_validator(response, "Content-Type"),
        bytes=len(response.body),
        seconds=response.meta.get("download_latency"),
        redirects=tuple(response.meta.get("redirect_urls", ())),
        robots=response.meta.get("robots"),
        retry_after=parse_retry_after(_header(response, "Retry-After"), at),
    )


def capture_of(response: Response, fetch: Fetch) -> Capture:
    """The names of the headers are in lower case; one that was repeated is joined by commas, or by line ends where the
    lines of a header that speaks of rights each stand for themselves."""
    lease = lease_of(response)
    names = {name.decode("latin-1").lower(): name for name in response.headers}
    headers = {
        key: ("\n" if key in RIGHTS_HEADERS else ", ").join(map(_text, response.headers.getlist(name)))
        for key, name in names.items()
    }
    return Capture(site=lease.site, fetch=fetch, headers=headers, body=response.body, link=lease.link)


def judge_body(lease: Lease, fetch: Fetch, response: Response) -> Failed | None:
    """What needs no reader: another medium, or a page that may be cut; it has no length and does not say </html>."""
    if (fetch.content_type or "").lower().startswith(_OTHER_MEDIA):
        return Failed(lease=lease, at=fetch.fetched_at, reason=Reason.NOT_HTML, detail="by its type", fetch=fetch)
    if "partial" not in response.flags or b"</html" in response.body[-TAIL:].lower():
        return None
    at = fetch.fetched_at
    return Failed(
        lease=lease, at=at, reason=Reason.NETWORK, detail="cut off", fetch=fetch, retry_at=next_try(lease, at)
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return _text(value) if value is not None else None


def _validator(response: Response, name: str) -> str | None:
    """A header that is short and printable, else None: half an ETag is another ETag."""
    value = _header(response, name)
    return value if value and len(value) <= VALIDATOR and value.isprintable() else None


def _text(value: bytes) -> str:
    return value.decode("latin-1")
