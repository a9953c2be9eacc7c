"""A definition tried on saved pages: `parvis sites check NAME FILE...`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from parvis.arguments import is_url
from parvis.errors import NothingFound, PageError, ParvisError
from parvis.page.inspecting import Hit, Inspection, inspect_page
from parvis.sites import Site, SiteLayout

__all__ = ["PageCheck", "check_as_dict", "check_pages", "raise_missed", "untried"]


@dataclass(frozen=True, slots=True)
class PageCheck:
    """One saved page under a definition."""

    file: str
    inspection: Inspection
    note: str  # on its address; "" where nothing is to be said

    @property
    def url(self) -> str:
        return self.inspection.page.url


def check_pages(site: Site, files: Sequence[str], *, url: str | None, fetched: date | None) -> list[PageCheck]:
    """Every page, read as one that was fetched on a day. Raises ParvisError with the remedy."""
    fetched_at = datetime.combine(fetched, time(12), UTC) if fetched else None
    return [_check(site, file, url, fetched_at) for file in files]


def _check(site: Site, file: str, url: str | None, fetched_at: datetime | None) -> PageCheck:
    body = _read(file)
    try:
        found = inspect_page(body, url or site.home, site=site, fetched_at=fetched_at)
        claimed = found.page.metadata.canonical_url
        if url is None and claimed and site.is_home_of(claimed):
            return PageCheck(file, inspect_page(body, claimed, site=site, fetched_at=fetched_at), "")
    except PageError as error:
        raise ParvisError(f"{file}: {error}") from error
    return PageCheck(file, found, _note(site, url, claimed))


def _read(file: str) -> bytes:
    if is_url(file):
        raise ParvisError(f"{file}: selectors are tried on saved pages; save the page and name its file")
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise ParvisError(f"{file}: cannot be read: {error.strerror}; name a page that was saved as HTML") from error


def _note(site: Site, url: str | None, claimed: str | None) -> str:
    if url is not None:
        return "" if site.is_home_of(url) else f"{url} is no address of {site.name}"
    if claimed:
        return f"it says that it is {claimed}, which is no address of {site.name}"
    return f"its address is unknown, read as {site.home}; give it with --url"


def untried(site: Site, checks: Iterable[PageCheck]) -> list[tuple[int, SiteLayout]]:
    """The layouts, with their numbers, of whose days no page was."""
    tried = {check.inspection.layout for check in checks}
    return [(number, layout) for number, layout in enumerate(site.layouts, 1) if number not in tried]


def raise_missed(site: Site, checks: Sequence[PageCheck]) -> None:
    """Raises NothingFound where a selector hit nothing on any page on which it was tried."""
    missed = list(missed_hits(checks))
    if missed:
        listed = ", ".join(f"{hit.key} {hit.selector!r}{_of(hit)}" for hit in missed)
        pages = "the page" if len(checks) == 1 else f"any of {len(checks)} pages"
        raise NothingFound(f"{site.name}: nothing on {pages} is hit by {listed}; mend it, or give the layout its days")


def missed_hits(checks: Iterable[PageCheck]) -> Iterator[Hit]:
    """The first try of every selector that hit nothing anywhere."""
    tries: dict[tuple[str, str, int | None], list[Hit]] = {}
    for check in checks:
        for hit in check.inspection.hits:
            tries.setdefault((hit.key, hit.selector, hit.layout), []).append(hit)
    yield from (hits[0] for hits in tries.values() if not any(hit.count for hit in hits))


def _of(hit: Hit) -> str:
    return f" (layout {hit.layout})" if hit.layout else ""


def check_as_dict(site: Site, checks: Sequence[PageCheck]) -> dict[str, Any]:
    """The check as JSON-ready values."""
    return {
        "site": site.name,
        "pages": [_page_as_dict(check) for check in checks],
        "missed": [{"key": h.key, "selector": h.selector, "layout": h.layout} for h in missed_hits(checks)],
        "untried_layouts": [number for number, _ in untried(site, checks)],
    }


def _page_as_dict(check: PageCheck) -> dict[str, Any]:
    page = check.inspection.page
    published = page.metadata.published_at
    return {
        "file": check.file,
        "url": check.url,
        "note": check.note,
        "layout": check.inspection.layout,
        "selectors": [_hit_as_dict(hit) for hit in check.inspection.hits],
        "headline": page.metadata.headline,
        "authors": list(page.metadata.authors),
        "published_at": published.isoformat() if published else None,
        "access": str(page.access.state),
        "teaser_words": page.teaser_words,
        "withheld_words": page.withheld_words,
    }


def _hit_as_dict(hit: Hit) -> dict[str, Any]:
    return {
        "key": hit.key,
        "selector": hit.selector,
        "layout": hit.layout,
        "hits": hit.count,
        "words": hit.words,
        "role": str(hit.role) if hit.role else None,
        "text": hit.text,
    }
