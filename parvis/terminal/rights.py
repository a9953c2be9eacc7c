"""`parvis rights`: what binds a site or a URL, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.padding import Padding

from parvis.archive.rights_report import OriginReport, SiteReport, UrlReport
from parvis.records import plain
from parvis.rights.origin import OriginFile
from parvis.rights.policy import Binding, Effect
from parvis.terminal.console import out, styled
from parvis.terminal.status import plural

EFFECTS = {
    Effect.RECORD: "recorded",
    Effect.CUT: "teaser cut",
    Effect.NO_TEASER: "no teaser: title and metadata only",
    Effect.NO_TEXT: "no text: title and metadata only",
    Effect.NO_SEARCH: "not found by search",
}


def print_url_rights(report: UrlReport) -> None:
    _line(report.url, style="bold")
    if report.check:
        _line(f"robots.txt: {report.check.verdict}{_by(report.check.rule)}", indent=2)
    if report.origin:
        _print_origin(report.origin)
    seen = f"the page as read {report.seen_at:%Y-%m-%d}" if report.seen_at else "the page was never read"
    _line(f"{seen}; profile {report.profile}", indent=2)
    for binding in report.bindings:
        _print_binding(binding)
    if not report.bindings:
        _line("nothing is reserved or forbidden", indent=4)
    for where, value in report.rights.raw:
        _line(f"{where}: {value}", indent=4, style="dim")


def print_site_rights(report: SiteReport) -> None:
    _line(f"{report.site}: {plural(report.pages, 'page')} read, profile {report.profile}", style="bold")
    for origin in report.origins:
        _line(origin.origin, indent=2)
        _print_origin(origin)
    for count in report.signals:
        _print_binding(count.binding, f" on {plural(count.pages, 'page')}")
    if report.pages and not report.signals:
        _line("nothing is reserved or forbidden", indent=4)


def _print_origin(report: OriginReport) -> None:
    for line in _about(report):
        _line(line, indent=4)


def _about(report: OriginReport) -> Iterator[str]:
    robots = report.robots
    said = f"closed, {robots.reason}" if robots.closed else robots.reason or f"digest {robots.digest}"
    yield f"robots.txt asked for {report.asked_at:%Y-%m-%d %H:%M}: {said}"
    if delay := robots.crawl_delay():
        yield f"it asks for {delay:g} s between two requests"
    yield from (f"{name}: {value}" for name, value in report.terms.notes)
    yield from (f"{file.url}: {_answer(file)}" for file in report.files)


def _answer(file: OriginFile) -> str:
    if file.is_unknown:
        return f"could not be had ({file.problem or f'status {file.status}'})"
    return f"{len(file.text)} bytes" if file.text else "none"


def _print_binding(binding: Binding, where: str = "") -> None:
    effects = ", ".join(EFFECTS[effect] for effect in binding.effects)
    _line(f"{binding.signal} ({binding.value}){where}: {effects}", indent=4)
    _line(binding.why, indent=6, style="dim")


def _by(rule: str | None) -> str:
    return f" by {rule}" if rule else ", no line speaks of it"


def _line(text: str, *, indent: int = 0, style: str = "") -> None:
    out().print(Padding(styled(text, style), (0, 0, 0, indent)))


def url_as_dict(report: UrlReport) -> dict[str, Any]:
    return {
        "url": report.url,
        "robots": plain(report.check) if report.check else None,
        "origin": _origin_as_dict(report.origin) if report.origin else None,
        "seen_at": report.seen_at,
        "profile": report.profile,
        "bindings": [plain(binding) for binding in report.bindings],
        "rights": plain(report.rights),
    }


def site_as_dict(report: SiteReport) -> dict[str, Any]:
    return {
        "site": report.site,
        "profile": report.profile,
        "pages": report.pages,
        "origins": [_origin_as_dict(origin) for origin in report.origins],
        "signals": [{**plain(count.binding), "pages": count.pages} for count in report.signals],
    }


def _origin_as_dict(report: OriginReport) -> dict[str, Any]:
    robots = report.robots
    return {
        "origin": report.origin,
        "robots": {
            "asked_at": report.asked_at,
            "closed": robots.closed,
            "reason": robots.reason or None,
            "digest": robots.digest,
            "crawl_delay": robots.crawl_delay(),
            "notes": [list(note) for note in report.terms.notes],
        },
        "files": [
            {
                "kind": file.kind,
                "url": file.url,
                "asked_at": file.fetched_at,
                "status": file.status,
                "answer": _answer(file),
            }
            for file in report.files
        ],
    }
