"""What binds a site or a URL, as the archive knows it: nothing is asked for."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from parvis.archive.origins import RightsFile, files_of, robots_of
from parvis.archive.values import moment
from parvis.identity import url_key
from parvis.records import Rights, RobotsCheck
from parvis.rights.origin import OriginTerms, origin_of, read_origin, with_origin
from parvis.rights.policy import Binding, bindings
from parvis.rights.robots import RobotsState, robots_state
from parvis.words import Profile

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginReport:
    """What an origin says for all its pages."""

    origin: str
    robots: RobotsState
    asked_at: datetime  # when robots.txt was
    files: tuple[RightsFile, ...]
    terms: OriginTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlReport:
    """What binds one URL."""

    url: str
    origin: OriginReport | None
    check: RobotsCheck | None
    seen_at: datetime | None  # when the page was read; None: never, and only its origin speaks
    rights: Rights
    profile: Profile
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalCount:
    binding: Binding
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """What binds a site: its origins, and how many of its pages give which signal."""

    site: str
    profile: Profile
    origins: tuple[OriginReport, ...]
    pages: int
    signals: tuple[SignalCount, ...]


def url_rights(archive: Archive, url: str, profile: Profile | None, at: datetime) -> UrlReport | None:
    """None: the archive knows neither the URL nor its origin."""
    with archive.reading():
        origin = _origin(archive, origin_of(url) or "")
        row = archive.conn.execute(_PAGE, {"key": url_key(url) or url}).fetchone()
    if origin is None and row is None:
        return None
    rights, seen_at, used = (_read(row[0]), moment(row[1]), row[2]) if row else (Rights(), None, None)
    if row is None and origin:
        rights = with_origin(rights, origin.terms, url)
    profile = profile or Profile(used or Profile.RESEARCH)
    return UrlReport(
        url=url,
        origin=origin,
        check=origin.robots.check(url) if origin else None,
        seen_at=seen_at,
        rights=rights,
        profile=profile,
        bindings=bindings(rights, profile, at),
    )


def site_rights(archive: Archive, site: str, profile: Profile | None, at: datetime) -> SiteReport | None:
    """None: the archive does not know the site."""
    with archive.reading():
        urls = [row[0] for row in archive.conn.execute(_URLS, {"site": site})]
        rows = archive.conn.execute(_PAGES, {"site": site}).fetchall()
        found = (_origin(archive, origin) for origin in sorted({origin_of(url) or "" for url in urls}))
        origins = tuple(filter(None, found))
    if not urls:
        return None
    profile = profile or Profile(next((row[2] for row in rows if row[2]), Profile.RESEARCH))
    return SiteReport(
        site=site,
        profile=profile,
        origins=origins,
        pages=sum(row[1] for row in rows),
        signals=_counted([(_read(terms), pages) for terms, pages, _ in rows], profile, at),
    )


def _counted(said: list[tuple[Rights, int]], profile: Profile, at: datetime) -> tuple[SignalCount, ...]:
    """Each signal with its effects once, the commonest first; the value is that of the first page."""
    pages: Counter[tuple[str, tuple[str, ...]]] = Counter()
    first: dict[tuple[str, tuple[str, ...]], Binding] = {}
    for rights, count in said:
        for binding in bindings(rights, profile, at):
            key = binding.signal, binding.effects
            pages[key] += count
            first.setdefault(key, binding)
    return tuple(SignalCount(binding=first[key], pages=count) for key, count in pages.most_common())


def _origin(archive: Archive, origin: str) -> OriginReport | None:
    row, files = robots_of(archive.conn, origin), files_of(archive.conn, origin)
    if row is None:
        return None
    state = robots_state(row.status, row.body or b"", row.problem)
    return OriginReport(
        origin=origin, robots=state, asked_at=row.fetched_at, files=files, terms=read_origin(state, files)
    )


def _read(terms: str) -> Rights:
    """Rights as they were written; keys of a later program are left out."""
    values: dict[str, Any] = json.loads(terms)
    known = {item.name: _frozen(values[item.name]) for item in fields(Rights) if item.name in values}
    known["unavailable_after"] = moment(values.get("unavailable_after"))
    known["profile"] = Profile(values["profile"]) if values.get("profile") else None
    return Rights(**known)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


_PAGE = """
SELECT rights.terms, fetch.at, crawl.profile
FROM url
JOIN fetch ON fetch.url_id = url.id
JOIN rights ON rights.id = fetch.rights_id
JOIN crawl ON crawl.id = fetch.crawl_id
WHERE url.key = :key OR url.article_id = (SELECT article_id FROM article_url WHERE key = :key)
ORDER BY fetch.at DESC, fetch.id DESC LIMIT 1
"""
_URLS = """
SELECT min(url.url) FROM url JOIN site ON site.id = url.site_id WHERE site.name = :site
GROUP BY host, substr(url.url, 1, instr(url.url, '://'))
"""
_PAGES = """
SELECT rights.terms, count(*), max(crawl.profile)
FROM (
    SELECT max(fetch.id) AS id FROM fetch JOIN url ON url.id = fetch.url_id JOIN site ON site.id = url.site_id
    WHERE site.name = :site AND rights_id IS NOT NULL GROUP BY url.id
) AS last
JOIN fetch ON fetch.id = last.id
JOIN rights ON rights.id = fetch.rights_id
JOIN crawl ON crawl.id = fetch.crawl_id
GROUP BY rights.id ORDER BY count(*) DESC, rights.id
"""
