"""`scrapy crawl site -a site=NAME`: a crawl request from a spider's arguments, the settings and the environment."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from parvis.crawl.logs import quiet_the_logs
from parvis.crawl.request import CrawlRequest
from parvis.crawl.session import Session
from parvis.crawl.site_locks import state_for
from parvis.errors import CrawlError
from parvis.sites import load_sites
from parvis.words import Kind, Profile

ARGUMENTS = ("site", "url", "since", "max_pages", "delay", "profile")


def session_from(settings: BaseSettings, *, kinds: Collection[Kind], arguments: Mapping[str, Any]) -> Session:
    """Open the archive of PARVIS_DB, else ./archive.db. `site` and `url` may name several, separated by commas."""
    unknown = set(arguments) - set(ARGUMENTS)
    if unknown:
        raise CrawlError(f"-a {min(unknown)}: a spider takes {', '.join(ARGUMENTS)}")
    quiet_the_logs()
    known = load_sites()
    names = _listed(arguments.get("site"))
    if missing := [name for name in names if name not in known]:
        raise CrawlError(f"-a site={missing[0]}: no such site (parvis sites list)")
    delay = _number(arguments.get("delay"), "delay")
    request = CrawlRequest(
        archive=Path(os.environ.get("PARVIS_DB", "archive.db")),
        sites=tuple(known[name] for name in names),
        urls=tuple(_listed(arguments.get("url"))),
        since=_date(arguments.get("since")),
        max_pages=_number(arguments.get("max_pages"), "max_pages"),
        delay=delay,
        state=state_for(delay),
        profile=_profile(arguments.get("profile")),
        proxy=settings.get("PARVIS_PROXY"),
        allow_loopback=settings.getbool("PARVIS_ALLOW_LOOPBACK"),
        on_alarm=os.environ.get("PARVIS_ON_ALARM"),
        command="scrapy crawl",
    )
    return Session.open(request, kinds)


def _listed(value: str | None) -> list[str]:
    return [one for one in (value or "").split(",") if one]


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise CrawlError(f"-a since={value}: a date is written 2026-11-25") from None


def _profile(value: str | None) -> Profile:
    try:
        return Profile(value or Profile.RESEARCH)
    except ValueError:
        raise CrawlError(f"-a profile={value}: a profile is {' or '.join(Profile)}") from None


def _number(value: str | None, name: str) -> int | None:
    if value and not value.isdecimal():
        raise CrawlError(f"-a {name}={value}: a whole number is wanted")
    return int(value) if value else None
